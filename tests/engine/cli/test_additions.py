"""Pictures added to a data set in the terminal."""

import json

import numpy as np
import pytest
from PIL import Image

from engine.cli.main import main
from engine.data.sources import open_dataset
from engine.saved_model.file import load_model
from engine.saved_model.reproduction import reproduce_model
from tests.support.picture_files import make_folders
from tests.support.small_data import make_dataset, save_pair

QUICK = ["--layers", "3", "--iterations", "3"]


@pytest.fixture
def data(tmp_path):
    """A pair of HDF5 files with 24 training and 10 test pictures, non-cats and cats."""
    folder = tmp_path / "pair"
    folder.mkdir()
    save_pair(folder, make_dataset(side=16))
    return folder


@pytest.fixture
def pets(tmp_path):
    """A folder of ten cats and one of five others."""
    return make_folders(tmp_path / "pets")


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


def test_without_additions_nothing_is_said_of_them(data, capsys):
    assert "added" not in output_of(capsys, "train", "--data", data, *QUICK, "--json")


def test_folders_of_one_class_add_up(data, pets, capsys):
    words = [f"--add=cat={pets / name}" for name in ("cat", "non-cat")]

    assert output_of(capsys, "data", "--data", data, *words, "--json")["added"] == {"non-cat": 0, "cat": 15}


def test_data_made_of_folders_are_added_to_as_well(pets, tmp_path, capsys):
    more = make_folders(tmp_path / "more", {"cat": 4})
    words = ["--data", pets, "--side", "16", "--add", f"cat={more / 'cat'}"]
    before, found = output_of(capsys, "data", *words[:4], "--json"), output_of(capsys, "data", *words, "--json")

    assert (found["added"], found["pictures"]["side"]) == ({"non-cat": 0, "cat": 4}, 16)
    assert found["train_examples"] == before["train_examples"] + 4
    assert found["test_examples"] == before["test_examples"]
    assert found["faults"] == []


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
    warning = "Warning: 1 picture is in both parts: test 3 is train 24. Testing on them proves nothing.\n"
    assert capsys.readouterr().err == warning
    assert output_of(capsys, *words, "--json")["duplicates"] == [{"test": 3, "train": 24}]


def test_classes_are_those_of_the_data(data, pets, capsys):
    assert error_of(capsys, "train", "--data", data, "--add", f"dog={pets / 'cat'}") == (
        f"catgui: {pets / 'cat'}: its pictures cannot be added as “dog”, which is no class of this data. "
        "Use --add non-cat=FOLDER or --add cat=FOLDER.\n"
    )


def test_a_name_may_have_an_equals_sign(pets, tmp_path, capsys):
    folder = make_folders(tmp_path / "data", {"cat": 4, "cat=dog": 4})
    words = ["--data", folder, "--positive", "cat", "--add", f"cat=dog={pets / 'cat'}"]

    assert output_of(capsys, "data", *words, "--json")["added"] == {"cat=dog": 10, "cat": 0}


def test_folders_without_readable_pictures_are_named(data, pets, tmp_path, capsys):
    (tmp_path / "empty").mkdir()

    error = error_of(capsys, "train", "--data", data, "--add", f"cat={tmp_path / 'empty'}")
    assert error == (
        f"catgui: {tmp_path / 'empty'}: it holds no pictures directly in it. Put the pictures to be added there.\n"
    )
    assert f"catgui: {tmp_path / 'no'}: there is no such folder." in error_of(
        capsys, "train", "--data", data, "--add", f"cat={tmp_path / 'no'}"
    )
    assert main(["train", "--data", str(data), "--add", f"cat={tmp_path / 'empty'}", "--json"]) == 1
    assert "it holds no pictures" in json.loads(capsys.readouterr().out)["error"]


@pytest.mark.parametrize("text", ["cat", "=folder", "cat="])
def test_an_addition_is_a_class_and_a_folder(data, text, capsys):
    error = error_of(capsys, "train", "--data", data, "--add", text, status=2)

    assert error == f"catgui: --add must be CLASS=FOLDER such as cat=my_cats (got {text!r})\n"


def test_settings_that_nothing_uses_are_refused(data, pets, capsys):
    error = error_of(capsys, "train", "--data", data, "--side", "20", "--add", f"cat={pets / 'cat'}", status=2)

    assert "this is not a folder of pictures, so it cannot be used with --side." in error
