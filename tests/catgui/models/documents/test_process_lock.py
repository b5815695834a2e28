"""Locks end with their process, even if it is killed."""

import subprocess
import sys

from catgui.models.documents.process_lock import process_lock
from tests import ROOT

# Locks a file until it is killed.
HOLDER = """
import sys
from pathlib import Path
from catgui.models.documents.process_lock import process_lock
lock = process_lock(Path(sys.argv[1]))
print(lock.tryLock(0), flush=True)
input()
"""


def test_a_lock_is_held_until_its_process_is_killed(tmp_path):
    path = tmp_path / "some.lock"
    lock = process_lock(path)
    arguments = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "True\n"
        assert not lock.tryLock(0)
        other.kill()
    assert path.exists(), "a killed process leaves its file"
    assert lock.tryLock(0)
    lock.unlock()
