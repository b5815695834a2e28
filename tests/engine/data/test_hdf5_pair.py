"""HDF5 pairs: the names of their files, and reading in the child process, where no file does harm."""

import sys
from dataclasses import replace

import h5py
import numpy as np
import pytest

from engine.data import hdf5_pair
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.data.hdf5_pair import (
    free_train_path,
    open_pair,
    pair_paths,
    train_file_name,
    write_new_pair,
)
from engine.data.sources import open_dataset
from engine.errors import CancelledError, DatasetError
from tests.support import child_tasks
from tests.support.hdf5_files import random_pictures, read_pair, write_pair
from tests.support.picture_files import make_folders
from tests.support.small_data import make_dataset
from tests.support.watched_work import WatchedWork


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_reading_in_many_blocks_gives_the_same(tmp_path, dtype):
    paths = write_pair(tmp_path, pictures=random_pictures(300, 80, 80).astype(dtype), labels=np.arange(300) % 2)
    train, test, classes = read_pair(*paths)

    opened = open_pair(paths[::-1], is_folder=False)

    assert (opened.paths, opened.classes) == (paths, classes)
    for there, here in ((opened.train, train), (opened.test, test)):
        np.testing.assert_array_equal(there.pictures, here.pictures)
        np.testing.assert_array_equal(there.labels, here.labels)
        assert (there.pictures.dtype, there.labels.dtype) == (np.uint8, np.int64)


@pytest.mark.slow
def test_a_file_whose_library_crashes_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(hdf5_pair, "_read_pair", child_tasks.crash_at_second_file)
    paths = write_pair(tmp_path)

    with pytest.raises(DatasetError, match=r"test\.h5: it crashes the library that reads it\. Get it again"):
        open_pair(paths, is_folder=False)


@pytest.mark.parametrize(
    ("chosen", "pair"),
    [
        ("train_cats.h5", ("train_cats.h5", "test_cats.h5")),
        ("my train.hdf5", ("my train.hdf5", "my test.hdf5")),
        ("test_cats.h5", ("train_cats.h5", "test_cats.h5")),
        ("cats.h5", ("train_cats.h5", "test_cats.h5")),
    ],
)
def test_the_names_of_a_pair_differ_in_train_and_test(tmp_path, chosen, pair):
    assert pair_paths(tmp_path / chosen) == tuple(tmp_path / name for name in pair)


def test_a_name_is_free_if_neither_file_of_the_pair_is_there(tmp_path):
    dataset = make_dataset()
    names = []
    for taken in ("", "test_random_pictures.h5", "train_random_pictures_2.h5"):
        if taken:
            (tmp_path / taken).touch()
        names.append(free_train_path(dataset, tmp_path).name)
    assert names == [f"train_random_pictures{number}.h5" for number in ("", "_2", "_3")]


@pytest.mark.parametrize(
    ("name", "saved", "saved_edited"),
    [
        ("course photos", "train_course_photos.h5", "train_course_photos_edited.h5"),
        ("train_pets.h5", "train_train_pets_h5.h5", "train_pets_edited.h5"),
    ],
)
def test_the_file_of_edited_data_is_not_named_by_the_counts_of_the_edits(builtin_dataset, name, saved, saved_edited):
    named = replace(builtin_dataset, name=name)
    edited = EditedDataset.of(named).leave_out([PictureKey("train", 0)]).dataset
    assert [train_file_name(named), train_file_name(edited)] == [saved, saved_edited]


@pytest.fixture
def dataset(tmp_path):
    return open_dataset(make_folders(tmp_path / "pictures", {"Kätzchen": 6, "no cat": 9}))


def test_the_saved_pair_can_be_read(dataset, tmp_path):
    train, test = hdf5_pair.write_pair(dataset, tmp_path / "train_cats.h5")

    for where in (train, [test, train]):
        opened = open_dataset(where)
        assert opened.classes == dataset.classes
        for name, part in dataset.parts.items():
            np.testing.assert_array_equal(opened.parts[name].pictures, part.pictures)
            np.testing.assert_array_equal(opened.parts[name].labels, part.labels)


def test_the_notebook_opens_what_was_saved(dataset, tmp_path):
    train, test = hdf5_pair.write_pair(dataset, tmp_path / "train_cats.h5")

    with h5py.File(train) as train_file, h5py.File(test) as test_file:
        assert set(train_file) == {"train_set_x", "train_set_y", "list_classes"}
        assert set(test_file) == {"test_set_x", "test_set_y", "list_classes"}
        np.testing.assert_array_equal(train_file["train_set_x"][:], dataset.train.pictures)
        np.testing.assert_array_equal(test_file["test_set_y"][:], dataset.test.labels[0])
        assert (train_file["train_set_x"].dtype, train_file["train_set_y"].dtype) == (np.uint8, np.int64)
        assert [name.decode("utf-8") for name in test_file["list_classes"][:]] == list(dataset.classes)


def test_the_file_that_was_chosen_is_replaced_and_no_other(dataset, tmp_path):
    (tmp_path / "train.h5").write_bytes(b"old")
    hdf5_pair.write_pair(dataset, tmp_path / "train.h5")
    assert open_dataset(tmp_path / "train.h5").classes == dataset.classes
    (tmp_path / "test.h5").write_bytes(b"the user's own")

    with pytest.raises(DatasetError, match=r"test\.h5: it exists already\. Choose another name"):
        hdf5_pair.write_pair(dataset, tmp_path / "train.h5")
    assert (tmp_path / "test.h5").read_bytes() == b"the user's own"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits to set")
@pytest.mark.parametrize("room", [100, 5_000, 100_000])
def test_on_a_full_disk_the_old_file_stays_and_nothing_is_left(dataset, tmp_path, room):
    import resource

    (tmp_path / "train.h5").write_bytes(b"old")
    before = sorted(tmp_path.iterdir())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(DatasetError, match=r"train\.h5: it could not be written: a file may not be that large"):
            hdf5_pair.write_pair(dataset, tmp_path / "train.h5")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / "train.h5").read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == before


def test_a_pair_is_written_in_blocks_with_progress(dataset, tmp_path, monkeypatch):
    monkeypatch.setattr(hdf5_pair, "_BLOCK_BYTES", 5 * dataset.features)
    hdf5_pair.write_pair(dataset, tmp_path / "train.h5", work := WatchedWork())

    train, total = dataset.train.count, dataset.train.count + dataset.test.count
    ends = [*range(5, train, 5), train, *range(train + 5, total, 5), total]
    assert work.reports == [(end, total) for end in ends]
    opened = open_dataset(tmp_path / "train.h5")
    for name, part in dataset.parts.items():
        np.testing.assert_array_equal(opened.parts[name].pictures, part.pictures)


@pytest.mark.parametrize("at", [1, 2])
def test_a_cancelled_write_keeps_the_old_file_and_leaves_nothing(dataset, tmp_path, at):
    (tmp_path / "train.h5").write_bytes(b"old")
    before = sorted(tmp_path.iterdir())
    work = WatchedWork(cancelled_at=at)

    with pytest.raises(CancelledError):
        hdf5_pair.write_pair(dataset, tmp_path / "train.h5", work)

    assert len(work.reports) == at
    assert (tmp_path / "train.h5").read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["train", "test", "a/b: c?", "猫" * 200])
def test_whatever_a_data_set_is_called_its_new_pair_replaces_nothing(dataset, tmp_path, name):
    named = replace(dataset, name=name)
    before = {path: path.read_bytes() for path in write_new_pair(named, tmp_path)}

    with pytest.raises(DatasetError, match=r"exists already\. Choose another folder"):
        write_new_pair(named, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.glob("*.h5")} == before
