"""A list model of the training pictures that activate a unit most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from catgui.domain.picture import Picture
from catgui.domain.prediction_texts import actual_text
from catgui.domain.units.layer import UnitLayer
from catgui.models.pictures.picture_list import PictureListModel
from engine.data.dataset import Dataset


class CollageListModel(PictureListModel):
    """One row per training picture, the one with the largest activation first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer: UnitLayer | None = None
        self._unit = 0
        self._indices = np.empty(0, np.int64)
        self._activations = np.empty(0)

    def show_unit(self, layer: UnitLayer | None, unit: int = 0) -> None:
        """Show the pictures of a unit of `layer`, if they are known; None for none."""
        indices, activations = np.empty(0, np.int64), np.empty(0)
        if layer is not None and layer.activity is not None and layer.dataset is not None:
            indices, activations = layer.activity.top.of_unit(unit)
        has_as_many = len(indices) == self.count()
        if not has_as_many:
            self.beginResetModel()
        self._layer, self._unit = layer, unit
        self._indices, self._activations = indices, activations
        if has_as_many:
            self.emit_all_changed()
        else:
            self.endResetModel()

    @property
    def _shown(self) -> Dataset:
        assert self._layer is not None
        assert self._layer.dataset is not None
        return self._layer.dataset

    def count(self) -> int:
        """The number of pictures."""
        return len(self._indices)

    def picture(self, row: int) -> Picture:
        """The training picture of a rank."""
        return Picture("train", int(self._indices[row]))

    def pixels(self, row: int) -> NDArray[np.uint8]:
        """Its pixels (height, width, 3)."""
        return self.picture(row).pixels(self._shown)

    def label(self, row: int) -> int:
        """Its label."""
        return self.picture(row).label(self._shown)

    def region(self, row: int) -> tuple[int, int, int, int] | None:
        """The part of it that the activation depends on; None for the whole of it."""
        assert self._layer is not None
        return self._layer.region(self._unit, row)

    def caption_lines(self, row: int) -> tuple[str, str]:
        """The activation by the picture, and its class."""
        return self._activation(row), self._class_name(row)

    def widest_caption_lines(self) -> list[str]:
        """The largest activation, and the names of the classes."""
        return [self._activation(0), *self._shown.classes] if self.count() else []

    def description(self, row: int) -> str:
        """The same as a sentence."""
        name = self.picture(row).full_name(self._shown)
        return f"{name}: activation {self._activation(row)}. {actual_text(self._class_name(row))}."

    def _activation(self, row: int) -> str:
        return f"{self._activations[row]:.2f}"

    def _class_name(self, row: int) -> str:
        return self._shown.classes[self.label(row)]
