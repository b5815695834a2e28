"""The line under the photos."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QProgressBar, QVBoxLayout, QWidget

from catgui.domain.photo_tally import PhotoTally
from catgui.panels.photos.photo_status import PhotoResults, PhotoStatus
from catgui.widgets.figures.confusion_matrix import ConfusionCell, ConfusionMatrix
from engine.analysis.evaluation import Evaluation
from tests.support.photo_entries import CLASSES, facts_of, make_entry

NONE = PhotoTally.of([], CLASSES)


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


def test_the_results_are_offered_while_there_are_any(line):
    tally = PhotoTally.of([make_entry("a", 0.9, "cat"), make_entry("b", 0.2, "cat")], CLASSES)
    line.show_facts(facts_of(tally))
    assert offered(line) == ["Confusion matrix"]
    assert line.findChild(QLabel, "photos_count").text() == "1 cat, 1 non-cat"
    line.results.click()
    line.show_facts(facts_of(NONE, is_training=True))
    assert offered(line) == []
    assert not line.results.isChecked()


def test_the_button_stays_where_it_is_while_photos_are_answered(line, qtbot):
    line.resize(1000, line.height())
    button = line.findChild(QAbstractButton, "photos_train_button")
    places = set()
    for count in (1, 4, 200):
        entries = [make_entry(str(number), detected=0.9) for number in range(count)]
        line.show_facts(facts_of(PhotoTally.of(entries, CLASSES)))
        qtbot.waitUntil(button.isVisible)
        QApplication.processEvents()
        places.add(button.x())
    assert len(places) == 1


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


def show(results, evaluation):
    results.show_tally(SimpleNamespace(evaluation=evaluation))


@pytest.fixture
def results(qtbot):
    results = PhotoResults(SimpleNamespace())
    qtbot.addWidget(results)
    show(results, Evaluation(np.array([[0.9, 0.2, 0.7]]), np.array([[1, 1, 0]]), CLASSES))
    results.show()
    return results


def test_of_few_photos_there_are_counts_and_no_percentages(results):
    few = [text.text() for text in results.findChildren(QLabel)]
    assert "2 of 3" not in few
    assert "1 of 3" in few
    assert not any("%" in text for text in few)
    labels = np.array([[1] * 6 + [0] * 4])
    show(results, Evaluation(np.full((1, 10), 0.9), labels, CLASSES))
    many = [text.text() for text in results.findChildren(QLabel)]
    assert "60.0%" in many
    assert "6 of 10 right" in many
    assert many.count("100.0%") == 2


def lay_out(results, height):
    results.resize(results.width(), height)
    QApplication.processEvents()


def shows_accuracy(results):
    return results.findChild(QLabel, "photos_accuracy").isVisible()


def test_where_there_is_room_the_accuracy_stands_above_the_matrix(results):
    lay_out(results, 400)
    assert shows_accuracy(results)


def test_in_a_low_panel_the_matrix_is_whole(results):
    lay_out(results, results.findChild(ConfusionMatrix).minimumSizeHint().height() + 4)
    assert not shows_accuracy(results)
    assert results.verticalScrollBar().maximum() == 0
    assert all(not cell.visibleRegion().isEmpty() for cell in results.findChildren(ConfusionCell))
    lay_out(results, 400)
    assert shows_accuracy(results)


def test_the_cells_take_the_height_that_there_is(results):
    lay_out(results, 300)
    lowest = max(cell.mapTo(results, cell.rect().bottomLeft()).y() for cell in results.findChildren(ConfusionCell))
    assert results.height() - lowest < 4
