"""Progress callbacks."""

import pytest

from engine.errors import CancelledError
from engine.progress import cancellable


def test_a_cancellable_callback_reports_until_it_is_cancelled():
    reports, cancelled = [], []
    advance = cancellable(lambda done, total: reports.append((done, total)), lambda: bool(cancelled))
    advance(1, 3)
    cancelled.append(True)
    with pytest.raises(CancelledError):
        advance(2, 3)
    assert reports == [(1, 3)]
