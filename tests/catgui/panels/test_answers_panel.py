"""The answers panel, used as a user would."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QSlider, QToolButton

from catgui.domain.picture import Picture
from catgui.models.data_editor import DataEditor
from catgui.models.messages import panel_requests
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession
from catgui.models.undo_stack import UndoStack
from catgui.panels.answers_panel import AnswersPanel
from catgui.panels.answers_view import AnswersView
from catgui.widgets.basic.buttons import TabSwitch
from engine.analysis.evaluation import Evaluation
from engine.training.config import TrainingConfig
from engine.training.run import Snapshot, TrainingRun
from tests.support.selection import select_rows

QUICK = TrainingConfig(hidden_layers=(4,), iterations=40)


class PlayedSession(TrainingSession):
    """A session that a test leads through its evaluations by hand."""

    def play(self, dataset, probabilities, network=None):
        """Say that the network now gives these probabilities to the test pictures."""
        if self.now.run is None or self.now.run.dataset is not dataset:
            self._set(run=TrainingRun(dataset, QUICK))
        test = Evaluation(np.array([probabilities]), dataset.test.labels, dataset.classes)
        train = Evaluation(dataset.train.labels.astype(float), dataset.train.labels, dataset.classes)
        self.show(Snapshot(1, network or object(), train, test, 0.5))


@pytest.fixture
def session(qapp):
    session = PlayedSession()
    yield session
    session.shutdown()


@pytest.fixture
def panel(qtbot, session, workspace):
    stack, selected = UndoStack(session), SelectedPicture()
    panel = AnswersPanel(session, selected, DataEditor(workspace, stack))
    panel.session, panel.stack, panel.selected, panel.workspace = session, stack, selected, workspace
    qtbot.addWidget(panel)
    panel.resize(900, 240)
    panel.show()
    return panel


@pytest.fixture
def trained(panel, session, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    return panel


def view(panel):
    return panel.findChild(AnswersView, "answers_view")


def text_of(panel, name):
    return panel.findChild(QLabel, name).text()


def choose(panel, part):
    panel.findChild(TabSwitch).choose(part)


def test_before_anything_is_trained_it_says_what_will_be_seen(panel):
    assert panel.findChild(QLabel, "answers_empty").isVisible()
    assert text_of(panel, "answers_empty") == "Press Train: each picture then stands at its answer."
    assert not panel.findChild(QSlider, "threshold_slider").isVisible()


def test_every_picture_of_a_part_stands_at_its_answer(trained):
    for part, evaluation in (
        ("test", trained.session.now.snapshot.test),
        ("train", trained.session.now.snapshot.train),
    ):
        choose(trained, part)
        places, probabilities = view(trained).places, evaluation.probabilities[0]
        assert places.count == evaluation.count
        is_right = places.left > places.line
        assert is_right.tolist() == (probabilities > 0.5).tolist()
        assert text_of(trained, "threshold_reading").startswith(
            f"Threshold 0.50: {evaluation.correct} of {evaluation.count} right. "
        )


def test_the_line_and_the_slider_move_the_threshold_and_a_button_brings_it_back(trained, qtbot):
    port, line = view(trained).viewport(), round(view(trained).places.line)
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=QPoint(line, 3))
    qtbot.mouseMove(port, QPoint(port.width() - 2, 3))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=QPoint(port.width() - 2, 3))
    assert trained.session.now.threshold > 0.9
    assert text_of(trained, "threshold_reading").startswith(f"Threshold {trained.session.now.threshold:.2f}")
    slider = trained.findChild(QSlider, "threshold_slider")
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert trained.session.now.threshold == 0.0
    assert trained.session.now.snapshot.test.confusion[:, 0].sum() == 0
    button = trained.findChild(QToolButton, "threshold_half_button")
    button.click()
    assert trained.session.now.threshold == 0.5
    assert not button.isEnabled()


def test_a_picked_picture_is_selected_everywhere_and_others_are_marked(trained):
    view(trained).setCurrentIndex(view(trained).model().index(4, 0))
    assert trained.selected.picture == Picture("test", 4)
    assert (trained.selected.title, trained.selected.pixels is not None) == ("Test picture 4", True)
    other = Picture("test", 7)
    trained.selected.pick(other.pixels(trained.workspace.dataset), other.name, other)
    assert view(trained).currentIndex().row() == 7
    train = Picture("train", 7)
    trained.selected.pick(train.pixels(trained.workspace.dataset), train.name, train)
    assert not view(trained).currentIndex().isValid()


def test_enter_asks_why(trained, qtbot):
    view(trained).setFocus()
    view(trained).setCurrentIndex(view(trained).model().index(4, 0))
    with qtbot.waitSignal(panel_requests.requested) as opened:
        qtbot.keyClick(view(trained), Qt.Key.Key_Return)
    assert opened.args == ["why_panel"]


def test_keys_edit_the_selected_pictures_as_one_undo(trained, qtbot):
    view(trained).setFocus()
    labels = trained.workspace.dataset.test.labels[0]
    rows = np.flatnonzero(labels == 0)[:3].tolist()
    select_rows(view(trained), rows)
    qtbot.keyClick(view(trained), Qt.Key.Key_1)
    assert trained.workspace.dataset.test.labels[0, rows].tolist() == [1, 1, 1]
    assert view(trained).selected_rows == rows
    trained.stack.undo()
    assert trained.workspace.dataset.test.labels[0].tolist() == labels.tolist()


def test_pictures_keep_selection_and_focus_while_time_moves(panel, session, dataset):
    stream = np.random.RandomState(1)
    session.play(dataset, stream.uniform(0, 1, 10))
    select_rows(view(panel), [2, 5])
    picked = panel.selected.picture
    for _ in range(4):
        session.play(dataset, stream.uniform(0, 1, 10))
    assert view(panel).selected_rows == [2, 5]
    assert panel.selected.picture == picked


def test_nothing_is_computed_while_it_is_hidden(panel, session, dataset):
    panel.hide()
    session.play(dataset, np.linspace(0.1, 0.9, 10))
    assert view(panel).places is None
    panel.show()
    assert view(panel).places.count == 10


def test_the_sentence_is_for_screen_readers_too_and_makes_way_in_a_low_panel(trained, qtbot):
    sentence = trained.findChild(QLabel, "answers_sentence")
    assert sentence.text().startswith("Above: actually cat.")
    assert view(trained).accessibleDescription() == sentence.text()
    trained.resize(900, 120)
    assert not sentence.isVisible()
    trained.resize(900, 240)
    assert sentence.isVisible()
