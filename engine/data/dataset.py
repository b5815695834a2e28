"""Data sets: pictures and labels for training and testing, and where they were opened.

Shapes, as in the notebook: pictures (m, height, width, 3) uint8; labels (1, m) int64 of 0 and 1.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.images.photo import Framing
from engine.text import format_ratio

if TYPE_CHECKING:
    from engine.data.edited_dataset import EditedDataset
    from engine.data.edits import DatasetEdits

# The suffixes of HDF5 files.
DATA_SUFFIXES = (".h5", ".hdf5")
MAX_CLASS_NAME_LENGTH = 60
# The largest side of a picture that a network takes, in pixels.
MAX_PICTURE_SIDE = 512
# The most paths that a data set is opened from: two files, or folders of pictures.
MAX_PLACES = 1_000
_NOTEBOOKS_CLASSES = ("non-cat", "cat")
CATS = 2  # the rank of a name that is that of cats and no more
_CAT_WORDS = frozenset({"cat", "cats"})
# Before a word for cats, these make of it what is none: "non-cat", "not a cat", "without cats", "all but cats".
_NEGATIONS = frozenset({"non", "no", "not", "isn", "aren", "without", "other", "others", "else", "except", "but"})
_HUMP = re.compile("(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The train or the test part.

    Attributes: `pictures` (m, height, width, 3) uint8, C-contiguous; `labels` (1, m) int64, 0 or 1; `files`, the file
    of each picture for the user, such as "dog/rex.jpg" or "" if it has none, or empty if no picture has one.
    """

    pictures: NDArray[np.uint8]
    labels: NDArray[np.int64]
    files: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """The number of examples m."""
        return int(self.labels.shape[1])

    def class_counts(self) -> tuple[int, int]:
        """The numbers of examples with label 0 and label 1."""
        ones = int(np.count_nonzero(self.labels))
        return self.count - ones, ones


class DataOrigin(NamedTuple):
    """The place of a data set.

    Attributes: `location`, "builtin", "course", or the absolute paths of its files or folders, or their mere names;
    `folder_settings`, those of folders of pictures, as `ImageFolderSettings.as_dict` has them, or None for other data.
    """

    location: str | tuple[str, ...]
    folder_settings: Mapping[str, Any] | None = None

    @property
    def is_local(self) -> bool:
        """Whether all files are on local disks, so that they may be opened without asking."""
        return not isinstance(self.location, str) and all(map(is_local_path, self.location))

    @property
    def framing(self) -> Framing | None:
        """How the pictures of a folder were fitted to their shape, or None for other data."""
        return None if self.folder_settings is None else Framing(self.folder_settings["framing"])

    @property
    def has_names_only(self) -> bool:
        """Whether the origin has the names of the files or folders alone, without their paths."""
        return not isinstance(self.location, str) and not any(map(os.path.dirname, self.location))

    def names_only(self) -> DataOrigin:
        """The origin with names of files or folders in place of their paths, for a file that is given away."""
        if isinstance(self.location, str):
            return self
        return self._replace(location=tuple(os.path.basename(path.rstrip("/\\")) or "data" for path in self.location))

    def within(self, folder: str | os.PathLike[str]) -> DataOrigin:
        """The origin with its names as paths in `folder`; one that has paths stays as it is."""
        if not self.has_names_only:
            return self
        return self._replace(location=tuple(os.path.abspath(os.path.join(folder, name)) for name in self.location))

    def matches(self, other: DataOrigin | None) -> bool:
        """Whether the origin equals `other`, or has only the names of its files or folders."""
        return other is not None and self in (other, other.names_only())


def is_local_path(path: str) -> bool:
    r"""Whether `path` is absolute and no network share such as \\server\share, whose server would see the access.

    Windows makes a share of /\server/share and \??\UNC\server\share as well. The same is said on every system.
    """
    on_windows = path.replace("/", "\\")
    return os.path.isabs(path) and not on_windows.startswith(("\\\\", "\\??\\"))


@dataclass(frozen=True, eq=False)
class Dataset:
    """Two parts of pictures of one size, and the names of the two classes.

    Attributes: `name`, for the user; `source`, the argument of `--data` that opens the same data set; `classes`, the
    names of class 0 and 1; `origin`, where it was opened, or None if it was made in memory; `edited`, the data set from
    there and the edits that made this one of it, or None if it was not edited.
    """

    name: str
    source: str
    train: Part
    test: Part
    classes: tuple[str, str]
    origin: DataOrigin | None = None
    edited: EditedDataset | None = None

    @property
    def edits(self) -> DatasetEdits | None:
        """The edits made since the data set was opened, or None without any."""
        return None if self.edited is None else self.edited.edits

    @property
    def original(self) -> Dataset:
        """The data set before all edits; itself if it was not edited."""
        return self if self.edited is None else self.edited.original

    def has_pictures_of(self, other: Dataset | None) -> bool:
        """Whether the data set is `other`, or made of the same original by the same edits."""
        return self is other or (other is not None and self.original is other.original and self.edits == other.edits)

    @property
    def parts(self) -> dict[str, Part]:
        """Both parts by name: "train", then "test"."""
        return {"train": self.train, "test": self.test}

    @property
    def picture_shape(self) -> tuple[int, int]:
        """Height and width of every picture, in pixels."""
        _, height, width, _ = self.train.pictures.shape
        return height, width

    @property
    def features(self) -> int:
        """Numbers per picture: height * width * 3."""
        height, width = self.picture_shape
        return height * width * 3

    @property
    def array_shapes(self) -> dict[str, tuple[int, ...]]:
        """The shapes of the notebook's arrays: train_x, train_y, test_x and test_y."""
        shapes: dict[str, tuple[int, ...]] = {}
        for name, part in self.parts.items():
            shapes |= {f"{name}_x": part.pictures.shape, f"{name}_y": part.labels.shape}
        return shapes

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256, in hexadecimal, of the pictures, labels and classes; slow the first time.

        Data sets with the same fingerprint train the same network.
        """
        import hashlib  # it loads OpenSSL, which is not needed at start-up

        digest = hashlib.sha256(json.dumps(self.classes).encode())
        for part in self.parts.values():
            # The shapes too: else a picture could be moved from one part to the other.
            digest.update(json.dumps(part.pictures.shape).encode())
            digest.update(np.ascontiguousarray(part.pictures).data)
            digest.update(part.labels.astype("<i8").tobytes())
        return digest.hexdigest()


def is_class_name(name: str) -> bool:
    """Whether `name` is a valid name of a class: one line of 1 to MAX_CLASS_NAME_LENGTH characters."""
    return 0 < len(name) <= MAX_CLASS_NAME_LENGTH and name.isprintable()


def cat_rank(class_name: str) -> int:
    """How clearly a name says cat: CATS for "cat" or "cats", 1 if it contains such a word, else 0.

    Words are runs of letters, and begin anew at a capital: "my-cats", "Cat photos" and "myCats2" are of cats,
    "category" is not.
    """
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", _HUMP.sub(" ", class_name))]
    place = next((place for place, word in enumerate(words) if word in _CAT_WORDS), None)
    if place is None or not _NEGATIONS.isdisjoint(words[:place]):
        return 0
    return CATS if len(words) == 1 else 1


def are_about_cats(classes: tuple[str, str]) -> bool:
    """Whether class 1 is that of cats, and class 0 is not."""
    return cat_rank(classes[1]) > 0 and cat_rank(classes[0]) == 0


def balance(classes: tuple[str, str], counts: tuple[int, int]) -> str:
    """The class balance as text: "137 non-cat (65.6%), 72 cat (34.4%)"."""
    named = zip(classes, counts, strict=True)
    return ", ".join(f"{count} {name} ({format_ratio(count / sum(counts))})" for name, count in named)


def describe_picture(label: int, classes: tuple[str, str]) -> str:
    """The notebook's caption of a picture: "y = 0. It's a non-cat picture."."""
    if classes == _NOTEBOOKS_CLASSES:
        return f"y = {label}. It's a {classes[label]} picture."
    return f"y = {label}. Its class is {classes[label]}."
