"""A list model of predictions, the most confident first, which follows the training.

They are the wrong ones, or those in one cell of the confusion matrix.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from catgui.domain.picture import Picture
from catgui.domain.prediction_texts import actual_text, predicted_text
from catgui.models.pictures.picture_list import PictureListModel
from catgui.models.pictures.row_updates import replace_rows
from engine.analysis.evaluation import Evaluation, Prediction
from engine.data.dataset import Dataset

# The true and the predicted class.
Cell = tuple[int, int]


class PredictionListModel(PictureListModel):
    """The wrong predictions on a part, or those in a cell of the confusion matrix.

    A newer evaluation of the same part only removes the rows that no longer belong here, adds the new ones and
    reorders, so that a view keeps its place and its selection.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._part = "test"
        self._cell: Cell | None = None
        self._rows: list[Prediction] = []

    @property
    def dataset(self) -> Dataset | None:
        """The data set of the pictures, or None before the first."""
        return self._dataset

    def show_evaluation(
        self, dataset: Dataset | None, part: str, evaluation: Evaluation | None, cell: Cell | None = None
    ) -> None:
        """Show the wrong predictions of `evaluation`, on `part` of `dataset`, or those in `cell`; None for nothing."""
        rows: list[Prediction] = []
        if dataset is not None and evaluation is not None:
            rows = evaluation.wrong() if cell is None else evaluation.in_cell(*cell)
        if dataset is self._dataset and part == self._part and cell == self._cell:
            replace_rows(self, self._rows, rows, key=lambda prediction: prediction.index)
            return
        self.beginResetModel()
        self._dataset, self._part, self._cell, self._rows = dataset, part, cell, rows
        self.endResetModel()

    def picture(self, row: int) -> Picture:
        """The picture in a row."""
        return Picture(self._part, self._rows[row].index)

    def row_of(self, picture: Picture) -> int | None:
        """The row of a picture, or None if it is not shown."""
        return next((row for row in range(self.count()) if self.picture(row) == picture), None)

    def count(self) -> int:
        """The number of predictions."""
        return len(self._rows)

    def pixels(self, row: int) -> NDArray[np.uint8]:
        """The pixels of a row, (height, width, 3)."""
        assert self._dataset is not None
        return self.picture(row).pixels(self._dataset)

    def label(self, row: int) -> int:
        """The true class of a row."""
        return self._rows[row].label

    def is_correct(self, row: int) -> bool:
        """Whether the prediction of a row is correct."""
        return self._rows[row].is_correct

    def caption_lines(self, row: int) -> tuple[str, str]:
        """The predicted class with its confidence, and the true class."""
        assert self._dataset is not None
        classes, shown = self._dataset.classes, self._rows[row]
        return predicted_text(classes[shown.predicted], shown.confidence), actual_text(classes[shown.label])

    def widest_caption_lines(self) -> list[str]:
        """The lines of each class."""
        classes = self._dataset.classes if self._dataset is not None else ()
        return [line for name in classes for line in (predicted_text(name, 1.0), actual_text(name))]

    def description(self, row: int) -> str:
        """The same as a sentence."""
        assert self._dataset is not None
        predicted, actual = self.caption_lines(row)
        name = self.picture(row).full_name(self._dataset)
        return f"{name}, {'right' if self.is_correct(row) else 'wrong'}. {predicted}. {actual}."
