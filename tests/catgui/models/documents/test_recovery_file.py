"""Recovery files: contents, locks, and the claim of the newest."""

import os
import subprocess
import sys

import numpy as np
import pytest

from catgui.models.documents.recovery_file import RecoveryFile, claim_newest
from engine.nn.parameters import initialize_parameters_deep
from engine.saved_model.file import load_model
from engine.training.config import TrainingConfig
from tests import ROOT
from tests.support.models import plain_model

CONFIG = TrainingConfig(hidden_layers=(3,), iterations=4)
MODEL = plain_model(initialize_parameters_deep([12, 3, 1]), ("a", "b"), (2, 2), CONFIG, np.zeros(4), "data")

# Locks recovery files until it is killed.
HOLDER = """
import sys
from pathlib import Path
from catgui.models.documents.recovery_file import RecoveryFile
folder, names = Path(sys.argv[1]), sys.argv[2:]
files = [RecoveryFile(folder, name) for name in names]
print([file.acquire() for file in files], flush=True)
input()
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def leave(folder, name="1"):
    """The files that a killed program leaves."""
    recovery_file = RecoveryFile(folder, name)
    assert recovery_file.acquire()
    recovery_file.write(MODEL)
    recovery_file.release()
    return recovery_file


def locked_elsewhere(folder, *names):
    """A process that has locked recovery files."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder), *names],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_written_network_is_found(folder):
    leave(folder)
    found = claim_newest(folder)
    assert load_model(found.path).config == CONFIG
    found.release()


def test_the_newest_is_claimed_and_the_others_stay(folder):
    for number, age in (("1", 100), ("2", 300), ("3", 200)):
        os.utime(leave(folder, number).path, (age, age))
    found = [claim_newest(folder) for _ in range(3)]
    assert [recovery_file.path.stem for recovery_file in found] == ["2", "3", "1"]
    assert claim_newest(folder) is None
    for recovery_file in found:
        recovery_file.release()


def test_the_temporary_file_of_a_killed_write_is_removed(folder):
    stale = folder / ".catgui-0123456789abcdef.part"
    stale.touch()
    os.utime(stale, (100, 100))
    (folder / "notes.txt").touch()
    assert claim_newest(folder) is None
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_a_folder_with_the_name_of_a_model_is_skipped(folder):
    leave(folder)
    (folder / "aaaa.npz").mkdir()
    for _ in range(2):
        found = claim_newest(folder)
        assert found.path.stem == "1"
        found.release()
    assert (folder / "aaaa.npz").is_dir()
    assert not (folder / "aaaa.lock").exists()


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"\xff\n"])
def test_an_old_lock_without_a_process_is_broken(folder, content):
    leave(folder)
    lock = folder / "1.lock"
    lock.write_bytes(content)
    assert claim_newest(folder) is None
    os.utime(lock, (100, 100))
    found = claim_newest(folder)
    with locked_elsewhere(folder, "1") as other:
        assert other.stdout.readline() == "[False]\n"
        other.kill()
    found.discard()
    assert list(folder.iterdir()) == []


def test_a_file_locked_by_another_process_is_claimed_after_its_end(folder):
    leave(folder, "1")
    leave(folder, "2")
    with locked_elsewhere(folder, "1") as other:
        assert other.stdout.readline() == "[True]\n"
        first = claim_newest(folder)
        assert first.path.stem == "2"
        assert claim_newest(folder) is None
        other.kill()
    second = claim_newest(folder)
    assert second.path.stem == "1"
    for recovery_file in (first, second):
        recovery_file.discard()
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_a_file_claimed_long_ago_cannot_be_locked_by_another_process(folder):
    leave(folder, "1")
    leave(folder, "2")
    first, second = claim_newest(folder), claim_newest(folder)
    second.release()
    os.utime(first.path.with_suffix(".lock"), (100, 100))
    with locked_elsewhere(folder, first.path.stem, second.path.stem) as other:
        assert other.stdout.readline() == "[False, True]\n"
        other.kill()
    first.release()


@pytest.mark.skipif(os.name != "posix", reason="other systems have no pipes in folders")
def test_a_pipe_in_the_place_of_a_lock_leaves_the_other_networks_to_be_found(folder):
    leave(folder, "1")
    leave(folder, "2")
    os.mkfifo(folder / "2.lock")
    found = claim_newest(folder)
    assert found.path.stem == "1"
    assert claim_newest(folder) is None
    found.discard()
