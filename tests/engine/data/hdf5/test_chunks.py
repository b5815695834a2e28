"""What a chunk unpacks to is known before HDF5 reads it: no file of megabytes becomes gigabytes of memory, and nothing
that lies behind a short chunk in memory is shown as pictures."""

import zlib

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.hdf5 import chunks as hdf5_chunks
from engine.data.hdf5.reader import read_pair
from engine.errors import DatasetError
from tests.support.hdf5_files import random_pictures, write_pair

SHAPE = (4, 8, 10, 3)
CLAIMED = 4 * 8 * 10 * 3


@pytest.fixture
def pair(tmp_path):
    return write_pair(tmp_path)


def put_chunk(path, packed, prepare, mask=0):
    """Pictures of one chunk that holds the bytes `packed`, under the filters that `prepare` names."""
    with h5py.File(path, "r+") as file:
        del file["train_set_x"]
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        properties.set_chunk(SHAPE)
        prepare(properties)
        space = h5py.h5s.create_simple(SHAPE)
        found = h5py.h5d.create(file.id, b"train_set_x", h5py.h5t.STD_U8LE, space, properties)
        found.write_direct_chunk((0, 0, 0, 0), packed, filter_mask=mask)


def gzip(properties):
    properties.set_deflate(9)


def nothing(properties):
    """Leave the bytes as they are."""


def lzf(properties):
    properties.set_filter(h5py.h5z.FILTER_LZF, h5py.h5z.FLAG_OPTIONAL, (4, 261, CLAIMED))


def zeros(size):
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(10**6)) for _ in range(size // 10**6)) + packer.flush()


def repeated_byte(size):
    """One byte, and the byte before it again and again, as LZF packs them."""
    return b"\0\7" + b"\xe0\xff\0" * (size // 264)


def assert_refused(pair):
    with pytest.raises(DatasetError, match=r"train\.h5: 'train_set_x' does not hold as much as it claims: .* again\."):
        read_pair(*pair)


@pytest.mark.parametrize(
    ("packed", "prepare"),
    [
        pytest.param(zeros(100_000_000), gzip, id="gzip"),
        pytest.param(repeated_byte(2000), lzf, id="LZF"),
        pytest.param(repeated_byte(100_000_000), lzf, id="much LZF"),
        pytest.param(bytes(2000), nothing, id="nothing"),
    ],
)
def test_a_chunk_that_holds_more_than_it_may_is_refused(pair, packed, prepare):
    put_chunk(pair[0], packed, prepare)

    assert_refused(pair)


@pytest.mark.parametrize(
    ("packed", "prepare"),
    [
        pytest.param(zlib.compress(bytes(CLAIMED - 1)), gzip, id="gzip"),
        pytest.param(repeated_byte(300), lzf, id="LZF"),
        pytest.param(bytes(CLAIMED - 1), nothing, id="nothing"),
        pytest.param(bytes(10), lambda properties: properties.set_shuffle(), id="shuffle"),
        pytest.param(bytes(CLAIMED), lambda properties: properties.set_fletcher32(), id="a sum"),
        pytest.param(bytes(3), lambda properties: properties.set_fletcher32(), id="less than a sum"),
        pytest.param(b"no gzip at all", gzip, id="no gzip"),
        pytest.param(zlib.compress(random_pictures().tobytes())[:-300], gzip, id="gzip cut short"),
    ],
)
def test_a_chunk_that_holds_less_than_it_claims_is_refused(pair, packed, prepare):
    put_chunk(pair[0], packed, prepare)

    assert_refused(pair)


@pytest.mark.parametrize("prepare", [lzf, gzip, lambda properties: properties.set_fletcher32()])
def test_a_chunk_of_nothing_is_refused(pair, prepare):
    size = 1234
    put_chunk(pair[0], bytes(size), prepare)
    content = pair[0].read_bytes()
    assert content.count(size.to_bytes(4, "little")) == 1  # in the index of the chunks
    pair[0].write_bytes(content.replace(size.to_bytes(4, "little"), bytes(4)))

    with pytest.raises(DatasetError, match=r"train\.h5: 'train_set_x' (does not hold as much|was never written)"):
        read_pair(*pair)


def test_a_chunk_that_was_not_packed_is_not_unpacked(pair):
    pictures = random_pictures()
    put_chunk(pair[0], pictures.tobytes(), lzf, mask=1)

    np.testing.assert_array_equal(read_pair(*pair)[0].pictures, pictures)


# The chunks of a data set are listed in one way or another by these versions of HDF5, and by how it may grow.
LISTINGS = [("earliest", None), ("latest", None), ("latest", (None, 8, 10, 3)), ("latest", (None, None, 10, 3))]


def unfinished(folder, listing, key, value, **storage):
    """A pair whose data set `key` was made and not written; its train file is left open for it."""
    version, most = listing
    train, test = write_pair(folder)
    with h5py.File(train, "r") as file:
        entries = {name: file[name][()] for name in file if name != key}
    file = h5py.File(train, "w", libver=version)
    for name, entry in entries.items():
        file[name] = entry
    maxshape = most if len(value.shape) == 4 else None
    return (train, test), file, file.create_dataset(key, value.shape, value.dtype, maxshape=maxshape, **storage)


@pytest.mark.parametrize("listing", LISTINGS, ids=str)
@pytest.mark.parametrize("storage", [{}, {"compression": "gzip"}, {"fillvalue": 77}], ids=str)
def test_pictures_of_which_some_were_never_written_are_refused(tmp_path, listing, storage):
    pictures = random_pictures()
    pair, file, found = unfinished(tmp_path, listing, "train_set_x", pictures, chunks=(1, 8, 10, 3), **storage)
    with file:
        found[:3] = pictures[:3]

    assert_refused(pair)


def test_labels_of_which_some_were_never_written_are_refused(tmp_path):
    labels = np.array([1, 0, 0, 0])
    pair, file, found = unfinished(tmp_path, LISTINGS[0], "train_set_y", labels, chunks=(2,))
    with file:
        found[:2] = labels[:2]

    with pytest.raises(DatasetError, match=r"train\.h5: 'train_set_y' does not hold as much as it claims"):
        read_pair(*pair)


@pytest.mark.parametrize("listing", LISTINGS, ids=str)
@pytest.mark.parametrize("chunks", [(4, 8, 10, 3), (1, 8, 10, 3), (3, 5, 7, 2)], ids=str)
@pytest.mark.parametrize("storage", [{}, {"compression": "gzip"}, {"fillvalue": 77}], ids=str)
def test_pictures_of_which_each_was_written_are_read_however_they_are_cut(tmp_path, listing, chunks, storage):
    pictures = random_pictures()
    pictures[1] = 77
    pair, file, found = unfinished(tmp_path, listing, "train_set_x", pictures, chunks=chunks, **storage)
    with file:
        for number, picture in enumerate(pictures):
            found[number] = picture

    np.testing.assert_array_equal(read_pair(*pair)[0].pictures, pictures)


def test_pictures_that_were_left_out_again_are_not_missed(tmp_path):
    pictures = random_pictures(9)
    pair, file, found = unfinished(tmp_path, LISTINGS[2], "train_set_x", pictures, chunks=(2, 8, 10, 3))
    with file:
        found[:] = pictures
        found.resize(4, axis=0)

    np.testing.assert_array_equal(read_pair(*pair)[0].pictures, pictures[:4])


def filters_of(*names):
    def prepare(properties):
        for name in names:
            {
                "gzip": lambda: properties.set_deflate(9),
                "shuffle": properties.set_shuffle,
                "fletcher32": properties.set_fletcher32,
                "lzf": lambda: lzf(properties),
                "scaleoffset": lambda: properties.set_scaleoffset(h5py.h5z.SO_INT, 0),
            }[name]()

    return prepare


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("gzip", "shuffle"), "packed more than once"),
        (("gzip", "lzf"), "packed more than once"),
        (("lzf", "gzip"), "packed more than once"),
        (("shuffle", "scaleoffset"), "filter 'scaleoffset', which is not read here"),
    ],
)
def test_filters_in_an_order_that_hides_what_is_packed_are_refused(pair, names, words):
    put_chunk(pair[0], bytes(100), filters_of(*names))

    with pytest.raises(DatasetError, match=rf"{words}.* Store it again with gzip"):
        read_pair(*pair)


def test_a_chunk_that_claims_more_bytes_than_the_file_has_is_refused(pair):
    packed = zlib.compress(random_pictures().tobytes())
    put_chunk(pair[0], packed, gzip)
    content = pair[0].read_bytes()
    size = len(packed).to_bytes(4, "little")
    assert content.count(size) == 1  # in the index of the chunks
    pair[0].write_bytes(content.replace(size, (2**31 - 1).to_bytes(4, "little")))

    assert_refused(pair)


@given(data=st.binary(max_size=400) | st.integers(1, 2000).map(bytes), gzipped=st.booleans())
def test_the_size_found_is_that_of_what_is_unpacked(tmp_path_factory, data, gzipped):
    data = data or b"\0"
    path = tmp_path_factory.mktemp("chunk") / "chunk.h5"
    with h5py.File(path, "w") as file:
        values = np.frombuffer(data, np.uint8)
        found = file.create_dataset("x", data=values, chunks=values.shape, compression="gzip" if gzipped else "lzf")
        mask, packed = found.id.read_direct_chunk((0,))

    if gzipped:
        assert hdf5_chunks._deflate_size(packed, 10**6) == len(data)
    elif not mask:
        assert hdf5_chunks._lzf_size(packed) == len(data)


@pytest.mark.parametrize("size", [10**6, 10**6 + 1, 3 * 10**6 - 1, 3 * 10**6 + 200])
def test_sizes_at_the_border_of_a_piece_are_exact(size):
    assert hdf5_chunks._deflate_size(zlib.compress(bytes(size)), 10**7) == size


def test_counting_ends_soon_after_what_is_allowed():
    assert hdf5_chunks._deflate_size(zeros(50_000_000), 10) <= 1_000_010
