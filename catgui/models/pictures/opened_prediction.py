"""The prediction that is looked at enlarged, and its place among those that are shown."""

from __future__ import annotations

from catgui.domain.picture import Picture
from catgui.models.pictures.prediction_list import PredictionListModel


class OpenedPrediction:
    """One picture of `predictions`, from which one can step to its neighbors, also when it is not shown any more.

    Attributes: `picture`, or None if none is opened.
    """

    def __init__(self, predictions: PredictionListModel) -> None:
        self._predictions = predictions
        self._row = 0
        self.picture: Picture | None = None

    @property
    def place(self) -> str:
        """Its place among those that are shown: "3 of 10"; '' if it is not shown any more."""
        row = self._shown_row()
        return "" if row is None else f"{row + 1:,} of {self._predictions.rowCount():,}"

    def open(self, row: int) -> None:
        """Open the picture in a row."""
        self.picture, self._row = self._predictions.picture(row), row

    def close(self) -> None:
        """Look at none."""
        self.picture = None

    def row_after(self, step: int) -> int | None:
        """The row one step on, -1 or 1, from the picture or from the last row that it had; None beyond the ends."""
        shown = self._shown_row()
        # If the picture is not shown any more, the next one has taken its row.
        row = self._row + step - (shown is None and step > 0)
        return row if 0 <= row < self._predictions.rowCount() else None

    def _shown_row(self) -> int | None:
        row = None if self.picture is None else self._predictions.row_of(self.picture)
        if row is not None:
            self._row = row
        return row
