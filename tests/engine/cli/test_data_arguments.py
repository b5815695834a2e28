"""Folders of pictures in the terminal: how they become data, what could not be read, and the pair that is saved."""

import io
import json
import sys

import numpy as np
import pytest

from engine.cli import data_arguments, output
from engine.cli.main import main
from engine.data import image_folder_reader
from engine.data.image_folder import ImageFolderSettings
from engine.data.sources import open_dataset
from engine.images.photo import Framing
from engine.saved_model.file import load_model
from tests.support.hdf5_files import alternating_labels, random_pictures, write_pair
from tests.support.picture_files import make_folders, open_image_folders

OPTIONS = {"side": "24", "framing": "centre", "test-percent": "40", "split-seed": "9", "positive": "cat"}
WORDS = [word for name, value in OPTIONS.items() for word in (f"--{name}", value)]
SETTINGS = ImageFolderSettings(side=24, framing=Framing.CENTER, test_percent=40, seed=9, positive="cat")
AS_JSON = {"side": 24, "framing": "centre", "test_percent": 40, "split_seed": 9, "positive": "cat"}
DEFAULTS = {"side": 64, "framing": "whole", "test_percent": 20, "split_seed": 1}


@pytest.fixture
def pets(tmp_path):
    """Ten red cats and five blue non-cats."""
    return make_folders(tmp_path / "my pets")


@pytest.fixture
def folder(tmp_path):
    """A folder with a small pair of HDF5 files."""
    folder = tmp_path / "hdf5"
    folder.mkdir()
    write_pair(folder, pictures=random_pictures(12), labels=alternating_labels(12))
    return folder


def spoil(pets, count):
    """Make `count` invalid files in the folder of cats; returns their paths."""
    paths = [pets / "cat" / f"x{number:03}.png" for number in range(count)]
    for path in paths:
        path.write_bytes(b"just words")
    return [str(path) for path in paths]


def opened_as(pair, dataset):
    opened = open_dataset(pair)
    assert opened.classes == dataset.classes
    for name, part in dataset.parts.items():
        np.testing.assert_array_equal(opened.parts[name].pictures, part.pictures)
        np.testing.assert_array_equal(opened.parts[name].labels, part.labels)


# --- how pictures become a data set


def test_a_network_is_trained_on_the_set_that_the_options_make(pets, tmp_path, capsys):
    model = tmp_path / "model.npz"
    words = ["--layers", "3", "--iterations", "2", "--seed", "4", "--json", "--save", str(model)]

    assert main(["train", "--data", str(pets), *WORDS, *words]) == 0

    found = json.loads(capsys.readouterr().out)
    assert (found["pictures"], found["faults"], found["seed"]) == (AS_JSON, [], 4)
    assert found["layers"] == [24 * 24 * 3, 3, 1]
    dataset = open_image_folders(pets, SETTINGS).dataset
    probabilities = load_model(model).probabilities(dataset.test.pictures)[0]
    np.testing.assert_allclose(found["test_probabilities"], probabilities, rtol=1e-12)


@pytest.mark.parametrize("two", [False, True])
def test_the_overview_is_that_of_the_set_that_the_options_make(pets, two, capsys):
    where = [str(pets / "cat"), str(pets / "non-cat")] if two else [str(pets)]

    assert main(["data", "--data", *where, *WORDS, "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    dataset = open_image_folders(pets, SETTINGS).dataset
    assert found["pictures"] == AS_JSON
    assert found["picture_shape"] == [24, 24]
    assert (found["train_examples"], found["test_examples"]) == (dataset.train.count, dataset.test.count)


def test_without_options_the_set_is_the_one_of_the_window_at_first(pets, capsys):
    assert main(["data", "--data", str(pets), "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert (found["pictures"], found["picture_shape"]) == (DEFAULTS, [64, 64])


def test_of_several_kinds_one_is_recognized(tmp_path, capsys):
    folder = str(make_folders(tmp_path / "animals", {"cat": 4, "dog": 4, "owl": 4}))

    assert main(["data", "--data", folder, "--positive", "owl", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["classes"] == ["non-owl", "owl"]
    assert found["pictures"] == {**DEFAULTS, "positive": "owl"}

    for arguments in ([], ["--positive", ""]):
        assert main(["data", "--data", folder, "--json", *arguments]) == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["classes"], found["pictures"]) == (["non-cat", "cat"], {**DEFAULTS, "positive": "cat"})


def test_without_cats_it_must_be_said_which_of_several_kinds_is_recognized(tmp_path, capsys):
    folder = str(make_folders(tmp_path / "animals", {"bee": 4, "dog": 4, "owl": 4}))
    assert main(["data", "--data", folder]) == 1
    assert capsys.readouterr().err == (
        f"catgui: {folder}: it holds 3 kinds of pictures, “bee”, “dog”, “owl”. Name the one to be recognized with "
        "--positive, such as --positive bee; all others together become the other class.\n"
    )


def test_of_cats_and_dogs_cats_are_class_1(tmp_path, capsys):
    folder = str(make_folders(tmp_path / "pets", {"cat": 4, "dog": 4}))
    assert main(["data", "--data", folder]) == 0
    assert "0 = dog, 1 = cat" in capsys.readouterr().out
    assert main(["data", "--data", folder, "--positive", "dog"]) == 0
    assert "0 = cat, 1 = dog" in capsys.readouterr().out


def test_other_data_sets_have_no_figures_of_pictures(folder, capsys):
    assert main(["data", "--data", str(folder), "--json"]) == 0

    assert {"pictures", "faults", "saved"} & set(json.loads(capsys.readouterr().out)) == set()


@pytest.mark.parametrize("command", ["train", "data"])
@pytest.mark.parametrize(
    ("option", "value", "text"),
    [
        ("--side", "15", "--side must be between 16 and 128 (got 15)"),
        ("--side", "129", "--side must be between 16 and 128 (got 129)"),
        ("--test-percent", "0", "--test-percent must be between 1 and 90 (got 0)"),
        ("--split-seed", "-1", "--split-seed must be between 0 and 4,294,967,295 (got -1)"),
    ],
)
def test_an_invalid_setting_is_refused_before_reading(pets, command, option, value, text, monkeypatch, capsys):
    monkeypatch.setattr(image_folder_reader, "read_view", lambda *_: pytest.fail("it was read"))

    assert main([command, "--data", str(pets), option, value]) == 2
    assert capsys.readouterr().err == f"catgui: {text}\n"

    assert main([command, "--data", str(pets), option, value, "--json"]) == 2
    assert json.loads(capsys.readouterr().out) == {"error": text}


@pytest.mark.parametrize(
    "words", [["--side", "2.5"], ["--framing", "corner"], ["--test-percent", "half"], ["--split", "1"]]
)
def test_an_invalid_value_is_wrong_usage(pets, words, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["data", "--data", str(pets), *words])

    assert caught.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("command", ["train", "data"])
@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("where", ["builtin", "course", "hdf5", "hdf5/train.h5", "missing"])
def test_an_option_without_effect_is_refused(folder, command, option, where, monkeypatch, capsys):
    monkeypatch.chdir(folder.parent)

    assert main([command, "--data", where, f"--{option}", OPTIONS[option]]) == 2

    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == (f"catgui: {where}: this is not a folder of pictures, so it cannot be used with --{option}.\n")


def test_all_options_that_do_not_apply_are_named_even_with_default_values(capsys):
    assert main(["data", "--side", "64", "--split-seed", "1"]) == 2

    assert "it cannot be used with --side and --split-seed." in capsys.readouterr().err


@pytest.mark.parametrize("command", ["train", "data"])
def test_the_help_has_limits_and_defaults(command, capsys):
    with pytest.raises(SystemExit):
        main([command, "--help"])

    text = " ".join(capsys.readouterr().out.split())
    for expected in (
        "folders of pictures: settings of the data set",
        "--framing {whole,centre}",
        "in pixels, 16 to 128 (default: 64)",
        "in the test part, 1 to 90 (default: 20)",
        "seed of the random split (default: 1)",
    ):
        assert expected in text


# --- pictures that cannot be read


def test_unreadable_pictures_are_listed_with_reasons_and_the_others_make_the_set(pets, capsys):
    paths = spoil(pets, 3)

    assert main(["data", "--data", str(pets)]) == 0

    output = capsys.readouterr()
    assert output.err.splitlines() == [f"{path}: this is text, not a picture" for path in paths]
    assert "0 = non-cat, 1 = cat" in output.out


def test_only_the_first_of_many_are_named(pets, capsys):
    paths = spoil(pets, data_arguments._MAX_LISTED_FAULTS + 2)

    assert main(["train", "--data", str(pets), "--layers", "2", "--iterations", "1"]) == 0

    *named, last = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in named] == paths[: data_arguments._MAX_LISTED_FAULTS]
    assert last == "2 more could not be read; --json names them all."


@pytest.mark.parametrize("words", [["data"], ["train", "--layers", "2", "--iterations", "1"]])
def test_json_names_them_all_and_nothing_else_does(pets, words, capsys):
    paths = spoil(pets, data_arguments._MAX_LISTED_FAULTS + 2)

    assert main([*words, "--data", str(pets), "--json"]) == 0

    output = capsys.readouterr()
    assert output.err == ""
    faults = json.loads(output.out)["faults"]
    assert faults == [{"photo": path, "error": "this is text, not a picture"} for path in paths]


def test_a_terminal_has_a_progress_line_while_photos_are_read(pets, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(output, "_DELAY", 0)
    monkeypatch.setattr(output, "_INTERVAL", 0)
    monkeypatch.setattr(sys, "stderr", Terminal())

    assert main(["data", "--data", str(pets)]) == 0

    assert "photos: 15 of 15 (100%), 0 s left" in sys.stderr.getvalue()


# --- saved as a pair


def test_the_set_is_saved_as_a_pair_that_is_named_after_it(pets, tmp_path, capsys):
    pair = [tmp_path / "train_my_pets.h5", tmp_path / "test_my_pets.h5"]

    assert main(["data", "--data", str(pets), *WORDS, "--save", str(tmp_path)]) == 0

    assert capsys.readouterr().out.splitlines()[-2:] == [f"Saved: {path}" for path in pair]
    opened_as(pair, open_image_folders(pets, SETTINGS).dataset)


def test_json_names_what_was_saved(folder, tmp_path, capsys):
    assert main(["data", "--data", str(folder), "--save", str(tmp_path), "--json"]) == 0

    saved = json.loads(capsys.readouterr().out)["saved"]
    assert saved == [str(tmp_path / "train_hdf5.h5"), str(tmp_path / "test_hdf5.h5")]
    opened_as(saved, open_dataset(folder))


@pytest.mark.parametrize("taken", ["train_my_pets.h5", "test_my_pets.h5"])
def test_no_file_is_replaced(pets, tmp_path, taken, capsys):
    (tmp_path / taken).write_bytes(b"the user's own")

    assert main(["data", "--data", str(pets), "--save", str(tmp_path)]) == 1

    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == f"catgui: {tmp_path / taken}: it is there already. Choose another folder.\n"
    assert (tmp_path / taken).read_bytes() == b"the user's own"
    assert [path.name for path in tmp_path.glob("*.h5")] == [taken]


@pytest.mark.parametrize("place", ["missing", "", "file"])
def test_a_path_that_is_no_folder_is_refused_before_reading(pets, tmp_path, place, monkeypatch, capsys):
    monkeypatch.setattr(image_folder_reader, "read_view", lambda *_: pytest.fail("it was read"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()

    assert main(["data", "--data", str(pets), "--save", place]) == 1

    assert capsys.readouterr().err == f"catgui: {place}: there is no such folder; choose another one\n"
