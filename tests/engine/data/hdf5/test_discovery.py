"""Pairs of files are found by content; ambiguity is an error."""

import pytest

from engine.data.hdf5.discovery import find_pair_in_folder, find_pair_of_file, order_pair
from engine.data.hdf5.files import HDF5Files
from engine.errors import DatasetError
from tests.support.hdf5_files import part_entries, write_entries, write_pair, write_part


def found_by(find, *paths):
    with HDF5Files() as files:
        return find(files, *paths)


def write_whole(path):
    return write_entries(path, part_entries("train") | part_entries("test"))


# --- two files


def test_two_files_are_taken_in_any_order_and_under_any_name(tmp_path):
    train, test = write_part(tmp_path / "zebra", "train"), write_part(tmp_path / "ape", "test")
    assert found_by(order_pair, train, test) == (train, test)
    assert found_by(order_pair, test, train) == (train, test)


def test_two_train_files_are_refused(tmp_path):
    first, second = write_part(tmp_path / "a.h5", "train"), write_part(tmp_path / "b.h5", "train")
    with pytest.raises(DatasetError, match=r"b\.h5: it holds the train part, as a\.h5 does\. Give one train"):
        found_by(order_pair, first, second)


@pytest.mark.parametrize("stranger_first", [True, False])
def test_a_file_without_parts_among_two_is_named(tmp_path, stranger_first):
    train, stranger = write_part(tmp_path / "a.h5", "train"), write_entries(tmp_path / "b.h5", {"weights": 1})
    with pytest.raises(DatasetError, match=r"b\.h5: it holds neither the train nor the test part"):
        found_by(order_pair, *((stranger, train) if stranger_first else (train, stranger)))


# --- one file


def test_a_file_with_both_parts_is_its_own_pair(tmp_path):
    path = write_whole(tmp_path / "all.h5")
    write_pair(tmp_path)
    assert found_by(find_pair_of_file, path) == (path, path)


@pytest.mark.parametrize("given", [0, 1])
def test_a_file_finds_the_other_part_beside_it_by_its_keys(tmp_path, given):
    pair = write_part(tmp_path / "zebra.h5", "train"), write_part(tmp_path / "ape.HDF5", "test")
    write_entries(tmp_path / "model.h5", {"weights": 1})
    assert found_by(find_pair_of_file, pair[given]) == pair


@pytest.mark.parametrize("given", [0, 1])
def test_the_file_with_the_matching_name_is_preferred(tmp_path, given):
    pair = write_part(tmp_path / "train_cats.h5", "train"), write_part(tmp_path / "test_cats.h5", "test")
    write_part(tmp_path / "test_dogs.h5", "test")
    write_part(tmp_path / "train_dogs.h5", "train")
    assert found_by(find_pair_of_file, pair[given]) == pair


def test_a_file_without_a_partner_is_refused_and_unreadable_files_are_listed(tmp_path):
    path = write_part(tmp_path / "mine.h5", "train")
    (tmp_path / "other.h5").touch()
    with pytest.raises(
        DatasetError, match=r"mine\.h5: .*no file beside it holds the test part\. other\.h5: it is empty"
    ):
        found_by(find_pair_of_file, path)


def test_several_candidates_beside_a_file_are_listed(tmp_path):
    path = write_part(tmp_path / "mine.h5", "train")
    write_part(tmp_path / "a.h5", "test")
    write_part(tmp_path / "b.h5", "test")
    with pytest.raises(DatasetError, match=r"mine\.h5: .*several files .*: a\.h5, b\.h5\. Give both files"):
        found_by(find_pair_of_file, path)


def test_a_file_without_either_part_is_refused(tmp_path):
    with pytest.raises(DatasetError, match=r"model\.h5: it holds neither"):
        found_by(find_pair_of_file, write_entries(tmp_path / "model.h5", {"weights": 1}))


# --- a folder


def test_a_folder_gives_its_only_pair(tmp_path):
    pair = write_part(tmp_path / "zebra.hdf5", "train"), write_part(tmp_path / "ape.h5", "test")
    write_entries(tmp_path / "model.h5", {"weights": 1})
    (tmp_path / "broken.h5").touch()
    (tmp_path / "notes.txt").write_text("test_set_x")
    (tmp_path / "folder.h5").mkdir()
    assert found_by(find_pair_in_folder, tmp_path) == pair


def test_a_folder_with_one_file_of_both_parts_gives_that_file_twice(tmp_path):
    path = write_whole(tmp_path / "all.h5")
    assert found_by(find_pair_in_folder, tmp_path) == (path, path)


def test_a_folder_with_several_data_sets_lists_the_files(tmp_path):
    write_pair(tmp_path)
    write_whole(tmp_path / "all.h5")
    with pytest.raises(DatasetError, match=r"more than one data set: all\.h5, train\.h5, test\.h5\. Choose the files"):
        found_by(find_pair_in_folder, tmp_path)


def test_a_folder_with_two_test_files_lists_the_files(tmp_path):
    write_pair(tmp_path)
    write_part(tmp_path / "again.h5", "test")
    with pytest.raises(DatasetError, match=r"more than one data set: train\.h5, again\.h5, test\.h5"):
        found_by(find_pair_in_folder, tmp_path)


@pytest.mark.parametrize(("kept", "lacking"), [("train", "test"), ("test", "train")])
def test_a_folder_with_one_part_names_the_missing_one(tmp_path, kept, lacking):
    write_part(tmp_path / "half.h5", kept)
    (tmp_path / "broken.h5").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(DatasetError, match=rf"the {lacking} part of a data set\. broken\.h5: it is a Git LFS pointer"):
        found_by(find_pair_in_folder, tmp_path)


def test_an_empty_folder_is_refused_by_name(tmp_path):
    with pytest.raises(DatasetError, match=r"holds no HDF5 file") as refusal:
        found_by(find_pair_in_folder, tmp_path)
    assert str(tmp_path) in str(refusal.value)


def test_a_folder_that_is_gone_is_refused(tmp_path):
    with pytest.raises(DatasetError, match=r"gone: it cannot be looked through"):
        found_by(find_pair_in_folder, tmp_path / "gone")
