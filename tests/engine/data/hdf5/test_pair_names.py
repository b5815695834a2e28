"""The names of the two files of an HDF5 pair."""

import pytest

from engine.data.hdf5.pair_names import free_train_path, pair_paths
from tests.support.small_data import make_dataset


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
