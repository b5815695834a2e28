"""Folders of pictures as data sets or added to one: what becomes of each file, and when there is none to be made."""

import hashlib

import numpy as np
import pytest
from PIL import Image

from engine.data import image_folder_reader
from engine.data.image_folder import ImageFolderSettings
from engine.data.image_folder_reader import read_pictures_to_add
from engine.data.sources import open_dataset
from engine.errors import CancelledError, DatasetError
from engine.images import reader as photo_reader
from engine.images.photo import Framing
from engine.images.reader import read_view
from engine.progress import UNOBSERVED
from tests.support import child_tasks
from tests.support.picture_files import BLUE, RED, make_folders, open_image_folders, picture
from tests.support.system import split_arguments
from tests.support.watched_work import WatchedWork


@pytest.fixture
def folder(tmp_path):
    """Ten red cats and five blue non-cats."""
    return make_folders(tmp_path / "my pets")


def all_pictures(dataset):
    return np.concatenate([dataset.train.pictures, dataset.test.pictures])


def test_opening_a_folder_makes_a_data_set_of_its_two_folders(folder):
    dataset = open_dataset([str(folder)])

    assert (dataset.name, dataset.classes, dataset.picture_shape) == ("my pets", ("non-cat", "cat"), (64, 64))
    assert split_arguments(dataset.source) == [str(folder)]
    assert dataset.train.class_counts() == (4, 8)
    assert dataset.test.class_counts() == (1, 2)
    for part in dataset.parts.values():
        assert part.pictures.dtype == np.uint8
        assert part.pictures.flags.c_contiguous
        assert part.labels.dtype == np.int64
        is_red = part.pictures[:, 0, 0, 0] > part.pictures[:, 0, 0, 2]
        np.testing.assert_array_equal(is_red, part.labels[0] == 1)


def test_each_picture_keeps_the_name_of_its_file_and_folder(folder):
    (folder / "cat" / "broken.png").write_bytes(b"no picture")
    wide = np.zeros((40, 90, 3), np.uint8)
    wide[:, 30:60] = RED
    Image.fromarray(wide).save(folder / "cat" / "0.png")
    dataset = open_image_folders(folder, ImageFolderSettings(side=20, framing=Framing.CENTER)).dataset

    named = [name for part in dataset.parts.values() for name in part.files]
    files = [path for path in folder.rglob("*.*") if path.name != "broken.png"]
    assert sorted(named) == sorted(f"{path.parent.name}/{path.name}" for path in files)
    for part in dataset.parts.values():
        for name, view in zip(part.files, part.pictures, strict=True):
            np.testing.assert_array_equal(read_view(folder / name, (20, 20), Framing.CENTER), view)


def test_two_folders_make_the_same_data_set_in_any_order(folder):
    of_one = open_dataset(folder)
    of_two = open_dataset([folder / "cat", folder / "non-cat"])
    turned = open_dataset([folder / "non-cat", folder / "cat"])

    assert of_two.name == "cat and non-cat"
    assert split_arguments(of_two.source) == [str(folder / "cat"), str(folder / "non-cat")]
    for other in (of_two, turned):
        np.testing.assert_array_equal(all_pictures(other), all_pictures(of_one))


def test_of_ten_kinds_one_is_told_from_all_others(tmp_path):
    names = ["cat", "ant", "bee", "cow", "dog", "elk", "fox", "hen", "owl", "rat"]
    folder = make_folders(tmp_path / "animals", dict.fromkeys(names, 4))

    own = open_image_folders(folder, ImageFolderSettings(positive="cat", test_percent=25))

    assert own.dataset.classes == ("non-cat", "cat")
    assert own.dataset.train.class_counts() == (27, 3)
    for part in own.dataset.parts.values():
        is_red = part.pictures[:, 0, 0, 0] > part.pictures[:, 0, 0, 2]
        np.testing.assert_array_equal(is_red, part.labels[0] == 1)
    together = open_image_folders([folder / name for name in names], ImageFolderSettings(positive="cat"))
    assert together.dataset.name == "cat, ant and 8 more"
    assert len(together.dataset.origin.location) == 10
    assert together.dataset.origin.folder_settings["positive"] == "cat"


def test_unreadable_files_are_listed_and_the_others_make_the_set(folder):
    (folder / "cat" / "5.png").write_bytes(b"just words")
    (folder / "non-cat" / "empty.jpg").touch()
    (folder / "non-cat" / "notes.txt").write_text("no picture by its name")

    own = open_image_folders(folder)

    assert own.file_count == 16
    assert [(fault.path, fault.reason) for fault in own.faults] == [
        (str(folder / "non-cat" / "empty.jpg"), "the file is empty or cut short; get it again"),
        (str(folder / "cat" / "5.png"), "this is no picture of a known format; save it as PNG or JPEG"),
    ]
    assert own.dataset.train.count + own.dataset.test.count == 14
    greens = sorted(own.dataset.train.pictures[own.dataset.train.labels[0] == 1, 0, 0, 1].tolist())
    assert 5 not in greens


@pytest.mark.slow
def test_a_picture_that_crashes_the_decoder_is_reported_and_the_others_make_the_set(folder, monkeypatch):
    monkeypatch.setattr(photo_reader, "_view", child_tasks.crash_on_name_5)
    own = open_image_folders(folder)
    assert [fault.path for fault in own.faults] == [str(folder / "cat" / "5.png")]
    assert own.faults[0].reason.startswith("it crashes the library that reads it")
    assert own.dataset.train.count + own.dataset.test.count == 14


def test_duplicates_of_a_class_are_not_separated(folder):
    for number in range(10):
        picture(folder / "cat" / f"again {number}.png", RED, number)

    dataset = open_dataset(folder)

    in_train, in_test = ({pixels.tobytes() for pixels in part.pictures} for part in dataset.parts.values())
    assert not in_train & in_test


def test_the_users_files_are_only_read(folder):
    def state():
        return {
            path: (path.stat().st_mtime_ns, path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest())
            for path in [folder, *folder.rglob("*")]
        }

    before = state()
    open_dataset(folder)
    assert state() == before


def test_it_can_be_cancelled(folder):
    work = WatchedWork(cancelled_at=4)
    with pytest.raises(CancelledError):
        open_image_folders(folder, work=work)
    assert work.reports[-1][0] == 3


@pytest.mark.parametrize("how_many", ["one", "the same", "none readable"])
def test_two_pictures_that_differ_are_needed_of_each_class(tmp_path, how_many):
    folder = make_folders(tmp_path, {"cat": 4, "dog": 1})
    if how_many == "the same":
        picture(folder / "dog" / "1.png", BLUE, 0)
    elif how_many == "none readable":
        (folder / "dog" / "0.png").write_bytes(b"words")
    found = {"one": 1, "the same": 1, "none readable": 0}[how_many]

    with pytest.raises(
        DatasetError, match=rf"dog: “dog” needs 2 different readable pictures and has {found}\."
    ) as refusal:
        open_dataset(folder)
    assert ("0.png: this is no picture" in str(refusal.value)) == (how_many == "none readable")


def test_more_than_memory_allows_is_refused_before_anything_is_read(folder, monkeypatch):
    monkeypatch.setattr(image_folder_reader, "available_memory", lambda: 100_000)
    monkeypatch.setattr(image_folder_reader, "read_view", lambda *_: pytest.fail("it was read"))
    with pytest.raises(DatasetError, match=r"it needs 368\.6 kB of memory, .* Use fewer or smaller"):
        open_dataset(folder)


def test_a_folder_with_hdf5_files_is_not_one_of_pictures(folder):
    (folder / "train.h5").write_bytes(b"not HDF5")
    with pytest.raises(DatasetError, match="HDF5"):
        open_dataset(folder)


def test_pictures_to_add_are_read_in_the_size_of_the_data_and_faults_are_listed(folder):
    paths, work = [folder / "cat" / f"{number}.png" for number in range(10)], WatchedWork()
    paths[3].write_bytes(b"just words")

    pictures, faults = read_pictures_to_add(paths, (8, 10), Framing.CENTER, work)

    assert [fault.path for fault in faults] == [str(paths.pop(3))]
    assert [made.file for made in pictures] == [f"cat/{path.name}" for path in paths]
    for path, made in zip(paths, pictures, strict=True):
        np.testing.assert_array_equal(made.pixels, read_view(path, (8, 10), Framing.CENTER))
        assert made.pixels.base is None
    assert work.reports[-1] == (10, 10)
    assert read_pictures_to_add([], (8, 8), Framing.WHOLE, UNOBSERVED) == ([], [])


def test_pictures_to_add_that_do_not_fit_into_memory_are_refused_before_any_is_read(folder, monkeypatch):
    monkeypatch.setattr(image_folder_reader, "read_view", lambda *_: pytest.fail("it was read"))
    monkeypatch.setattr(image_folder_reader, "available_memory", lambda: 100)

    with pytest.raises(DatasetError, match=r"cat: it needs "):
        read_pictures_to_add([folder / "cat" / "0.png"], (8, 8), Framing.WHOLE)
