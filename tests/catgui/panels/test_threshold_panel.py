"""The threshold panel, used as a user would."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from catgui.models.training.threshold import ThresholdEditor
from catgui.models.undo_stack import UndoStack
from catgui.panels.threshold_panel import ThresholdPanel
from catgui.widgets.forms.tab_switch import PartSwitch
from catgui.widgets.plots.probability_histogram import ProbabilityHistogram
from engine.text import format_interval
from engine.training.config import TrainingConfig


def make_panel(session):
    stack = UndoStack(session)
    panel = ThresholdPanel(session, ThresholdEditor(session, stack))
    panel.session, panel.stack = session, stack
    return panel


@pytest.fixture
def panel(qtbot, session, dataset):
    panel = make_panel(session)
    qtbot.addWidget(panel)
    panel.resize(900, 220)
    panel.show()
    with qtbot.waitSignal(session.completed):
        session.start(dataset, TrainingConfig(hidden_layers=(4,), iterations=40))
    return panel


def histogram(panel):
    return panel.findChild(ProbabilityHistogram)


def text_of(panel, name):
    return panel.findChild(QLabel, name).text()


def test_it_shows_every_picture_by_its_probability(panel):
    test = panel.session.snapshot.test
    assert histogram(panel)._counts.sum() == test.count
    assert text_of(panel, "roc_area") == f"Area under the ROC curve: {test.roc().area:.3f}"


def test_a_drag_moves_the_threshold_and_updates_the_accuracy(panel, qtbot):
    bar = histogram(panel).viewport()
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() // 2, 40))
    qtbot.mouseMove(bar, QPoint(bar.width() - 2, 40))
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() - 2, 40))
    assert panel.session.threshold > 0.9
    test = panel.session.snapshot.test
    assert test.confusion[:, 1].sum() == int((test.probabilities > panel.session.threshold).sum())
    assert text_of(panel, "threshold_reading").endswith(f": accuracy {test.accuracy:.1%}")


def test_the_accuracy_on_the_test_part_has_its_interval_in_the_tooltip(panel, qtbot):
    def tip():
        return panel.findChild(QLabel, "threshold_reading").accessibleDescription()

    test, train = panel.session.snapshot.test, panel.session.snapshot.train
    assert tip().startswith(f"{format_interval(test.interval)}: where")
    panel.findChild(PartSwitch).choose("train")
    assert tip() == f"Threshold 0.50: accuracy {train.accuracy:.1%}"


def test_keys_move_it_within_0_and_1(panel, qtbot):
    for key, expected in ((Qt.Key.Key_Right, 0.51), (Qt.Key.Key_PageDown, 0.41), (Qt.Key.Key_End, 1.0)):
        qtbot.keyClick(histogram(panel), key)
        assert panel.session.threshold == pytest.approx(expected)
    qtbot.keyClick(histogram(panel), Qt.Key.Key_Right)
    assert panel.session.threshold == 1.0
    assert panel.session.snapshot.test.confusion[:, 1].sum() == 0


def test_a_button_resets_it_to_one_half(panel, qtbot):
    button = panel.findChild(QPushButton, "threshold_half_button")
    assert not button.isEnabled()
    qtbot.keyClick(histogram(panel), Qt.Key.Key_Home)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.session.threshold == 0.5
    assert not button.isEnabled()


def test_undo_takes_a_move_back_as_a_whole_and_a_reset_on_its_own(panel, qtbot):
    for threshold in (0.6, 0.7, 0.8):
        histogram(panel).threshold_moved.emit(threshold)
    panel.findChild(QPushButton, "threshold_half_button").click()
    assert panel.session.threshold == 0.5
    panel.stack.undo()
    assert panel.session.threshold == 0.8
    assert panel.stack.next_undo.text == "move of the threshold"
    panel.stack.undo()
    assert panel.session.threshold == panel.session.snapshot.test.threshold == 0.5
    assert panel.stack.next_undo is None
    panel.stack.redo()
    assert panel.session.threshold == 0.8
