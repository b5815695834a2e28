"""Progress callbacks."""

import pytest

from engine.errors import CancelledError
from engine.progress import cancellable, progress_of_part


def test_a_cancellable_callback_reports_until_it_is_cancelled():
    reports, cancelled = [], []
    advance = cancellable(lambda done, total: reports.append((done, total)), lambda: bool(cancelled))
    advance(1, 3)
    cancelled.append(True)
    with pytest.raises(CancelledError):
        advance(2, 3)
    assert reports == [(1, 3)]


def test_the_progress_of_a_part_is_in_the_unit_of_the_whole():
    reports = []
    advance = progress_of_part(lambda done, total: reports.append((done, total)), 10, 6, 20)

    for done in range(4):
        advance(done, 3)

    advance(0, 0)

    assert reports == [(10, 20), (12, 20), (14, 20), (16, 20), (10, 20)]
