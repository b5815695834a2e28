import threading

import pytest

from engine.system import memory_budget
from engine.system.memory_budget import MemoryBudget


@pytest.fixture
def shares(monkeypatch: pytest.MonkeyPatch) -> MemoryBudget:
    monkeypatch.setattr(memory_budget, "available_memory", lambda: 100)
    return MemoryBudget()


class Taker(threading.Thread):
    """Takes a share and keeps it until told."""

    def __init__(self, shares: MemoryBudget, needed: int) -> None:
        super().__init__(daemon=True)
        self.inside, self.may_leave = threading.Event(), threading.Event()
        self._shares, self._needed = shares, needed
        self.start()

    def run(self) -> None:
        with self._shares.reserve(self._needed):
            self.inside.set()
            assert self.may_leave.wait(60)

    def leave(self) -> None:
        self.may_leave.set()
        self.join(60)
        assert not self.is_alive()


def test_what_fits_run_jobs_does_not_wait(shares: MemoryBudget) -> None:
    takers = [Taker(shares, 50) for _ in range(2)]
    assert all(taker.inside.wait(60) for taker in takers)
    for taker in takers:
        taker.leave()


def test_what_does_not_fit_beside_another_waits_until_that_has_left(shares: MemoryBudget) -> None:
    first = Taker(shares, 60)
    assert first.inside.wait(60)
    second = Taker(shares, 41)
    third = Taker(shares, 40)
    assert third.inside.wait(60)
    third.leave()
    assert not second.inside.is_set()
    first.leave()
    assert second.inside.wait(60)
    second.leave()


def test_one_alone_is_never_kept_waiting(shares: MemoryBudget) -> None:
    with shares.reserve(1000):
        pass


def test_a_share_is_returned_by_what_fails(shares: MemoryBudget) -> None:
    with pytest.raises(ZeroDivisionError), shares.reserve(80):
        raise ZeroDivisionError
    other = Taker(shares, 80)
    assert other.inside.wait(60)
    other.leave()
