"""A list of rows as given."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from catgui.domain.picture import ROW_ROLE, Picture, PictureRow
from catgui.models.pictures.picture_list import PictureListModel, remove_rows, replace_rows

PIXELS = np.zeros((8, 8, 3), np.uint8)
ROWS = (
    PictureRow(PIXELS, "Training picture 3", ("effect +2.00", "share 0"), "a sentence", 1, Picture("train", 3)),
    PictureRow(PIXELS, "tom.jpg", ("noise, +0.10", "share −12.25"), "another", None, None),
)


def test_each_row_has_what_it_was_given(qapp):
    model = PictureListModel()
    assert model.rowCount() == 0
    model.show_rows(ROWS)
    assert [model.index(row).data(ROW_ROLE) for row in range(2)] == [*ROWS]
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "a sentence"
    assert model.headerData(0, Qt.Orientation.Horizontal, ROW_ROLE) == ["effect +2.00", "share −12.25"]


@pytest.mark.parametrize("keeps_places", [True, False])
@pytest.mark.parametrize(("count", "change"), [(1, "rowsRemoved"), (2, None), (3, "rowsInserted")])
def test_a_view_keeps_its_place_in_other_rows_only_if_wanted(qapp, keeps_places, count, change):
    model, emitted = PictureListModel(), []
    model.show_rows(ROWS)
    kept = QPersistentModelIndex(model.index(0))
    for name in ("modelReset", "rowsRemoved", "rowsInserted"):
        getattr(model, name).connect(lambda *_, name=name: emitted.append(name))
    model.show_rows((ROWS[1], *ROWS)[:count], keeps_places=keeps_places)
    assert emitted == ([change] * bool(change) if keeps_places else ["modelReset"])
    assert model.rowCount() == count
    assert kept.isValid() == keeps_places
    assert not keeps_places or kept.data(ROW_ROLE).title == ROWS[1].title


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
