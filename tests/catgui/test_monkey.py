"""A monkey at the window: one run of it here, many by `python -m tests.monkey`; and that it notices what it should."""

import logging
import sys
import threading
import warnings

import pytest
from PySide6.QtCore import QObject, QTimer, Signal, qWarning
from PySide6.QtWidgets import QWidget

from tests.monkey import run as monkey_run
from tests.monkey.complaints import Complaints
from tests.monkey.hands import let_events_happen
from tests.monkey.remains import Remains
from tests.monkey.run import MonkeyError, run


@pytest.mark.slow
def test_whatever_is_done_to_the_window_everything_still_holds(qapp):
    run(seed=20, actions=350)


def test_what_does_not_hold_is_told_with_seed_number_and_what_was_done(qapp, monkeypatch):
    checked = []

    def broken(_window):
        checked.append(1)
        return ["two and two: 5"] if len(checked) > 3 else []

    monkeypatch.setattr(monkey_run, "broken", broken)
    with pytest.raises(MonkeyError) as caught:
        run(seed=4, actions=30)
    said = str(caught.value)
    assert said.startswith("seed 4, action ")
    assert "two and two: 5" in said
    assert said.count("_actions.") == int(said.split()[3].rstrip(":")) + 1


class Talker(QObject):
    spoke = Signal()


def _raise():
    raise RuntimeError("nobody caught me")


def _in_a_slot():
    talker = Talker()
    talker.spoke.connect(_raise)
    talker.spoke.emit()


def _in_a_thread():
    thread = threading.Thread(target=_raise)
    thread.start()
    thread.join()


def _unraisable():
    class Fragile:
        def __del__(self):
            raise RuntimeError("nobody caught me")

    Fragile()


COMPLAINTS = {
    "nobody caught me": [_in_a_slot, _in_a_thread, _unraisable],
    "Qt: beware": [lambda: qWarning("beware")],
    "UserWarning: beware": [lambda: warnings.warn("beware", stacklevel=1)],
    "logged: beware": [lambda: logging.getLogger("catgui").error("beware")],
}


@pytest.mark.parametrize(
    ("words", "cause"), [(words, cause) for words, causes in COMPLAINTS.items() for cause in causes]
)
def test_what_must_not_be_said_is_heard(qapp, words, cause):
    before = sys.excepthook, sys.unraisablehook, threading.excepthook
    with Complaints() as complaints:
        cause()
        heard = complaints.take()
    assert len(heard) == 1
    assert words in heard[0]
    assert before == (sys.excepthook, sys.unraisablehook, threading.excepthook)


def test_what_a_window_leaves_behind_is_found(qapp):
    remains = Remains()
    assert remains.found() == []
    widget, timer = QWidget(), QTimer()
    timer.start(1000)
    left = remains.found()
    assert any("QTimer" in one for one in left)
    assert any("QWidget" in one for one in left)
    timer.stop()
    widget.deleteLater()
    let_events_happen()
    assert remains.found() == []
