"""A place for a network that no file of the user's holds: whose it is, and what is left of it."""

import os
import subprocess
import sys

import numpy as np
import pytest

from catgui.models.documents.recovery_file import RecoveryFile, find_recovery_files
from engine.nn.parameters import initialize_parameters_deep
from engine.saved_model.file import load_model
from engine.saved_model.model import Model
from engine.training.config import TrainingConfig
from tests import ROOT

CONFIG = TrainingConfig(hidden_layers=(3,), iterations=4)
MODEL = Model(initialize_parameters_deep([12, 3, 1]), ("a", "b"), (2, 2), CONFIG, np.zeros(4), "data")

# Holds the first slot that is there, or a new one, until it is killed.
HOLDER = """
import sys
from pathlib import Path
from catgui.models.documents.recovery_file import RecoveryFile
folder, names = Path(sys.argv[1]), sys.argv[2:]
slots = [RecoveryFile(folder, name) for name in names]
print([slot.acquire() for slot in slots], flush=True)
input()
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def leave(folder, name="1", data=None):
    """What a program leaves that ended without a word."""
    recovery_file = RecoveryFile(folder, name)
    assert recovery_file.acquire()
    recovery_file.write(MODEL, data)
    recovery_file.release()
    return recovery_file


def held_elsewhere(folder, *names):
    """A process that holds slots."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder), *names],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("data", [None, "builtin", ["/some/where.h5", "/else \udcff.h5"]])
def test_what_is_written_is_found_with_where_its_data_are(folder, data):
    leave(folder, data=data)
    (found,) = find_recovery_files(folder)
    assert load_model(found.path).config == CONFIG
    assert found.data == data
    found.release()


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "3", "[1]", '{"a": 1}', "\xff"])
def test_where_the_data_are_may_be_lost_without_the_network(folder, text):
    leave(folder, data="builtin")
    (folder / "1.json").write_bytes(text.encode("latin-1"))
    (found,) = find_recovery_files(folder)
    assert found.data is None
    found.release()


def test_the_newest_comes_first(folder):
    for number, age in (("1", 100), ("2", 300), ("3", 200)):
        os.utime(leave(folder, number).path, (age, age))
    found = find_recovery_files(folder)
    assert [recovery_file.path.stem for recovery_file in found] == ["2", "3", "1"]
    for recovery_file in found:
        recovery_file.release()


def test_nothing_is_found_where_there_is_no_folder(folder):
    assert find_recovery_files(folder / "missing") == []


def test_discarded_nothing_is_left(folder):
    leave(folder, data="builtin")
    (found,) = find_recovery_files(folder)
    found.discard()
    assert list(folder.iterdir()) == []


def test_what_was_left_without_a_network_is_removed(folder):
    (folder / "1.json").write_text('"builtin"')
    with held_elsewhere(folder, "2") as other:
        assert other.stdout.readline() == "[True]\n"
        other.kill()
    (folder / ".catgui-0123456789abcdef.part").touch()
    (folder / "notes.txt").touch()
    assert find_recovery_files(folder) == []
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_a_folder_of_such_a_name_hides_no_network(folder):
    leave(folder)
    (folder / "aaaa.npz").mkdir()
    for _ in range(2):
        (found,) = find_recovery_files(folder)
        assert found.path.stem == "1"
        found.release()
    assert (folder / "aaaa.npz").is_dir()
    assert not (folder / "aaaa.lock").exists()


@pytest.mark.parametrize("content", [b"", b"\xff\n"])
def test_a_lock_that_names_no_process_is_taken_over_once_it_is_old(folder, content):
    leave(folder)
    lock = folder / "1.lock"
    lock.write_bytes(content)
    assert find_recovery_files(folder) == []
    os.utime(lock, (100, 100))
    (found,) = find_recovery_files(folder)
    with held_elsewhere(folder, "1") as other:
        assert other.stdout.readline() == "[False]\n"
        other.kill()
    found.discard()
    assert list(folder.iterdir()) == []


def test_what_another_process_holds_is_not_taken_until_that_is_killed(folder):
    leave(folder, "1")
    leave(folder, "2")
    with held_elsewhere(folder, "1") as other:
        assert other.stdout.readline() == "[True]\n"
        found = find_recovery_files(folder)
        assert [recovery_file.path.stem for recovery_file in found] == ["2"]
        other.kill()
    found += find_recovery_files(folder)
    assert [recovery_file.path.stem for recovery_file in found] == ["2", "1"]
    for recovery_file in found:
        recovery_file.discard()
    assert list(folder.iterdir()) == []


def test_what_is_held_here_is_not_taken_elsewhere(folder):
    leave(folder, "1")
    leave(folder, "2")
    (first, second) = find_recovery_files(folder)
    second.release()
    with held_elsewhere(folder, first.path.stem, second.path.stem) as other:
        assert other.stdout.readline() == "[False, True]\n"
        other.kill()
    first.release()
