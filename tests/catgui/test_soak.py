"""Runs, data sets and photos leave no resources in use; a short form of `python -m tests.benchmarks soak`."""

import json
import os
import subprocess
import sys

import pytest

from tests import ROOT

# In a process of its own: after other tests the heap is too fragmented to settle. Undo
# keeps little: what it keeps else takes some 60 rounds to be complete.
PROGRAM = """
import dataclasses, json
from catgui.documents import window_models
from tests.benchmarks.soak import soak

window_models._UNDO_LIMIT = 20
print(json.dumps([dataclasses.asdict(usage) for usage in soak(warm_up=20, rounds=20)]))
"""
# Less than a leak of the photos, the data set or the run of each round.
_MOST_BYTES = 5e6


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
    before, *_, previous, after = json.loads(done.stdout.splitlines()[-1])
    assert after["threads"] <= before["threads"]
    assert after["files"] <= before["files"]
    assert after["timers"] <= before["timers"]
    assert after["objects"] <= before["objects"]
    # At times the heap has some megabytes more.
    assert min(previous["memory"], after["memory"]) - before["memory"] < _MOST_BYTES
