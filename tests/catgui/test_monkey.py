"""A random user of the window, and whether what it finds would be noticed."""

import logging
import os
import threading
import warnings

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from PySide6.QtCore import QObject, QTimer, Signal, qWarning
from PySide6.QtWidgets import QWidget

from tests.monkey.machine import MonkeyMachine
from tests.monkey.problems import Leftovers, ProblemLog
from tests.monkey.user import process_events

# `python -m tests.monkey` sets these. Hypothesis begins with the simplest runs: the first two find next to nothing.
ACTIONS = int(os.environ.get("CATGUI_MONKEY_ACTIONS", "100"))
RUNS = int(os.environ.get("CATGUI_MONKEY_RUNS", "6"))
# In the suite the same runs each time, which says what a change has broken; `tests.monkey` looks for new ones.
IS_SUITE = "CATGUI_MONKEY_RUNS" not in os.environ
# Shrinking a failure takes minutes.
PHASES = (Phase.generate,) if IS_SUITE else tuple(Phase)


def run(machine, runs, actions, phases):
    limits = settings(
        max_examples=runs,
        stateful_step_count=actions,
        phases=phases,
        deadline=None,
        derandomize=IS_SUITE,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=limits)


@pytest.mark.slow
def test_everything_holds_whatever_a_user_does(qapp):
    run(MonkeyMachine, RUNS, ACTIONS, PHASES)


class BrokenMachine(MonkeyMachine):
    """Finds something wrong after the third step."""

    steps = 0

    def step(self, do, seed):
        super().step(do, seed)
        self.steps += 1

    @invariant()
    def two_and_two_are_four(self):
        assert self.steps < 3, "two and two: 5"


@pytest.mark.slow
def test_what_does_not_hold_is_reported_with_the_steps(qapp):
    with pytest.raises(AssertionError, match="two and two: 5") as caught:
        run(BrokenMachine, 1, 5, (Phase.generate,))
    notes = "\n".join(caught.value.__notes__)
    assert notes.count("state.") >= 3
    assert notes.count("(seed=") == 3


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


PROBLEMS = [
    ("nobody caught me", _in_a_slot),
    ("nobody caught me", _in_a_thread),
    ("nobody caught me", _unraisable),
    ("Qt: beware", lambda: qWarning("beware")),
    ("UserWarning: beware", lambda: warnings.warn("beware", stacklevel=1)),
    ("logged: beware", lambda: logging.getLogger("catgui").error("beware")),
]


@pytest.mark.parametrize(("words", "cause"), PROBLEMS)
def test_problems_are_recorded(qapp, words, cause):
    with ProblemLog() as log:
        cause()
        problems = log.take()
    assert len(problems) == 1
    assert words in problems[0]


@pytest.mark.slow
def test_leftovers_of_a_window_are_found(qapp):
    leftovers = Leftovers()
    assert leftovers.find() == []
    widget, timer = QWidget(), QTimer()
    timer.start(1000)
    left = leftovers.find()
    assert any("QTimer" in one for one in left)
    assert any("QWidget" in one for one in left)
    timer.stop()
    widget.deleteLater()
    process_events()
    assert leftovers.find() == []
