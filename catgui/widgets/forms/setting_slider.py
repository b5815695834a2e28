"""A slider over the usual values of a setting: evenly spaced, or evenly spaced in the logarithm."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider, QWidget

# Steps of a logarithmic slider from a value to its tenfold.
_PER_DECADE = 40


@dataclass(frozen=True, slots=True)
class Scale:
    """The values that a slider offers, by its position from 0 to `last`."""

    last: int
    value_at: Callable[[int], float]
    position_of: Callable[[float], float]


def linear_scale(low: int, high: int) -> Scale:
    """The whole numbers from `low` to `high`."""
    return Scale(high - low, lambda position: low + position, lambda value: value - low)


def logarithmic_scale(low: float, high: float) -> Scale:
    """From `low` to `high` in even ratios, rounded to two digits."""
    last = round(_PER_DECADE * math.log10(high / low))
    return Scale(
        last,
        lambda position: float(f"{low * (high / low) ** (position / last):.2g}"),
        lambda value: _PER_DECADE * math.log10(max(value, low) / low),
    )


class SettingSlider(QSlider):
    """Shows where a setting lies among its usual values, and changes it.

    Signals: `chosen(float)`, a value that the user has moved it to.
    """

    chosen = Signal(float)

    def __init__(self, scale: Scale, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._scale = scale
        self._showing = False
        self.setRange(0, scale.last)
        self.setPageStep(max(1, scale.last // 20))
        self.setAccessibleName(name)
        self.setMinimumWidth(56)
        self.valueChanged.connect(self._on_moved)

    def show_value(self, value: float) -> None:
        """Stand at `value`, or at the end that is nearest to it; NaN is nowhere."""
        if math.isnan(value):
            return
        self._showing = True
        self.setValue(round(min(max(self._scale.position_of(value), 0), self._scale.last)))
        self._showing = False

    def step(self, steps: int) -> None:
        """Move by so many steps, as its own keys do."""
        self.setValue(self.value() + steps)

    def _on_moved(self, position: int) -> None:
        if not self._showing:
            self.chosen.emit(self._scale.value_at(position))
