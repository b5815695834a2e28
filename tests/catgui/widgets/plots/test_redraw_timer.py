"""How often something is drawn again, on a clock that the tests turn."""

import pytest
from PySide6.QtCore import QObject

from catgui.widgets.plots import redraw_timer
from catgui.widgets.plots.redraw_timer import RedrawTimer


class Clock:
    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(redraw_timer, "time", clock)
    return clock


@pytest.fixture
def pace(qapp, clock):
    owner = QObject()
    pace = RedrawTimer(owner)
    pace.kept, pace.heard = owner, []
    pace.due.connect(lambda: pace.heard.append(clock.now))
    return pace


def test_many_askings_are_one_redraw(pace, qtbot):
    with qtbot.waitSignal(pace.due):
        for _ in range(1000):
            pace.request_redraw()
    qtbot.wait(50)
    assert len(pace.heard) == 1


def test_drawing_and_painting_have_a_small_share_of_the_time(pace, clock, qtbot):
    with pace.measure_drawing():
        clock.now += 0.4
    with pace.measure_painting():
        clock.now += 0.2
    took, drawn_at = 0.6, clock.now - 0.2
    pace.request_redraw()
    # Each look at the clock finds it a little later: the timer is set again and again until enough has passed.
    while not pace.heard:
        pace._timer.stop()
        pace._on_timeout()
        clock.now += 0.1
    assert took / (pace.heard[0] - drawn_at) == pytest.approx(redraw_timer._SHARE, rel=0.02)


def test_what_is_drawn_anyway_is_not_asked_for_any_more(pace, qtbot):
    pace.request_redraw()
    with pace.measure_drawing():
        pass
    qtbot.wait(80)
    assert pace.heard == []
