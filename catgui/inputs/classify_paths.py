"""Classification of paths that a user drops, opens or names on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.data.dataset import DATA_SUFFIXES
from engine.data.image_folder.discovery import are_class_folders, list_folder
from engine.errors import DatasetError
from engine.saved_model.model import MODEL_SUFFIX

# Of each folder: the listing blocks the GUI thread, and there are folders of a hundred thousand photos.
_MAX_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class ClassifiedPaths:
    """The paths of a data set, of a model, and of photos, which are all others."""

    data: tuple[Path, ...]
    model: Path | None
    photos: tuple[Path, ...]


def classify_paths(paths: Sequence[Path]) -> ClassifiedPaths:
    """Classify files by their names, and folders by their entries.

    A data set is a folder with HDF5 files, a folder with two folders of pictures and no picture beside them, or two
    folders of pictures given together; any other folder is one of photos.
    """
    data = tuple(path for path in paths if _is_data(path))
    if not data and len(paths) == 2 and _are_class_folders(paths):
        data = tuple(paths)
    models = [path for path in paths if path.suffix.lower() == MODEL_SUFFIX and path not in data]
    photos = tuple(path for path in paths if path not in data and path not in models)
    return ClassifiedPaths(data, models[-1] if models else None, photos)


def has_data_name(path: Path) -> bool:
    """Whether a path is named like a data set or a model."""
    return path.suffix.lower() in (*DATA_SUFFIXES, MODEL_SUFFIX)


def _is_data(path: Path) -> bool:
    if path.suffix.lower() in DATA_SUFFIXES and not path.is_dir():
        return True
    try:
        listing = list_folder(path, _MAX_ENTRIES)
    except DatasetError:
        return False
    return listing.data or are_class_folders([listing], _MAX_ENTRIES)


def _are_class_folders(paths: Sequence[Path]) -> bool:
    try:
        return are_class_folders([list_folder(path, _MAX_ENTRIES) for path in paths], _MAX_ENTRIES)
    except DatasetError:
        return False
