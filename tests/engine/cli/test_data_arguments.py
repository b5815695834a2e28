"""Folders of pictures in the terminal: as data or added to them, what could not be read, and the pair that is saved."""

import json

import numpy as np
import pytest
from PIL import Image

from engine.cli import data_arguments
from engine.cli.main import main
from engine.data import image_folder_reader
from engine.data.image_folder import ImageFolderSettings
from engine.data.sources import open_dataset
from engine.images.photo import Framing
from engine.saved_model.file import load_model
from engine.saved_model.reproduction import reproduce_model
from tests.support.hdf5_files import alternating_labels, random_pictures, write_pair
from tests.support.picture_files import make_folders, open_image_folders
from tests.support.small_data import make_dataset, save_pair

OPTIONS = {"side": "24", "framing": "centre", "test-percent": "40", "split-seed": "9", "positive": "cat"}
WORDS = [word for name, value in OPTIONS.items() for word in (f"--{name}", value)]
SETTINGS = ImageFolderSettings(side=24, framing=Framing.CENTER, test_percent=40, seed=9, positive="cat")
AS_JSON = {"side": 24, "framing": "centre", "test_percent": 40, "split_seed": 9, "positive": "cat"}
DEFAULTS = {"side": 64, "framing": "whole", "test_percent": 20, "split_seed": 1, "positive": "cat"}


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
        assert (found["classes"], found["pictures"]) == (["non-cat", "cat"], DEFAULTS)


def test_without_cats_it_must_be_said_which_of_several_kinds_is_recognized(tmp_path, capsys):
    folder = str(make_folders(tmp_path / "animals", {"bee": 4, "dog": 4, "owl": 4}))
    assert main(["data", "--data", folder]) == 1
    assert capsys.readouterr().err == (
        f"catgui: {folder}: it holds 3 kinds of pictures: “bee”, “dog”, “owl”. Name the one to recognize, "
        "such as --positive bee.\n"
    )


@pytest.mark.parametrize("command", ["train", "data"])
@pytest.mark.parametrize(
    ("option", "value", "text"),
    [
        ("--side", "15", "--side: must be between 16 and 128 (got 15)"),
        ("--side", "129", "--side: must be between 16 and 128 (got 129)"),
        ("--test-percent", "0", "--test-percent: must be between 1 and 90 (got 0)"),
        ("--split-seed", "-1", "--split-seed: must be between 0 and 4,294,967,295 (got -1)"),
    ],
)
def test_an_invalid_setting_is_refused_before_reading(pets, command, option, value, text, monkeypatch, capsys):
    monkeypatch.setattr(image_folder_reader, "read_view", lambda *_: pytest.fail("it was read"))

    assert main([command, "--data", str(pets), option, value]) == 2
    assert capsys.readouterr().err == f"catgui: {text}\n"

    assert main([command, "--data", str(pets), option, value, "--json"]) == 2
    assert json.loads(capsys.readouterr().out) == {"error": text}


@pytest.mark.parametrize("command", ["train", "data"])
@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("where", ["builtin", "course", "hdf5", "hdf5/train.h5", "missing"])
def test_an_option_without_effect_is_refused(folder, command, option, where, monkeypatch, capsys):
    monkeypatch.chdir(folder.parent)

    assert main([command, "--data", where, f"--{option}", OPTIONS[option]]) == 2

    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == f"catgui: {where}: this is no folder of pictures; leave out --{option}.\n"


@pytest.mark.parametrize("command", ["train", "data"])
def test_the_help_has_limits_and_defaults(command, capsys):
    with pytest.raises(SystemExit):
        main([command, "--help"])

    text = " ".join(capsys.readouterr().out.split())
    for expected in (
        "folders of pictures: --framing, --test-percent and",
        "--framing {whole,center}",
        "Pixels a side, 16 to 128 (default: 64)",
        "for testing, 1 to 90 (default: 20).",
        "Seed of the split (default: 1).",
    ):
        assert expected in text


# --- pictures that cannot be read


def test_unreadable_pictures_are_listed_with_reasons_and_the_others_make_the_set(pets, capsys):
    paths = spoil(pets, 3)

    assert main(["data", "--data", str(pets)]) == 0

    output = capsys.readouterr()
    assert output.err.splitlines() == [
        f"{path}: this is no picture of a known format; save it as PNG or JPEG" for path in paths
    ]
    assert "0 = non-cat, 1 = cat" in output.out


def test_only_the_first_of_many_are_named(pets, capsys):
    paths = spoil(pets, data_arguments._MAX_LISTED_FAULTS + 2)

    assert main(["train", "--data", str(pets), "--layers", "2", "--iterations", "1"]) == 0

    *named, last = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in named] == paths[: data_arguments._MAX_LISTED_FAULTS]
    assert last == "2 more could not be read; --json lists all."


@pytest.mark.parametrize("words", [["data"], ["train", "--layers", "2", "--iterations", "1"]])
def test_json_names_them_all_and_nothing_else_does(pets, words, capsys):
    paths = spoil(pets, data_arguments._MAX_LISTED_FAULTS + 2)

    assert main([*words, "--data", str(pets), "--json"]) == 0

    output = capsys.readouterr()
    assert output.err == ""
    faults = json.loads(output.out)["faults"]
    assert faults == [
        {"photo": path, "error": "this is no picture of a known format; save it as PNG or JPEG"} for path in paths
    ]


# --- saved as a pair


@pytest.mark.parametrize("taken", ["train_my_pets.h5", "test_my_pets.h5"])
def test_no_file_is_replaced(pets, tmp_path, taken, capsys):
    (tmp_path / taken).write_bytes(b"the user's own")

    assert main(["data", "--data", str(pets), "--save", str(tmp_path)]) == 1

    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == f"catgui: {tmp_path / taken}: it exists already. Choose another folder.\n"
    assert (tmp_path / taken).read_bytes() == b"the user's own"
    assert [path.name for path in tmp_path.glob("*.h5")] == [taken]


def test_a_folder_that_is_missing_is_made_and_told(pets, tmp_path, capsys):
    folder = tmp_path / "new"
    assert main(["data", "--data", str(pets), "--save", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["test_my_pets.h5", "train_my_pets.h5"]
    assert f"Made the folder: {folder}\nSaved: {folder / 'train_my_pets.h5'}\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("missing/new", "there is no folder "),
        ("", "it is no folder"),
        ("file", "it is no folder"),
        ("file/new", "there is"),
    ],
)
def test_a_path_that_is_no_folder_is_refused_before_reading(pets, tmp_path, place, reason, monkeypatch, capsys):
    monkeypatch.setattr(image_folder_reader, "read_view", lambda *_: pytest.fail("it was read"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()

    assert main(["data", "--data", str(pets), "--save", place]) == 1

    error = capsys.readouterr().err
    assert error.startswith(f"catgui: {place}: {reason}")
    assert error.endswith("choose another one\n")
    assert not (tmp_path / "missing").exists()


QUICK = ["--layers", "3", "--iterations", "3"]


@pytest.fixture
def data(tmp_path):
    """A pair of HDF5 files with 24 training and 10 test pictures, non-cats and cats."""
    folder = tmp_path / "pair"
    folder.mkdir()
    save_pair(folder, make_dataset(side=16))
    return folder


def output_of(capsys, *words):
    assert main([str(word) for word in words]) == 0
    return json.loads(capsys.readouterr().out)


def error_of(capsys, *words, status=1):
    assert main([str(word) for word in words]) == status
    return capsys.readouterr().err


def test_pictures_are_added_to_their_class_for_training(data, pets, capsys):
    adding = ["--add", f"cat={pets / 'cat'}", "--add", f"non-cat={pets / 'non-cat'}"]

    found = output_of(capsys, "train", "--data", data, *adding, *QUICK, "--json")

    assert (found["added"], found["faults"]) == ({"non-cat": 5, "cat": 10}, [])
    assert len(found["test_probabilities"]) == 10
    counts = output_of(capsys, "data", "--data", data, *adding, "--json")["counts"]
    assert counts == {"train": {"non-cat": 16 + 5, "cat": 8 + 10}, "test": {"non-cat": 6, "cat": 4}}


def test_a_share_is_added_to_the_test_part(data, pets, capsys):
    words = ["--data", data, "--add", f"cat={pets / 'cat'}", "--test-percent", "30"]

    assert len(output_of(capsys, "train", *words, *QUICK, "--json")["test_probabilities"]) == 13


def test_folders_of_one_class_add_up(data, pets, capsys):
    words = [f"--add=cat={pets / name}" for name in ("cat", "non-cat")]

    assert output_of(capsys, "data", "--data", data, *words, "--json")["added"] == {"non-cat": 0, "cat": 15}


def test_the_enlarged_set_is_saved_as_a_pair(data, pets, tmp_path, capsys):
    words = ["--add", f"cat={pets / 'cat'}", "--save", tmp_path]

    paths = output_of(capsys, "data", "--data", data, *words, "--json")["saved"]

    saved, before = open_dataset(paths), open_dataset(data)
    assert saved.train.count == 34
    np.testing.assert_array_equal(saved.train.pictures[:24], before.train.pictures)
    assert saved.train.labels[0, 24:].tolist() == [1] * 10


def test_a_saved_network_knows_what_was_added(data, pets, tmp_path, capsys):
    path = tmp_path / "cats.npz"
    output_of(capsys, "train", "--data", data, "--add", f"cat={pets / 'cat'}", *QUICK, "--save", path, "--json")
    (pets / "cat").rename(pets / "gone")

    model = load_model(path)

    dataset = model.recipe.data.restore(open_dataset(data))
    assert dataset.name == model.trained_on == "pair, 10 added"
    assert dataset.train.files[-1] == "cat/9.png"
    assert reproduce_model(model, dataset).run.iterations_done == 3


def test_the_terminal_says_what_was_added_and_what_could_not_be_read(data, pets, capsys):
    (pets / "cat" / "3.png").write_bytes(b"just words")
    words = ["--data", str(data), "--add", f"cat={pets / 'cat'}"]

    assert main(["train", *words, *QUICK]) == 0

    out, err = capsys.readouterr()
    assert out.startswith("Added: 0 non-cat, 9 cat.\nCost after iteration 0")
    assert err.startswith(f"{pets / 'cat' / '3.png'}: ")
    found = output_of(capsys, "train", *words, *QUICK, "--json")
    assert [fault["photo"] for fault in found["faults"]] == [str(pets / "cat" / "3.png")]


def test_added_pictures_that_are_tested_on_are_pointed_out(data, tmp_path, capsys):
    dataset = open_dataset(data)
    (tmp_path / "again").mkdir()
    for part, index in (("test", 3), ("train", 0)):
        Image.fromarray(dataset.parts[part].pictures[index]).save(tmp_path / "again" / f"{part}.png")
    words = ["data", "--data", str(data), "--add", f"cat={tmp_path / 'again'}"]

    assert main(words) == 0
    warning = "Warning: In both parts: 1 picture (test 3 is train 24). They test nothing.\n"
    assert capsys.readouterr().err == warning
    assert output_of(capsys, *words, "--json")["duplicates"] == [{"test": 3, "train": 24}]


def test_classes_are_those_of_the_data(data, pets, capsys):
    assert error_of(capsys, "train", "--data", data, "--add", f"dog={pets / 'cat'}") == (
        f"catgui: {pets / 'cat'}: these data have no class “dog”. Use --add non-cat=FOLDER or --add cat=FOLDER.\n"
    )


def test_folders_without_readable_pictures_are_named(data, pets, tmp_path, capsys):
    (tmp_path / "empty").mkdir()

    error = error_of(capsys, "train", "--data", data, "--add", f"cat={tmp_path / 'empty'}")
    assert error == (f"catgui: {tmp_path / 'empty'}: it holds no pictures itself. Put some in it.\n")
    assert f"catgui: {tmp_path / 'no'}: there is no such folder." in error_of(
        capsys, "train", "--data", data, "--add", f"cat={tmp_path / 'no'}"
    )
    assert main(["train", "--data", str(data), "--add", f"cat={tmp_path / 'empty'}", "--json"]) == 1
    assert "it holds no pictures" in json.loads(capsys.readouterr().out)["error"]


@pytest.mark.parametrize("text", ["cat", "=folder", "cat="])
def test_an_addition_is_a_class_and_a_folder(data, text, capsys):
    error = error_of(capsys, "train", "--data", data, "--add", text, status=2)

    assert error == f"catgui: --add: must be CLASS=FOLDER such as cat=my_cats (got {text!r})\n"


def test_settings_that_nothing_uses_are_refused(data, pets, capsys):
    error = error_of(capsys, "train", "--data", data, "--side", "20", "--add", f"cat={pets / 'cat'}", status=2)

    assert "this is no folder of pictures; leave out --side." in error
