"""Runs, data sets and photos leave no resources in use; a short form of `python -m tests.benchmarks soak`."""

import json
import os
import subprocess
import sys

import pytest

from tests import ROOT

# In a process of its own: after other tests the heap is too fragmented to settle.
# Only after some 60 rounds are there as many photos as undo and the cache of their pictures keep.
PROGRAM = """
import dataclasses, json
from tests.benchmarks.soak import soak

print(json.dumps([dataclasses.asdict(usage) for usage in soak(warm_up=65, rounds=30)]))
"""
# Less than a leak of the photos, the data set or the run of each round; the heap takes longer than this to settle.
_MOST_BYTES = 15e6


@pytest.mark.slow
def test_runs_data_sets_and_photos_leave_no_resources_in_use():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    before, *_, after = json.loads(done.stdout.splitlines()[-1])
    assert after["threads"] <= before["threads"]
    assert after["files"] <= before["files"]
    assert after["timers"] <= before["timers"]
    assert after["objects"] <= before["objects"]
    assert after["memory"] - before["memory"] < _MOST_BYTES
