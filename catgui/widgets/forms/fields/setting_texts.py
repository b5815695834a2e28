"""The texts of settings in a form, in the user's locale."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLocale

from engine.errors import ConfigError
from engine.text import LOWEST_PLAIN

_LAYERS = "hidden_layers"
# Numbers from `LOWEST_PLAIN` to below this one are written without an exponent.
_HIGHEST_PLAIN = 1e9
_WITHOUT_SEPARATORS = QLocale.NumberOption.OmitGroupSeparator | QLocale.NumberOption.RejectGroupSeparator


def to_text(value: Any) -> str:
    """The text of a value; decimals are in the user's locale."""
    if isinstance(value, tuple):
        return ", ".join(str(width) for width in value)
    if isinstance(value, float):
        # Qt would write 0.0001 as 1e-04.
        notation = "f" if value == 0 or LOWEST_PLAIN <= abs(value) < _HIGHEST_PLAIN else "g"
        return _locale().toString(value, notation, QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value)
    return str(value)


def parse(name: str, text: str) -> Any:
    """The value that `text` stands for in the field `name`. Raises ConfigError."""
    if name == _LAYERS:
        return tuple(_parse_int(name, part) for part in text.replace(",", " ").replace(";", " ").split())
    return parse_float(name, text) if name == "learning_rate" else _parse_int(name, text)


def parse_float(field: str, text: str) -> float:
    """A number in the user's locale, or with any decimal mark. Raises ConfigError."""
    number, is_valid = _locale().toDouble(text.strip())
    if is_valid:
        return float(number)
    try:
        return float(text.strip().replace(",", "."))
    except ValueError as error:
        raise ConfigError(field, text, "must be a number") from error


def _parse_int(field: str, text: str) -> int:
    try:
        return int(text.replace(" ", ""))
    except ValueError as error:
        reason = "must be whole numbers, such as 20, 7, 5" if field == _LAYERS else "must be a whole number"
        raise ConfigError(field, text, reason) from error


def _locale() -> QLocale:
    """The user's locale without group separators, which are decimal marks elsewhere."""
    locale = QLocale()
    locale.setNumberOptions(_WITHOUT_SEPARATORS)
    return locale
