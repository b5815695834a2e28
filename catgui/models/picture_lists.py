"""The list models of the pictures of a data set: as given, by part and class, and by wrong predictions."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from catgui.domain import edit_texts
from catgui.domain.picture import ROW_ROLE, Picture, PictureRow
from catgui.domain.prediction_texts import RIGHT, WRONG, actual_text, predicted_text
from catgui.style.tooltips import escape_tooltip
from engine.analysis.evaluation import Evaluation, Prediction
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureEdit, PictureKey
from engine.text import format_confidence, printable

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Row = TypeVar("Row")
# The true and the predicted class.
Cell = tuple[int, int]


class PictureListModel(QAbstractListModel):
    """A list model with one picture per row.

    Its rows are of type PictureRow, or of another one that a subclass makes a PictureRow of when a view asks for it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Any] = ()

    def show_rows(self, rows: Sequence[Any], keeps_places: bool = False) -> None:
        """Show other rows; with `keeps_places`, views keep their position and the selection of rows that remain."""
        before, count = self.rowCount(), len(rows)
        if not keeps_places:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        elif count < before:
            self.beginRemoveRows(ROOT, count, before - 1)
            self._rows = rows
            self.endRemoveRows()
        elif count > before:
            self.beginInsertRows(ROOT, before, count - 1)
            self._rows = rows
            self.endInsertRows()
        else:
            self._rows = rows
        if keeps_places and count:
            self.dataChanged.emit(self.index(0), self.index(count - 1))

    def make_row(self, row: Any) -> PictureRow:
        """The PictureRow of one row."""
        assert isinstance(row, PictureRow)
        return row

    def row_at(self, place: int) -> PictureRow:
        """The PictureRow at a place."""
        return self.make_row(self._rows[place])

    def widest_caption_lines(self) -> Sequence[str]:
        """Lines at least as wide as those of any row."""
        lines = [self.make_row(row).lines or () for row in self._rows]
        return [max(of_rows, key=len) for of_rows in zip(*lines, strict=True)]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role == ROW_ROLE:
            return self.row_at(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.row_at(index.row()).description
        if role == Qt.ItemDataRole.ToolTipRole:
            return escape_tooltip(self.row_at(index.row()).description)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The widest lines of all rows."""
        return self.widest_caption_lines() if role == ROW_ROLE else None


def replace_rows(
    model: QAbstractListModel, rows: list[Row], wanted: Sequence[Row], key: Callable[[Row], Hashable]
) -> None:
    """Turn `rows`, those of `model`, into `wanted`: rows with the same key are the same, and are moved or updated."""
    wanted_keys = [key(row) for row in wanted]
    kept = set(wanted_keys)
    remove_rows(model, rows, [place for place, row in enumerate(rows) if key(row) not in kept])
    present = {key(row) for row in rows}
    new = [row for row in wanted if key(row) not in present]
    if new:
        model.beginInsertRows(QModelIndex(), len(rows), len(wanted) - 1)
        rows.extend(new)
        model.endInsertRows()
    keys = [key(row) for row in rows]
    if keys == wanted_keys:
        _update(model, rows, wanted)
    else:
        _reorder(model, rows, wanted, keys, wanted_keys)


def remove_rows(model: QAbstractListModel, rows: list[Row], gone: Sequence[int]) -> None:
    """Remove the rows at the places `gone`, in ascending order, from `rows`, those of `model`."""
    groups = groupby(enumerate(gone), key=lambda numbered: numbered[1] - numbered[0])
    runs = [[place for _, place in group] for _, group in groups]
    for run in reversed(runs):
        model.beginRemoveRows(QModelIndex(), run[0], run[-1])
        del rows[run[0] : run[-1] + 1]
        model.endRemoveRows()


def _update(model: QAbstractListModel, rows: list[Row], wanted: Sequence[Row]) -> None:
    changed = [place for place, row in enumerate(wanted) if row != rows[place]]
    rows[:] = wanted
    if changed:
        model.dataChanged.emit(model.index(changed[0]), model.index(changed[-1]))


def _reorder(
    model: QAbstractListModel,
    rows: list[Row],
    wanted: Sequence[Row],
    keys: Sequence[Hashable],
    wanted_keys: Sequence[Hashable],
) -> None:
    model.layoutAboutToBeChanged.emit()
    place_of = {key: place for place, key in enumerate(wanted_keys)}
    before = model.persistentIndexList()
    rows[:] = wanted
    model.changePersistentIndexList(before, [model.index(place_of[keys[index.row()]]) for index in before])
    model.layoutChanged.emit()


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


class PredictionListModel(PictureListModel):
    """The wrong predictions on a part, or those in a cell of the confusion matrix, the most confident first.

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
