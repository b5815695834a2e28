"""The line under the photos."""

from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QProgressBar, QVBoxLayout, QWidget

from catgui.domain.photo_tally import PhotoTally
from catgui.panels.photos.photo_status import PhotoStatus
from tests.support.photo_entries import CLASSES, facts_of, make_entry


@pytest.fixture
def line(qtbot):
    tally = PhotoTally.of([], CLASSES)
    notes = SimpleNamespace(facts=facts_of(tally), progress=None, tally=tally)
    line = PhotoStatus(notes)
    line.notes = notes
    qtbot.addWidget(line)
    line.show()
    return line


def offered(line):
    return [button.text() for button in line.findChildren(QAbstractButton) if button.isVisible()]


def test_progress_is_a_bar_beside_cancel(line):
    line.notes.progress = 3, 7
    line.show_note()
    bar = line.findChild(QProgressBar)
    assert (bar.isVisible(), bar.value(), bar.maximum()) == (True, 3, 7)
    assert bar.accessibleName() == line.findChild(QLabel, "photos_line").text() == "Reading photos: 3 of 7"
    assert offered(line) == ["Cancel"]
    line.notes.facts, line.notes.progress = facts_of(line.notes.tally, removed=2), None
    line.show_note()
    assert not bar.isVisible()
    assert offered(line) == ["Undo"]
    assert line.findChild(QLabel, "photos_line").text() == "Removed 2 photos."


def test_the_results_are_offered_while_there_are_any(line):
    line.notes.tally = PhotoTally.of([make_entry("a", 0.9, "cat"), make_entry("b", 0.2, "cat")], CLASSES)
    line.show_tally()
    assert offered(line) == ["Confusion matrix"]
    assert line.findChild(QLabel, "photos_count").text() == "1 cat, 1 non-cat"
    line.results.click()
    line.notes.tally = PhotoTally.of([], CLASSES)
    line.show_tally()
    assert offered(line) == []
    assert not line.results.isChecked()


@pytest.fixture
def column(line, qtbot):
    """The line under something that takes all the room that is left."""
    column = QWidget()
    qtbot.addWidget(column)
    layout = QVBoxLayout(column)
    layout.addStretch()
    layout.addWidget(line)
    column.resize(400, 300)
    column.show()
    return column


def test_it_is_as_high_as_its_buttons_in_another_style(line, column, qapp, qtbot):
    before = qapp.styleSheet()
    try:
        qapp.setStyleSheet("QPushButton { min-height: 90px; }")
        line.show_text("No network yet.", "train")
        qtbot.waitUntil(lambda: line.height() >= line.findChild(QWidget, "photos_train_button").height() >= 90)
    finally:
        qapp.setStyleSheet(before)
