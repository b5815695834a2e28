"""The checks of settings: each gives the value as what it is to be, or raises ConfigError.

The error names the field, the value and the reason.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Collection

from engine.errors import ConfigError

# The largest seed that NumPy's RandomState takes.
MAX_SEED = 2**32 - 1


def check_integer(field: str, value: int) -> int:
    """`value` as an int, if it is a whole number."""
    try:
        if isinstance(value, bool):
            raise TypeError(value)
        return operator.index(value)
    except TypeError as error:
        raise ConfigError(field, value, "a whole number is needed") from error


def check_range(field: str, value: int, least: int, most: int) -> int:
    """`value` as an int, if it is a whole number from `least` to `most`."""
    number = check_integer(field, value)
    if not least <= number <= most:
        raise ConfigError(field, value, f"it must be between {least:,} and {most:,}")
    return number


def _number(field: str, value: float) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise ConfigError(field, value, "a number is needed") from error
    except OverflowError as error:
        raise ConfigError(field, value, "a number below 1e308 is needed") from error


def check_positive(field: str, value: float) -> float:
    """`value` as a float, if it is finite and above 0."""
    number = _number(field, value)
    if not math.isfinite(number) or number <= 0:
        raise ConfigError(field, value, "a finite number above 0 is needed")
    return number


def check_non_negative(field: str, value: float) -> float:
    """`value` as a float, if it is finite and not below 0."""
    number = _number(field, value)
    if not math.isfinite(number) or number < 0:
        raise ConfigError(field, value, "a finite number is needed, 0 for none of it")
    return number


def check_fraction(field: str, value: float) -> float:
    """`value` as a float, if it is from 0 to below 1."""
    number = _number(field, value)
    if not 0 <= number < 1:
        raise ConfigError(field, value, "it must be below 1 and not below 0, which is none of it")
    return number


def check_choice(field: str, value: str, names: Collection[str]) -> str:
    """`value`, if it is one of `names`."""
    if value not in tuple(names):
        raise ConfigError(field, value, f"it must be one of {', '.join(names)}")
    return value


def check_bool(field: str, value: bool) -> bool:
    """`value`, if it is true or false."""
    if not isinstance(value, bool):
        raise ConfigError(field, value, "it must be true or false")
    return value
