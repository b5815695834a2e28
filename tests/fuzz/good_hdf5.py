"""Good data sets in every form of the course's schema that the program promises to read."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import h5py
import numpy as np

from tests.support.hdf5_files import CLASSES, alternating_labels, random_pictures

_PICTURE_TYPES = ("u1", "u1", "u1", "<i2", ">u2", ">i4", "<i8", "<f2", ">f4", "<f8")
_LABEL_TYPES = ("?", "u1", "i1", ">i2", "<u8", "<i8", "<f4")
_STORAGE: tuple[dict[str, Any], ...] = (
    {},
    {"chunks": (1, 8, 8, 3)},
    {"chunks": True, "maxshape": (None, None, None, 3)},
    {"compression": "gzip", "compression_opts": 9},
    {"compression": "gzip", "shuffle": True, "chunks": (2, 8, 8, 3)},
    {"compression": "lzf", "fletcher32": True},
)
_TEXT = h5py.string_dtype()
_CLASS_NAMES = (CLASSES, np.array(["non-cat", "cät 猫"], dtype=_TEXT), CLASSES.reshape(2, 1), CLASSES.astype("S30"))


def write_data_set(random: Random, folder: Path) -> list[Path]:
    """A pair of files, or one file that holds both parts, and sometimes strangers beside them."""
    form = _form(random)
    if random.random() < 0.3:
        return [_write(folder / "both.h5", ("train", "test"), random, form)]
    return [_write(folder / f"{part}.h5", (part,), random, form) for part in ("train", "test")]


def _form(random: Random) -> dict[str, Any]:
    """The properties common to both parts."""
    return {
        "size": (random.randrange(8, 20), random.randrange(8, 20)),
        "classes": random.choice(_CLASS_NAMES),
        "libver": random.choice(("earliest", "earliest", "latest", ("v108", "v110"))),
        "userblock": random.choice((0, 0, 0, 512, 1024)),
    }


def _write(path: Path, parts: tuple[str, ...], random: Random, form: dict[str, Any]) -> Path:
    with h5py.File(path, "w", libver=form["libver"], userblock_size=form["userblock"]) as file:
        for part in parts:
            _write_part(file, part, random, form["size"])
        file["list_classes"] = form["classes"]
        if random.random() < 0.3:
            _add_more(file, random)
    return path


def _write_part(file: h5py.File, part: str, random: Random, size: tuple[int, int]) -> None:
    count = random.randrange(2, 9)
    pictures = random_pictures(count, *size, seed=random.randrange(100))
    storage = random.choice(_STORAGE)
    if isinstance(storage.get("chunks"), tuple):
        storage = storage | {"chunks": (min(count, storage["chunks"][0]), 8, 8, 3)}
    file.create_dataset(f"{part}_set_x", data=pictures.astype(random.choice(_PICTURE_TYPES)), **storage)
    labels = alternating_labels(count).astype(random.choice(_LABEL_TYPES))
    file.create_dataset(f"{part}_set_y", data=labels.reshape(random.choice(((-1,), (1, -1), (-1, 1)))))


def _add_more(file: h5py.File, random: Random) -> None:
    """Extra content from other programs: attributes, groups, other data."""
    for number in range(random.choice((1, 20))):
        file.attrs[f"note {number}"] = random.choice((7, "text", np.arange(5), [b"a", b"bc"]))
    file.create_group("more/and/more").create_dataset("values", data=np.arange(10))
    file["train_set_x" if "train_set_x" in file else "test_set_x"].attrs["scale"] = 255.0
