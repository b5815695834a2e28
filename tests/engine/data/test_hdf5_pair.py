"""HDF5 pairs: the names of their files, and reading in the child process, where no file does harm."""

import zlib
from dataclasses import replace

import h5py
import numpy as np
import pytest

from engine.data import hdf5_pair
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.data.hdf5_pair import PairBuilder, free_train_path, open_pair, pair_paths, train_file_name
from engine.data.hdf5_reader import HDF5Files, find_pair_in_folder, send_pair
from engine.errors import CancelledError, DatasetError
from engine.progress import Work
from engine.system import reader_process
from tests.support import child_tasks
from tests.support.hdf5_files import random_pictures, read_pair, write_pair
from tests.support.small_data import make_dataset

TEXT = h5py.string_dtype()


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


def test_each_file_is_opened_once(tmp_path):
    paths = write_pair(tmp_path)
    opened = []
    with HDF5Files(opened.append) as files:
        found = find_pair_in_folder(files, tmp_path)
        send_pair(files, *found, PairBuilder().take)
    assert (found, sorted(opened)) == (paths, sorted(paths))


@pytest.mark.slow
def test_a_heap_that_makes_the_library_loop_is_stopped_by_the_time_limit(tmp_path, monkeypatch):
    paths = write_pair(tmp_path, classes=np.array(["non-cat", "cat"], TEXT))
    assert open_pair(paths, is_folder=False).classes == ("non-cat", "cat")
    damage_last_heap(paths[1])

    with monkeypatch.context() as patch:
        patch.setattr(hdf5_pair, "TIMEOUT", 0.3)
        with pytest.raises(DatasetError, match=r"test\.h5: it could not be read within 0\.3 seconds\. Get it again"):
            open_pair(paths, is_folder=False)
    assert open_pair(write_pair(tmp_path), is_folder=False).classes == ("non-cat", "cat")


def damage_last_heap(path):
    """Set the size of the free piece of the last global heap to 0."""
    content = bytearray(path.read_bytes())
    place = content.rindex(b"GCOL") + 16
    while int.from_bytes(content[place : place + 2], "little"):
        size = int.from_bytes(content[place + 8 : place + 16], "little")
        place += 16 + -(-size // 8) * 8
    content[place + 8 : place + 16] = bytes(8)
    path.write_bytes(content)


@pytest.mark.slow
def test_a_chunk_that_unpacks_to_more_than_memory_is_refused(tmp_path, monkeypatch):
    paths = write_pair(tmp_path)
    shape = random_pictures().shape
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(bytes(10**6)) for _ in range(200)) + packer.flush()
    with h5py.File(paths[0], "r+") as file:
        del file["train_set_x"]
        found = file.create_dataset("train_set_x", shape, np.uint8, chunks=shape, compression="gzip")
        found.id.write_direct_chunk((0, 0, 0, 0), packed)
    monkeypatch.setattr(reader_process, "available_memory", lambda: 150_000_000)

    with pytest.raises(DatasetError, match=r"train\.h5: it (is damaged|needs more memory)"):
        open_pair(paths, is_folder=False)


@pytest.mark.slow
def test_a_file_whose_library_crashes_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(hdf5_pair, "_send_pair", child_tasks.crash_at_second_file)
    paths = write_pair(tmp_path)

    with pytest.raises(DatasetError, match=r"test\.h5: it crashes the library that reads it\. Get it again"):
        open_pair(paths, is_folder=False)


def test_reading_is_cancelled(tmp_path, monkeypatch):
    work = Work()
    work.cancel()
    with pytest.raises(CancelledError):
        open_pair(write_pair(tmp_path), False, work)


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
