"""The values a setting may have: integers, decimals, names, on or off.

Each kind has a `check(field, value)`, which returns the value in its own type or raises ConfigError with the field, the
value and the reason. `requirement` has the limits in words, without a name; a form reads them from the same object.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sized
from dataclasses import dataclass
from typing import Any

from engine.errors import ConfigError

# The largest seed that NumPy's RandomState takes.
MAX_SEED = 2**32 - 1


def check_integer(field: str, value: Any) -> int:
    """`value` as an int; ConfigError unless it is a whole number. True and False are none."""
    try:
        if isinstance(value, bool):
            raise TypeError(value)
        return operator.index(value)
    except TypeError as error:
        raise ConfigError(field, value, "must be a whole number") from error


def _check_number(field: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise ConfigError(field, value, "must be a number") from error
    except OverflowError as error:
        raise ConfigError(field, value, "must be a number below 1e308") from error


@dataclass(frozen=True, slots=True)
class Integers:
    """The whole numbers from `lowest` to `highest`, both included.

    Attributes: `step`, that of the arrow keys.
    """

    lowest: int
    highest: int
    step: int = 1

    @property
    def includes_zero(self) -> bool:
        """Whether 0 is one of them."""
        return self.lowest <= 0

    def check(self, field: str, value: Any) -> int:
        """`value` as an int."""
        number = check_integer(field, value)
        if not self.lowest <= number <= self.highest:
            raise ConfigError(field, value, self.requirement)
        return number

    @property
    def requirement(self) -> str:
        """The limits in words."""
        return f"must be between {self.lowest:,} and {self.highest:,}"


@dataclass(frozen=True, slots=True)
class Decimals:
    """The finite numbers from 0 to less than `below`.

    Attributes: `step`, that of the arrow keys; `includes_zero`, whether 0 is one of them: it switches the setting off.
    """

    below: float = math.inf
    step: float = 0.05
    includes_zero: bool = True

    def check(self, field: str, value: Any) -> float:
        """`value` as a float."""
        number = _check_number(field, value)
        is_high_enough = number >= 0 if self.includes_zero else number > 0
        # NaN is neither.
        if not (is_high_enough and number < self.below):
            raise ConfigError(field, value, self.requirement)
        return number

    @property
    def requirement(self) -> str:
        """The limits in words."""
        if not self.includes_zero:
            return "must be a finite number above 0"
        if math.isinf(self.below):
            return "must be a finite number from 0 (off)"
        return f"must be from 0 (off) to less than {self.below:g}"


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of up to `longest` characters."""

    longest: int

    def check(self, field: str, value: Any) -> str:
        """`value`, a str."""
        if not isinstance(value, str):
            raise ConfigError(field, value, "must be a text")
        check_count(field, value, self.longest, "characters")
        return value


def check_count(field: str, values: Sized, most: int, things: str) -> None:
    """Raise ConfigError if there are more `values` than `most`; `things` says of what."""
    if len(values) > most:
        raise ConfigError(field, values, f"must have at most {most:,} {things}, not {len(values):,}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several names."""

    names: tuple[str, ...]

    def check(self, field: str, value: Any) -> str:
        """`value`, a str."""
        if value not in self.names:
            raise ConfigError(field, value, self.requirement)
        return str(value)

    @property
    def requirement(self) -> str:
        """The names in words."""
        return f"must be one of {', '.join(self.names)}"


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""

    def check(self, field: str, value: Any) -> bool:
        """`value`, a bool."""
        if not isinstance(value, bool):
            raise ConfigError(field, value, self.requirement)
        return value

    @property
    def requirement(self) -> str:
        """Both values in words."""
        return "must be true or false"
