"""An array in an archive is looked at before it is unpacked, and nothing but arrays is taken out."""

import io
import zipfile

import numpy as np
import pytest

from engine.storage.model_archive import array_names, load_array, read_header


def archive_of(members, packing=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return zipfile.ZipFile(stream)


def npy(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def npy_claiming(kind, shape, version=b"\1\0"):
    head = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}}}".encode()
    return b"\x93NUMPY" + version + len(head).to_bytes(2, "little") + head + bytes(64)


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    "array", [np.array("text"), np.arange(6.0).reshape(2, 3), np.asfortranarray(np.eye(3)), np.zeros((0, 4), ">i2")]
)
def test_arrays_come_out_as_they_were_put_in(array, packing):
    archive = archive_of([("x.npy", npy(array))], packing)

    assert array_names(archive) == {"x"}
    assert read_header(archive, "x") == (array.shape, array.dtype)
    np.testing.assert_array_equal(load_array(archive, "x"), array)


@pytest.mark.parametrize("name", ["x", "x.txt", "folder/"])
def test_other_things_than_arrays_are_refused(name):
    with pytest.raises(ValueError, match="other things"):
        array_names(archive_of([("y.npy", npy(np.zeros(1))), (name, b"")]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_for_two_things_is_refused():
    with pytest.raises(ValueError, match="other things"):
        array_names(archive_of([("x.npy", npy(np.zeros(1))), ("x.npy", npy(np.ones(1)))]))


@pytest.mark.parametrize(
    ("kind", "shape"),
    [("<f8", "(9,)"), ("<f8", "(10000000000000,)"), ("|O", "(1,)"), ("<U99999999", "()"), ("<f8", "(-1, -1)")],
)
def test_claims_of_more_than_is_there_are_refused(kind, shape):
    with pytest.raises(ValueError, match="more than is there"):
        read_header(archive_of([("x.npy", npy_claiming(kind, shape))]), "x")


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings_than_numpys_are_refused(packing):
    with pytest.raises(ValueError, match="unknown way"):
        read_header(archive_of([("x.npy", npy(np.zeros(3)))], packing), "x")


def test_versions_that_numpy_writes_for_other_arrays_are_refused():
    with pytest.raises((LookupError, ValueError)):
        read_header(archive_of([("x.npy", npy_claiming("<f8", "(1,)", b"\x09\0"))]), "x")
