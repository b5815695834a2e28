"""A morning in one window, of which `python -m tests.benchmarks soak` is the long day: nothing is left behind."""

import json
import os
import subprocess
import sys

import pytest

from tests import ROOT

# In a process of its own: the heaps that other tests have torn do not settle any more.
PROGRAM = """
import dataclasses, json
from tests.benchmarks.soak import soak

print(json.dumps([dataclasses.asdict(census) for census in soak(warm_up=20, rounds=30)]))
"""
# The heap takes longer than this to settle; a leak of the photos, a data set or a run of each round would exceed it.
_MOST_BYTES = 15e6


@pytest.mark.slow
def test_trainings_data_sets_and_photos_leave_nothing_behind():
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    before, after = json.loads(said.stdout.splitlines()[-1])
    assert after["threads"] <= before["threads"]
    assert after["files"] <= before["files"]
    assert after["timers"] <= before["timers"]
    assert after["objects"] <= before["objects"]
    assert after["memory"] - before["memory"] < _MOST_BYTES
