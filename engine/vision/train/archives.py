"""The archives of pictures to learn from: decoded once, kept as bytes, split into fixed parts.

`cifar10.zip` holds `train/CLASS/*.jpg` and `test/CLASS/*.jpg` of ten classes; `photos96.zip` and `more96.zip` hold
`cat/`, `dog/` and `other/`, squeezed to one size, and `boxes.csv` in the latter says where some of the animals are.
`fullsize.zip` holds photos of the same three kinds in their own shape, which nothing is learned from: by one half of
them detectors are calibrated.

Which pictures an epoch has, and in which order, is a function of the seed and of the epoch alone.

`manifest.csv` in `more96.zip` says to which group a picture belongs; some groups are scenes, to paste animals into.

The kept part of each is never trained on and never looked at while anything is chosen; it is read only by those who ask
for it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.errors import DatasetError, PhotoError
from engine.images.decoder import decode_photo_bytes
from engine.typing import Indices, Pixels
from engine.vision.train.cost import UNKNOWN_CLASS

CIFAR, PHOTOS, MORE, FULLSIZE = "cifar10.zip", "photos96.zip", "more96.zip", "fullsize.zip"
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
CAT, DOG = CLASSES.index("cat"), CLASSES.index("dog")
# Of the archives that are learned from; those that are not named here have no kept part.
_KEPT_PERCENT = {PHOTOS: 15, MORE: 5}
_VALIDATION_PERCENT = 5
_BOXES, _MANIFEST = "boxes.csv", "manifest.csv"
# Groups of the manifest: streets, nature and rooms.
_STREETS = {"street", "highway", "campus", "buildings", "airport", "baseball_field", "football_stadium", "windmill"}
_NATURE = {"forest", "rainforest", "desert", "sea", "glacier", "mountain", "landscape", "waterfall"}
_SCENES = _STREETS | _NATURE | {"bedroom", "kitchen", "laundromat", "auditorium"}
# How often an epoch has each photo of `photos96.zip` that shows no cat and no dog: they are few, one of each kind.
_OTHERS_TIMES = 4


@dataclass(frozen=True, slots=True)
class PictureSet:
    """Decoded pictures of one size with their labels.

    Attributes: `pixels` (m, 3, side, side), colors one after the other; `classes`, indices into CLASSES or
    UNKNOWN_CLASS; `names` of the files in the archive; `boxes` (m, 2, 2), begin and length of the animal in rows and in
    columns, as fractions of the picture, NaN where that is not known.
    """

    pixels: Pixels
    classes: NDArray[np.int64]
    names: tuple[str, ...]
    boxes: NDArray[np.float64]

    @property
    def is_cat(self) -> NDArray[np.bool_]:
        """Mask (m,): True for pictures that show a cat."""
        return np.asarray(self.classes == CAT)

    def subset(self, indices: Indices) -> PictureSet:
        """The pictures at `indices`."""
        names = tuple(self.names[int(i)] for i in indices)
        return PictureSet(self.pixels[indices], self.classes[indices], names, self.boxes[indices])


@dataclass(frozen=True, slots=True)
class FullPhotos:
    """Photos in their own shape, as users drop them, with their classes."""

    photos: list[Pixels]
    classes: NDArray[np.int64]

    @property
    def is_cat(self) -> NDArray[np.bool_]:
        """Which photos show a cat."""
        return np.asarray(self.classes == CAT)


def kept_names(names: Sequence[str], percent: int) -> set[str]:
    """The part of an archive that is never trained on: the `percent` of its names whose SHA-256 is lowest."""
    return set(sorted(names, key=_digest)[: len(names) * percent // 100])


def validation_names(names: Sequence[str]) -> set[str]:
    """The part on which training is watched: the 5% whose SHA-256, after "validation/", is lowest."""
    ordered = sorted(names, key=lambda name: _digest(f"validation/{name}"))
    return set(ordered[: len(names) * _VALIDATION_PERCENT // 100])


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def learning_names(path: Path) -> list[str]:
    """The names of the pictures in an archive that may be learned from: all but the kept part."""
    names = _picture_names(path)
    kept = kept_names(names, _KEPT_PERCENT.get(path.name, 0))
    return [name for name in names if name not in kept]


def kept_part(path: Path) -> PictureSet:
    """The pictures that are never trained on, to measure a finished detector. Raises DatasetError."""
    return read_pictures(path, sorted(kept_names(_picture_names(path), _KEPT_PERCENT[path.name])))


def full_photos(path: Path, kept: bool) -> FullPhotos:
    """The `kept` half of the photos in full size, or the half to calibrate by. Raises DatasetError.

    Kept are those whose name's SHA-256 begins with 8 to f. They are read as any photo that is dropped on the window.
    """
    names = [name for name in _picture_names(path) if (_digest(name)[0] >= 0x80) == kept]
    try:
        with zipfile.ZipFile(path) as archive:
            photos = [decode_photo_bytes(archive.read(name), name).detail for name in names]
    except (OSError, PhotoError, zipfile.BadZipFile) as error:
        raise _unreadable(path, error) from error
    return FullPhotos(photos, np.array([_class_of(name) for name in names]))


def scene_names(path: Path) -> frozenset[str]:
    """The names of the pictures of streets, nature and rooms, if the archive has a manifest. Raises DatasetError."""
    try:
        with zipfile.ZipFile(path) as archive:
            text = archive.read(_MANIFEST).decode() if _MANIFEST in archive.namelist() else ""
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise _unreadable(path, error) from error
    return frozenset(row["file"] for row in csv.DictReader(io.StringIO(text)) if row["group"] in _SCENES)


def read_pictures(path: Path, names: Sequence[str]) -> PictureSet:
    """The pictures called `names` in the archive, with their boxes if it has any. Raises DatasetError."""
    pixels = np.empty(0, np.uint8)
    try:
        with zipfile.ZipFile(path) as archive:
            for number, name in enumerate(names):
                picture = _decode(archive.read(name))
                if not number:  # a gigabyte is not to be held twice, as a list and as an array
                    pixels = np.empty((len(names), *picture.shape), np.uint8)
                pixels[number] = picture
            known = _read_boxes(archive) if _BOXES in archive.namelist() else {}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise _unreadable(path, error) from error
    unknown = np.full((2, 2), np.nan)
    boxes = np.array([known.get(name, unknown) for name in names]).reshape(-1, 2, 2)
    return PictureSet(pixels, np.array([_class_of(name) for name in names]), tuple(names), boxes)


def _unreadable(path: Path, error: Exception) -> DatasetError:
    return DatasetError(path, f"its pictures cannot be read ({error}); get the archive again")


def _read_boxes(archive: zipfile.ZipFile) -> dict[str, NDArray[np.float64]]:
    """The boxes by the names of the pictures, as PictureSet has them."""
    rows = csv.DictReader(io.StringIO(archive.read(_BOXES).decode()))
    return {
        row["file"]: np.array(
            [_span(row["center_y"], row["height"]), _span(row["center_x"], row["width"])],
        )
        for row in rows
    }


def _span(center: str, length: str) -> tuple[float, float]:
    return float(center) - float(length) / 2, float(length)


def _picture_names(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return sorted(name for name in archive.namelist() if name.endswith((".jpg", ".jpeg")))
    except (OSError, zipfile.BadZipFile) as error:
        raise DatasetError(path, f"the archive cannot be read ({error}); get it again") from error


def _class_of(name: str) -> int:
    folder = name.split("/")[-2]
    return CLASSES.index(folder) if folder in CLASSES else UNKNOWN_CLASS


def _decode(data: bytes) -> Pixels:
    with Image.open(io.BytesIO(data)) as picture:
        return np.ascontiguousarray(np.asarray(picture.convert("RGB")).transpose(2, 0, 1))


class RandomStream(IntEnum):
    """The purposes of random numbers; the network's first parameters have 0."""

    ORDER = 1
    CHANGES = 2
    LAST_STATISTICS = 3


@dataclass(frozen=True, slots=True)
class PictureData:
    """Pictures of the three archives that are learned from, one after the other; `scenes`, the names of some."""

    cifar: PictureSet
    photos: PictureSet
    more: PictureSet
    scenes: frozenset[str] = frozenset()

    @property
    def sets(self) -> tuple[PictureSet, ...]:
        """The pictures of each archive."""
        return self.cifar, self.photos, self.more

    @property
    def classes(self) -> NDArray[np.int64]:
        """The classes of all pictures."""
        return np.concatenate([some.classes for some in self.sets])

    @property
    def boxes(self) -> NDArray[np.float64]:
        """The boxes of all pictures, as PictureSet has them."""
        return np.concatenate([some.boxes for some in self.sets])

    @property
    def is_scene(self) -> NDArray[np.bool_]:
        """Mask of all pictures: True for streets, nature and rooms."""
        return np.array([name in self.scenes for some in self.sets for name in some.names])

    def pictures(self, indices: Indices) -> Sequence[Pixels]:
        """The pictures at `indices`, of different sizes."""
        ends = np.cumsum([len(some.names) for some in self.sets])
        which = np.searchsorted(ends, indices, side="right")
        return [self.sets[number].pixels[i - ends[number]] for number, i in zip(which, indices, strict=True)]


def epoch_order(data: PictureData, cifar_share: float, seed: int, epoch: int, boxed_times: int = 1) -> Indices:
    """The pictures of an epoch in a random order: all photos, and CIFAR pictures for a share of `cifar_share`.

    Other ones of CIFAR each time. Animals with a box come `boxed_times`.
    """
    stream = np.random.default_rng([seed, RandomStream.ORDER, epoch])
    counts = [len(some.names) for some in data.sets]
    photos = counts[0] + np.arange(counts[1])
    rare = np.repeat(photos[data.photos.classes == UNKNOWN_CLASS], _OTHERS_TIMES - 1)
    has_box = ~np.isnan(data.more.boxes).any(axis=(1, 2))
    more = counts[0] + counts[1] + np.repeat(np.arange(counts[2]), np.where(has_box, boxed_times, 1))
    cifar_count = round(cifar_share / (1 - cifar_share) * (len(photos) + len(rare) + len(more)))
    cifar = stream.permutation(counts[0])[:cifar_count]
    return stream.permutation(np.concatenate([cifar, photos, rare, more]))
