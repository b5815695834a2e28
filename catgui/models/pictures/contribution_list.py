"""The training pictures that speak for one class as rows of a Qt model, the strongest first."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from catgui.domain.explanation_texts import signed
from catgui.models.network.explainer import Reason
from catgui.models.pictures.dataset_list import Picture, PictureRole
from catgui.style.tooltips import plain_tip

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ShareRole(IntEnum):
    """What can be asked of a row besides Qt's own roles and those of PictureRole."""

    LINES = Qt.ItemDataRole.UserRole + 21


class ShareListModel(QAbstractListModel):
    """One row a rank: the strongest, the next, and so on; of class `label`, 0 or 1.

    A newer explanation puts other pictures into the ranks, so that a view keeps its place.
    """

    def __init__(self, label: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._reason: Reason | None = None
        self._ranking: NDArray[np.int64] = np.empty(0, np.int64)

    def show_reason(self, reason: Reason) -> None:
        """Show the pictures of an explanation."""
        ranking, count = reason.explanation.speaking_for(self._label), len(self._ranking)
        if len(ranking) < count:
            self.beginRemoveRows(_ROOT, len(ranking), count - 1)
        elif len(ranking) > count:
            self.beginInsertRows(_ROOT, count, len(ranking) - 1)
        self._reason, self._ranking = reason, ranking
        if len(ranking) < count:
            self.endRemoveRows()
        elif len(ranking) > count:
            self.endInsertRows()
        if len(ranking):
            self.dataChanged.emit(self.index(0), self.index(len(ranking) - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """The number of training pictures that speak for the class."""
        return 0 if parent.isValid() else len(self._ranking)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Identity, pixels (height, width, 3), true class or texts of a row."""
        if not index.isValid() or index.row() >= len(self._ranking) or self._reason is None:
            return None
        picture, train = int(self._ranking[index.row()]), self._reason.subject.dataset.train
        if role == PictureRole.PICTURE:
            return Picture("train", picture)
        if role == PictureRole.PIXELS:
            return train.pictures[picture]
        if role == PictureRole.LABEL:
            return int(train.labels[0, picture])
        if role == ShareRole.LINES:
            return self._lines(self._reason, picture)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._sentence(self._reason, picture)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._sentence(self._reason, picture))
        return None

    def _lines(self, reason: Reason, picture: int) -> tuple[str, str]:
        """Its share, and its true class."""
        itself = "itself, " if reason.explanation.itself[picture] else ""
        return signed(float(reason.explanation.shares[picture])), itself + _class_name(reason, picture)

    def _sentence(self, reason: Reason, picture: int) -> str:
        itself = ", this picture itself" if reason.explanation.itself[picture] else ""
        share = signed(float(reason.explanation.shares[picture]))
        return f"train picture {picture}{itself}: share {share}; it is {_class_name(reason, picture)}"


def _class_name(reason: Reason, picture: int) -> str:
    dataset = reason.subject.dataset
    return dataset.classes[int(dataset.train.labels[0, picture])]
