"""A heap that HDF5 would walk through for ever is found before HDF5 sees it, and a good one is left alone."""

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.hdf5 import heaps, reader
from engine.data.hdf5.heaps import check_heaps
from engine.data.hdf5.reader import read_pair
from engine.errors import DatasetError
from tests.support.hdf5_files import part_entries, write_pair

TEXT = h5py.string_dtype()
SIZE_BYTES = 8
LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])


def with_texts(path, texts, **options):
    with h5py.File(path, "w", **options) as file:
        file["texts"] = np.array(texts, TEXT)
    return path


@given(
    texts=st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1, max_size=200
    ),
    userblock=st.sampled_from([0, 512]),
    libver=st.sampled_from(["earliest", "latest"]),
    block=st.sampled_from([7, 100, 10**6]),
)
@settings(max_examples=60)
def test_good_heaps_pass_whatever_they_hold(tmp_path_factory, texts, userblock, libver, block):
    path = tmp_path_factory.mktemp("text") / "text.h5"
    with_texts(path, texts, userblock_size=userblock, libver=libver)
    with h5py.File(path, "r+") as file:
        file["texts"][0] = "another text, which leaves a free piece"
        file["long"] = np.array(["x" * 10_000, ""], TEXT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heaps, "_BLOCK_BYTES", block)
        check_heaps(path, SIZE_BYTES)


def last_heap(content):
    """Where the pieces of the last heap begin, and where the free one does."""
    place = start = content.rindex(b"GCOL") + 16
    while int.from_bytes(content[place : place + 2], "little"):
        size = int.from_bytes(content[place + 8 : place + 16], "little")
        place += 16 + -(-size // 8) * 8
    return start, place


def overwrite(path, place, piece):
    content = bytearray(path.read_bytes())
    content[place : place + len(piece)] = piece
    path.write_bytes(content)


@pytest.mark.parametrize("block", [5, 64, 1_000_000])
def test_a_free_piece_of_no_size_is_found(tmp_path, monkeypatch, block):
    monkeypatch.setattr(heaps, "_BLOCK_BYTES", block)
    path = with_texts(tmp_path / "text.h5", ["non-cat", "cat"])
    _, free = last_heap(path.read_bytes())
    overwrite(path, free + 8, bytes(8))

    with pytest.raises(ValueError, match="without an end"):
        check_heaps(path, SIZE_BYTES)


def test_a_size_that_turns_round_to_nothing_is_found(tmp_path):
    path = with_texts(tmp_path / "text.h5", ["non-cat", "cat"])
    first, _ = last_heap(path.read_bytes())
    overwrite(path, first + 8, (2**64 - 16).to_bytes(8, "little"))

    with pytest.raises(ValueError, match="without an end"):
        check_heaps(path, SIZE_BYTES)


def test_more_pieces_than_any_file_has_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(heaps, "_MOST_PIECES", 30)
    check_heaps(with_texts(tmp_path / "few.h5", ["text"] * 29), SIZE_BYTES)
    with pytest.raises(ValueError, match="without an end"):
        check_heaps(with_texts(tmp_path / "many.h5", ["text"] * 30), SIZE_BYTES)


@pytest.mark.parametrize("size", [0, 2**40, 2**64 - 1])
def test_a_heap_of_any_size_ends(tmp_path, size):
    path = with_texts(tmp_path / "text.h5", ["non-cat", "cat"])
    first, _ = last_heap(path.read_bytes())
    overwrite(path, first - 8, size.to_bytes(8, "little"))

    check_heaps(path, SIZE_BYTES)  # the library says what is wrong


def test_a_piece_that_ends_beyond_any_file_is_the_last_one(tmp_path):
    path = with_texts(tmp_path / "text.h5", ["non-cat", "cat"])
    first, _ = last_heap(path.read_bytes())
    overwrite(path, first - 8, (2**64 - 1).to_bytes(8, "little"))
    overwrite(path, first + 8, (2**63).to_bytes(8, "little"))

    check_heaps(path, SIZE_BYTES)


def test_what_is_not_stored_is_not_read(tmp_path):
    path = with_texts(tmp_path / "text.h5", ["non-cat", "cat"])
    with path.open("r+b") as file:
        file.truncate(10**13)
    if path.stat().st_blocks * 512 > 10**9:
        pytest.skip("this disk stores holes")

    check_heaps(path, SIZE_BYTES)


# --- through the door


def test_a_file_longer_than_memory_is_refused_unread(tmp_path, monkeypatch):
    train_path, test_path = write_pair(tmp_path)
    monkeypatch.setattr(reader, "check_heaps", lambda *_: pytest.fail("it is being read"))
    with train_path.open("r+b") as file:
        file.truncate(10**13)

    with pytest.raises(DatasetError, match=r"train\.h5: is 10\.0 TB long, and .* of memory are free\. Close other"):
        read_pair(train_path, test_path)


def with_a_damaged_heap(path):
    _, free = last_heap(path.read_bytes())
    overwrite(path, free + 8, bytes(8))


def test_names_in_a_damaged_heap_are_refused(tmp_path):
    train_path, test_path = write_pair(tmp_path, classes=np.array(["non-cat", "cat"], TEXT))
    assert read_pair(train_path, test_path)[2] == ("non-cat", "cat")
    with_a_damaged_heap(train_path)

    with pytest.raises(DatasetError, match=r"train\.h5: it is damaged"):
        read_pair(train_path, test_path)


def test_a_virtual_data_set_of_a_damaged_heap_is_refused_unopened(tmp_path):
    train_path, test_path = write_pair(tmp_path)
    with h5py.File(train_path, "r+", libver="latest") as file:
        del file["train_set_x"]
        layout = h5py.VirtualLayout((4, 8, 10, 3), "u1")
        layout[:] = h5py.VirtualSource("elsewhere.h5", "x", (4, 8, 10, 3))
        file.create_virtual_dataset("train_set_x", layout)
    with_a_damaged_heap(train_path)

    with pytest.raises(DatasetError, match=r"train\.h5: it is damaged"):
        read_pair(train_path, test_path)


@pytest.mark.parametrize("storage", [{}, {"chunks": True}, {"compression": "gzip"}])
def test_names_are_read_however_they_are_stored(tmp_path, storage):
    path = tmp_path / "all.h5"
    with h5py.File(path, "w") as file:
        for key, value in (part_entries("train") | part_entries("test")).items():
            if key != "list_classes":
                file[key] = value
        file.create_dataset("list_classes", data=np.array(["non-cat", "猫"], TEXT), **storage)

    assert read_pair(path, path)[2] == ("non-cat", "猫")
