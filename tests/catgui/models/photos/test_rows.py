"""Photos as rows, by Qt's own checks and by what comes and goes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from catgui.domain.photo_entry import Verdict
from catgui.domain.picture import ROW_ROLE
from catgui.inputs.sources import PathSource
from catgui.models.photos.rows import PhotoListModel
from tests.support.photo_entries import make_entry


@pytest.fixture
def entries():
    return [make_entry(name) for name in "abcdef"]


@pytest.fixture
def rows(qapp, entries):
    rows = PhotoListModel()
    rows.insert(list(enumerate(entries)))
    return rows


def names(rows):
    return "".join(entry.name for entry in rows)


def test_keeps_qts_contract(qtmodeltester, rows, entries):
    qtmodeltester.check(rows)
    rows.take([entries[1].key])
    qtmodeltester.check(rows)


@pytest.mark.parametrize(("gone", "left"), [("a", "bcdef"), ("bcf", "ade"), ("ace", "bdf"), ("abcdef", "")])
def test_insert_restores_what_was_taken(rows, entries, gone, left):
    taken = rows.take([entry.key for entry in entries if entry.name in gone])
    assert names(rows) == left
    rows.insert(taken)
    assert names(rows) == "abcdef"
    assert [rows.index(row).data() for row in range(6)] == list("abcdef")


def test_an_entry_is_found_by_its_key(rows, entries):
    rows.take([entries[0].key])
    changed = replace(entries[3], verdict=Verdict(0.9, ("non-cat", "cat")))
    rows.update_entries([changed, entries[0]])
    assert rows.entry(entries[3].key) is changed
    assert rows.entry(entries[0].key) is None
    assert rows.index(2).data(ROW_ROLE) is changed
    assert names(rows) == "bcdef"


def test_each_photo_is_found_while_others_come_and_go(rows, entries):
    def check():
        assert [rows.entry(rows.key_at(row)) for row in range(len(rows))] == list(rows)

    rows.rowsInserted.connect(check)
    rows.rowsRemoved.connect(check)
    rows.insert(rows.take([entry.key for entry in entries if entry.name in "ace"]))


def test_an_update_emits_one_signal_for_its_rows(rows, entries, qtbot):
    with qtbot.waitSignal(rows.dataChanged) as changed:
        rows.update_entries([entries[4], entries[2]])
    assert [index.row() for index in changed.args[:2]] == [2, 4]


def test_the_description_of_a_failure_is_escaped(rows, entries):
    rows.update_entries(
        [
            replace(
                entries[0],
                source=PathSource("/a/<b>cat</b>.jpg"),
                photo=None,
                error="this is no picture of a known format; save it as PNG or JPEG",
            )
        ]
    )
    index = rows.index(0)
    assert (
        index.data(Qt.ItemDataRole.AccessibleTextRole)
        == "a\nNot read: this is no picture of a known format; save it as PNG or JPEG\n/a/<b>cat</b>.jpg"
    )
    assert "&lt;b&gt;" in index.data(Qt.ItemDataRole.ToolTipRole)
