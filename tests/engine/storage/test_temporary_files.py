"""Files that are being written, and those that a killed program has left."""

import os
import subprocess
import sys
import threading

import pytest

from engine.storage import temporary_files
from engine.storage.temporary_files import LockedTemporaryFile, remove_stale_temporaries
from tests import ROOT

NAME = ".catgui-0123456789abcdef.part"
LOCKS = pytest.mark.skipif(os.name == "nt", reason="Windows holds open files itself")


@pytest.fixture
def no_locks(monkeypatch):
    """As on a system, or a disk on the net, on which files cannot be locked."""
    monkeypatch.setattr(temporary_files, "_lock", lambda descriptor: None)


@LOCKS
def test_what_nobody_holds_is_swept_away(tmp_path):
    (tmp_path / NAME).write_text("half a fi")
    remove_stale_temporaries(tmp_path)
    assert list(tmp_path.iterdir()) == []


@LOCKS
def test_what_is_being_written_stays(tmp_path):
    part = LockedTemporaryFile(tmp_path)
    part.path.write_text("half a fi")
    remove_stale_temporaries(tmp_path)
    assert part.path.read_text() == "half a fi"
    part.close()
    assert list(tmp_path.iterdir()) == []


@LOCKS
def test_what_another_program_writes_stays_until_that_is_killed(tmp_path):
    imports = "from pathlib import Path; from engine.storage.temporary_files import LockedTemporaryFile"
    program = f"{imports}; part = LockedTemporaryFile(Path({str(tmp_path)!r}))"
    with subprocess.Popen(
        [sys.executable, "-c", f"{program}; print('begun', flush=True); input()"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout.readline() == b"begun\n"
        remove_stale_temporaries(tmp_path)
        assert len(list(tmp_path.iterdir())) == 1
        child.kill()
    assert len(list(tmp_path.iterdir())) == 1
    remove_stale_temporaries(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_else_is_touched(tmp_path):
    others = [
        ".catgui-0123456789abcde.part",
        ".catgui-0123456789ABCDEF.part",
        f"{NAME}.old",
        f"x{NAME}",
        "catgui.part",
        "model.npz",
    ]
    for name in others:
        (tmp_path / name).touch()
    (tmp_path / ".catgui-aaaaaaaaaaaaaaaa.part").mkdir()
    remove_stale_temporaries(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*others, ".catgui-aaaaaaaaaaaaaaaa.part"])


@LOCKS
def test_links_and_pipes_of_that_name_are_left_alone(tmp_path):
    (tmp_path / "precious").write_text("mine")
    (tmp_path / NAME).symlink_to(tmp_path / "precious")
    os.mkfifo(tmp_path / ".catgui-ffffffffffffffff.part")
    remove_stale_temporaries(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
    assert (tmp_path / "precious").read_text() == "mine"


def test_without_locks_only_what_is_old_is_swept_away(tmp_path, no_locks):
    old, new = tmp_path / NAME, tmp_path / ".catgui-ffffffffffffffff.part"
    for path in (old, new):
        path.touch()
    os.utime(old, (0, 0))
    remove_stale_temporaries(tmp_path)
    assert list(tmp_path.iterdir()) == [new]


def test_a_folder_that_is_not_there_is_nothing_to_sweep(tmp_path):
    remove_stale_temporaries(tmp_path / "missing")


@LOCKS
def test_many_who_write_and_sweep_at_once_take_nothing_from_each_other(tmp_path):
    lost = []

    def write_and_sweep():
        for _ in range(100):
            part = LockedTemporaryFile(tmp_path)
            remove_stale_temporaries(tmp_path)
            if not part.path.exists():
                lost.append(part.path)
            part.close()

    threads = [threading.Thread(target=write_and_sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == []
    assert list(tmp_path.iterdir()) == []
