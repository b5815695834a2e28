"""The line under the photos."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QProgressBar, QVBoxLayout, QWidget

from catgui.domain.photo_notes import PhotoCounts
from catgui.panels.photos.photo_status import PhotoStatus
from tests.support.photo_entries import facts_of

NONE = PhotoCounts(0, 0, 0)


@pytest.fixture
def line(qtbot):
    line = PhotoStatus()
    line.show_facts(facts_of(NONE))
    qtbot.addWidget(line)
    line.show()
    return line


def offered(line):
    return [button.text() for button in line.findChildren(QAbstractButton) if button.isVisible()]


def test_progress_is_a_bar_beside_cancel(line):
    line.show_facts(facts_of(NONE, progress=(3, 7)))
    bar = line.findChild(QProgressBar)
    assert (bar.isVisible(), bar.value(), bar.maximum()) == (True, 3, 7)
    assert bar.accessibleName() == line.findChild(QLabel, "photos_line").text() == "Reading photos: 3 of 7"
    assert offered(line) == ["Cancel"]
    line.show_facts(facts_of(NONE, removed=2))
    assert not bar.isVisible()
    assert offered(line) == ["Undo"]
    assert line.findChild(QLabel, "photos_line").text() == "Removed 2 photos."


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
        line.show_facts(facts_of(NONE))
        qtbot.waitUntil(lambda: line.height() >= line.findChild(QWidget, "photos_train_button").height() >= 90)
    finally:
        qapp.setStyleSheet(before)
