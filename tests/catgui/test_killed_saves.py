"""A save that is killed at any moment leaves the old file or the new one; the next save removes leftovers."""

import json
import os
import subprocess
import sys

import pytest

from tests import ROOT
from tests.support.http_server import run_server, send
from tests.support.killed_saves import download_content

SEED = 4
ROUNDS = 200


@pytest.fixture
def address():
    def answer(handler, name):
        send(handler, download_content(int(name[0])))

    with run_server(answer) as server:
        yield server.url


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_killed_save_leaves_the_old_file_or_the_whole_new_one(tmp_path, address):
    # One BLAS thread: a fork copies no others.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_saves", str(tmp_path), address, str(SEED), str(ROUNDS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["broken"] == []
    assert found["leftovers_at_the_end"] == []
    # Otherwise no save was killed halfway.
    assert min(found["old"], found["new"], found["leftovers"]) > 0
