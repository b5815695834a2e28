"""A save that is killed leaves the old file or the new one, and temporary files that are deleted once they are old."""

import json
import os
import subprocess
import sys

import pytest

from tests import ROOT

SEED = 4
ROUNDS = 200


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_save_killed_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path):
    # One BLAS thread: others would not survive a fork.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.catgui.killed_saves", str(tmp_path), str(SEED), str(ROUNDS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["broken"] == []
    assert found["litter_at_the_end"] == []
    # Otherwise no save was killed half-way.
    assert min(found["old"], found["new"], found["litter"]) > 0
