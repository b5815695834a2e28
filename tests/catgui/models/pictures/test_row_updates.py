"""Rows replaced under a view, by the signals that it gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex

from catgui.models.pictures.row_updates import remove_rows, replace_rows


class Letters(QAbstractListModel):
    """A row per text; its first letter is its key."""

    def __init__(self, rows):
        super().__init__()
        self.rows = list(rows)

    def rowCount(self, parent=QModelIndex()):  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index, role=0):
        return self.rows[index.row()] if role == 0 else None

    def replace(self, wanted):
        replace_rows(self, self.rows, wanted, key=lambda row: row[0])


def signals_of(model):
    seen = []
    model.rowsInserted.connect(lambda _parent, first, last: seen.append(("inserted", first, last)))
    model.rowsRemoved.connect(lambda _parent, first, last: seen.append(("removed", first, last)))
    model.dataChanged.connect(lambda first, last: seen.append(("changed", first.row(), last.row())))
    model.layoutChanged.connect(lambda: seen.append("moved"))
    return seen


@pytest.mark.parametrize(
    ("wanted", "signals"),
    [
        ("abcde", []),
        (["a", "b1", "c", "d1", "e"], [("changed", 1, 3)]),
        ("ade", [("removed", 1, 2)]),
        ("bd", [("removed", 4, 4), ("removed", 2, 2), ("removed", 0, 0)]),
        ("abcdefg", [("inserted", 5, 6)]),
        ("edcba", ["moved"]),
        ("fabcde", [("inserted", 5, 5), "moved"]),
    ],
)
def test_the_signals_are_the_fewest(qapp, wanted, signals):
    model = Letters("abcde")
    seen = signals_of(model)
    model.replace(list(wanted))
    assert model.rows == list(wanted)
    assert seen == signals


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_an_index_follows_its_row_whatever_the_change(qapp, before, after):
    model = Letters(before)
    kept = {letter: QPersistentModelIndex(model.index(row)) for row, letter in enumerate(before)}
    model.replace(after)
    assert model.rows == after
    for letter, index in kept.items():
        assert index.row() == (after.index(letter) if letter in after else -1)


def test_rows_are_removed_by_their_places(qapp):
    model = Letters("abcdef")
    remove_rows(model, model.rows, [0, 2, 3, 5])
    assert model.rows == ["b", "e"]
