"""The terminal commands print the notebook's lines or one JSON value, and end without a traceback whatever happens."""

import argparse
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.cli import data
from engine.cli.arguments import training_config
from engine.cli.main import main, make_parser
from engine.data import course as course_photos
from engine.training.config import OPTIONS, OTHER_DEFAULTS, TrainingConfig
from tests import ROOT
from tests.support.hdf5_files import write_pair
from tests.support.small_data import make_dataset, save_pair


def child(*words, **options):
    """`python -m catgui` with these words, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "catgui", *words], cwd=ROOT, capture_output=True, timeout=110, check=False, **options
    )


def test_an_argument_that_a_command_lacks_is_reported_with_the_usage_of_the_command(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["train", "--rate", "abc"])
    assert caught.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith("usage: catgui train [-h] [--data")
    assert error.endswith("catgui train: error: unrecognized arguments: --rate abc\n")


def test_the_overview_of_a_data_set(folder, capsys):
    assert main(["data", "--data", str(folder)]) == 0

    rows = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    found = {row[0]: row[-1].strip() for row in rows}
    assert found["Training examples"] == "12"
    assert found["Picture size"] == "8 x 10 pixels, RGB"
    assert found["Shape of train_x"] == "(12, 8, 10, 3)"
    assert found["In the test part"] == "6 non-cat (50.0%), 6 cat (50.0%)"


def test_pictures_in_both_parts_are_named(tmp_path, capsys):
    dataset = make_dataset(side=16)
    train, test = dataset.train, dataset.test
    pictures = test.pictures.copy()
    pictures[1] = train.pictures[2]
    save_pair(tmp_path, replace(dataset, test=replace(test, pictures=pictures)))

    assert main(["data", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "In both parts: 1 picture (test 1 is train 2)."
    assert main(["data", "--data", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["duplicates"] == [{"test": 1, "train": 2}]


def test_the_course_photos_are_downloaded_when_asked_for(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(course_photos, "find", lambda: None)
    monkeypatch.setattr(course_photos, "fetch", lambda work: work.report(10, 20) or write_pair(tmp_path))

    assert main(["data", "--data", "course", "--json"]) == 0

    output = capsys.readouterr()
    assert json.loads(output.out)["train_examples"] == 4
    assert output.err == ""


# --- what goes wrong


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            ["train", "--layers", "1," * 40_000 + "1"],
            "--layers: must be none, or 1 to 50 whole numbers above 0, such as 20, 7, 5 (got 1,1,1,",
        ),
        (
            ["train", "--layers", "0"],
            "--layers: must be none, or 1 to 50 whole numbers above 0, such as 20, 7, 5 (got 0)",
        ),
        (["train", "--learning-rate", "-1"], "--learning-rate: must be a finite number above 0 (got -1.0)"),
        (["train", "--iterations", "0"], "--iterations: must be between 1 and"),
        (["train", "--seed", "-1"], "--seed: must be between 0 and"),
        (["train", "--data", "no/such/file.h5"], f"{Path('no/such/file.h5')}: "),
        (["data", "--data", "a", "b", "c"], "a data set is one or two HDF5 files"),
    ],
)
def test_an_error_is_one_line_or_one_object(words, text, capsys):
    status = 1 if "--data" in words else 2
    assert main(words) == status
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("catgui: ")
    assert text in output.err
    assert output.err.count("\n") == 1

    assert main([*words, "--json"]) == status
    output = capsys.readouterr()
    assert text in json.loads(output.out)["error"]
    assert output.err == ""


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["train", "--layers", "20,x"],
        ["train", "--layers", ""],
        ["train", "--layers", "None"],
        ["train", "--iterations", "2.5"],
        ["train", "--learning-rate", "fast"],
        ["train", "--lay", "3"],
        ["train", "--initialization", "hers"],
        ["train", "--batch-size", "all"],
        ["predict", "model.npz"],
        ["predict", "model.npz", "photo.png", "--framing", "whole"],
        ["data", "--framing", "left"],
        ["study"],
        ["study", "seed"],
        ["study", "seeds", "--folds", "3"],
    ],
)
def test_wrong_usage_ends_with_2(words, capsys):
    with pytest.raises(SystemExit) as caught:
        main(words)

    assert caught.value.code == 2
    assert "usage: catgui" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        (["--help"], ["train", "predict", "data", "examples:", "the window opens", "A file that you name is replaced"]),
        (
            ["train", "--help"],
            ["Default: 20,7,5", "Default: 0.0075", "Default: 2500", "Default: 1", "course", "examples:"],
        ),
        (["data", "--help"], ["no file is replaced"]),
        (["train", "--help"], [f"--{option.field.replace('_', '-')}" for option in OPTIONS]),
        (["predict", "--help"], ["builtin", "examples:"]),
        (
            ["data", "--help"],
            ["builtin", "course", "--framing {whole,center}", "Pixels a side, 16 to 128 (default: 64)"],
        ),
        (["--version"], ["catgui "]),
    ],
)
def test_the_help_lists_the_commands(words, texts, capsys):
    with pytest.raises(SystemExit) as caught:
        main(words)

    assert caught.value.code == 0
    output = " ".join(capsys.readouterr().out.split())
    for text in texts:
        assert text in output


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (KeyboardInterrupt(), 130, "catgui: interrupted\n"),
        (MemoryError(), 1, "catgui: There is too little free memory. Close other programs.\n"),
        (
            RuntimeError("can't start new thread"),
            1,
            "catgui: No more threads or processes can be started. Close other programs.\n",
        ),
    ],
)
def test_an_interruption_and_what_the_computer_lacks_are_one_line(error, status, text, monkeypatch, capsys):
    def fail(arguments: argparse.Namespace) -> int:
        raise error

    monkeypatch.setattr(data, "run", fail)

    assert main(["data"]) == status
    assert capsys.readouterr().err == text


# --- as a process


def heed_interrupts():
    """As in a terminal: what a shell starts in the background ignores them, and what that starts does too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def endless(folder):
    return subprocess.Popen(
        [sys.executable, "-m", "catgui", "train", "--iterations", "10000000", "--layers", "2", "--data", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=None if os.name == "nt" else heed_interrupts,
    )


@pytest.mark.slow
def test_a_closed_pipe_causes_no_traceback(folder):
    process = endless(folder)
    with process:
        first = process.stdout.readline()
        process.stdout.close()
        complaints = process.stderr.read()

    assert first.startswith(b"Cost after iteration 0: ")
    assert complaints == b""
    assert process.returncode == 1


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to a child")
def test_an_interrupt_ends_with_130_and_one_line(folder):
    process = endless(folder)
    with process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=100)

    assert process.returncode == 130
    assert complaints == b"catgui: interrupted\n"


@pytest.mark.slow
def test_characters_that_the_terminal_lacks_are_escaped(model, photo):
    path = photo.rename(photo.parent / "猫.png")

    done = child("predict", str(model), str(path), env={**os.environ, "PYTHONIOENCODING": "ascii"})

    assert done.returncode == 0
    assert b"\\u732b.png: " in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_one_line(folder):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "catgui", "data", "--data", str(folder)],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=110,
            check=False,
        )

    assert (done.returncode, done.stderr.splitlines()) == (1, [b"catgui: No space left on device"])


@pytest.mark.parametrize("features", OTHER_DEFAULTS)
def test_the_help_has_the_defaults_of_features_as_arguments(capsys, features):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    text = capsys.readouterr().out
    words = text.partition(f" --features {features} --")[2].splitlines()[0]
    words = f"--{words}".split()
    arguments = make_parser().parse_args(["train", "--features", features, *words])
    assert training_config(arguments) == TrainingConfig.for_features(features)
    assert {"--momentum", "--layers"} <= set(words)
