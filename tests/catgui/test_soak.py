"""A morning in one window, of which `python -m tests.benchmarks soak` is the long day: nothing is left behind."""

from tests.benchmarks.soak import soak

# What a leak of a photo, a data set or a run a round would exceed many times over.
_MOST_BYTES = 10e6


def test_trainings_data_sets_and_photos_leave_nothing_behind(qapp):
    before, after = soak(warm_up=20, rounds=30)
    assert after.threads <= before.threads
    assert after.files <= before.files
    assert after.timers <= before.timers
    assert after.objects <= before.objects
    assert after.memory - before.memory < _MOST_BYTES
