"""A morning in one window, of which `python -m tests.benchmarks soak` is the long day: nothing is left behind."""

from tests.benchmarks.soak import soak

# The heap takes longer than this to settle; a leak of the photos, a data set or a run of each round would exceed it.
_MOST_BYTES = 15e6


def test_trainings_data_sets_and_photos_leave_nothing_behind(qapp):
    before, after = soak(warm_up=20, rounds=30)
    assert after.threads <= before.threads
    assert after.files <= before.files
    assert after.timers <= before.timers
    assert after.objects <= before.objects
    assert after.memory - before.memory < _MOST_BYTES
