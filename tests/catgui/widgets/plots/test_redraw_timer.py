"""The pace of redraws, on a clock that the tests set."""

import pytest
from PySide6.QtCore import QObject

from catgui.widgets.plots import redraw_timer
from catgui.widgets.plots.redraw_timer import RedrawTimer


class Clock:
    def __init__(self):
        self.now = 100.0

    def perf_counter(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(redraw_timer, "time", clock)
    return clock


class Paced(RedrawTimer):
    """A timer that records when a redraw was due."""

    def __init__(self, owner, clock):
        super().__init__(owner)
        self.redraws = []
        self.due.connect(lambda: self.redraws.append(clock.now))

    def run_out(self):
        """Let the interval end."""
        self._timer.stop()
        self._on_timeout()

    @property
    def active(self):
        return self._timer.isActive()


@pytest.fixture
def timer(qapp, clock):
    owner = QObject()
    timer = Paced(owner, clock)
    yield timer
    timer.stop()
    owner.deleteLater()


def test_redraws_are_due_again_and_again_until_it_is_stopped(timer, qtbot):
    timer.start()
    qtbot.waitUntil(lambda: len(timer.redraws) >= 3)
    timer.stop()
    assert not timer.active


def test_drawing_and_painting_take_a_small_share_of_the_time(timer, clock):
    timer.start()
    with timer.measure_drawing():
        clock.now += 0.4
    with timer.measure_painting():
        clock.now += 0.2
    duration, drawn_at = 0.6, clock.now - 0.2
    while not timer.redraws:
        timer.run_out()
        clock.now += 0.1
    assert duration / (timer.redraws[0] - drawn_at) == pytest.approx(redraw_timer._MAX_SHARE, rel=0.02)


def test_a_redraw_can_be_postponed(timer, clock):
    timer.postpone(400)
    timer.start()
    postponed_at = clock.now
    while not timer.redraws:
        timer.run_out()
        clock.now += 0.02
    assert timer.redraws[0] - postponed_at == pytest.approx(0.4, abs=0.021)
