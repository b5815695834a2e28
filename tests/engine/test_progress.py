"""The argument of long work."""

import threading

import pytest

from engine.errors import CancelledError
from engine.progress import UNOBSERVED, Work


def test_work_reports_until_it_is_cancelled():
    reports = []
    work = Work(lambda *amounts: reports.append(amounts))
    work.report(1, 3)
    work.cancel()
    with pytest.raises(CancelledError):
        work.report(2, 3)
    with pytest.raises(CancelledError):
        work.check()
    assert reports == [(1, 3)]


def test_unobserved_work_takes_reports():
    UNOBSERVED.report(1, 2)
    assert not UNOBSERVED.is_cancelled


def test_a_part_reports_in_the_unit_of_the_whole():
    reports = []
    part = Work(lambda *amounts: reports.append(amounts)).part(10, 6, 20)
    for done in range(4):
        part.report(done, 3)
    part.report(0, 0)
    assert reports == [(10, 20), (12, 20), (14, 20), (16, 20), (10, 20)]


def test_work_within_other_work_is_cancelled_with_it_and_reports_for_itself():
    outer_reports, reports = [], []
    outer = Work(lambda *amounts: outer_reports.append(amounts))
    inner = Work(lambda *amounts: reports.append(amounts), within=outer)
    inner.report(1, 2)
    assert (outer_reports, reports) == ([], [(1, 2)])
    outer.cancel()
    assert inner.is_cancelled
    with pytest.raises(CancelledError):
        inner.check()


def test_cancelling_a_part_of_the_work_leaves_the_rest():
    outer = Work()
    Work(within=outer).cancel()
    outer.check()


def test_waiting_ends_when_the_work_is_cancelled():
    work = Work()
    assert not work.wait(0.0)
    threading.Timer(0.01, work.cancel).start()
    assert work.wait(60)
