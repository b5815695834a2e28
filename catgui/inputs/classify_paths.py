"""Classification of paths that the user drops, opens or names on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.data.dataset import DATA_SUFFIXES
from engine.data.image_folder.discovery import are_class_folders, list_folder
from engine.errors import DatasetError
from engine.saved_model.model import MODEL_SUFFIX

# This blocks the window, so large folders are not listed to their end.
_MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class ClassifiedPaths:
    """Paths by kind: those of a data set, a model, and photos or folders of photos."""

    data: tuple[Path, ...]
    model: Path | None
    photos: tuple[Path, ...]


def classify_paths(paths: Sequence[Path]) -> ClassifiedPaths:
    """Classify files by their names, and folders by their contents.

    Data are a folder with HDF5 files, a folder with two folders of pictures and nothing else, or two folders of
    pictures; any other folder is one of photos.
    """
    data = tuple(path for path in paths if _is_data(path))
    if not data and len(paths) == 2 and _are_class_folders(paths):
        data = tuple(paths)
    models = [path for path in paths if path.suffix.lower() == MODEL_SUFFIX and path not in data]
    photos = tuple(path for path in paths if path not in data and path not in models)
    return ClassifiedPaths(data, models[-1] if models else None, photos)


def _is_data(path: Path) -> bool:
    if path.suffix.lower() in DATA_SUFFIXES and not path.is_dir():
        return True
    try:
        listing = list_folder(path, _MOST_ENTRIES)
    except DatasetError:
        return False
    return listing.data or are_class_folders([listing], _MOST_ENTRIES)


def _are_class_folders(paths: Sequence[Path]) -> bool:
    try:
        return are_class_folders([list_folder(path, _MOST_ENTRIES) for path in paths], _MOST_ENTRIES)
    except DatasetError:
        return False
