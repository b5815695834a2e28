"""Places of data sets: which may be looked for without asking."""

import os

import pytest

from engine.data.origin import DataOrigin, is_local_path


@pytest.mark.parametrize("path", ["pets.h5", "", "//server/share/pets.h5", r"\\server\share\pets.h5", "../pets.h5"])
def test_relative_paths_and_network_shares_are_not_local(path):
    assert not is_local_path(path)
    assert not DataOrigin((os.path.abspath("train.h5"), path)).is_local


def test_absolute_paths_are_local():
    assert is_local_path(os.path.abspath("pets.h5"))
    assert DataOrigin((os.path.abspath("pets.h5"),)).is_local


@pytest.mark.parametrize("name", ["builtin", "course"])
def test_named_data_are_no_files(name):
    assert not DataOrigin(name).is_local
