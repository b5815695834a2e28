"""A field for a small number, with as many decimals as the number has."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

# The finest number that is told from 0.
_DECIMALS = 12


class DecimalSpinBox(QDoubleSpinBox):
    """From 0 to `maximum`; the arrows change it by `step`."""

    def __init__(self, maximum: float, step: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(_DECIMALS)
        self.setRange(0.0, maximum)
        self.setSingleStep(step)

    def textFromValue(self, value: float) -> str:
        """The number without zeros at its end."""
        locale = self.locale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        decimals = next((n for n in range(_DECIMALS) if round(value, n) == value), _DECIMALS)
        return locale.toString(value, "f", decimals)
