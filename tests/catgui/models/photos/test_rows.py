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
    assert rows.index(2).data(ROW_ROLE).lines == ("cat", "90%", "d")
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


@pytest.mark.parametrize("part", ["", "train"])
def test_a_cross_says_that_answer_and_label_differ_in_the_training_part_too(rows, entries, part):
    for actual, is_correct, label in (("non-cat", False, 0), ("cat", True, 1), ("", None, None), ("dog", None, None)):
        changed = replace(make_entry("a", 0.9, actual), key=entries[0].key, part=part)
        rows.update_entries([changed])
        row = rows.index(0).data(ROW_ROLE)
        assert (row.is_correct, row.label, row.lines) == (is_correct, label, ("cat", "90%", "a"))
        assert bool(row.edit_mark) == bool(part)


def test_the_detector_has_a_quiet_line_and_what_is_not_known_yet_is_said(rows, entries):
    assert rows.index(0).data(ROW_ROLE).lines == ("", "not yet", "a")
    rows.update_entries([replace(make_entry("a", 0.9, detected=0.1), key=entries[0].key)])
    assert rows.index(0).data(ROW_ROLE).lines == ("cat", "90%", "Detector: non-cat", "a")


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
    assert index.data(ROW_ROLE).error.startswith("Not read: this is no picture")
    assert (
        index.data(Qt.ItemDataRole.AccessibleTextRole)
        == "a\nNot read: this is no picture of a known format; save it as PNG or JPEG\n/a/<b>cat</b>.jpg"
    )
    assert "&lt;b&gt;" in index.data(Qt.ItemDataRole.ToolTipRole)
