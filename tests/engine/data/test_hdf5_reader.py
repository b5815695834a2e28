"""HDF5 files are opened and paired by their content; every honest form of the course's schema is read, no other."""

import os
import stat
import zlib

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data import hdf5_reader
from engine.data.hdf5_reader import HDF5Files, find_pair_in_folder, find_pair_of_file, order_pair
from engine.errors import DatasetError
from tests.support.hdf5_files import (
    alternating_labels,
    part_entries,
    random_pictures,
    read_pair,
    write_entries,
    write_pair,
    write_part,
)

# --- what is accepted


def test_a_pair_gives_both_parts_and_the_classes_as_they_were_written(tmp_path):
    train_pictures, test_pictures = random_pictures(6, seed=1), random_pictures(4, seed=2)
    train_path = write_part(tmp_path / "a.h5", "train", pictures=train_pictures, labels=alternating_labels(6))
    test_path = write_part(tmp_path / "b.h5", "test", pictures=test_pictures)

    train, test, classes = read_pair(train_path, test_path)

    np.testing.assert_array_equal(train.pictures, train_pictures)
    np.testing.assert_array_equal(test.pictures, test_pictures)
    np.testing.assert_array_equal(train.labels, [[0, 1, 0, 1, 0, 1]])
    np.testing.assert_array_equal(test.labels, [[0, 1, 0, 1]])
    assert classes == ("non-cat", "cat")


@pytest.mark.slow
@given(
    count=st.integers(2, 9),
    height=st.integers(8, 20),
    width=st.integers(8, 20),
    picture_type=st.sampled_from(["u1", "<i2", ">u2", ">i4", "<i8", "<f2", ">f4", "<f8"]),
    label_type=st.sampled_from(["?", "u1", "i1", ">i2", "<u8", "<i8", "<f4"]),
    label_form=st.sampled_from([(-1,), (1, -1), (-1, 1)]),
    storage=st.sampled_from(
        [
            {},
            {"chunks": (1, 8, 8, 3)},
            {"chunks": True, "maxshape": (None, None, None, 3)},
            {"compression": "gzip"},
            {"compression": "lzf", "shuffle": True, "fletcher32": True},
        ]
    ),
)
@settings(deadline=None, max_examples=30)
def test_every_type_form_and_storage_of_the_same_pictures_reads_the_same(
    tmp_path_factory, count, height, width, picture_type, label_type, label_form, storage
):
    pictures, labels = random_pictures(count, height, width), alternating_labels(count)
    stored = {"pictures": pictures.astype(picture_type), "labels": labels.astype(label_type).reshape(label_form)}
    entries = part_entries("train", **stored) | part_entries("test", **stored)
    path = write_entries(tmp_path_factory.mktemp("forms") / "both.h5", entries, **storage)

    train, test, _ = read_pair(path, path)

    for part in (train, test):
        np.testing.assert_array_equal(part.pictures, pictures)
        np.testing.assert_array_equal(part.labels, [labels])


@pytest.mark.slow
def test_wide_numbers_are_converted_in_blocks_that_cover_every_picture(tmp_path):
    pictures = random_pictures(24, 256, 256)
    wide = part_entries("train", pictures=pictures.astype(np.int64), labels=alternating_labels(24))
    train_path = write_entries(tmp_path / "train.h5", wide, chunks=(7, 256, 256, 3))
    test_path = write_part(tmp_path / "test.h5", "test", pictures=pictures[:4])
    # More than two blocks of 16 MB, and the last one not full.
    assert wide["train_set_x"].nbytes > 2 * 16_000_000
    np.testing.assert_array_equal(read_pair(train_path, test_path)[0].pictures, pictures)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(np.array([b"non-cat", b"cat"]), id="fixed bytes"),
        pytest.param(np.array([b"non-cat\0\0", b"cat  "], dtype="S12"), id="padded bytes"),
        pytest.param(np.array(["non-cat", "cat"], dtype=h5py.string_dtype()), id="text of any length"),
        pytest.param(np.array([b"non-cat", b"cat"], dtype=h5py.string_dtype("ascii")), id="ASCII of any length"),
        pytest.param(np.array([[b"non-cat"], [b"cat"]]), id="a column"),
    ],
)
def test_class_names_are_read_in_every_form_of_text(tmp_path, names):
    assert read_pair(*write_pair(tmp_path, classes=names))[2] == ("non-cat", "cat")


@pytest.mark.parametrize("kind", ["i8", "u1", "i4"])
def test_classes_with_numbers_for_names_are_called_class_and_the_number(tmp_path, kind):
    pair = write_pair(tmp_path, classes=np.array([0, 1], kind), labels=alternating_labels()[np.newaxis])
    assert read_pair(*pair)[2] == ("class 0", "class 1")


@pytest.mark.parametrize("named", ["train", "test"])
def test_one_file_is_enough_to_name_the_classes(tmp_path, named):
    pair = write_pair(tmp_path)
    other = pair[0] if named == "test" else pair[1]
    with h5py.File(other, "r+") as file:
        del file["list_classes"]
    assert read_pair(*pair)[2] == ("non-cat", "cat")


def test_files_that_name_no_classes_are_refused(tmp_path):
    pair = write_pair(tmp_path)
    for path in pair:
        with h5py.File(path, "r+") as file:
            del file["list_classes"]
    with pytest.raises(DatasetError, match=r"test\.h5: it has no 'list_classes', only 'test_set_x', 'test_set_y'\."):
        read_pair(*pair)


def test_an_hdf5_file_may_have_a_user_block(tmp_path):
    paths = []
    for part in ("train", "test"):
        with h5py.File(tmp_path / part, "w", userblock_size=1024) as file:
            for key, value in part_entries(part).items():
                file[key] = value
        paths.append(tmp_path / part)
    assert read_pair(*paths)[0].count == 4


def test_read_only_files_in_a_read_only_folder_are_read_and_not_touched(tmp_path):
    paths = write_pair(tmp_path)
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in paths]
    for path in paths:
        path.chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        read_pair(*paths)
    finally:
        tmp_path.chmod(0o700)
    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in paths] == before


# --- what is refused: each change is made to a good train file


def replace(key, value):
    def change(file):
        del file[key]
        file[key] = value

    return change


def store(key, **arguments):
    def change(file):
        del file[key]
        file.create_dataset(key, **arguments)

    return change


def remove(key):
    def change(file):
        del file[key]

    return change


def claim_pictures_never_written(file):
    del file["train_set_x"]
    file.create_dataset("train_set_x", (10**7, 64, 64, 3), "u1", chunks=(1, 64, 64, 3))


def claim_far_more_than_is_stored(file):
    del file["train_set_x"]
    file.create_dataset("train_set_x", (10**4, 64, 64, 3), "u1", chunks=(1, 64, 64, 3))[0] = 255


def pack_with_a_filter_hdf5_does_not_have(file):
    del file["train_set_x"]
    # Blosc's number; "optional" lets HDF5 write the data without it.
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_chunk((4, 8, 10, 3))
    properties.set_filter(32001, h5py.h5z.FLAG_OPTIONAL, ())
    create_low_level(file, properties)


def create_low_level(file, properties):
    space = h5py.h5s.create_simple((4, 8, 10, 3))
    dataset = h5py.h5d.create(file.id, b"train_set_x", h5py.h5t.STD_U8LE, space, properties)
    dataset.write_direct_chunk((0, 0, 0, 0), zlib.compress(zlib.compress(random_pictures().tobytes())))


def keep_pictures_in_another_file(file):
    del file["train_set_x"]
    size = random_pictures().nbytes
    file.create_dataset("train_set_x", (4, 8, 10, 3), "u1", external=[("/etc/hostname", 0, size)])


def gather_pictures_from_other_files(file):
    del file["train_set_x"]
    layout = h5py.VirtualLayout((4, 8, 10, 3), "u1")
    layout[:] = h5py.VirtualSource("elsewhere.h5", "x", (4, 8, 10, 3))
    file.create_virtual_dataset("train_set_x", layout)


PICTURES = random_pictures()
RECORDS = np.zeros(4, [("row", "i4"), ("column", "f4")])
ENUM = h5py.enum_dtype({"non-cat": 0, "cat": 1}, basetype="i1")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(remove("train_set_x"), ["no 'train_set_x'", "'list_classes', 'train_set_y'"], id="no pictures"),
        pytest.param(remove("train_set_y"), ["no 'train_set_y'", "'list_classes', 'train_set_x'"], id="no labels"),
        pytest.param(lambda file: file.clear(), ["no 'train_set_x'. A train file holds"], id="no keys"),
        pytest.param(
            replace("train_set_x", PICTURES[..., :1]), ["(4, 8, 10, 1), not (m, height, width, 3)"], id="gray pictures"
        ),
        pytest.param(
            replace("train_set_x", np.repeat(PICTURES, 2, 3)[..., :4]),
            ["10, 4), not (m, height, width, 3)"],
            id="four channels",
        ),
        pytest.param(
            replace("train_set_x", PICTURES[0]), ["(8, 10, 3), not (m, height, width, 3)"], id="one picture, rank 3"
        ),
        pytest.param(
            replace("train_set_x", np.uint8(7)),
            ["'train_set_x' is no array. Store one there"],
            id="a single number",
        ),
        pytest.param(replace("train_set_y", 1), ["'train_set_y' is no array. Store one there"], id="a single label"),
        pytest.param(replace("train_set_x", h5py.Empty("u1")), ["'train_set_x' is empty"], id="no array at all"),
        pytest.param(replace("train_set_x", PICTURES[:0]), ["'train_set_x' is empty"], id="no picture"),
        pytest.param(replace("train_set_y", np.zeros(0, int)), ["'train_set_y' is empty"], id="no label"),
        pytest.param(replace("train_set_x", PICTURES[:, :7]), ["7 x 10", "8 to 512", "Resize"], id="too small"),
        pytest.param(
            replace("train_set_x", np.zeros((4, 8, 513, 3), "u1")), ["8 x 513", "8 to 512", "Resize"], id="too large"
        ),
        pytest.param(replace("train_set_y", np.array([0, 1, 0])), ["3 labels for 4 pictures"], id="too few labels"),
        pytest.param(replace("train_set_y", np.eye(4, dtype=int)), ["shape (4, 4)", "(1, 4)"], id="one-hot labels"),
        pytest.param(
            replace("train_set_y", np.zeros((2, 2), int)), ["shape (2, 2), not (1, 4)"], id="labels in a square"
        ),
        pytest.param(replace("train_set_y", np.zeros((1, 1, 4), int)), ["shape (1, 1, 4)"], id="labels of rank 3"),
        pytest.param(replace("train_set_y", np.array([0, 1, 2, 1])), ["label 2", "0 and 1"], id="a third label"),
        pytest.param(replace("train_set_y", np.array([0, 1, -1, 1])), ["label -1", "0 and 1"], id="a negative label"),
        pytest.param(replace("train_set_y", np.array([0, 1, 0.5, 1])), ["label 0.5", "0 and 1"], id="half a label"),
        pytest.param(replace("train_set_y", np.array([0, 1, np.nan, 1])), ["label nan", "0 and 1"], id="a NaN label"),
        pytest.param(
            replace("train_set_y", np.array([0, 1, 2**63, 1], "u8")), ["label 9223372036854775808"], id="a huge label"
        ),
        pytest.param(replace("train_set_y", np.ones(4, int)), ["only the label 1", "other class"], id="one class only"),
        pytest.param(
            replace("list_classes", np.array([b"cat", b"dog", b"fish"])), ["3 classes", "two"], id="three classes"
        ),
        pytest.param(replace("list_classes", np.array([b"cat"])), ["1 class.", "two"], id="one class name"),
        pytest.param(replace("list_classes", np.array([b"cat", b"cat"])), ["both classes 'cat'"], id="equal names"),
        pytest.param(replace("list_classes", np.array([b"", b"cat"])), ["readable name"], id="a nameless class"),
        pytest.param(replace("list_classes", np.array([b"\x1b[31m", b"cat"])), ["readable name"], id="control letters"),
        pytest.param(replace("list_classes", np.array([b"c" * 61, b"cat"])), ["up to 60"], id="an endless name"),
        pytest.param(
            replace("list_classes", np.array([b"c" * 20_000, b"cat"])), ["'list_classes'"], id="a name of 20 kB"
        ),
        pytest.param(replace("list_classes", np.array([0.0, 1.0])), ["as text or whole"], id="decimals as names"),
        pytest.param(replace("list_classes", np.array([b"dog", b"cat"])), ["other classes than"], id="other classes"),
        pytest.param(replace("train_set_x", PICTURES / 255), ["fractions", "Multiply by 255"], id="from 0 to 1"),
        pytest.param(
            replace("train_set_x", (PICTURES > 99).astype("f4")), ["fractions", "by 255"], id="black and white floats"
        ),
        pytest.param(
            replace("train_set_x", np.where(PICTURES > 99, np.nan, 7)), ["'train_set_x'", "NaN"], id="NaN pictures"
        ),
        pytest.param(
            replace("train_set_x", np.where(PICTURES > 99, np.inf, 7)), ["to inf", "0 to 255"], id="infinite pictures"
        ),
        pytest.param(
            replace("train_set_x", PICTURES.astype("u2") + np.uint16(1)), ["to 256", "as uint8"], id="16-bit pictures"
        ),
        pytest.param(replace("train_set_x", PICTURES.astype("i1")), ["from -128", "as uint8"], id="signed pictures"),
        pytest.param(replace("train_set_x", PICTURES > 99), ["type bool"], id="boolean pictures"),
        pytest.param(replace("train_set_x", PICTURES.astype("c8")), ["complex"], id="complex pictures"),
        pytest.param(replace("train_set_x", RECORDS), ["type [('row'", "Store numbers"], id="records"),
        pytest.param(replace("train_set_x", np.zeros(4, "V5")), ["type |V5", "Store numbers"], id="raw bytes"),
        pytest.param(replace("train_set_x", np.array([b"a.png"] * 4)), ["type |S5"], id="names of pictures"),
        pytest.param(
            store("train_set_y", data=["a", "b", "a", "b"], dtype=h5py.string_dtype()),
            ["type object"],
            id="words as labels",
        ),
        pytest.param(store("train_set_y", data=[0, 1, 0, 1], dtype=ENUM), ["type enum"], id="an enumeration"),
        pytest.param(
            store("train_set_y", shape=(4,), dtype=h5py.ref_dtype, fillvalue=None, data=[h5py.Reference()] * 4),
            ["type object"],
            id="references",
        ),
        pytest.param(
            replace("train_set_x", h5py.SoftLink("/train_set_y")),
            ["'train_set_x' keeps its data elsewhere"],
            id="a soft link",
        ),
        pytest.param(
            replace("train_set_x", h5py.SoftLink("/train_set_x")), ["keeps its data elsewhere"], id="a link to itself"
        ),
        pytest.param(
            replace("train_set_y", h5py.ExternalLink("/etc/passwd", "/x")),
            ["'train_set_y' keeps its data elsewhere"],
            id="external link",
        ),
        pytest.param(keep_pictures_in_another_file, ["keeps its data elsewhere"], id="external storage"),
        pytest.param(gather_pictures_from_other_files, ["keeps its data elsewhere"], id="a virtual data set"),
        pytest.param(
            lambda file: (remove("train_set_x")(file), file.create_group("train_set_x")),
            ["'train_set_x' is no array"],
            id="group",
        ),
        pytest.param(replace("train_set_x", np.dtype("u1")), ["'train_set_x' is no array"], id="a named type"),
        pytest.param(
            claim_pictures_never_written, ["is empty. Make the file again"], id="ten million unwritten pictures"
        ),
        pytest.param(claim_far_more_than_is_stored, ["claims 122.9 MB", "12.3 kB"], id="mostly unwritten pictures"),
        pytest.param(pack_with_a_filter_hdf5_does_not_have, ["filter", "with gzip"], id="a filter from a plugin"),
    ],
)
def test_a_file_that_is_not_such_a_data_set_is_refused_by_name_with_a_remedy(tmp_path, change, words):
    train_path, test_path = write_pair(tmp_path)
    with h5py.File(train_path, "r+") as file:
        change(file)

    with pytest.raises(DatasetError) as refusal:
        read_pair(train_path, test_path)

    text = str(refusal.value)
    assert "train.h5" in text
    for word in words:
        assert word in text
    assert text.endswith(".")


@pytest.mark.parametrize("change", [remove("test_set_y"), replace("test_set_y", np.array([0, 1, 0]))])
def test_a_fault_in_the_test_file_names_the_test_file(tmp_path, change):
    train_path, test_path = write_pair(tmp_path)
    with h5py.File(test_path, "r+") as file:
        change(file)
    with pytest.raises(DatasetError, match=r"test\.h5: .*'test_set_y'"):
        read_pair(train_path, test_path)


def test_a_test_part_of_one_class_is_refused(tmp_path):
    train_path, test_path = write_pair(tmp_path)
    with h5py.File(test_path, "r+") as file:
        replace("test_set_y", np.zeros(4, int))(file)
    with pytest.raises(DatasetError, match=r"test\.h5: .*only the label 0\. Add the other"):
        read_pair(train_path, test_path)


def test_train_and_test_pictures_of_different_sizes_are_refused(tmp_path):
    train_path = write_part(tmp_path / "train.h5", "train")
    test_path = write_part(tmp_path / "test.h5", "test", pictures=random_pictures(4, 10, 8))
    with pytest.raises(DatasetError, match=r"test\.h5: its pictures are 10 x 8, those in train\.h5 8 x 10\. Resize"):
        read_pair(train_path, test_path)


def test_pictures_that_do_not_fit_into_memory_are_refused_before_they_are_read(tmp_path, monkeypatch):
    paths = write_pair(tmp_path)
    monkeypatch.setattr(hdf5_reader, "available_memory", lambda: 1500)
    with pytest.raises(DatasetError, match=r"needs 4\.0 kB of memory, and 1\.5 kB is free\. Use fewer"):
        read_pair(*paths)


def test_the_memory_estimate_includes_unpacked_chunks(tmp_path, monkeypatch):
    paths = []
    for part in ("train", "test"):
        entries = part_entries(part)
        storage = {"chunks": (1000, 8, 10, 3), "maxshape": (None, 8, 10, 3), "compression": "gzip"}
        paths.append(write_entries(tmp_path / f"{part}.h5", entries, **storage))
    monkeypatch.setattr(hdf5_reader, "available_memory", lambda: 2 * 1000 * 8 * 10 * 3)
    with pytest.raises(DatasetError, match="needs 484"):
        read_pair(*paths)


# --- what is not HDF5 at all


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", ["is empty", "again"], id="nothing"),
        pytest.param(
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", ["Git LFS", "git lfs pull"], id="LFS"
        ),
        pytest.param(b"\n<!DOCTYPE html><html><head>", ["web page", "Raw"], id="a web page"),
        pytest.param(b"<html lang='en'>", ["web page"], id="an undeclared web page"),
        pytest.param(b"PK\x03\x04\x14\0\0\0", ["archive", "Unpack"], id="a zip archive"),
        pytest.param(b"\x1f\x8b\x08\0", ["archive", "Unpack"], id="a gzip archive"),
        pytest.param("label,picture\n0,küche.png\n".encode(), ["no HDF5 file", ".h5"], id="text"),
        pytest.param("ü".encode() * 700, ["no HDF5 file"], id="text cut within a letter"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ["no HDF5 file", ".h5"], id="a picture"),
        pytest.param(b"\x89HDF", ["damaged or cut short"], id="half a signature"),
        pytest.param(b"\x89HDF\r\n\x1a\n", ["cut short", "again"], id="a signature alone"),
    ],
)
def test_the_error_of_another_kind_of_file_says_what_it_is(tmp_path, content, words):
    _, test_path = write_pair(tmp_path)
    path = tmp_path / "mine.h5"
    path.write_bytes(content)
    with pytest.raises(DatasetError) as refusal:
        read_pair(path, test_path)
    for word in ["mine.h5", *words]:
        assert word in str(refusal.value)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_file_that_is_cut_short_is_refused_with_its_cause(tmp_path, share):
    train_path, test_path = write_pair(tmp_path)
    whole = train_path.read_bytes()
    train_path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(DatasetError, match=r"train\.h5: .*cut short") as refusal:
        read_pair(train_path, test_path)
    assert isinstance(refusal.value.__cause__, OSError)


def test_a_damaged_train_file_is_named_although_both_files_are_open(tmp_path):
    entries = part_entries("train")
    train_path = write_entries(tmp_path / "train.h5", entries, chunks=(4, 8, 10, 3), fletcher32=True)
    test_path = write_part(tmp_path / "test.h5", "test")
    pixels = random_pictures().tobytes()
    content = train_path.read_bytes()
    assert pixels in content
    train_path.write_bytes(content.replace(pixels, pixels[:-1] + bytes([pixels[-1] ^ 1])))
    with pytest.raises(DatasetError, match=r"train\.h5: it is damaged"):
        read_pair(train_path, test_path)


def test_a_damaged_byte_anywhere_gives_the_data_or_a_refusal_and_nothing_else(tmp_path):
    train_path, test_path = write_pair(tmp_path)
    whole = train_path.read_bytes()
    random = np.random.RandomState(0)
    refusals = 0
    for place in random.randint(0, len(whole), 60):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << random.randint(8)
        train_path.write_bytes(damaged)
        try:
            read_pair(train_path, test_path)
        except DatasetError:
            refusals += 1
    assert refusals


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_never_opened(tmp_path):
    _, test_path = write_pair(tmp_path)
    os.mkfifo(tmp_path / "pipe.h5")
    # Opening it would block.
    with pytest.raises(DatasetError, match=r"pipe\.h5: it is .*no HDF5 file"):
        read_pair(tmp_path / "pipe.h5", test_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("way", ["external link", "unlimited virtual data set"])
def test_a_pipe_behind_a_file_is_never_opened(tmp_path, way):
    train_path, test_path = write_pair(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with h5py.File(train_path, "r+", libver="latest") as file:
        del file["train_set_x"]
        if way == "external link":
            file["train_set_x"] = h5py.ExternalLink("pipe", "/x")
        else:
            endless = slice(0, h5py.h5s.UNLIMITED)
            layout = h5py.VirtualLayout((4, 8, 10, 3), "u1", maxshape=(None, 8, 10, 3))
            layout[endless] = h5py.VirtualSource("pipe", "x", (4, 8, 10, 3), "u1", maxshape=(None, 8, 10, 3))[endless]
            file.create_virtual_dataset("train_set_x", layout)
    with pytest.raises(DatasetError, match="Give a file that holds"):
        read_pair(train_path, test_path)


@pytest.mark.skipif(os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="permissions do not bind")
def test_a_file_without_read_permission_is_refused(tmp_path):
    train_path, test_path = write_pair(tmp_path)
    train_path.chmod(stat.S_IWUSR)
    with pytest.raises(DatasetError, match=r"train\.h5: it cannot be opened: Permission denied\."):
        read_pair(train_path, test_path)


def found_by(find, *paths):
    with HDF5Files() as files:
        return find(files, *paths)


def write_whole(path):
    return write_entries(path, part_entries("train") | part_entries("test"))


# --- two files


def test_two_files_are_taken_in_any_order_and_under_any_name(tmp_path):
    train, test = write_part(tmp_path / "zebra", "train"), write_part(tmp_path / "ape", "test")
    assert found_by(order_pair, train, test) == (train, test)
    assert found_by(order_pair, test, train) == (train, test)


def test_two_train_files_are_refused(tmp_path):
    first, second = write_part(tmp_path / "a.h5", "train"), write_part(tmp_path / "b.h5", "train")
    with pytest.raises(DatasetError, match=r"b\.h5: it holds the train part, as a\.h5 does\. Give one of each"):
        found_by(order_pair, first, second)


@pytest.mark.parametrize("stranger_first", [True, False])
def test_a_file_without_parts_among_two_is_named(tmp_path, stranger_first):
    train, stranger = write_part(tmp_path / "a.h5", "train"), write_entries(tmp_path / "b.h5", {"weights": 1})
    with pytest.raises(DatasetError, match=r"b\.h5: it has no train or test part"):
        found_by(order_pair, *((stranger, train) if stranger_first else (train, stranger)))


# --- one file


def test_a_file_with_both_parts_is_its_own_pair(tmp_path):
    path = write_whole(tmp_path / "all.h5")
    write_pair(tmp_path)
    assert found_by(find_pair_of_file, path) == (path, path)


@pytest.mark.parametrize("given", [0, 1])
def test_a_file_finds_the_other_part_beside_it_by_its_keys(tmp_path, given):
    pair = write_part(tmp_path / "zebra.h5", "train"), write_part(tmp_path / "ape.HDF5", "test")
    write_entries(tmp_path / "model.h5", {"weights": 1})
    assert found_by(find_pair_of_file, pair[given]) == pair


@pytest.mark.parametrize("given", [0, 1])
def test_the_file_with_the_matching_name_is_preferred(tmp_path, given):
    pair = write_part(tmp_path / "train_cats.h5", "train"), write_part(tmp_path / "test_cats.h5", "test")
    write_part(tmp_path / "test_dogs.h5", "test")
    write_part(tmp_path / "train_dogs.h5", "train")
    assert found_by(find_pair_of_file, pair[given]) == pair


def test_a_file_without_a_partner_is_refused_and_unreadable_files_are_listed(tmp_path):
    path = write_part(tmp_path / "mine.h5", "train")
    (tmp_path / "other.h5").touch()
    with pytest.raises(
        DatasetError, match=r"mine\.h5: it has no test part, nor has a file beside it\. other\.h5: it is empty"
    ):
        found_by(find_pair_of_file, path)


def test_several_candidates_beside_a_file_are_listed(tmp_path):
    path = write_part(tmp_path / "mine.h5", "train")
    write_part(tmp_path / "a.h5", "test")
    write_part(tmp_path / "b.h5", "test")
    with pytest.raises(
        DatasetError,
        match=r"mine\.h5: it has no test part, but several files beside it have: a\.h5, b\.h5\. Give both files",
    ):
        found_by(find_pair_of_file, path)


def test_a_file_without_either_part_is_refused(tmp_path):
    with pytest.raises(DatasetError, match=r"model\.h5: it has no train or test part"):
        found_by(find_pair_of_file, write_entries(tmp_path / "model.h5", {"weights": 1}))


# --- a folder


def test_a_folder_gives_its_only_pair(tmp_path):
    pair = write_part(tmp_path / "zebra.hdf5", "train"), write_part(tmp_path / "ape.h5", "test")
    write_entries(tmp_path / "model.h5", {"weights": 1})
    (tmp_path / "broken.h5").touch()
    (tmp_path / "notes.txt").write_text("test_set_x")
    (tmp_path / "folder.h5").mkdir()
    assert found_by(find_pair_in_folder, tmp_path) == pair


def test_a_folder_with_one_file_of_both_parts_gives_that_file_twice(tmp_path):
    path = write_whole(tmp_path / "all.h5")
    assert found_by(find_pair_in_folder, tmp_path) == (path, path)


def test_a_folder_with_several_data_sets_lists_the_files(tmp_path):
    write_pair(tmp_path)
    write_whole(tmp_path / "all.h5")
    with pytest.raises(DatasetError, match=r"several data sets: all\.h5, train\.h5, test\.h5\. Choose the files"):
        found_by(find_pair_in_folder, tmp_path)


@pytest.mark.parametrize(("kept", "lacking"), [("train", "test"), ("test", "train")])
def test_a_folder_with_one_part_names_the_missing_one(tmp_path, kept, lacking):
    write_part(tmp_path / "half.h5", kept)
    (tmp_path / "broken.h5").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(DatasetError, match=rf"the {lacking} part\. broken\.h5: it is a Git LFS pointer"):
        found_by(find_pair_in_folder, tmp_path)


def test_a_folder_that_is_gone_is_refused(tmp_path):
    with pytest.raises(DatasetError, match=r"gone: it cannot be opened"):
        found_by(find_pair_in_folder, tmp_path / "gone")


def reason_for(path):
    with pytest.raises(DatasetError) as caught:
        read_pair(path, path)
    assert caught.value.path == str(path)
    return caught.value.reason


def test_a_name_with_a_nul_is_an_error(tmp_path):
    reason = reason_for(tmp_path / "a\0b")
    assert reason.startswith("it cannot be opened: ")
    assert "embedded null" in reason


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\x1f\x8b", b"  PK\x03\x04"])
def test_the_error_of_an_archive_says_to_unpack_it(tmp_path, head):
    path = tmp_path / "train.h5"
    path.write_bytes(head + bytes(100))

    assert reason_for(path) == "it is a compressed archive. Unpack it first."


def test_the_error_of_a_damaged_file_is_chained_to_that_of_the_library(tmp_path):
    path = tmp_path / "train.h5"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes([99]) * 100)

    with pytest.raises(DatasetError) as caught:
        read_pair(path, path)

    assert caught.value.reason == "it is damaged or cut short. Get it again."
    assert "superblock" in str(caught.value.__cause__)
