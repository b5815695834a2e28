"""A linear or logarithmic slider for a setting."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSlider

from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import set_tooltip
from engine.training.config import Option
from engine.validation import Decimals, Integers

# Positions of a logarithmic slider per factor of ten.
_PER_DECADE = 40
# While the handle is dragged, values are emitted at most once per interval, in milliseconds: the pointer moves more
# often than a network can be trained, and each value goes through all that shows the settings.
_DRAG_INTERVAL_MS = 60
# A range whose ends differ at least by this factor is shown on a logarithmic scale.
_LOGARITHMIC_FROM = 1000


class _Scale(NamedTuple):
    """Maps slider positions from 0 to `last` to values and back."""

    last: int
    value_at: Callable[[int], float]
    position_of: Callable[[float], float]


def scale_over(low: float, high: float) -> _Scale:
    """A logarithmic scale for three decades or more, else a linear one."""
    if low > 0 and high >= _LOGARITHMIC_FROM * low:
        return logarithmic_scale(low, high)
    return linear_scale(round(low), round(high))


def linear_scale(low: int, high: int) -> _Scale:
    """A scale of the whole numbers from `low` to `high`."""
    return _Scale(high - low, lambda position: low + position, lambda value: value - low)


def logarithmic_scale(low: float, high: float) -> _Scale:
    """A scale of equal ratios; values have two significant digits."""
    last = round(_PER_DECADE * math.log10(high / low))
    return _Scale(
        last,
        lambda position: float(f"{low * (high / low) ** (position / last):.2g}"),
        lambda value: _PER_DECADE * math.log10(max(value, low) / low),
    )


class SettingSlider(QSlider):
    """A slider over a `_Scale`, whose value screen readers say as `to_text` writes it.

    Signals: `value_chosen(float)`, the value at the position the user moved it to; in a drag the first at once, others
    after an interval, and the last when the handle is released.
    """

    value_chosen = Signal(float)

    def __init__(self, scale: _Scale, name: str, tip: str = "", to_text: Callable[[float], str] = str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._scale, self._to_text = scale, to_text
        self._showing = False
        self._drag_pause = QTimer(self, singleShot=True, interval=_DRAG_INTERVAL_MS)
        self._drag_pause.timeout.connect(self._choose)
        self.setRange(0, scale.last)
        self._chosen = self.value()
        self.setPageStep(max(1, scale.last // 20))
        self.setAccessibleName(name)
        set_tooltip(self, tip)
        keep_scaled(self.setMinimumWidth, 56)
        self.valueChanged.connect(self._on_moved)
        self.sliderReleased.connect(self._on_released)

    def show_value(self, value: float) -> None:
        """Move to `value`, or to the nearer end. Ignores what is not finite, and any value while the handle is held."""
        if not math.isfinite(value) or self.isSliderDown():
            return
        self._showing = True
        self.setValue(round(min(max(self._scale.position_of(value), 0), self._scale.last)))
        self._showing = False
        self._chosen = self.value()
        self.setAccessibleDescription(self._to_text(value))

    def step(self, steps: int) -> None:
        """Move by `steps` positions, as the arrow keys do."""
        self.setValue(self.value() + steps)

    def _on_moved(self) -> None:
        if not self._showing:
            # Qt has readers say the position; of a description that changes at the focus they say the new one.
            self.setAccessibleDescription(self._to_text(self._scale.value_at(self.value())))
        if not (self._showing or self._drag_pause.isActive()):
            self._choose()

    def _on_released(self) -> None:
        self._drag_pause.stop()
        self._choose()

    def _choose(self) -> None:
        """Emit the value at the position of the handle, unless it was the last."""
        position = self.value()
        if position == self._chosen:
            return
        self._chosen = position
        if self.isSliderDown():
            self._drag_pause.start()
        self.value_chosen.emit(self._scale.value_at(position))


def slider_of(option: Option, to_text: Callable[[float], str]) -> SettingSlider:
    """The slider over the usual values of a setting, which `to_text` writes."""
    values = option.values
    assert isinstance(values, Integers | Decimals)
    assert values.usual is not None
    name, tip = f"{option.title}, slider", option.description.removesuffix(".")
    slider = SettingSlider(scale_over(*values.usual), name, tip, to_text)
    slider.setObjectName(f"{option.field}_slider")
    return slider
