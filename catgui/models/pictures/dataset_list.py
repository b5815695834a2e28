"""The pictures of a data set as rows of a Qt model, filtered by part and class."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from catgui.style.tooltips import escape_tooltip
from engine.data.dataset import Dataset


class PictureRole(IntEnum):
    """What can be asked of a row besides Qt's own roles."""

    PICTURE = Qt.ItemDataRole.UserRole + 1
    PIXELS = Qt.ItemDataRole.UserRole + 2
    LABEL = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a data set: its part, "train" or "test", and its index there."""

    part: str
    index: int


class PictureListModel(QAbstractListModel):
    """One row a picture; nothing is made of it before it is painted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._parts: tuple[str, ...] = ("train", "test")
        self._label: int | None = None
        self._rows: list[tuple[str, NDArray[np.int64]]] = []
        self._count = 0

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show the pictures of `dataset`."""
        self._dataset = dataset
        self._refill()

    def filter(self, parts: tuple[str, ...], label: int | None) -> None:
        """Show these parts only, and the pictures of class `label` only (None: both)."""
        self._parts, self._label = parts, label
        self._refill()

    def _refill(self) -> None:
        self.beginResetModel()
        self._rows = []
        if self._dataset is not None:
            for name, part in self._dataset.parts.items():
                if name in self._parts:
                    wanted = (
                        np.arange(part.count) if self._label is None else np.flatnonzero(part.labels[0] == self._label)
                    )
                    self._rows.append((name, wanted))
        self._count = sum(len(indices) for _, indices in self._rows)
        self.endResetModel()

    def picture(self, row: int) -> Picture:
        """The picture in a row."""
        for name, indices in self._rows:
            if row < len(indices):
                return Picture(name, int(indices[row]))
            row -= len(indices)
        raise IndexError(row)

    def pixels(self, picture: Picture) -> NDArray[np.uint8]:
        """The pixels of a picture of the data set, (height, width, 3)."""
        assert self._dataset is not None
        pixels: NDArray[np.uint8] = self._dataset.parts[picture.part].pictures[picture.index]
        return pixels

    def label(self, picture: Picture) -> int:
        """The label of a picture of the data set."""
        assert self._dataset is not None
        return int(self._dataset.parts[picture.part].labels[0, picture.index])

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """The number of pictures that pass the filter."""
        return 0 if parent.isValid() else self._count

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, pixels (height, width, 3), label or identity of a row."""
        if not index.isValid() or index.row() >= self._count or self._dataset is None:
            return None
        picture = self.picture(index.row())
        if role == PictureRole.PIXELS:
            return self.pixels(picture)
        if role == PictureRole.PICTURE:
            return picture
        if role == PictureRole.LABEL:
            return self.label(picture)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            text = f"{picture.part} picture {picture.index}: {self._dataset.classes[self.label(picture)]}"
            return text if role == Qt.ItemDataRole.AccessibleTextRole else escape_tooltip(text)
        return None
