"""A data set saved as a pair is read again by us, and by the lines of the notebook."""

import sys
from dataclasses import replace

import h5py
import numpy as np
import pytest

from engine.data import hdf5_writer
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.data.hdf5_writer import write_new_pair, write_pair
from engine.data.sources import open_dataset
from engine.errors import CancelledError, DatasetError
from engine.progress import Work
from tests.support.picture_files import make_folders


@pytest.fixture
def dataset(tmp_path):
    return open_dataset(make_folders(tmp_path / "pictures", {"Kätzchen": 6, "no cat": 9}))


def test_the_saved_pair_can_be_read(dataset, tmp_path):
    train, test = write_pair(dataset, tmp_path / "train_cats.h5")

    for where in (train, [test, train]):
        opened = open_dataset(where)
        assert opened.classes == dataset.classes
        for name, part in dataset.parts.items():
            np.testing.assert_array_equal(opened.parts[name].pictures, part.pictures)
            np.testing.assert_array_equal(opened.parts[name].labels, part.labels)


def test_the_notebook_opens_what_was_saved(dataset, tmp_path):
    train, test = write_pair(dataset, tmp_path / "train_cats.h5")

    # As the notebook has it.
    train_dataset = h5py.File(train, "r")
    train_set_x_orig = np.array(train_dataset["train_set_x"][:])
    train_set_y_orig = np.array(train_dataset["train_set_y"][:])
    test_dataset = h5py.File(test, "r")
    test_set_x_orig = np.array(test_dataset["test_set_x"][:])
    test_set_y_orig = np.array(test_dataset["test_set_y"][:])
    classes = np.array(test_dataset["list_classes"][:])
    train_set_y_orig = train_set_y_orig.reshape((1, train_set_y_orig.shape[0]))
    test_set_y_orig = test_set_y_orig.reshape((1, test_set_y_orig.shape[0]))
    names = [classes[label].decode("utf-8") for label in np.squeeze(train_set_y_orig)]
    in_both = set(train_dataset) & set(test_dataset)
    train_dataset.close()
    test_dataset.close()

    assert in_both == {"list_classes"}
    assert (train_set_x_orig.dtype, train_set_y_orig.dtype, classes.dtype.kind) == (np.uint8, np.int64, "S")
    np.testing.assert_array_equal(train_set_x_orig, dataset.train.pictures)
    np.testing.assert_array_equal(test_set_x_orig, dataset.test.pictures)
    np.testing.assert_array_equal(train_set_y_orig, dataset.train.labels)
    np.testing.assert_array_equal(test_set_y_orig, dataset.test.labels)
    assert names == [dataset.classes[label] for label in dataset.train.labels[0]]


@pytest.mark.photos
def test_the_keys_and_types_are_those_of_the_course(course, tmp_path):
    from engine.data import course as course_photos

    for ours, theirs in zip(write_pair(course, tmp_path / "train.h5"), course_photos.find(), strict=True):
        with h5py.File(ours) as mine, h5py.File(theirs) as given:
            assert set(mine) == set(given)
            for key in given:
                assert (mine[key].shape, mine[key].dtype) == (given[key].shape, given[key].dtype)
                np.testing.assert_array_equal(mine[key][()], given[key][()])


def test_the_file_that_was_chosen_is_replaced_and_no_other(dataset, tmp_path):
    (tmp_path / "train.h5").write_bytes(b"old")
    write_pair(dataset, tmp_path / "train.h5")
    assert open_dataset(tmp_path / "train.h5").classes == dataset.classes
    (tmp_path / "test.h5").write_bytes(b"the user's own")

    with pytest.raises(DatasetError, match=r"test\.h5: it exists already\. Choose another name"):
        write_pair(dataset, tmp_path / "train.h5")
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
            write_pair(dataset, tmp_path / "train.h5")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / "train.h5").read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == before


def test_data_that_were_edited_otherwise_get_a_name_that_is_free(dataset, tmp_path):
    edited = EditedDataset.of(dataset).leave_out([PictureKey("train", 0)]).dataset
    names = [[path.name for path in write_new_pair(edited, tmp_path)] for _ in range(2)]
    assert names == [
        ["train_pictures_edited.h5", "test_pictures_edited.h5"],
        ["train_pictures_edited_2.h5", "test_pictures_edited_2.h5"],
    ]


def test_it_is_written_in_blocks_with_progress(dataset, tmp_path, monkeypatch):
    monkeypatch.setattr(hdf5_writer, "_BLOCK_BYTES", 5 * dataset.features)
    reports = []

    write_pair(dataset, tmp_path / "train.h5", Work(lambda done, total: reports.append((done, total))))

    train, total = dataset.train.count, dataset.train.count + dataset.test.count
    ends = [*range(5, train, 5), train, *range(train + 5, total, 5), total]
    assert reports == [(end, total) for end in ends]
    opened = open_dataset(tmp_path / "train.h5")
    for name, part in dataset.parts.items():
        np.testing.assert_array_equal(opened.parts[name].pictures, part.pictures)


@pytest.mark.parametrize("at", [1, 2])
def test_a_cancelled_write_keeps_the_old_file_and_leaves_nothing(dataset, tmp_path, at):
    (tmp_path / "train.h5").write_bytes(b"old")
    before = sorted(tmp_path.iterdir())
    reports = []

    def give_up(done, total):
        reports.append(done)
        if len(reports) == at:
            raise CancelledError

    with pytest.raises(CancelledError):
        write_pair(dataset, tmp_path / "train.h5", Work(give_up))

    assert len(reports) == at
    assert (tmp_path / "train.h5").read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["train", "test", "a/b: c?", "猫" * 200])
def test_whatever_a_data_set_is_called_its_new_pair_replaces_nothing(dataset, tmp_path, name):
    named = replace(dataset, name=name)
    before = {path: path.read_bytes() for path in write_new_pair(named, tmp_path)}

    with pytest.raises(DatasetError, match=r"exists already\. Choose another folder"):
        write_new_pair(named, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.glob("*.h5")} == before
