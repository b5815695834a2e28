"""Reading and writing .npz archives."""

import io
import zipfile

import numpy as np
import pytest

from engine.progress import Work
from engine.storage.npz import array_names, load_array, read_header, write_arrays

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


def test_objects_are_refused(tmp_path):
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        write_arrays(tmp_path / "ours.npz", {"objects": np.array([object()])})


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


# --- reading


def archive_of(members, compression=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return zipfile.ZipFile(stream)


def npy(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def npy_claiming(kind, shape, version=b"\1\0"):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}}}".encode()
    return b"\x93NUMPY" + version + len(header).to_bytes(2, "little") + header + bytes(64)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    "array", [np.array("text"), np.arange(6.0).reshape(2, 3), np.asfortranarray(np.eye(3)), np.zeros((0, 4), ">i2")]
)
def test_an_array_read_equals_the_one_written(array, compression):
    archive = archive_of([("x.npy", npy(array))], compression)

    assert array_names(archive) == {"x"}
    assert read_header(archive, "x") == (array.shape, array.dtype)
    np.testing.assert_array_equal(load_array(archive, "x"), array)


@pytest.mark.parametrize("name", ["x", "x.txt", "folder/"])
def test_members_that_are_no_arrays_are_refused(name):
    with pytest.raises(ValueError, match="other than arrays"):
        array_names(archive_of([("y.npy", npy(np.zeros(1))), (name, b"")]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_duplicate_name_is_refused():
    with pytest.raises(ValueError, match="other than arrays"):
        array_names(archive_of([("x.npy", npy(np.zeros(1))), ("x.npy", npy(np.ones(1)))]))


@pytest.mark.parametrize(
    ("kind", "shape"),
    [("<f8", "(9,)"), ("<f8", "(10000000000000,)"), ("|O", "(1,)"), ("<U99999999", "()"), ("<f8", "(-1, -1)")],
)
def test_a_header_that_claims_more_than_the_data_is_refused(kind, shape):
    with pytest.raises(ValueError, match="larger than its data"):
        read_header(archive_of([("x.npy", npy_claiming(kind, shape))]), "x")


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_than_numpys_are_refused(compression):
    with pytest.raises(ValueError, match="unknown way"):
        read_header(archive_of([("x.npy", npy(np.zeros(3)))], compression), "x")


def test_unknown_versions_of_the_header_are_refused():
    with pytest.raises((LookupError, ValueError)):
        read_header(archive_of([("x.npy", npy_claiming("<f8", "(1,)", b"\x09\0"))]), "x")
