"""Classification of paths that a user drops, opens or names on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from engine.data.dataset import DATA_SUFFIXES
from engine.data.image_folder.discovery import are_class_folders, list_folder
from engine.data.sources.opening import Listings
from engine.errors import DatasetError
from engine.saved_model.model import MODEL_SUFFIX


@dataclass(frozen=True, slots=True)
class ClassifiedPaths:
    """The paths of a data set, of a model, and of photos, which are all others.

    Attributes: `listings`, the folders among them, so that opening the data need not list them again.
    """

    data: tuple[Path, ...]
    model: Path | None
    photos: tuple[Path, ...]
    listings: Listings = field(default_factory=dict, compare=False, repr=False)


def classify_paths(paths: Sequence[Path]) -> ClassifiedPaths:
    """Classify files by their names, and folders by their entries; each folder is listed once.

    A data set is a folder with HDF5 files, a folder with two folders of pictures and no picture beside them, or two
    folders of pictures given together; any other folder is one of photos.
    """
    listings = _list_folders(paths)
    data = tuple(path for path in paths if _is_data(path, listings))
    if not data and len(listings) == len(paths) == 2 and are_class_folders(list(listings.values())):
        data = tuple(paths)
    models = [path for path in paths if path.suffix.lower() == MODEL_SUFFIX and path not in data]
    photos = tuple(path for path in paths if path not in data and path not in models)
    return ClassifiedPaths(data, models[-1] if models else None, photos, listings)


def has_data_name(path: Path) -> bool:
    """Whether a path is named like a data set or a model."""
    return path.suffix.lower() in (*DATA_SUFFIXES, MODEL_SUFFIX)


def _list_folders(paths: Iterable[Path]) -> Listings:
    listings = {}
    for path in paths:
        with suppress(DatasetError):
            listings[path] = list_folder(path)
    return listings


def _is_data(path: Path, listings: Listings) -> bool:
    if path not in listings:
        return path.suffix.lower() in DATA_SUFFIXES
    return listings[path].data or are_class_folders([listings[path]])
