"""The message on what an edit has changed, and the dialog behind it."""

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton, QWidget

from catgui.models.edits.data_change import Change
from catgui.shell.frame.change_report import ChangeReport
from engine.analysis.prediction_changes import PredictionChanges
from engine.experiments.change_study import ChangeStudy
from engine.experiments.summary import Summary
from engine.training.config import TrainingConfig


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
        after = np.where(labels, 0.9, 0.2)
        after[4] = 0.8
        before = np.where(labels, 0.3, 0.1)
        self.change = Change(dataset, dataset, TrainingConfig(), PredictionChanges(before, after, labels))

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
    report = ChangeReport(FakeChange(dataset, window), window)
    report.window = window
    return report


def test_the_message_opens_the_dialog_with_the_flipped_pictures(report, qtbot):
    with qtbot.waitSignal(report.notified) as notified:
        report._data_change.compared.emit()
    text, ((title, action),) = notified.args
    assert text == "Test accuracy before the edit 60.0%, now 90.0%: 4 now right, 1 now wrong."
    assert title == "What changed…"
    action()
    right, wrong = report.dialog.findChildren(QListWidget)
    assert right.item(0).text() == "test picture 0, cat: 30% → 90%"
    assert [wrong.item(row).text() for row in range(wrong.count())] == ["test picture 4, non-cat: 90% → 20%"]
    assert report.dialog.findChild(QLabel, "change_summary").text() == text


def test_seeds_are_trained_from_the_dialog(report):
    report.open()
    start, cancel = (report.dialog.findChild(QPushButton, f"change_{name}_button") for name in ("study", "cancel"))
    start.click()
    assert cancel.isVisible()
    assert not start.isVisible()
    cancel.click()
    assert start.isVisible()
    found = report._data_change
    found.study = ChangeStudy(Summary.of([0.6]), Summary.of([0.7]), Summary.of([0.1]))
    found.studied.emit()
    assert report.dialog.findChild(QLabel, "change_spread").text().startswith("Test accuracy with 1 seeds: 60.0%")
