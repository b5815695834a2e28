"""The built-in drawn set: the committed files, and the program that draws them."""

from __future__ import annotations

import importlib
import sys
from collections import Counter

import h5py
import numpy as np
import pytest

from tests import ROOT

FOLDER = ROOT / "datasets"
SIZES = {"train": (209, 72), "test": (50, 33)}


@pytest.fixture(scope="module")
def draw():
    """The program, imported as it finds its own modules when it is run as a script."""
    sys.path.insert(0, str(FOLDER))
    yield importlib.import_module("draw")
    sys.path.remove(str(FOLDER))


def read(part: str) -> tuple[np.ndarray, np.ndarray]:
    with h5py.File(FOLDER / f"builtin_{part}.h5") as file:
        return file[f"{part}_set_x"][()], file[f"{part}_set_y"][()]


@pytest.mark.parametrize("part", SIZES)
def test_a_committed_file_has_the_schema_of_the_course(part):
    with h5py.File(FOLDER / f"builtin_{part}.h5") as file:
        assert sorted(file) == sorted([f"{part}_set_x", f"{part}_set_y", "list_classes"])
        assert file["list_classes"][()].tolist() == [b"non-cat", b"cat"]
        assert file["list_classes"].dtype == "S7"
    pictures, labels = read(part)
    assert (pictures.shape, pictures.dtype) == ((SIZES[part][0], 64, 64, 3), np.uint8)
    assert (labels.shape, labels.dtype) == ((SIZES[part][0],), np.int64)


@pytest.mark.parametrize("part", SIZES)
def test_a_committed_file_has_as_many_cats_as_the_course(part):
    assert Counter(read(part)[1].tolist()) == {1: SIZES[part][1], 0: SIZES[part][0] - SIZES[part][1]}


def test_no_two_committed_pictures_are_the_same():
    pictures = np.concatenate([read(part)[0] for part in SIZES])
    assert len({picture.tobytes() for picture in pictures}) == 259


@pytest.mark.parametrize("part", SIZES)
def test_the_order_of_the_program_gives_the_committed_labels(draw, part):
    labels = [int(kind == "cat") for kind, _ in draw.contents(draw.SEED, part)]
    assert read(part)[1].tolist() == labels


@pytest.mark.slow
def test_a_picture_of_each_kind_is_drawn_as_it_was_committed(draw):
    # Another release of Pillow or NumPy may round the edge of a shape or a blur differently: compare closely, not
    # byte by byte. The two most alike pictures of the set differ by 18 on average.
    for part in SIZES:
        pictures, listed = read(part)[0], draw.contents(draw.SEED, part)
        for kind in draw.KINDS if part == "train" else ("cat",):
            committed = pictures[listed.index((kind, 0))].astype(int)
            drawn = draw.draw_picture(draw.SEED, part, kind, 0).astype(int)
            assert np.abs(drawn - committed).mean() < 2, kind


@pytest.mark.parametrize("kind", ["cat", "dog", "pattern"])
def test_the_same_seed_draws_the_same_bytes(draw, kind):
    first, again = (draw.draw_picture(5, "train", kind, 3) for _ in range(2))
    assert first.tobytes() == again.tobytes()


@pytest.mark.slow
def test_another_seed_part_or_index_draws_another_picture(draw):
    pictures = [draw.draw_picture(*which) for which in ((5, "train", "cat", 0), (6, "train", "cat", 0))]
    pictures += [draw.draw_picture(5, "test", "cat", 0), draw.draw_picture(5, "train", "cat", 1)]
    assert len({picture.tobytes() for picture in pictures}) == 4
