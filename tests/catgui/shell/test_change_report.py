"""The message on what an edit has changed, and the dialog behind it."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton, QWidget

from catgui.models.edits.data_change import DataChange
from catgui.models.edits.data_editor import DataEditor
from catgui.models.tasks.messages import user_messages
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.shell.change_report import ChangeReport
from catgui.shell.messages import Messages
from engine.analysis.prediction_changes import SIGNIFICANCE, UNKNOWN
from engine.data.edits import PictureKey
from engine.experiments import change_study
from engine.experiments.change_study import FEWEST_SEEDS, ChangeStudy
from engine.training.config import LOGISTIC_REGRESSION, TrainingConfig
from tests.support.changes import answers, make_change


class FakeChange(QObject):
    """A DataChange with what the test has found."""

    compared = Signal()
    studied = Signal()
    progressed = Signal(object, object)
    study = None
    busy = False

    def __init__(self, dataset, parent):
        super().__init__(parent)
        labels = dataset.test.labels[0]
        now = np.where(labels, 0.9, 0.2)
        now[4] = 0.8
        of_photos = answers([0.2, 0.2], [0.9, 0.1], [UNKNOWN, 1])
        self.change = make_change(answers(np.where(labels, 0.3, 0.1), now, labels), photos=of_photos, dataset=dataset)

    def start_study(self):
        self.busy = True
        self.studied.emit()

    def cancel_study(self):
        self.busy = False
        self.studied.emit()


@pytest.fixture
def report(qtbot, dataset):
    window = QWidget()
    qtbot.addWidget(window)
    report = ChangeReport(FakeChange(dataset, window), Messages(window), window)
    report.window = window
    return report


def test_the_message_opens_the_dialog_with_the_flipped_pictures(report, qtbot):
    with qtbot.waitSignal(user_messages.said) as notified:
        report._data_change.compared.emit()
    message = notified.args[0]
    ((title, action),) = message.actions
    assert message.text == (
        "May be chance. Of 10 test pictures, 4 turned right, 1 wrong. Test accuracy: 60.0% before, 90.0% now. "
        "Another answer: 1 of your photos."
    )
    assert title == "What changed…"
    action()
    right, wrong, photos, _training = report.dialog.findChildren(QListWidget)
    assert right.item(0).text() == "Test picture 0\ncat: 30% → 90%"
    assert [wrong.item(row).text() for row in range(wrong.count())] == ["Test picture 4\nnon-cat: 90% → 20%"]
    assert [photos.item(row).text() for row in range(photos.count())] == ["rex.jpg\ncat: 20% → 90%"]
    assert photos.isVisible()
    summary = report.dialog.findChild(QLabel, "change_summary")
    assert summary.text() == message.text
    assert "p=0.38" in summary.accessibleDescription()


def test_seeds_are_trained_from_the_dialog(report):
    report.open()
    start, cancel = (report.dialog.findChild(QPushButton, f"change_{name}_button") for name in ("study", "cancel"))
    start.click()
    assert cancel.isVisible()
    assert not start.isVisible()
    cancel.click()
    assert start.isVisible()
    found = report._data_change
    before = np.repeat([[True, False]], [6, 4], axis=1)
    found.study = ChangeStudy(before, np.ones_like(before))
    found.studied.emit()
    assert report.dialog.findChild(QLabel, "change_spread").text() == (
        "Too few to tell: 1 seed of 6. Test accuracy with 1 seed: 60.0% before, 100.0% now: +40.0 "
        "points, 4 of 10 test pictures."
    )


def test_seeds_that_change_nothing_are_not_offered(report):
    found = report._data_change
    found.change = replace(found.change, config=LOGISTIC_REGRESSION)
    report.open()
    assert not report.dialog.findChild(QPushButton, "change_study_button").isEnabled()
    assert report.dialog.findChild(QLabel, "change_spread").text() == (
        "The seed changes nothing, since the weights begin alike and no step is random."
    )


class Relabeling:
    """Training pictures that are given the other label, and the report on what that changed."""

    def __init__(self, qtbot, session, dataset, config):
        self.window = QWidget()
        qtbot.addWidget(self.window)
        workspace, self.stack = Workspace(), UndoStack()
        workspace.set_dataset(dataset)
        self._qtbot, self._session, self._workspace, self._config = qtbot, session, workspace, config
        self._editor = DataEditor(workspace, self.stack, session)
        self.found = DataChange(workspace, session, (), self.stack, session)
        self.report = ChangeReport(self.found, Messages(self.window), self.window)
        with qtbot.wait_for_end(session):
            self._session.start(dataset, config)

    def relabel(self, indices):
        labels = self._workspace.dataset.train.labels[0]
        self._editor.relabel_each({PictureKey("train", index): 1 - int(labels[index]) for index in indices})

    def train(self):
        """Train again, and return what is reported."""
        with self._qtbot.waitSignal(user_messages.said) as said:
            self._session.start(self._workspace.dataset, self._config)
        return said.args[0].text

    def study(self):
        """Train the seeds, and return what the dialog says of them."""
        self.report.open()
        self.report.dialog.findChild(QPushButton, "change_study_button").click()
        self._qtbot.waitUntil(lambda: self.found.study is not None and not self.found.busy)
        return self.report.dialog.findChild(QLabel, "change_spread").text()


@pytest.fixture
def relabeling(qtbot, session):
    made = []

    def make(dataset, config):
        made.append(Relabeling(qtbot, session, dataset, config))
        return made[-1]

    yield make
    for one in made:
        one.found.shutdown()


@pytest.fixture
def few_seeds(monkeypatch):
    """As few seeds as can tell a change from chance; the change that undoes it has the same networks."""
    studies, study_change = {}, change_study.study_change

    def study(before, after, config, work):
        turned = studies.get((after, before, config))
        if turned is not None:
            return ChangeStudy(turned.after, turned.before)
        studies[before, after, config] = study_change(before, after, config, FEWEST_SEEDS, work)
        return studies[before, after, config]

    monkeypatch.setattr(change_study, "study_change", study)


def assert_not_praised(text):
    assert "more than chance" not in text.lower()
    assert "may be chance" in text.lower()


@pytest.mark.slow
@pytest.mark.photos
def test_five_relabeled_course_photos_are_not_praised(relabeling, few_seeds, course):
    of_photos = relabeling(course, TrainingConfig.for_features("pretrained"))
    of_photos.relabel([41, 114, 140, 151, 197])  # three of these labels were right
    text = of_photos.train()
    assert text.startswith(
        "May be chance. Of 50 test pictures, 3 turned right, 0 wrong. Test accuracy: 94.0% before, 100.0% now."
    )
    assert_not_praised(text)
    spread = of_photos.study()
    assert of_photos.found.study.seed_p < SIGNIFICANCE
    assert "now: +4.0 ± " in spread
    assert spread.startswith("May be chance, by seeds (p=")
    assert "2 of 50 test pictures" in spread
    assert_not_praised(spread)

    of_photos.stack.undo()
    text = of_photos.train()
    assert text.startswith(
        "Undone: Relabel 5 pictures. Of 50 test pictures, 0 turned right, 3 wrong. Test accuracy: 100.0% before, 94.0% "
        "now."
    )
    spread = of_photos.study()
    assert "100.0% ± 0.0 before" not in spread  # other seeds do not reach it
    assert "now: −4.0 ± " in spread
    assert_not_praised(spread)
    of_photos.stack.redo()
    assert of_photos.train().startswith("Redone: Relabel 5 pictures. May be chance. ")


@pytest.mark.slow
def test_five_drawings_with_false_labels_are_not_praised(relabeling, builtin_dataset):
    of_drawings = relabeling(builtin_dataset, TrainingConfig(iterations=600))
    of_drawings.relabel([9, 24, 34, 93, 126])
    of_drawings.train()
    spread = of_drawings.study()
    change = of_drawings.found.study.change
    # So far from 0, in standard errors, that the seeds alone would call it more than chance.
    assert change.mean > 2 * change.std / np.sqrt(len(change.values) - 1)
    assert_not_praised(spread)


def test_the_message_and_an_open_dialog_end_with_the_networks_of_which_they_speak(report):
    found, messages = report._data_change, report._messages
    found.compared.emit()
    report.open()
    outdated = report.dialog.findChild(QLabel, "change_outdated")
    assert outdated.isHidden()
    assert len(messages.shown) == 1
    change, found.change = found.change, None
    found.studied.emit()
    found.compared.emit()
    assert outdated.isVisible()
    assert messages.shown == []
    found.change = change
    found.compared.emit()
    assert outdated.isHidden()
