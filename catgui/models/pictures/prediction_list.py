"""Pictures as rows of a Qt model with what the network says of them, the surest first; it follows the training.

They are those that it gets wrong, or those in one cell of the confusion matrix.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from catgui.domain.prediction_texts import confidence_text
from catgui.models.pictures.dataset_list import Picture, PictureRole
from catgui.style.tooltips import escape_tooltip
from engine.analysis.evaluation import Evaluation, Prediction
from engine.data.dataset import Dataset
from engine.notebook import print_mislabeled_images

# The true class of a picture, and the one that the network says.
Cell = tuple[int, int]


class PredictionRole(IntEnum):
    """What can be asked of a row besides Qt's own roles and those of PictureRole."""

    CAPTION_LINES = Qt.ItemDataRole.UserRole + 11
    IS_CORRECT = Qt.ItemDataRole.UserRole + 12


class PredictionListModel(QAbstractListModel):
    """One row a wrong prediction on a part of a data set, or one a picture in a cell of the confusion matrix.

    A newer evaluation of the same part only takes out the rows that are right now, adds the new ones and reorders, so
    that a view keeps its place and its selection.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._part = "test"
        self._cell: Cell | None = None
        self._rows: list[Prediction] = []

    @property
    def dataset(self) -> Dataset | None:
        """The data set that the pictures are of, or None before the first."""
        return self._dataset

    def show_evaluation(
        self, dataset: Dataset | None, part: str, evaluation: Evaluation | None, cell: Cell | None = None
    ) -> None:
        """Show what `evaluation`, of the part `part` of `dataset`, has wrong, or in a cell; None for nothing."""
        rows: list[Prediction] = []
        if dataset is not None and evaluation is not None:
            rows = evaluation.wrong() if cell is None else evaluation.in_cell(*cell)
        if dataset is self._dataset and part == self._part and cell == self._cell:
            self._update_rows(rows)
            return
        self.beginResetModel()
        self._dataset, self._part, self._cell, self._rows = dataset, part, cell, rows
        self.endResetModel()

    def _update_rows(self, wrong: list[Prediction]) -> None:
        still_wrong = {one.index for one in wrong}
        for first, last in reversed(list(_consecutive_rows([one.index not in still_wrong for one in self._rows]))):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        shown = {one.index for one in self._rows}
        new = [one for one in wrong if one.index not in shown]
        if new:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(wrong) - 1)
            self._rows.extend(new)
            self.endInsertRows()
        self._replace(wrong)

    def _replace(self, wrong: list[Prediction]) -> None:
        """Take `wrong`, the same pictures in an order of its own and with newer probabilities, for the rows."""
        order = [one.index for one in self._rows]
        if [one.index for one in wrong] == order:
            changed = [row for row, one in enumerate(wrong) if one != self._rows[row]]
            self._rows = wrong
            if changed:
                self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
            return
        self.layoutAboutToBeChanged.emit()
        row_of = {one.index: row for row, one in enumerate(wrong)}
        before = self.persistentIndexList()
        self._rows = wrong
        self.changePersistentIndexList(before, [self.index(row_of[order[index.row()]]) for index in before])
        self.layoutChanged.emit()

    def picture(self, row: int) -> Picture:
        """The picture in a row."""
        return Picture(self._part, self._rows[row].index)

    def row_of(self, picture: Picture) -> int | None:
        """The row of a picture, or None if it is not among the wrong ones shown."""
        rows = (row for row in range(len(self._rows)) if self.picture(row) == picture)
        return next(rows, None)

    def title(self, picture: Picture) -> str:
        """The notebook's title of a picture that is wrong, with both class names."""
        assert self._dataset is not None
        part, only = self._dataset.parts[picture.part], slice(picture.index, picture.index + 1)
        label = part.labels[:, only]
        pixels = part.pictures[only].reshape(1, -1).T
        return print_mislabeled_images(self._dataset.classes, pixels, label, 1 - label)[0].title

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """The number of wrong predictions."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Identity, pixels (height, width, 3), label or texts of a row."""
        if not index.isValid() or index.row() >= len(self._rows) or self._dataset is None:
            return None
        wrong = self._rows[index.row()]
        if role == PictureRole.PICTURE:
            return self.picture(index.row())
        if role == PictureRole.PIXELS:
            return self._pixels(wrong)
        if role == PictureRole.LABEL:
            return wrong.label
        if role == PredictionRole.CAPTION_LINES:
            return self._caption_lines(wrong)
        if role == PredictionRole.IS_CORRECT:
            return wrong.is_correct
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._description(wrong)
        if role == Qt.ItemDataRole.ToolTipRole:
            return escape_tooltip(self._description(wrong))
        return None

    def _pixels(self, wrong: Prediction) -> NDArray[np.uint8]:
        assert self._dataset is not None
        pixels: NDArray[np.uint8] = self._dataset.parts[self._part].pictures[wrong.index]
        return pixels

    def _caption_lines(self, wrong: Prediction) -> tuple[str, str, str]:
        """What the network says, how sure it is, and what is true."""
        assert self._dataset is not None
        classes = self._dataset.classes
        return classes[wrong.predicted], confidence_text(wrong.confidence, short=True), f"is {classes[wrong.label]}"

    def _description(self, wrong: Prediction) -> str:
        says, _, truth = self._caption_lines(wrong)
        verdict, sure = "right" if wrong.is_correct else "wrong", confidence_text(wrong.confidence)
        return f"{self._part} picture {wrong.index}: {verdict}, the network says {says}, {sure}; it {truth}"


def _consecutive_rows(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and last row of each stretch of rows whose flag is set."""
    for flag, rows in groupby(range(len(flags)), key=flags.__getitem__):
        if flag:
            stretch = list(rows)
            yield stretch[0], stretch[-1]
