"""Whatever files, folders, keys and classes are called, what is said of them is one line that can be shown."""

import os

import h5py
import numpy as np
import pytest

from engine.cli.output import to_json
from engine.data.dataset import overview
from engine.data.sources import open_dataset
from engine.errors import DatasetError
from engine.text import printable
from tests.support.hdf5_files import part_entries, write_entries, write_part

posix_only = pytest.mark.skipif(os.name != "posix", reason="other systems do not allow such names")
ODD_NAMES = [
    "my cats (1)",
    "line\nbreak",
    "<b>cat<i> & 'dog' \"x\"",
    "\u202egpj.exe",
    "\x1b[31mred",
    "not utf-8 \udcff",
    "-cats",
    "猫" * 80,
]


def write_named(folder, stem):
    return [write_part(folder / f"{stem} {part}.h5", part) for part in ("train", "test")]


@posix_only
@pytest.mark.parametrize("name", ODD_NAMES)
@pytest.mark.parametrize("place", ["folder", "file", "files"])
def test_data_of_any_name_are_opened_and_shown_in_lines(tmp_path, name, place):
    folder = tmp_path / (name if place == "folder" else "folder")
    folder.mkdir()
    files = write_named(folder, "cats" if place == "folder" else name)

    shown = overview(open_dataset({"folder": [folder], "file": [str(files[0])], "files": files}[place]))

    for _, text in shown.rows():
        assert printable(text) == text
    to_json(shown.as_dict())
    assert printable(name) in shown.name


@posix_only
@pytest.mark.parametrize("name", ODD_NAMES)
def test_every_refusal_that_names_a_file_is_a_line(tmp_path, name):
    train, test = write_named(tmp_path, name)
    third = write_part(tmp_path / f"{name}.h5", "test")
    for where in ([train, tmp_path / f"{name} train.h5"], [test, third], [tmp_path], [tmp_path / f"{name} gone.h5"]):
        with pytest.raises(DatasetError) as refusal:
            open_dataset(where)
        assert printable(str(refusal.value)) == str(refusal.value)


def refusal_of(path):
    with pytest.raises(DatasetError) as refusal:
        open_dataset([path])
    return str(refusal.value)


def test_long_keys_are_shortened_and_unprintable_ones_escaped(tmp_path):
    path = write_entries(tmp_path / "all.h5", part_entries("train") | part_entries("test"))
    with h5py.File(path, "r+") as file:
        del file["train_set_x"]
        file[b"\xff\xfe key"] = 0
        file["k" * 3000] = 0
        file["a\nb\u202e<b>"] = 0

    text = refusal_of(path)

    assert len(text) < len(str(path)) + 400
    assert printable(text) == text
    for words in (f"'{'k' * 37}...'", "'\ufffd\ufffd key'", "'a\ufffdb\ufffd<b>'"):
        assert words in text


def test_a_folder_of_too_many_hdf5_files_is_refused(tmp_path, monkeypatch):
    for number in range(101):
        (tmp_path / f"{number}.h5").touch()
    (tmp_path / "notes.txt").touch()
    monkeypatch.setattr(h5py, "File", lambda *_, **__: pytest.fail("it was opened"))

    assert refusal_of(tmp_path).endswith("holds 101 HDF5 files, too many to search. Choose two.")


def test_of_many_files_some_are_named(tmp_path):
    for number in range(12):
        write_part(tmp_path / f"test {number:02}.h5", "test")
    path = write_part(tmp_path / "mine.h5", "train")

    assert "test 06.h5, test 07.h5 and 4 more. Give both files." in refusal_of(path)


def test_only_some_of_many_unreadable_files_are_listed(tmp_path):
    path = write_part(tmp_path / "mine.h5", "train")
    for number in range(5):
        (tmp_path / f"empty {number}.h5").touch()

    text = refusal_of(path)

    assert "empty 1.h5: it is empty. Get it again. 3 more could not be read." in text
    assert "empty 2.h5" not in text


@pytest.mark.parametrize("name", [b"<b>cat</b>", "Kätzchen 猫".encode()])
def test_names_of_classes_stay_as_they_are(tmp_path, name):
    entries = part_entries("train") | part_entries("test") | {"list_classes": np.array([b"other", name])}

    assert open_dataset(write_entries(tmp_path / "all.h5", entries)).classes == ("other", name.decode())
