"""The training pictures that speak for one class as rows of a Qt model, the strongest first."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from catgui.domain.explanation_texts import format_contribution
from catgui.models.network.explainer import PictureExplanation
from catgui.models.pictures.dataset_list import Picture, PictureRole
from catgui.style.tooltips import escape_tooltip

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ContributionRole(IntEnum):
    """What can be asked of a row besides Qt's own roles and those of PictureRole."""

    CAPTION_LINES = Qt.ItemDataRole.UserRole + 21


class ContributionListModel(QAbstractListModel):
    """One row a rank: the strongest, the next, and so on; of class `label`, 0 or 1.

    A newer explanation puts other pictures into the ranks, so that a view keeps its place.
    """

    def __init__(self, label: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._result: PictureExplanation | None = None
        self._ranking: NDArray[np.int64] = np.empty(0, np.int64)

    def show_explanation(self, result: PictureExplanation) -> None:
        """Show the pictures of an explanation."""
        ranking, count = result.explanation.supporting_examples(self._label), len(self._ranking)
        if len(ranking) < count:
            self.beginRemoveRows(_ROOT, len(ranking), count - 1)
        elif len(ranking) > count:
            self.beginInsertRows(_ROOT, count, len(ranking) - 1)
        self._result, self._ranking = result, ranking
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
        if not index.isValid() or index.row() >= len(self._ranking) or self._result is None:
            return None
        picture, train = int(self._ranking[index.row()]), self._result.subject.dataset.train
        if role == PictureRole.PICTURE:
            return Picture("train", picture)
        if role == PictureRole.PIXELS:
            return train.pictures[picture]
        if role == PictureRole.LABEL:
            return int(train.labels[0, picture])
        if role == ContributionRole.CAPTION_LINES:
            return self._caption_lines(self._result, picture)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._description(self._result, picture)
        if role == Qt.ItemDataRole.ToolTipRole:
            return escape_tooltip(self._description(self._result, picture))
        return None

    def _caption_lines(self, result: PictureExplanation, picture: int) -> tuple[str, str]:
        """Its share, and its true class."""
        identical = "itself, " if result.explanation.identical[picture] else ""
        return format_contribution(float(result.explanation.contributions[picture])), identical + _class_name(
            result, picture
        )

    def _description(self, result: PictureExplanation, picture: int) -> str:
        identical = ", this picture itself" if result.explanation.identical[picture] else ""
        contribution = format_contribution(float(result.explanation.contributions[picture]))
        return f"train picture {picture}{identical}: share {contribution}; it is {_class_name(result, picture)}"


def _class_name(result: PictureExplanation, picture: int) -> str:
    dataset = result.subject.dataset
    return dataset.classes[int(dataset.train.labels[0, picture])]
