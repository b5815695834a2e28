"""A list model of predictions, the most confident first, which follows the training.

They are the wrong ones, or those in one cell of the confusion matrix.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from catgui.domain.picture import Picture, PictureRow
from catgui.domain.prediction_texts import RIGHT, WRONG, actual_text, predicted_text
from catgui.models.pictures.picture_list import PictureListModel, replace_rows
from engine.analysis.evaluation import Evaluation, Prediction
from engine.data.dataset import Dataset
from engine.text import format_confidence, printable

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
        self,
        dataset: Dataset | None,
        part: str,
        evaluation: Evaluation | None,
        cell: Cell | None = None,
    ) -> None:
        """Show the wrong predictions of `evaluation`, on `part` of `dataset`, or those in `cell`; None for nothing."""
        rows: list[Prediction] = []
        if dataset is not None and evaluation is not None:
            rows = evaluation.wrong() if cell is None else evaluation.in_cell(*cell)
        if dataset is self._dataset and part == self._part and cell == self._cell:
            replace_rows(self, self._rows, rows, key=lambda prediction: prediction.index)
            return
        self._dataset, self._part, self._cell = dataset, part, cell
        self.show_rows(rows)

    def picture(self, row: int) -> Picture:
        """The picture in a row."""
        return Picture(self._part, self._rows[row].index)

    def row_of(self, picture: Picture) -> int | None:
        """The row of a picture, or None if it is not shown."""
        return next((row for row in range(len(self._rows)) if self.picture(row) == picture), None)

    def make_row(self, row: Prediction) -> PictureRow:
        """The predicted class with its confidence, and the actual class."""
        assert self._dataset is not None
        classes, picture = self._dataset.classes, Picture(self._part, row.index)
        predicted = predicted_text(classes[row.predicted], row.confidence)
        actual = actual_text(classes[row.label])
        verdict = (RIGHT if row.is_correct else WRONG).format(name=picture.full_name(self._dataset))
        return PictureRow(
            picture.pixels(self._dataset),
            picture.name(self._dataset),
            (printable(classes[row.predicted]), format_confidence(row.confidence), actual),
            f"{verdict} {predicted}. {actual}.",
            row.label,
            picture,
            is_correct=row.is_correct,
        )

    def widest_caption_lines(self) -> Sequence[str]:
        """The lines of the class with the longer name."""
        if self._dataset is None:
            return ()
        name = max(map(printable, self._dataset.classes), key=len)
        return name, format_confidence(1.0), actual_text(name)
