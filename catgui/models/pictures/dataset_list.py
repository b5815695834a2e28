"""A list model of a data set's pictures, filtered by part and class."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from catgui.domain import edit_texts
from catgui.domain.picture import Picture, PictureRow
from catgui.models.pictures.picture_list import PictureListModel
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureEdit, PictureKey


class DatasetListModel(PictureListModel):
    """The pictures of each part whose indices, in ascending order, `indices_of(dataset, part)` gives.

    Nothing is computed for a row before it is painted.
    """

    def __init__(self, indices_of: Callable[[Dataset, str], NDArray[np.int64]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._indices_of = indices_of
        self._dataset: Dataset | None = None
        self._marks: dict[str, Mapping[int, PictureEdit]] = {}
        self._places: list[tuple[str, NDArray[np.int64]]] = []  # part and indices

    def show_dataset(self, dataset: Dataset | None) -> bool:
        """Show the pictures of `dataset`; whether there are other rows than before.

        Else only what is said of some pictures has changed: their rows are painted again, and no row is laid out.
        """
        before, marks_before = self._dataset, self._marks
        self._dataset = dataset
        edited = None if dataset is None or dataset.edited is None else dataset.edited
        self._marks = {} if edited is None else {part: edited.marks(part) for part in edited.original.parts}
        rows = self._filtered_rows()
        if (
            before is not None
            and dataset is not None
            and _have_same_pictures(before, dataset)
            and self._are_shown(rows)
        ):
            self._emit_marked(marks_before)
            return False
        self._refill(rows)
        return True

    def shows_original_of(self, dataset: Dataset | None) -> bool:
        """Whether the pictures shown are those of `dataset`, perhaps with other edits."""
        shown = self._dataset
        return shown is not None and dataset is not None and shown.original is dataset.original

    def keys(self, rows: Sequence[int]) -> list[PictureKey]:
        """The edit keys of the pictures in `rows`."""
        if not rows:
            return []
        members = EditedDataset.of(self._shown).members
        return [members[picture.part][picture.index] for picture in map(self.picture, rows)]

    def parts_of(self, rows: Sequence[int]) -> dict[PictureKey, str]:
        """The parts of the pictures in `rows`, by their edit keys."""
        return {key: self.picture(row).part for key, row in zip(self.keys(rows), rows, strict=True)}

    def rows_of(self, parts: Mapping[PictureKey, str]) -> list[int]:
        """The rows of the pictures by key and part, without pictures that are elsewhere or not shown."""
        if not parts:
            return []
        edited = EditedDataset.of(self._shown)
        places = ((part, edited.place(key)) for key, part in parts.items())
        pictures = (Picture(*place) for part, place in places if place is not None and place[0] == part)
        return sorted(row for row in map(self.row_of, pictures) if row is not None)

    def refill(self) -> None:
        """Show other pictures of the same data set, as the filter gives them now."""
        self._refill(self._filtered_rows())

    def _filtered_rows(self) -> list[tuple[str, NDArray[np.int64]]]:
        dataset = self._dataset
        return [] if dataset is None else [(part, self._indices_of(dataset, part)) for part in dataset.parts]

    def _are_shown(self, rows: list[tuple[str, NDArray[np.int64]]]) -> bool:
        pairs = zip(self._places, rows, strict=False)
        return len(self._places) == len(rows) and all(
            one == other and np.array_equal(indices, others) for (one, indices), (other, others) in pairs
        )

    def _refill(self, rows: list[tuple[str, NDArray[np.int64]]]) -> None:
        self._places = rows
        self.show_rows(range(sum(len(indices) for _, indices in rows)))

    def _emit_marked(self, before: Mapping[str, Mapping[int, PictureEdit]]) -> None:
        """Emit `dataChanged` for the rows whose edits are others than `before`."""
        for part in self._shown.parts:
            marks, others = self._marks.get(part, {}), before.get(part, {})
            for place in {*marks, *others}:
                row = self.row_of(Picture(part, place)) if marks.get(place) != others.get(place) else None
                if row is not None:
                    self.dataChanged.emit(self.index(row), self.index(row))

    @property
    def _shown(self) -> Dataset:
        assert self._dataset is not None
        return self._dataset

    def picture(self, row: int) -> Picture:
        """The picture in a row."""
        for name, indices in self._places:
            if row < len(indices):
                return Picture(name, int(indices[row]))
            row -= len(indices)
        raise IndexError(row)

    def row_of(self, picture: Picture) -> int | None:
        """The row of a picture, or None if it is not shown."""
        before = 0
        for name, indices in self._places:
            place = int(np.searchsorted(indices, picture.index))
            if name == picture.part and place < len(indices) and indices[place] == picture.index:
                return before + place
            before += len(indices)
        return None

    def edit(self, picture: Picture) -> PictureEdit | None:
        """The edit of a picture, or None."""
        return self._marks.get(picture.part, {}).get(picture.index)

    def make_row(self, row: int) -> PictureRow:
        """The picture in a row with its class, and what was done to it."""
        picture, dataset = self.picture(row), self._shown
        label, edit = picture.label(dataset), self.edit(picture)
        done = "" if edit is None else f" ({edit_texts.edit_text(edit, dataset.classes)})"
        return PictureRow(
            picture.pixels(dataset),
            picture.name(dataset),
            None,
            f"{picture.full_name(dataset)}: {dataset.classes[label]}{done}",
            label,
            picture,
            edit_mark="" if edit is None else edit_texts.edit_mark(edit),
        )

    def widest_caption_lines(self) -> Sequence[str]:
        """None: the pictures have no captions."""
        return ()


def _have_same_pictures(one: Dataset, other: Dataset) -> bool:
    return all(part.pictures is other.parts[name].pictures for name, part in one.parts.items())
