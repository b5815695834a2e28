"""A list model of the units of a layer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from catgui.domain.units import unit_texts
from catgui.domain.units.layer import UnitLayer
from catgui.models.pictures.picture_list import PictureListModel


class UnitListModel(PictureListModel):
    """One row per unit, in the order of the units or with the strongest on the selected picture first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer: UnitLayer | None = None
        self._order = np.empty(0, np.int64)

    def show_layer(self, layer: UnitLayer | None, strongest_first: bool = False) -> None:
        """Show the units of `layer`; None for none."""
        order = np.empty(0, np.int64) if layer is None else layer.order(strongest_first)
        if len(order) == len(self._order):
            self._layer, self._order = layer, order
            self.emit_all_changed()
            return
        self.beginResetModel()
        self._layer, self._order = layer, order
        self.endResetModel()

    @property
    def _shown(self) -> UnitLayer:
        assert self._layer is not None
        return self._layer

    def unit(self, row: int) -> int:
        """The unit of a row."""
        return int(self._order[row])

    def row_of(self, unit: int) -> int:
        """The row of a unit."""
        return int(np.flatnonzero(self._order == unit)[0])

    def count(self) -> int:
        """The number of units."""
        return len(self._order)

    def pixels(self, row: int) -> NDArray[np.uint8]:
        """The picture of a unit (height, width, 3)."""
        return self._shown.picture(self.unit(row))

    def caption_lines(self, row: int) -> tuple[str, str]:
        """The unit, and its activation."""
        unit = self.unit(row)
        return unit_texts.unit_name(self._shown, unit), unit_texts.state_text(self._shown, unit)

    def widest_caption_lines(self) -> tuple[str, ...]:
        """The name of the last unit, and states as wide as any."""
        if not self.count():
            return ()
        return unit_texts.unit_name(self._shown, self.count() - 1), "active: 99.99", "inactive"

    def description(self, row: int) -> str:
        """The unit, how often it is active, and its activation, as a sentence."""
        return unit_texts.describe_unit(self._shown, self.unit(row))
