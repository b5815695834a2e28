"""Folders of pictures in the terminal: as data, what could not be read, and the pair that is saved."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.cli.main import main
from engine.data import image_folder_reader
from engine.data.image_folder import ImageFolderSettings
from engine.images.photo import Framing
from engine.saved_model.file import load_model
from tests.support.picture_files import make_folders, open_image_folders
from tests.support.small_data import make_dataset, save_pair

OPTIONS = {"side": "24", "framing": "center", "test-percent": "40", "split-seed": "9", "positive": "cat"}
WORDS = [word for name, value in OPTIONS.items() for word in (f"--{name}", value)]
SETTINGS = ImageFolderSettings(side=24, framing=Framing.CENTER, test_percent=40, seed=9, positive="cat")
AS_JSON = {"side": 24, "framing": "centre", "test_percent": 40, "split_seed": 9, "positive": "cat"}
DEFAULTS = {"side": 64, "framing": "whole", "test_percent": 20, "split_seed": 1, "positive": "cat"}


@pytest.fixture
def pets(tmp_path):
    """Ten red cats and five blue non-cats."""
    return make_folders(tmp_path / "my pets")


@pytest.fixture
def data(tmp_path):
    """A pair of HDF5 files with 24 training and 10 test pictures, non-cats and cats."""
    folder = tmp_path / "pair"
    folder.mkdir()
    save_pair(folder, make_dataset(side=16))
    return folder


@pytest.fixture
def output_of(capsys):
    def output_of(*words):
        assert main([*map(str, words), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return output_of


@pytest.fixture
def error_of(capsys):
    def error_of(*words, status=1):
        assert main([str(word) for word in words]) == status
        output = capsys.readouterr()
        assert output.out == ""
        return output.err

    return error_of


def spoil(pets, count):
    """Make `count` invalid files in the folder of cats; returns their paths."""
    paths = [pets / "cat" / f"x{number:03}.png" for number in range(count)]
    for path in paths:
        path.write_bytes(b"just words")
    return [str(path) for path in paths]


# --- how pictures become a data set


def test_a_network_is_trained_on_the_set_that_the_options_make(pets, tmp_path, output_of):
    model = tmp_path / "model.npz"

    found = output_of("train", "--data", pets, *WORDS, "--layers", "3", "--iterations", "2", "--save", model)

    assert (found["pictures"], found["faults"], found["seed"]) == (AS_JSON, [], 1)
    assert found["layers"] == [24 * 24 * 3, 3, 1]
    dataset = open_image_folders(pets, SETTINGS).dataset
    probabilities = load_model(model).probabilities(dataset.test.pictures)[0]
    np.testing.assert_allclose(found["test_probabilities"], probabilities, rtol=1e-12)


@pytest.mark.parametrize(("words", "settings"), [(WORDS, AS_JSON), ([], DEFAULTS)])
@pytest.mark.parametrize("two", [False, True])
def test_the_overview_is_that_of_the_set_that_the_options_make(pets, two, words, settings, output_of):
    where = [pets / "cat", pets / "non-cat"] if two else [pets]

    found = output_of("data", "--data", *where, *words)

    assert found["pictures"] == settings
    assert found["picture_shape"] == [settings["side"]] * 2
    assert found["train_examples"] + found["test_examples"] == 15


@pytest.mark.parametrize(
    ("option", "value", "text"),
    [
        ("--side", "15", "--side: must be between 16 and 128 (got 15)"),
        ("--test-percent", "0", "--test-percent: must be between 1 and 90 (got 0)"),
        ("--split-seed", "-1", "--split-seed: must be between 0 and 4,294,967,295 (got -1)"),
    ],
)
def test_an_invalid_setting_is_refused_before_reading(pets, option, value, text, monkeypatch, error_of):
    monkeypatch.setattr(image_folder_reader, "read_view", lambda *_: pytest.fail("it was read"))

    assert error_of("train", "--data", pets, option, value, status=2) == f"catgui: {text}\n"


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("where", ["builtin", "course", "pair", "pair/train.h5", "missing"])
def test_an_option_without_effect_is_refused(data, option, where, monkeypatch, error_of):
    monkeypatch.chdir(data.parent)

    error = error_of("data", "--data", where, f"--{option}", OPTIONS[option], status=2)

    assert error.startswith(f"catgui: --{option}: must be left out, since --data is no folder of pictures (got ")


def test_unreadable_pictures_are_named_and_the_others_make_the_set(pets, capsys, output_of):
    paths, reason = spoil(pets, 3), "this is no picture of a known format; save it as PNG or JPEG"

    assert main(["data", "--data", str(pets)]) == 0

    output = capsys.readouterr()
    assert output.err.splitlines() == [f"{path}: {reason}" for path in paths]
    assert "0 = non-cat, 1 = cat" in output.out
    assert output_of("data", "--data", pets)["faults"] == [{"photo": path, "error": reason} for path in paths]
    assert capsys.readouterr().err == ""


# --- saved as a pair


@pytest.mark.parametrize("taken", ["train_my_pets.h5", "test_my_pets.h5"])
def test_no_file_is_replaced(pets, tmp_path, taken, error_of):
    (tmp_path / taken).write_bytes(b"the user's own")

    error = error_of("data", "--data", pets, "--save", tmp_path)

    assert error == f"catgui: {tmp_path / taken}: it exists already. Choose another folder.\n"
    assert (tmp_path / taken).read_bytes() == b"the user's own"
    assert [path.name for path in tmp_path.glob("*.h5")] == [taken]


def test_a_folder_that_is_missing_is_made(pets, tmp_path, capsys):
    folder = tmp_path / "new"
    assert main(["data", "--data", str(pets), "--save", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["test_my_pets.h5", "train_my_pets.h5"]
    assert f"Saved: {folder / 'train_my_pets.h5'}\n" in capsys.readouterr().out


@pytest.mark.parametrize("place", ["missing/new", "file", "file/new"])
def test_a_path_that_can_be_no_folder_is_refused(data, tmp_path, place, monkeypatch, error_of):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()

    error = error_of("data", "--data", data, "--save", place)
    assert error.startswith(f"catgui: {Path(place)}: it could not be written: ")
    assert not (tmp_path / "missing").exists()
