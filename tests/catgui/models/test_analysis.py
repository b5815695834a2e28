"""Analyses: a value is delivered only while its subject is the wanted one."""

import threading

import pytest
from PySide6.QtCore import QObject, Signal

from catgui.models.analysis import Analysis, Subject
from catgui.models.background_task import end_work
from engine.errors import EngineError


class Inputs(QObject):
    changed = Signal()


class Computed:
    """A value that is there when `release` is set, at once by default."""

    def __init__(self, value, is_released=True):
        self.value, self.calls, self.release = value, 0, threading.Event()
        if is_released:
            self.release.set()

    def __call__(self, work):
        self.calls += 1
        assert self.release.wait(60)
        work.report(1, 2)
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


class Recorded(Analysis):
    """Finds what the test has put into `wanted`, and records what is emitted."""

    def __init__(self, inputs):
        super().__init__(inputs.changed)
        self.wanted, self.values, self.texts = "nothing yet", [], []
        self.found.connect(self.values.append)
        self.unavailable.connect(self.texts.append)

    def subject(self):
        return self.wanted


@pytest.fixture
def inputs(qapp):
    return Inputs()


@pytest.fixture
def analysis(inputs):
    analysis = Recorded(inputs)
    analysis.set_active(True)
    yield analysis
    end_work(analysis)


def want(analysis, inputs, subject):
    analysis.wanted = subject
    inputs.changed.emit()


def rest(analysis, qtbot):
    qtbot.waitUntil(lambda: not analysis._task.busy)


PICTURE, OTHER = object(), object()


def test_an_analysis_says_why_it_has_no_value_and_finds_that_of_a_subject(analysis, inputs, qtbot):
    want(analysis, inputs, Subject((PICTURE,), Computed(1)))
    rest(analysis, qtbot)
    assert (analysis.texts, analysis.values) == (["nothing yet"], [1])


def test_a_value_of_another_subject_is_dropped(analysis, inputs, qtbot):
    slow = Computed("old", is_released=False)
    want(analysis, inputs, Subject((PICTURE,), slow))
    qtbot.waitUntil(lambda: slow.calls == 1)
    want(analysis, inputs, Subject((OTHER,), Computed(2)))
    slow.release.set()
    rest(analysis, qtbot)
    assert analysis.values == [2]


def test_the_value_of_an_earlier_network_is_shown_until_the_next_one_follows(analysis, inputs, qtbot):
    slow = Computed(1, is_released=False)
    want(analysis, inputs, Subject((PICTURE,), slow, ("a network",)))
    qtbot.waitUntil(lambda: slow.calls == 1)
    want(analysis, inputs, Subject((PICTURE,), Computed(2), ("the next one",)))
    slow.release.set()
    rest(analysis, qtbot)
    assert analysis.values == [1, 2]


@pytest.mark.parametrize("obstacle", ["no picture", "inactive"])
def test_a_value_that_comes_too_late_is_dropped(analysis, inputs, qtbot, obstacle):
    slow = Computed(1, is_released=False)
    want(analysis, inputs, Subject((PICTURE,), slow))
    qtbot.waitUntil(lambda: slow.calls == 1)
    if obstacle == "inactive":
        analysis.set_active(False)
    else:
        want(analysis, inputs, obstacle)
    slow.release.set()
    rest(analysis, qtbot)
    assert analysis.values == []
    assert analysis.texts == ["nothing yet", *([] if obstacle == "inactive" else [obstacle])]


def test_what_is_shown_stays_while_the_subject_is_about_to_come(analysis, inputs, qtbot):
    slow = Computed(1, is_released=False)
    want(analysis, inputs, Subject((PICTURE,), slow))
    qtbot.waitUntil(lambda: slow.calls == 1)
    want(analysis, inputs, None)
    slow.release.set()
    rest(analysis, qtbot)
    assert (analysis.texts, analysis.values) == (["nothing yet"], [1])


def test_a_value_that_is_of_its_subject_alone_is_computed_once(analysis, inputs, qtbot):
    first, again = Computed(1), Computed("again")
    want(analysis, inputs, Subject((PICTURE,), first))
    rest(analysis, qtbot)
    want(analysis, inputs, Subject((PICTURE,), again))
    analysis.set_active(False)
    assert analysis.value is None
    analysis.set_active(True)
    assert (analysis.values, first.calls, again.calls) == ([1, 1], 1, 0)
    assert (analysis.value, analysis.percent) == (1, 50)


def test_a_failure_is_shown_in_its_place_and_tried_again(analysis, inputs, qtbot):
    want(analysis, inputs, Subject((PICTURE,), Computed(EngineError("the disk is gone"))))
    rest(analysis, qtbot)
    assert analysis.texts == ["nothing yet", "the disk is gone"]
    want(analysis, inputs, Subject((PICTURE,), Computed(1)))
    rest(analysis, qtbot)
    assert analysis.values == [1]


def test_a_text_in_place_of_a_value_tells_why_there_is_none(analysis, inputs, qtbot):
    want(analysis, inputs, Subject((PICTURE,), Computed("it cannot be split"), waiting="comparing"))
    rest(analysis, qtbot)
    assert analysis.texts == ["nothing yet", "comparing", "it cannot be split"]


def test_a_value_that_is_being_found_can_be_discarded(analysis, inputs, qtbot):
    want(analysis, inputs, subject := Subject((PICTURE,), Computed(5, is_released=False)))
    analysis.discard()
    subject.compute.release.set()
    rest(analysis, qtbot)
    assert analysis.values == []
