"""The notice of a run put aside ends as that run is brought back, whatever it is called by then."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from catgui.domain.run_record import RunRecord
from catgui.shell.message_sources import PutAsideNotice
from catgui.shell.messages import Messages
from engine.training.config import TrainingConfig


class Restorer(QObject):
    """A restorer that only remembers what it was asked for."""

    restored = Signal(object)

    def __init__(self):
        super().__init__()
        self.asked = []

    def restore(self, record):
        self.asked.append(record)


def record(number):
    costs = np.ones(1)
    return RunRecord(number, "", False, False, 0.0, "data", TrainingConfig(), None, costs, (costs, costs), 1.0, 1.0)


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def restorer():
    return Restorer()


@pytest.fixture
def messages(window):
    return Messages(window)


class History:
    """A history that keeps its runs on the disk, or not."""

    is_kept = True

    def keeps(self, _record):
        return self.is_kept


@pytest.fixture
def history():
    return History()


@pytest.fixture
def put_aside(messages, restorer, history):
    return PutAsideNotice(messages, restorer, history)


def test_a_run_that_the_disk_does_not_hold_is_not_promised(put_aside, messages, history):
    history.is_kept = False
    put_aside.show_record(record(3))
    assert messages.notice.text == "Run 3 is kept in Runs until the window is closed."


def test_its_button_brings_the_run_back(put_aside, messages, restorer):
    kept = record(3)
    put_aside.show_record(kept)
    assert messages.notice.text == "Run 3 is kept in Runs."
    messages.notice.findChild(QPushButton).click()
    assert restorer.asked == [kept]


def test_it_ends_with_its_own_run_though_that_was_renamed(put_aside, messages, restorer):
    put_aside.show_record(record(3))
    restorer.restored.emit(record(2))
    assert not messages.notice.isHidden()
    restorer.restored.emit(replace(record(3), name="The best"))
    assert messages.notice.isHidden()


def test_another_notice_stays(put_aside, messages, restorer):
    put_aside.show_record(record(3))
    messages.show_notice("Saved run.py")
    restorer.restored.emit(record(3))
    assert not messages.notice.isHidden()
