"""Places of data sets: which may be looked for without asking."""

import ntpath
import os
from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.origin import DataOrigin, is_local_path

SHARES = [
    "//server/share/pets.h5",
    r"\\server\share\pets.h5",
    r"/\server\share\pets.h5",
    r"\/server/share/pets.h5",
    r"/\server/share/pets.h5",
    r"\??\UNC\server\share\pets.h5",
    "/??/UNC/server/share/pets.h5",
    r"\\?\UNC\server\share\pets.h5",
    "//?/UNC/server/share/pets.h5",
    r"\\.\UNC\server\share\pets.h5",
    r"/\?\GLOBALROOT\Device\Mup\server\share\pets.h5",
    "//server/share",
    "///server/share/pets.h5",
]


@pytest.mark.parametrize("path", ["pets.h5", "", "../pets.h5", *SHARES])
def test_relative_paths_and_network_shares_are_not_local(path):
    assert not is_local_path(path)
    assert not DataOrigin((os.path.abspath("train.h5"), path)).is_local


@pytest.mark.parametrize("path", SHARES)
def test_shares_are_not_local_on_windows_either(path, monkeypatch):
    monkeypatch.setattr("engine.data.origin.os.path.isabs", ntpath.isabs)
    assert not is_local_path(path)
    assert is_local_path(r"C:\pets.h5")
    assert is_local_path("c:/pets/train.h5")


@given(st.text("/\\?.Cc:server", max_size=12))
def test_what_windows_makes_a_share_of_is_not_local(path):
    assert not (PureWindowsPath(path).drive.startswith("\\") and is_local_path(path))


def test_absolute_paths_are_local():
    assert is_local_path(os.path.abspath("pets.h5"))
    assert DataOrigin((os.path.abspath("pets.h5"),)).is_local


@pytest.mark.parametrize("name", ["builtin", "course"])
def test_named_data_are_no_files(name):
    assert not DataOrigin(name).is_local
