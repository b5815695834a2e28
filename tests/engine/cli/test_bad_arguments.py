"""Whatever stands behind an option of the terminal: an answer, or one line of what is wrong, and status 1 or 2."""

import json
import os

import pytest

from engine.cli.arguments import argument_of
from engine.cli.main import main
from engine.training import networks
from engine.training.config import ALL_OPTIONS
from tests.support.hdf5_files import alternating_labels, random_pictures, write_pair

GARBAGE = ("", " ", "abc", "-", "--", "nan", "inf", "-inf", "-1", "0", "1e400", "1e-400", "0x10", "2.5", "1e3", "½")
GARBAGE += ("∞", "<b>7</b>", "7\n8", "\u202e7", "9" * 400, "9" * 5000, "4294967296", "10000001", "\udcff", "'; rm *")
GARBAGE += ("%s %d {}",)
# What no program may open, or can.
PLACES = ("", " ", ".", "/", "..", "no/such/place", "x" * 300, "a\nb", "/dev/null", "/dev/zero", "/dev/full", "\udcff")
if os.name == "nt":
    PLACES += ("NUL", "con", "COM1.npz", "cat.npz:stream", "what?", "dot.", "|")


SETTINGS = ["--side", "--framing", "--test-percent", "--split-seed"]
SETTINGS += [argument_of(option.field) for option in ALL_OPTIONS]


@pytest.fixture
def folder(tmp_path):
    """A folder with a small pair of HDF5 files, and a pipe that nobody writes to, where the system has pipes."""
    write_pair(tmp_path, pictures=random_pictures(12), labels=alternating_labels(12))
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe")
    return tmp_path


def ended(words, capsys):
    """The exit status and what stood on the output for errors; it must not have been longer than it may."""
    try:
        status = main(words)
    except SystemExit as left:
        status = left.code
    output = capsys.readouterr()
    lines = output.err.splitlines()
    if lines and lines[0].startswith("usage: catgui"):
        assert status == 2
        # How the command is used, and then what was wrong.
        assert [line for line in lines if "error: " in line] == lines[-1:]
    elif status in (1, 2):
        assert len(lines) == 1
        assert lines[0].startswith("catgui: ")
    else:
        assert status == 0
    assert "Traceback" not in output.err
    return status, lines[-1] if lines else ""


def small_run(folder):
    return ["train", "--data", str(folder), "--layers", "2", "--iterations", "2"]


@pytest.mark.slow
@pytest.mark.parametrize("option", SETTINGS)
def test_an_invalid_value_of_a_setting_is_an_error_that_names_it(folder, option, capsys):
    named = option.removeprefix("--")
    for text in GARBAGE:
        status, line = ended([*small_run(folder), f"{option}={text}"], capsys)
        if status:
            assert status == 2
            assert named in line or named.replace("-", "_") in line or "hidden_layers" in line


@pytest.mark.parametrize("as_json", [False, True])
def test_a_network_beyond_the_memory_is_refused_with_the_estimate(folder, monkeypatch, capsys, as_json):
    monkeypatch.setattr(networks, "available_memory", lambda: 2_000_000_000)
    words = ["train", "--data", str(folder), "--layers", "1000000000", *["--json"] * as_json]
    assert main(words) == 2
    output = capsys.readouterr()
    said = json.loads(output.out)["error"] if as_json else output.err
    assert "of memory, and 2.0 GB is free (got 1000000000)" in said


@pytest.mark.parametrize("command", ["train", "data"])
def test_garbage_for_data(folder, command, capsys):
    for place in (*PLACES, *map(str, folder.glob("pipe"))):
        assert ended([command, f"--data={place}"], capsys)[0] == 1, place
    assert ended([command, "--data"], capsys)[0] == 2
    assert ended([command, "--data", *"abc"], capsys)[0] == 1


def test_garbage_for_a_place_to_save(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    for place in (*PLACES, *map(str, folder.glob("pipe"))):
        if place in (" ", "a\nb", "\udcff"):
            continue  # odd, but a name
        assert ended([*small_run(folder), f"--save={place}"], capsys)[0] == 1, place
    for place in (*PLACES, "--"):
        assert ended([*small_run(folder), f"--export={place}"], capsys)[0] == 2, place
    assert not list(folder.glob(".catgui-*"))


def test_garbage_for_a_model_and_a_photo(folder, capsys):
    model = folder / "model.npz"
    assert ended([*small_run(folder), "--save", str(model)], capsys)[0] == 0
    for place in (*PLACES, *map(str, folder.glob("pipe")), str(folder / "train.h5")):
        assert ended(["predict", "--", place, "photo.png"], capsys)[0] == 1, place
        if not os.path.isdir(place):  # the photos of a folder are predicted
            assert main(["predict", "--", str(model), place]) == 1, place
            assert len(capsys.readouterr().err.splitlines()) == 1, place
    assert ended(["predict", f"--framing={GARBAGE[2]}", str(model), "photo.png"], capsys)[0] == 2
