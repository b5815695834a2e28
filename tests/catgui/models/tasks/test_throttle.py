"""The throttle: the first request at once, then at most one signal per interval."""

import pytest

from catgui.models.tasks.throttle import Throttle


@pytest.fixture
def throttle(qtbot):
    throttle = Throttle(60_000)
    yield throttle
    throttle.stop()


@pytest.fixture
def emitted(throttle):
    emitted = []
    throttle.due.connect(lambda: emitted.append("due"))
    return emitted


def test_the_first_request_is_emitted_at_once_and_others_wait(throttle, emitted):
    throttle.request()
    assert len(emitted) == 1
    for _ in range(5):
        throttle.request()
    assert len(emitted) == 1


def test_waiting_requests_are_emitted_as_one_at_the_end_of_the_interval(qtbot):
    throttle, emitted = Throttle(1), []
    throttle.due.connect(lambda: emitted.append("due"))
    for _ in range(5):
        throttle.request()
    qtbot.waitUntil(lambda: not throttle._timer.isActive())
    assert len(emitted) == 2


def test_a_waiting_request_can_be_flushed_once(throttle, emitted):
    throttle.request()
    throttle.request()
    throttle.flush()
    assert len(emitted) == 2
    throttle.flush()
    assert len(emitted) == 2
    throttle.request()
    assert len(emitted) == 3


def test_a_waiting_request_can_be_dropped(throttle, emitted):
    throttle.request()
    throttle.request()
    throttle.stop()
    throttle.flush()
    assert len(emitted) == 1
