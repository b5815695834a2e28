"""The archives of pictures to learn from: decoded once, kept as bytes, split into fixed parts.

`cifar10.zip` holds `train/CLASS/*.jpg` and `test/CLASS/*.jpg` of ten classes; `photos96.zip` holds `cat/`, `dog/` and
`other/`. The kept part of the photos is never trained on and never looked at while anything is chosen; it is read only
by those who ask for it.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.errors import DatasetError
from engine.typing import Indices, Pixels
from engine.vision.train.cost import UNKNOWN_CLASS

CIFAR, PHOTOS = "cifar10.zip", "photos96.zip"
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
CAT = CLASSES.index("cat")
_KEPT_PERCENT, _VALIDATION_PERCENT = 15, 5


@dataclass(frozen=True, slots=True)
class PictureSet:
    """Decoded pictures of one size with their labels.

    Attributes: `pixels` (m, 3, side, side), colors one after the other; `classes`, indices into CLASSES or
    UNKNOWN_CLASS; `names` of the files in the archive.
    """

    pixels: Pixels
    classes: NDArray[np.int64]
    names: tuple[str, ...]

    @property
    def is_cat(self) -> NDArray[np.bool_]:
        """Which pictures show a cat."""
        return np.asarray(self.classes == CAT)

    def subset(self, indices: Indices) -> PictureSet:
        """The pictures at `indices`."""
        return PictureSet(self.pixels[indices], self.classes[indices], tuple(self.names[int(i)] for i in indices))


def kept_names(names: Sequence[str]) -> set[str]:
    """The part of the photos that is never trained on: the 15% whose SHA-256 is lowest."""
    return set(sorted(names, key=_digest)[: len(names) * _KEPT_PERCENT // 100])


def validation_names(names: Sequence[str]) -> set[str]:
    """The part on which training is watched: the 5% whose SHA-256, after "validation/", is lowest."""
    ordered = sorted(names, key=lambda name: _digest(f"validation/{name}"))
    return set(ordered[: len(names) * _VALIDATION_PERCENT // 100])


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def learning_names(path: Path) -> list[str]:
    """The names of the pictures in an archive that may be learned from: of the photos all but the kept part."""
    names = _picture_names(path)
    kept = kept_names(names) if path.name == PHOTOS else set()
    return [name for name in names if name not in kept]


def kept_part(path: Path) -> PictureSet:
    """The photos that are never trained on, for saying how good a finished detector is. Raises DatasetError."""
    return read_pictures(path, sorted(kept_names(_picture_names(path))))


def read_pictures(path: Path, names: Sequence[str]) -> PictureSet:
    """The pictures called `names` in the archive. Raises DatasetError."""
    try:
        with zipfile.ZipFile(path) as archive:
            decoded = [_decode(archive.read(name)) for name in names]
        pixels = np.stack(decoded)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DatasetError(path, f"its pictures cannot be read ({error}); get the archive again") from error
    return PictureSet(pixels, np.array([_class_of(name) for name in names]), tuple(names))


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
