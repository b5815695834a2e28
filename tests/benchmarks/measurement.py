"""One measured value of a benchmark, with its target."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measurement:
    """`value` of `what`; `target` is the least it should be, or the most where `at_most`.

    `note` is printed behind the value: its interval, or what it is of.
    """

    what: str
    value: float
    unit: str = ""
    target: float | None = None
    at_most: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the target is met, or there is none."""
        if self.target is None:
            return True
        return self.value <= self.target if self.at_most else self.value >= self.target

    def __str__(self) -> str:
        text = f"{self.what:58} {self.value:10.2f} {' '.join(filter(None, (self.unit, self.note)))}"
        if self.target is None:
            return text
        bound = f"at {'most' if self.at_most else 'least'} {self.target:g} {self.unit}".rstrip()
        return f"{text}   {'met' if self.met else 'MISSED'}: {bound}"
