"""The list model of all pictures of a part, with the answers that the network gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Qt

from catgui.domain.picture import Picture, PictureRow
from catgui.domain.prediction_texts import RIGHT, WRONG, actual_text, predicted_text
from catgui.models.picture_lists import Index, PictureListModel, replace_rows
from engine.analysis.evaluation import Evaluation
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey


class AnswerListModel(PictureListModel):
    """The pictures of a part in their order.

    Other answers, and edits of the data, leave each row to its picture, so that a view keeps its selection.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._part = ""
        self._evaluation: Evaluation | None = None
        self._places: Mapping[PictureKey, int] = {}
        self._rows: list[PictureKey] = []

    @property
    def part(self) -> str:
        """The part of the pictures, or '' before there are any."""
        return self._part

    def show_evaluation(self, dataset: Dataset, part: str, evaluation: Evaluation) -> bool:
        """Show the pictures of a part with their answers; True if the rows are others than before."""
        before, part_before, places = self._dataset, self._part, self._places
        self._evaluation = evaluation
        if dataset is before and part == part_before:
            return False
        self._dataset, self._part = dataset, part
        members = EditedDataset.of(dataset).members[part]
        self._places = {key: place for place, key in enumerate(members)}
        is_same_part = before is not None and part == part_before and dataset.original is before.original
        if is_same_part and self._places == places:
            return False
        if is_same_part:
            replace_rows(self, self._rows, list(members), key=lambda member: member)
        else:
            self.show_rows(list(members))
        return True

    def keys(self, rows: Sequence[int]) -> list[PictureKey]:
        """The edit keys of the pictures in `rows`."""
        return [self._rows[row] for row in rows]

    def row_of(self, picture: Picture | None) -> int | None:
        """The row of a picture, or None if it is not of this part."""
        is_here = picture is not None and picture.part == self._part and picture.index < len(self._rows)
        return picture.index if picture is not None and is_here else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """As PictureListModel; nothing for a picture that is being taken out."""
        is_there = index.isValid() and index.row() < len(self._rows) and self._place(index.row()) is not None
        return super().data(index, role) if is_there else None

    def _place(self, row: int) -> int | None:
        return self._places.get(self._rows[row])

    def row_at(self, place: int) -> PictureRow:
        """The picture in a row, with its answer."""
        dataset, evaluation, at = self._dataset, self._evaluation, self._place(place)
        assert dataset is not None
        assert evaluation is not None
        assert at is not None
        picture, classes = Picture(self._part, at), dataset.classes
        label, name = picture.label(dataset), picture.full_name(dataset)
        is_correct: bool | None = None
        description = f"{name}. {actual_text(classes[label])}."
        if at < evaluation.count:
            answer = evaluation.prediction(at)
            is_correct = answer.is_correct
            verdict = (RIGHT if is_correct else WRONG).format(name=name)
            said = predicted_text(classes[answer.predicted], answer.confidence)
            description = f"{verdict} {said}. {actual_text(classes[label])}."
        return PictureRow(
            picture.pixels(dataset), picture.name(dataset), None, description, label, picture, is_correct=is_correct
        )

    def widest_caption_lines(self) -> Sequence[str]:
        """None: the pictures have no captions."""
        return ()
