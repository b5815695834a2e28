"""A list model of doubtful labels, the least likely first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from catgui.domain.edits import doubt_texts, edit_texts
from catgui.domain.picture import Picture, PictureRow
from catgui.models.edits.label_doubts import FoundDoubts
from catgui.models.pictures.picture_list import PictureListModel
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import ADDED, LEFT_OUT, PictureEdit, PictureKey, Placement
from engine.experiments.doubtful_labels import LabelDoubt


class DoubtListModel(PictureListModel):
    """The pictures of a list in its order, whatever is done to them since.

    Their edit mark is that of what was done since, else that of their edits before, as in the data: these can be
    reverted here too.

    Attributes: `found`, the list, or None; `dataset`, the data as they are now.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: FoundDoubts | None = None
        self.dataset: Dataset | None = None
        self._edited: EditedDataset | None = None
        self._row_by_key: dict[PictureKey, int] = {}
        self._edits: dict[PictureKey, PictureEdit] = {}

    def show_doubts(self, found: FoundDoubts | None, dataset: Dataset | None) -> None:
        """Show the list `found` of data that by now are `dataset`."""
        is_other = found is not self.found
        if not is_other and dataset is self.dataset:
            return
        self.found, self.dataset = found, dataset
        self._edited = None if dataset is None else EditedDataset.of(dataset)
        self._edits = {} if self._edited is None else {edit.key: edit for edit in self._edited.changes}
        self._row_by_key = {} if found is None else {key: row for row, key in enumerate(found.keys)}
        self.show_rows(range(len(self._row_by_key)), keeps_places=not is_other)

    @property
    def _shown(self) -> FoundDoubts:
        assert self.found is not None
        return self.found

    @property
    def _now(self) -> EditedDataset:
        assert self._edited is not None
        return self._edited

    def keys(self, rows: Sequence[int]) -> list[PictureKey]:
        """The edit keys of the pictures in `rows`, without added pictures that are gone."""
        return [key for key in (self._shown.keys[row] for row in rows) if self._is_known(key)]

    def _is_known(self, key: PictureKey) -> bool:
        return key.source != ADDED or key.index in self._now.edits.added

    def other_labels(self, rows: Sequence[int]) -> dict[PictureKey, int]:
        """For each of the pictures in `rows` that edits know, the label that it did not have in the list."""
        given = {self._shown.keys[row]: self.doubt(row).label for row in rows}
        return {key: 1 - given[key] for key in self.keys(rows)}

    def doubt(self, row: int) -> LabelDoubt:
        """The doubt of a row."""
        return self._shown.labels.doubts[row]

    def listed(self, row: int) -> Picture:
        """The picture as it was when the list was made."""
        doubt = self.doubt(row)
        return Picture(doubt.part, doubt.index)

    def place(self, row: int) -> Picture | None:
        """The picture in the data now, or None if it is left out."""
        key = self._shown.keys[row]
        part = self._now.placement(key).part if self._is_known(key) else LEFT_OUT
        index = None if part == LEFT_OUT else self._now.members[part].find(key)
        return None if index is None else Picture(part, index)

    def row_of(self, picture: Picture) -> int | None:
        """The row of a picture of the data now, or None."""
        if self.found is None or self._edited is None:
            return None
        members = self._now.members[picture.part]
        return self._row_by_key.get(members[picture.index]) if picture.index < len(members) else None

    def edit(self, row: int) -> PictureEdit:
        """The edit of the picture since the list was made."""
        key, doubt, place = self._shown.keys[row], self.doubt(row), self.place(row)
        before = Placement(doubt.part, doubt.label)
        after = Placement(LEFT_OUT, doubt.label) if place is None else self._now.placement(key)
        return PictureEdit(key, before, after)

    def changed_text(self, row: int) -> str:
        """The change of the picture since, in few words, or ''."""
        return doubt_texts.changed_text(self.edit(row), self._shown.dataset.classes)

    def make_row(self, row: int) -> PictureRow:
        """The label with its probability, what became of the picture since, and its part.

        The picture is that in the data now, or where it was before it was left out; its label likewise.
        """
        doubt, place, listed = self.doubt(row), self.place(row), self.listed(row)
        classes, edit, own = self._shown.dataset.classes, self.edit(row), self._edits.get(self._shown.keys[row])
        (given, part), changed = doubt_texts.doubt_lines(doubt, classes), self.changed_text(row)
        sentences = doubt_texts.enlarged_text(doubt, classes, changed).split("\n")
        return PictureRow(
            listed.pixels(self._shown.dataset),
            f"{listed.name}, left out" if place is None else place.name,
            (given, changed, part) if changed else (given, part),
            f"{self.name(row)}. " + ". ".join(sentences) + ".",
            edit.after.label,
            place or listed,
            edit_mark=edit_texts.edit_mark(edit) or ("" if own is None else edit_texts.edit_mark(own)),
        )

    def widest_caption_lines(self) -> list[str]:
        """The lines of each class and part."""
        if self.found is None:
            return []
        return doubt_texts.widest_lines(self._shown.dataset.classes)

    def name(self, row: int) -> str:
        """The name of the picture in the data now, with its file: "Training picture 3 (dog/rex.jpg)"."""
        place = self.place(row)
        if place is not None and self.dataset is not None:
            return place.full_name(self.dataset)
        return self.listed(row).full_name(self._shown.dataset)
