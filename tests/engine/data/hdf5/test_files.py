import pytest

from engine.data.hdf5.reader import read_pair
from engine.errors import DatasetError


def reason_for(path):
    with pytest.raises(DatasetError) as caught:
        read_pair(path, path)
    assert caught.value.path == str(path)
    return caught.value.reason


def test_a_name_that_the_system_refuses_is_an_error(tmp_path):
    assert reason_for(tmp_path / ("x" * 300)) == "it cannot be looked at: File name too long."


def test_a_name_with_a_nul_is_an_error(tmp_path):
    reason = reason_for(tmp_path / "a\0b")
    assert reason.startswith("it cannot be looked at: ")
    assert "embedded null" in reason


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\x1f\x8b", b"  PK\x03\x04"])
def test_the_error_of_an_archive_says_to_unpack_it(tmp_path, head):
    path = tmp_path / "train.h5"
    path.write_bytes(head + bytes(100))

    assert reason_for(path) == "it is a compressed archive, not HDF5. Unpack it first."


def test_the_error_of_a_damaged_file_is_chained_to_that_of_the_library(tmp_path):
    path = tmp_path / "train.h5"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes([99]) * 100)

    with pytest.raises(DatasetError) as caught:
        read_pair(path, path)

    assert caught.value.reason == "it is damaged, cut short or still being written. Download or copy it again."
    assert "superblock" in str(caught.value.__cause__)
