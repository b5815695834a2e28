"""How far a run is, as a user reads it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QToolButton

from catgui.widgets.forms.run_status import RunStatus


@pytest.fixture
def line(qtbot):
    line = RunStatus()
    qtbot.addWidget(line)
    line.show()
    return line


def words(line, name):
    return line.findChild(QLabel, name).text()


def test_the_bar_is_as_far_as_the_run(line):
    line.begin(2500, can_export=True)
    line.show_done(40)
    bar = line.findChild(QProgressBar)
    assert (bar.value(), bar.maximum(), line.iterations) == (40, 2500, 2500)
    line.begin(10, can_export=True)
    assert (bar.value(), bar.maximum()) == (0, 10)


def test_accuracies_that_are_not_known_are_dashes(line):
    assert words(line, "train_accuracy") == words(line, "test_accuracy") == "–"
    line.show_accuracies(0.98565, 0.8)
    assert (words(line, "train_accuracy"), words(line, "test_accuracy")) == ("98.6%", "80.0%")
    line.show_accuracies(None, None)
    assert words(line, "test_accuracy") == "–"


def test_it_says_what_it_is_told_and_asks_for_an_export(line, qtbot):
    line.show_text("iteration 40 of 2,500", shorter="40")
    assert words(line, "training_status") == "iteration 40 of 2,500"
    with qtbot.waitSignal(line.export_requested):
        qtbot.mouseClick(line.findChild(QToolButton), Qt.MouseButton.LeftButton)
