"""A linear or logarithmic slider for a setting."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider, QWidget

from engine.training.options import Option
from engine.validation import Decimals, Integers

# Positions of a logarithmic slider per factor of ten.
_PER_DECADE = 40
# A range whose ends differ at least by this factor is shown on a logarithmic scale.
_LOGARITHMIC_FROM = 1000


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps slider positions from 0 to `last` to values and back."""

    last: int
    value_at: Callable[[int], float]
    position_of: Callable[[float], float]


def scale_over(low: float, high: float) -> Scale:
    """A logarithmic scale for three decades or more, else a linear one."""
    if low > 0 and high >= _LOGARITHMIC_FROM * low:
        return logarithmic_scale(low, high)
    return linear_scale(round(low), round(high))


def linear_scale(low: int, high: int) -> Scale:
    """A scale of the whole numbers from `low` to `high`."""
    return Scale(high - low, lambda position: low + position, lambda value: value - low)


def logarithmic_scale(low: float, high: float) -> Scale:
    """A scale of equal ratios; values have two significant digits."""
    last = round(_PER_DECADE * math.log10(high / low))
    return Scale(
        last,
        lambda position: float(f"{low * (high / low) ** (position / last):.2g}"),
        lambda value: _PER_DECADE * math.log10(max(value, low) / low),
    )


class SettingSlider(QSlider):
    """A slider over a `Scale`.

    Signals: `value_chosen(float)`, the value at the position the user moved it to.
    """

    value_chosen = Signal(float)

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
        """Move to `value`, or to the nearer end. NaN is ignored."""
        if math.isnan(value):
            return
        self._showing = True
        self.setValue(round(min(max(self._scale.position_of(value), 0), self._scale.last)))
        self._showing = False

    def step(self, steps: int) -> None:
        """Move by `steps` positions, as the arrow keys do."""
        self.setValue(self.value() + steps)

    def _on_moved(self, position: int) -> None:
        if not self._showing:
            self.value_chosen.emit(self._scale.value_at(position))


def slider_of(option: Option) -> SettingSlider:
    """The slider over the usual values of a setting."""
    values = option.values
    assert isinstance(values, Integers | Decimals)
    assert values.usual is not None
    slider = SettingSlider(scale_over(*values.usual), f"{option.title}, slider")
    slider.setObjectName(f"{option.field}_slider")
    slider.setToolTip(option.description.removesuffix("."))
    return slider
