"""Changes of the rows of a list model, so that its views keep their place and their selection."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import groupby
from typing import TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex

Row = TypeVar("Row")


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
