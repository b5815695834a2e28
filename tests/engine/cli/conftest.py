"""Data and a network that the terminal commands are given."""

import pytest
from PIL import Image

from engine.cli.main import main
from tests.support.hdf5_files import alternating_labels, random_pictures, write_pair


@pytest.fixture
def folder(tmp_path):
    """A folder with a small pair of HDF5 files: 12 and 12 pictures of 8 x 10."""
    folder = tmp_path / "my data"
    folder.mkdir()
    write_pair(folder, pictures=random_pictures(12), labels=alternating_labels(12))
    return folder


@pytest.fixture
def model(folder, tmp_path, capsys):
    """A network that the command trained and saved."""
    path = tmp_path / "model.npz"
    assert main(["train", "--data", str(folder), "--layers", "4,3", "--iterations", "5", "--save", str(path)]) == 0
    capsys.readouterr()
    return path


@pytest.fixture
def photo(tmp_path):
    """A photo of one color, 60 x 40."""
    path = tmp_path / "photo.png"
    Image.new("RGB", (60, 40), (200, 120, 30)).save(path)
    return path
