"""The throttle: the first at once, none lost, no two too close."""

import pytest

from catgui.models.tasks.throttle import Throttle


@pytest.fixture
def throttle(qtbot):
    throttle = Throttle(60_000)
    yield throttle
    throttle.stop()


@pytest.fixture
def passed_on(throttle):
    passed_on = []
    throttle.due.connect(lambda: passed_on.append("due"))
    return passed_on


def test_the_first_is_passed_on_at_once_and_a_crowd_waits(throttle, passed_on):
    throttle.request()
    assert len(passed_on) == 1
    for _ in range(5):
        throttle.request()
    assert len(passed_on) == 1


def test_a_crowd_is_passed_on_as_one_at_the_end_of_the_interval(qtbot):
    throttle, passed_on = Throttle(1), []
    throttle.due.connect(lambda: passed_on.append("due"))
    for _ in range(5):
        throttle.request()
    qtbot.waitUntil(lambda: not throttle._timer.isActive())
    assert len(passed_on) == 2


def test_what_waits_can_be_hurried_and_nothing_is_said_twice(throttle, passed_on):
    throttle.request()
    throttle.request()
    throttle.flush()
    assert len(passed_on) == 2
    throttle.flush()
    assert len(passed_on) == 2
    throttle.request()
    assert len(passed_on) == 3


def test_what_waits_can_be_forgotten(throttle, passed_on):
    throttle.request()
    throttle.request()
    throttle.stop()
    throttle.flush()
    assert len(passed_on) == 1
