"""A list model of doubtful labels, the least likely first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from catgui.domain.edits import doubt_texts
from catgui.domain.edits import texts as edit_texts
from catgui.domain.picture import Picture
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
        self._rows: dict[PictureKey, int] = {}
        self._edits: dict[PictureKey, PictureEdit] = {}

    def show_doubts(self, found: FoundDoubts | None, dataset: Dataset | None) -> None:
        """Show the list `found` of data that by now are `dataset`."""
        is_other = found is not self.found
        if is_other:
            self.beginResetModel()
        elif dataset is self.dataset:
            return
        self.found, self.dataset = found, dataset
        self._edited = None if dataset is None else EditedDataset.of(dataset)
        self._edits = {} if self._edited is None else {edit.key: edit for edit in self._edited.changes}
        self._rows = {} if found is None else {key: row for row, key in enumerate(found.keys)}
        if is_other:
            self.endResetModel()
        else:
            self.emit_all_changed()

    @property
    def _shown(self) -> FoundDoubts:
        assert self.found is not None
        return self.found

    @property
    def _now(self) -> EditedDataset:
        assert self._edited is not None
        return self._edited

    def keys(self, rows: Sequence[int]) -> list[PictureKey]:
        """What edits call those of the pictures in `rows` that they still know: added ones may be forgotten."""
        return [key for key in (self._shown.keys[row] for row in rows) if self._is_known(key)]

    def _is_known(self, key: PictureKey) -> bool:
        return key.source != ADDED or key.index in self._now.edits.added

    def other_labels(self, rows: Sequence[int]) -> dict[PictureKey, int]:
        """For each of the pictures in `rows` that edits know, the label that it did not have in the list."""
        given = {self._shown.keys[row]: self.doubt(row).label for row in rows}
        return {key: 1 - given[key] for key in self.keys(rows)}

    def count(self) -> int:
        """The number of labels."""
        return 0 if self.found is None else len(self.found.keys)

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

    def picture(self, row: int) -> Picture:
        """The picture in the data now, or where it was before it was left out."""
        return self.place(row) or self.listed(row)

    def row_of(self, picture: Picture) -> int | None:
        """The row of a picture of the data now, or None."""
        if self.found is None or self._edited is None:
            return None
        members = self._now.members[picture.part]
        return self._rows.get(members[picture.index]) if picture.index < len(members) else None

    def pixels(self, row: int) -> NDArray[np.uint8]:
        """The pixels of a row, (height, width, 3)."""
        return self.listed(row).pixels(self._shown.dataset)

    def label(self, row: int) -> int:
        """The label that the picture has now, or had before it was left out."""
        return self.edit(row).after.label

    def edit(self, row: int) -> PictureEdit:
        """What was done to the picture since the list was made."""
        key, doubt, place = self._shown.keys[row], self.doubt(row), self.place(row)
        before = Placement(doubt.part, doubt.label)
        after = Placement(LEFT_OUT, doubt.label) if place is None else self._now.placement(key)
        return PictureEdit(key, before, after)

    def changed_text(self, row: int) -> str:
        """What became of the picture since, in few words, or ''."""
        return doubt_texts.changed_text(self.edit(row), self._shown.dataset.classes)

    def edit_mark(self, row: int) -> str:
        """The mark of what was done to the picture since, else of its edits before."""
        own = self._edits.get(self._shown.keys[row])
        return edit_texts.edit_mark(self.edit(row)) or ("" if own is None else edit_texts.edit_mark(own))

    def caption_lines(self, row: int) -> tuple[str, ...]:
        """The label with its probability, what became of the picture since, and its part."""
        given, part = doubt_texts.doubt_lines(self.doubt(row), self._shown.dataset.classes)
        changed = self.changed_text(row)
        return (given, changed, part) if changed else (given, part)

    def widest_caption_lines(self) -> list[str]:
        """The lines of each class and part."""
        if self.found is None:
            return []
        return doubt_texts.widest_lines(self._shown.dataset.classes)

    def title(self, row: int) -> str:
        """The name of the picture where there is little room: "train picture 3"."""
        return self.picture(row).name if self.place(row) is not None else f"{self.listed(row).name}, left out"

    def name(self, row: int) -> str:
        """The name of the picture in the data now, with its file: "train picture 3 (dog/rex.jpg)"."""
        place = self.place(row)
        if place is not None and self.dataset is not None:
            return place.full_name(self.dataset)
        return self.listed(row).full_name(self._shown.dataset)

    def description(self, row: int) -> str:
        """The same as a sentence."""
        lines = doubt_texts.enlarged_text(self.doubt(row), self._shown.dataset.classes, self.changed_text(row))
        return f"{self.name(row)}. " + ". ".join(lines.split("\n")) + "."
