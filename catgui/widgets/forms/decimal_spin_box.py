"""A spin box that shows as many decimals as its value has."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

# Smaller values are rounded to 0.
_DECIMALS = 12


class DecimalSpinBox(QDoubleSpinBox):
    """A spin box from 0 to `maximum`; its arrows change the value by `step`."""

    def __init__(self, maximum: float, step: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(_DECIMALS)
        self.setRange(0.0, maximum)
        self.setSingleStep(step)

    def textFromValue(self, value: float) -> str:
        """`value` without trailing zeros."""
        locale = self.locale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        decimals = next((n for n in range(_DECIMALS) if round(value, n) == value), _DECIMALS)
        return locale.toString(value, "f", decimals)
