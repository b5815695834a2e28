"""Arrays as NumPy's archives."""

import zipfile

import numpy as np
import pytest

from engine.storage.npz import write_arrays

ARRAYS = {"large": np.arange(3_000_000.0).reshape(3, -1), "text": np.array("some words"), "empty": np.empty((0, 3))}


def contents(archive):
    return [(entry.filename, entry.compress_type, archive.read(entry)) for entry in archive.infolist()]


@pytest.mark.parametrize("compressed", [False, True])
def test_numpy_reads_them_again_and_would_have_written_the_same(tmp_path, compressed):
    write_arrays(tmp_path / "ours.npz", ARRAYS, compressed=compressed)
    (np.savez_compressed if compressed else np.savez)(tmp_path / "numpys.npz", **ARRAYS)
    with np.load(tmp_path / "ours.npz") as read:
        for name, array in ARRAYS.items():
            np.testing.assert_array_equal(read[name], array)
    with zipfile.ZipFile(tmp_path / "ours.npz") as ours, zipfile.ZipFile(tmp_path / "numpys.npz") as numpys:
        assert contents(ours) == contents(numpys)


def test_it_tells_how_far_it_is_up_to_all(tmp_path):
    told = []
    write_arrays(tmp_path / "ours.npz", ARRAYS, lambda *how_far: told.append(how_far))
    total = sum(array.nbytes for array in ARRAYS.values())
    assert told == sorted(told)
    assert told[-1] == (total, total)
    assert len(told) > 3


def test_objects_are_refused(tmp_path):
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        write_arrays(tmp_path / "ours.npz", {"objects": np.array([object()])})


@pytest.mark.parametrize("at", [1, 3])
def test_what_is_raised_by_who_is_told_ends_it_and_leaves_the_file_closed(tmp_path, at):
    told = []

    def give_up(done, total):
        told.append(done)
        if len(told) >= at:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_arrays(tmp_path / "ours.npz", ARRAYS, give_up)
    assert len(told) == at
    (tmp_path / "ours.npz").unlink()
