"""HDF5 files are opened and paired by their content; every honest form of the course's schema is read, no other."""

import os
import stat
import zlib

import h5py
import numpy as np
import pytest

from engine.data import hdf5_reader
from engine.data.hdf5_reader import find_pair
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
from tests.support.system import missing_file_text

BOTH = part_entries("train") | part_entries("test")
PICTURES, LABELS = random_pictures(), alternating_labels()

# --- what is accepted


@pytest.mark.parametrize(
    ("picture_type", "label_type", "label_shape", "storage"),
    [
        (">u2", "?", (-1,), {}),
        ("<i8", "<u8", (1, -1), {"chunks": (1, 8, 8, 3)}),
        (">f4", "i1", (-1, 1), {"compression": "gzip", "maxshape": (None, None, None, 3)}),
        ("<f2", "<f4", (-1,), {"compression": "lzf", "shuffle": True, "fletcher32": True}),
    ],
)
def test_every_type_form_and_storage_of_the_same_pictures_reads_the_same(
    tmp_path, picture_type, label_type, label_shape, storage
):
    stored = {"pictures": PICTURES.astype(picture_type), "labels": LABELS.astype(label_type).reshape(label_shape)}
    entries = part_entries("train", **stored) | part_entries("test", **stored)
    path = write_entries(tmp_path / "both.h5", entries, **storage)

    for part in read_pair(path, path)[:2]:
        np.testing.assert_array_equal(part.pictures, PICTURES)
        np.testing.assert_array_equal(part.labels, [LABELS])


@pytest.mark.parametrize(
    ("names", "read"),
    [
        pytest.param(np.array([b"non-cat\0\0", b"cat  "], dtype="S12"), ("non-cat", "cat"), id="padded bytes"),
        pytest.param(np.array(["non-cat", "cät"], h5py.string_dtype()), ("non-cat", "cät"), id="text of any length"),
        pytest.param(np.array([[b"non-cat"], [b"c\xc3\xa4t"]]), ("non-cat", "cät"), id="a column of UTF-8"),
        pytest.param(np.array([b"other", b"<b>cat</b>"]), ("other", "<b>cat</b>"), id="markup"),
        pytest.param(np.array([0, 1], "u1"), ("class 0", "class 1"), id="numbers"),
    ],
)
def test_class_names_are_read_in_every_form_of_text(tmp_path, names, read):
    assert read_pair(*write_pair(tmp_path, classes=names))[2] == read


@pytest.mark.parametrize("unnamed", [0, 1])
def test_one_file_is_enough_to_name_the_classes(tmp_path, unnamed):
    pair = write_pair(tmp_path)
    with h5py.File(pair[unnamed], "r+") as file:
        del file["list_classes"]
    assert read_pair(*pair)[2] == ("non-cat", "cat")


def test_read_only_files_with_a_user_block_are_read_and_not_touched(tmp_path):
    paths = []
    for part in ("train", "test"):
        with h5py.File(tmp_path / part, "w", userblock_size=1024) as file:
            for key, value in part_entries(part).items():
                file[key] = value
        paths.append(tmp_path / part)
        paths[-1].chmod(0o400)
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in paths]
    tmp_path.chmod(0o500)
    try:
        assert read_pair(*paths)[0].count == 4
    finally:
        tmp_path.chmod(0o700)
    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in paths] == before


def test_other_keys_and_hard_links_do_no_harm(tmp_path):
    path = write_entries(tmp_path / "all.h5", part_entries("train") | {"test_set_y": np.array([0, 1, 0, 1])})
    with h5py.File(path, "r+") as file:
        file["test_set_x"] = file["train_set_x"]
        file["train_set_x"].attrs["note"] = np.arange(100)
        file.create_group("group").create_dataset("values", data=np.arange(9.0), compression="gzip")
        file["dangling"], file["outside"] = h5py.SoftLink("/gone"), h5py.ExternalLink("gone.h5", "/x")
    train, test, _ = read_pair(path, path)
    np.testing.assert_array_equal(train.pictures, test.pictures)


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
    return lambda file: file.pop(key)


def pack_with_a_filter_hdf5_does_not_have(file):
    del file["train_set_x"]
    # Blosc's number; "optional" lets HDF5 write the data without it.
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_chunk((4, 8, 10, 3))
    properties.set_filter(32001, h5py.h5z.FLAG_OPTIONAL, ())
    space = h5py.h5s.create_simple((4, 8, 10, 3))
    dataset = h5py.h5d.create(file.id, b"train_set_x", h5py.h5t.STD_U8LE, space, properties)
    dataset.write_direct_chunk((0, 0, 0, 0), zlib.compress(zlib.compress(random_pictures().tobytes())))


def gather_pictures_from_other_files(file):
    del file["train_set_x"]
    layout = h5py.VirtualLayout((4, 8, 10, 3), "u1")
    layout[:] = h5py.VirtualSource("elsewhere.h5", "x", (4, 8, 10, 3))
    file.create_virtual_dataset("train_set_x", layout)


def write_some_pictures_only(file):
    del file["train_set_x"]
    file.create_dataset("train_set_x", (4, 8, 10, 3), "u1", chunks=(1, 8, 10, 3))[:3] = PICTURES[:3]


ELSEWHERE, NO_ARRAY, INCOMPLETE = "keeps its data elsewhere", "is no array. Store one there", "empty or incomplete"
EXTERNAL = [("/etc/hostname", 0, PICTURES.nbytes)]
REFUSED = {
    "no pictures": (remove("train_set_x"), "it has no 'train_set_x'. A train file holds 'train_set_x', 'train_set_y'"),
    "no labels": (remove("train_set_y"), "it has no 'train_set_y'. A train file holds"),
    "no keys": (lambda file: file.clear(), "it has no train or test part"),
    "gray pictures": (replace("train_set_x", PICTURES[..., :1]), "shape (4, 8, 10, 1), not (m, height, width, 3)"),
    "a single number": (replace("train_set_x", np.uint8(7)), NO_ARRAY),
    "a group": (lambda file: (remove("train_set_x")(file), file.create_group("train_set_x")), NO_ARRAY),
    "nothing": (replace("train_set_x", h5py.Empty("u1")), INCOMPLETE),
    "unwritten": (store("train_set_x", shape=(10**7, 64, 64, 3), dtype="u1", chunks=(1, 64, 64, 3)), INCOMPLETE),
    "partly written": (write_some_pictures_only, INCOMPLETE),
    "too small": (replace("train_set_x", PICTURES[:, :7]), "7 x 10 pixels. Resize to 8 to 512"),
    "too large": (replace("train_set_x", np.zeros((4, 8, 513, 3), "u1")), "8 x 513 pixels. Resize"),
    "too few labels": (replace("train_set_y", np.array([0, 1, 0])), "3 labels for 4 pictures. Give one"),
    "one-hot labels": (replace("train_set_y", np.eye(4, dtype=int)), "16 labels for 4 pictures"),
    "a third label": (replace("train_set_y", np.array([0, 1, 2, 1])), "label 2; labels are 0 and 1"),
    "one class only": (replace("train_set_y", np.ones(4, int)), "only the label 1. Add the other class"),
    "words": (store("train_set_y", data=["a", "b", "a", "b"], dtype=h5py.string_dtype()), "type object. Store the"),
    "three classes": (replace("list_classes", np.array([b"cat", b"dog", b"fish"])), "3 classes. Give two"),
    "equal names": (replace("list_classes", np.array([b"cat", b"cat"])), "Give two different names"),
    "control letters": (replace("list_classes", np.array([b"\x1b[31m", b"cat"])), "Give two different names"),
    "an endless name": (replace("list_classes", np.array([b"c" * 20_000, b"cat"])), "names of up to 60 letters"),
    "decimals as names": (replace("list_classes", np.array([0.0, 1.0])), "as text or whole numbers"),
    "other classes": (replace("list_classes", np.array([b"dog", b"cat"])), "names other classes than train.h5"),
    "from 0 to 1": (replace("train_set_x", PICTURES / 255), "fractions. Multiply by 255"),
    "black and white floats": (replace("train_set_x", (PICTURES > 99).astype("f4")), "ends at 1. Multiply by 255"),
    "NaN pictures": (replace("train_set_x", np.where(PICTURES > 99, np.nan, 7)), "from nan to nan. Store 0 to 255"),
    "16-bit pictures": (replace("train_set_x", PICTURES.astype("u2") + np.uint16(1)), "to 256. Store 0 to 255"),
    "records": (replace("train_set_x", np.zeros(4, [("row", "i4"), ("column", "f4")])), "type [('row'"),
    "a soft link": (replace("train_set_x", h5py.SoftLink("/train_set_x")), ELSEWHERE),
    "an external link": (replace("train_set_y", h5py.ExternalLink("/etc/passwd", "/x")), ELSEWHERE),
    "another file": (store("train_set_x", shape=(4, 8, 10, 3), dtype="u1", external=EXTERNAL), ELSEWHERE),
    "a virtual data set": (gather_pictures_from_other_files, ELSEWHERE),
    "a plugin's filter": (pack_with_a_filter_hdf5_does_not_have, "unknown filter. Store it with gzip"),
}


@pytest.mark.parametrize(("change", "words"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_not_such_a_data_set_is_refused_by_name_with_a_remedy(tmp_path, change, words):
    train_path, test_path = write_pair(tmp_path)
    with h5py.File(train_path, "r+") as file:
        change(file)

    with pytest.raises(DatasetError) as refusal:
        read_pair(train_path, test_path)

    text = str(refusal.value)
    assert "train.h5" in text
    assert words in text
    assert text.endswith(".")


def test_files_that_name_no_classes_are_refused(tmp_path):
    pair = write_pair(tmp_path)
    for path in pair:
        with h5py.File(path, "r+") as file:
            del file["list_classes"]
    with pytest.raises(DatasetError, match=r"test\.h5: it has no 'list_classes'"):
        read_pair(*pair)


def test_train_and_test_pictures_of_different_sizes_are_refused(tmp_path):
    train_path = write_part(tmp_path / "train.h5", "train")
    test_path = write_part(tmp_path / "test.h5", "test", pictures=random_pictures(4, 10, 8))
    with pytest.raises(DatasetError, match=r"test\.h5: its pictures are 10 x 8, those in train\.h5 8 x 10\. Resize"):
        read_pair(train_path, test_path)


def test_pictures_that_do_not_fit_into_memory_are_refused_before_they_are_read(tmp_path, monkeypatch):
    storage = {"chunks": (1000, 8, 10, 3), "maxshape": (None, 8, 10, 3), "compression": "gzip"}
    paths = [write_entries(tmp_path / f"{part}.h5", part_entries(part), **storage) for part in ("train", "test")]
    monkeypatch.setattr(hdf5_reader, "available_memory", lambda: 200_000)
    with pytest.raises(DatasetError, match=r"needs 241\.9 kB of memory, and 200\.0 kB is free\. Use fewer"):
        read_pair(*paths)


# --- what is no HDF5 file, or a damaged one


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty. Get it again."),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "it is a Git LFS pointer. Run `git lfs pull`."),
        (b"\n<!DOCTYPE html><html><head>", "it is a web page. Download the file itself (on GitHub: “Raw”)."),
        (b"PK\x03\x04\x14\0\0\0", "it is a compressed archive. Unpack it first."),
        (b"\x1f\x8b\x08\0", "it is a compressed archive. Unpack it first."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it is no HDF5 file. Choose one ending in .h5."),
        (b"\x89HDF\r\n\x1a\n", "it is damaged or cut short. Get it again."),
    ],
)
def test_the_error_of_another_kind_of_file_says_what_it_is(tmp_path, content, words):
    _, test_path = write_pair(tmp_path)
    path = tmp_path / "mine.h5"
    path.write_bytes(content)
    with pytest.raises(DatasetError) as refusal:
        read_pair(path, test_path)
    assert (refusal.value.path, refusal.value.reason) == (str(path), words)


def test_a_file_cut_short_at_any_byte_is_refused(tmp_path):
    train_path, test_path = write_pair(tmp_path)
    whole = train_path.read_bytes()
    for length in [*range(8, len(whole), 37), len(whole) - 1]:
        train_path.write_bytes(whole[:length])
        with pytest.raises(DatasetError, match=r"train\.h5: it is damaged or cut short"):
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
@pytest.mark.parametrize("is_linked", [False, True])
def test_a_pipe_is_never_opened(tmp_path, is_linked):
    train_path, test_path = write_pair(tmp_path)
    os.mkfifo(tmp_path / "pipe")  # opening it would block
    if is_linked:
        with h5py.File(train_path, "r+", libver="latest") as file:
            del file["train_set_x"]
            endless = slice(0, h5py.h5s.UNLIMITED)
            layout = h5py.VirtualLayout((4, 8, 10, 3), "u1", maxshape=(None, 8, 10, 3))
            layout[endless] = h5py.VirtualSource("pipe", "x", (4, 8, 10, 3), "u1", maxshape=(None, 8, 10, 3))[endless]
            file.create_virtual_dataset("train_set_x", layout)
    with pytest.raises(DatasetError, match=r"a pipe or device|Give a file that holds"):
        read_pair(train_path if is_linked else tmp_path / "pipe", test_path)


@pytest.mark.skipif(os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="permissions do not bind")
def test_a_file_without_read_permission_is_refused(tmp_path):
    train_path, test_path = write_pair(tmp_path)
    train_path.chmod(stat.S_IWUSR)
    with pytest.raises(DatasetError, match=r"train\.h5: it cannot be opened \(Permission denied\)\."):
        read_pair(train_path, test_path)


# --- finding the pair


def found_by(*paths, is_folder=False):
    return find_pair(paths, is_folder, on_path=str)


def test_two_files_are_taken_in_any_order_and_under_any_name(tmp_path):
    train, test = write_part(tmp_path / "zebra", "train"), write_part(tmp_path / "ape", "test")
    assert found_by(train, test) == found_by(test, train) == (train, test)


def test_a_file_without_parts_is_named(tmp_path):
    train, stranger = write_part(tmp_path / "a.h5", "train"), write_entries(tmp_path / "b.h5", {"weights": 1})
    for paths in ([stranger], [train, stranger], [stranger, train]):
        with pytest.raises(DatasetError, match=r"b\.h5: it has no train or test part"):
            found_by(*paths)


def test_a_file_with_both_parts_is_its_own_pair(tmp_path):
    path = write_entries(tmp_path / "all.h5", BOTH)
    assert found_by(tmp_path, is_folder=True) == (path, path)
    write_pair(tmp_path)
    assert found_by(path) == (path, path)


def test_a_folder_has_one_pair_beside_other_files(tmp_path):
    pair = write_part(tmp_path / "zebra.h5", "train"), write_part(tmp_path / "ape.HDF5", "test")
    write_entries(tmp_path / "model.h5", {"weights": 1})
    (tmp_path / "folder.h5").mkdir()
    assert found_by(tmp_path, is_folder=True) == pair
    (tmp_path / "broken.h5").touch()
    with pytest.raises(DatasetError, match=r"broken\.h5: it is empty\. Get it again"):
        found_by(tmp_path, is_folder=True)


@pytest.mark.parametrize("given", [0, 1])
def test_a_file_finds_the_one_with_the_matching_name(tmp_path, given):
    pair = write_part(tmp_path / "train_cats.h5", "train"), write_part(tmp_path / "test_cats.h5", "test")
    write_part(tmp_path / "test_dogs.h5", "test")
    write_part(tmp_path / "train_dogs.h5", "train")
    assert found_by(pair[given]) == pair
    pair[1 - given].unlink()
    with pytest.raises(DatasetError, match=r"no file has the (train|test) part\. Choose both files"):
        found_by(pair[given])


def test_of_several_candidates_some_are_named(tmp_path):
    write_part(tmp_path / "mine.h5", "train")
    for number in range(12):
        write_part(tmp_path / f"test {number:02}.h5", "test")
    with pytest.raises(DatasetError, match=r"test part: test 00\.h5, .*test 07\.h5 and 4 more\. Choose the two"):
        found_by(tmp_path, is_folder=True)


@pytest.mark.parametrize(("name", "reason"), [("gone", missing_file_text()), ("a\0b", "No such file")])
def test_what_is_not_there_is_refused(tmp_path, name, reason):
    with pytest.raises(DatasetError, match=rf"cannot be opened \({reason}"):
        found_by(tmp_path / name)
