"""Writing .npz archives."""

import zipfile

import numpy as np
import pytest

from engine.progress import Work
from engine.storage.npz import write_arrays

ARRAYS = {"large": np.zeros((3, 100_000)), "text": np.array("some words"), "empty": np.empty((0, 3))}


def contents(archive):
    return [(entry.filename, entry.compress_type, archive.read(entry)) for entry in archive.infolist()]


@pytest.mark.parametrize("compressed", [False, True])
def test_an_archive_is_the_one_that_numpy_would_write(tmp_path, compressed):
    write_arrays(tmp_path / "ours.npz", ARRAYS, compressed=compressed)
    (np.savez_compressed if compressed else np.savez)(tmp_path / "numpys.npz", **ARRAYS)
    with np.load(tmp_path / "ours.npz") as read:
        for name, array in ARRAYS.items():
            np.testing.assert_array_equal(read[name], array)
    with zipfile.ZipFile(tmp_path / "ours.npz") as ours, zipfile.ZipFile(tmp_path / "numpys.npz") as numpys:
        assert contents(ours) == contents(numpys)


@pytest.mark.parametrize("at", [1, 3])
def test_an_exception_of_the_callback_stops_the_writing_and_closes_the_file(tmp_path, at):
    reported = []

    def cancel(done, total):
        reported.append(done)
        if len(reported) >= at:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_arrays(tmp_path / "ours.npz", ARRAYS, Work(cancel))
    assert len(reported) == at
    (tmp_path / "ours.npz").unlink()
