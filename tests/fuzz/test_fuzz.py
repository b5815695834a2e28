"""A few hundred damaged and hostile files through the program's readers, and whether what goes wrong is noticed."""

import re
from importlib import import_module
from random import Random

import pytest

pytest.importorskip("resource", reason="the processes are limited as POSIX does it")

from tests.fuzz.__main__ import main
from tests.fuzz.faulty_cases import FAULTY, GOOD
from tests.fuzz.run import KINDS, Limits, run

pytestmark = pytest.mark.slow

COUNTS = {"photos": 250, "hdf5": 200, "models": 100}
FAULTY_KIND = "tests.fuzz.faulty_cases"
# What ends a case of each faulty kind, in order.
NOTICED = [
    "ZeroDivisionError",
    "not a text for a user",
    "not a line that can be shown",
    "UserWarning: odd",
    "said beside the answer: odd",
    "ended by SIGABRT",
    "work_for_ever",
    "wait_for_ever",
    "MemoryError",
    "memory ran out",
]


@pytest.mark.parametrize("kind", KINDS)
def test_any_input_has_a_prediction_or_an_error(kind, tmp_path):
    findings = run(kind, 4, range(COUNTS[kind]), tmp_path)

    assert not findings, "\n".join(map(str, findings))


@pytest.fixture(scope="module")
def faults(tmp_path_factory):
    numbers = range(len(GOOD + FAULTY + GOOD))
    return run(FAULTY_KIND, 1, numbers, tmp_path_factory.mktemp("kept"), limits=Limits(seconds=1, wait=3))


def test_every_fault_is_found_and_nothing_else(faults):
    assert [finding.number for finding in faults] == list(range(len(GOOD), len(GOOD + FAULTY)))
    for finding, words in zip(faults, NOTICED, strict=True):
        assert re.search(words, finding.what)


def test_the_files_of_a_finding_are_kept_with_the_command_to_repeat_it(faults):
    for finding in faults:
        assert [path.name for path in finding.kept.iterdir()] == ["file"]
        assert f"--seed 1 --first {finding.number} --count 1" in str(finding)


@pytest.mark.parametrize("kind", KINDS)
def test_a_case_follows_from_its_seed_and_number(kind, tmp_path):
    make = import_module(KINDS[kind]).make

    def files_of(seed, name):
        folders = [tmp_path / name / str(number) for number in range(25)]
        for folder in folders:
            folder.mkdir(parents=True)
            make(Random(f"{seed} {folder.name}"), folder)
        files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
        return [(path.name, path.read_bytes()) for path in files]

    first = files_of(1, "first")

    for (name, again), (before, bytes_before) in zip(files_of(1, "again"), first, strict=True):
        # The newer formats of HDF5 hold the time at which a file was made, and a sum over it.
        same = len(again) == len(bytes_before) if kind == "hdf5" else again == bytes_before
        assert name == before
        assert same, name
    assert files_of(2, "other") != first


def test_the_command_says_what_was_done(tmp_path, capsys):
    assert main(["models", "--seed", "4", "--count", "3", "--keep", str(tmp_path)]) == 0

    assert "models: 3 cases in" in capsys.readouterr().out
