"""Which window is first: a lock that ends with its process, whatever its number is."""

import errno
import os
import subprocess
import sys

import pytest

from catgui.profile.lock import FileLock
from tests import ROOT

HOLD = """
import sys
from pathlib import Path
from catgui.profile.lock import FileLock
lock = FileLock(Path(sys.argv[1]))
print(lock.acquire(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "profile.lock"


def test_a_lock_is_free_when_its_process_was_killed(path):
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "True\n"
        lock = FileLock(path)
        assert not lock.acquire()
        process.kill()
        process.wait()
        assert lock.acquire()
    lock.release()


def test_what_is_written_in_the_file_does_not_matter(path):
    # Such as the number of this very process, as after a restart in a container.
    path.write_text(f"{os.getpid()}\npython\nhost\n")
    lock = FileLock(path)
    assert lock.acquire()
    lock.release()


@pytest.mark.skipif(sys.platform == "win32", reason="links need permission there")
def test_a_link_in_its_place_is_not_followed(path, tmp_path):
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=r"profile\.lock"):
        FileLock(path).acquire()
    assert not (tmp_path / "elsewhere").exists()


def test_where_there_are_no_locks_it_is_everybodys(path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EINVAL, "there are no locks")

    monkeypatch.setattr("msvcrt.locking" if sys.platform == "win32" else "fcntl.flock", refuse)
    assert FileLock(path).acquire()
    assert FileLock(path).acquire()
