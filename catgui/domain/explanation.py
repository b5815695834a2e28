"""Why a picture has no explanation, and changes of the logit as text."""

from __future__ import annotations

import math

from engine.text import NOT_A_NUMBER

NO_NETWORK = "Press Train first."
DIVERGED = "The network diverged. Train with a lower learning rate."
NO_PICTURE = "Select a picture in Data, Wrong predictions or Your photos."
OTHER_SHAPE = "This picture has another size than the network takes."

# Changes of at least this size are written with an exponent.
_EXPONENT_FROM = 1e7


def inactive_text(layer: int, class_name: str) -> str:
    """A text on the meaning of a hidden layer without an active unit on the picture."""
    return f"No unit in layer {layer} is active: all such pictures get {class_name}."


def format_change(value: float) -> str:
    """A change of the logit with its sign: "+1,624.18", "−0.0031", "0"; small ones to two significant digits."""
    if math.isnan(value):
        return NOT_A_NUMBER
    if math.isinf(value):
        return "+∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    return _with_digits(value, "+")


def format_size(value: float) -> str:
    """The size of a change of the logit, without a sign."""
    if not math.isfinite(value):
        return NOT_A_NUMBER if math.isnan(value) else "∞"
    return _with_digits(abs(value), "") if value else "0"


def _with_digits(value: float, sign: str) -> str:
    size = abs(value)
    digits = ".2e" if size >= _EXPONENT_FROM else ",.2f" if size >= 0.1 else ".2g"
    return f"{value:{sign}{digits}}".replace("-", "−")
