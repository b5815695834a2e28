"""Classification of paths that a user drops, opens or names; and what a drop will do, in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from engine.data.dataset import DATA_SUFFIXES
from engine.data.image_folder import FolderListing, find_kinds, find_left_out, have_kinds, left_out_text, list_folder
from engine.data.sources import Listings
from engine.errors import DatasetError, FileError, PhotoError
from engine.images.photo import is_photo_name
from engine.images.reader import check_photo
from engine.progress import UNOBSERVED, Work
from engine.saved_model.model import MODEL_SUFFIX
from engine.text import counted, listed, printable

# Files without the name of a photo that are looked into.
_MOST_CHECKED = 20
_MOST_NAMES = 2


class OpenAs(Enum):
    """What folders of pictures are to be."""

    FITTING = auto()
    """Data where they hold folders of pictures, photos elsewhere."""
    DATA = auto()
    PHOTOS = auto()


@dataclass(frozen=True, slots=True)
class ClassifiedPaths:
    """The paths of a data set, of a model, and of photos, which are all others.

    Attributes: `listings`, the folders among them, so that opening the data need not list them again; `problem`, why
    nothing of them can be opened, or empty.
    """

    data: tuple[Path, ...]
    model: Path | None
    photos: tuple[Path, ...]
    listings: Listings = field(default_factory=dict, compare=False, repr=False)
    problem: str = ""


def classify_paths(paths: Sequence[Path], work: Work = UNOBSERVED) -> dict[OpenAs, ClassifiedPaths]:
    """Classify files by their names, and folders by their entries, for each of what the folders may be to become.

    A data set is a folder with HDF5 files, a folder with folders of pictures and no picture beside them, or such
    folders given together; any other folder is one of photos, unless folders are to be data. Photos without the name
    of one are looked into. Each folder is listed and each file looked into once. Raises CancelledError.
    """
    listings = _list_folders(paths)
    unreadable_reason = cache(partial(_unreadable_reason, paths, listings, work))
    return {folders: _classify(paths, folders, listings, unreadable_reason) for folders in OpenAs}


def _classify(
    paths: Sequence[Path], folders: OpenAs, listings: Listings, unreadable_reason: Callable[[], str]
) -> ClassifiedPaths:
    data = tuple(path for path in paths if _is_data(path, listings, folders))
    if not data and folders is not OpenAs.PHOTOS and 2 <= len(listings) == len(paths):
        data = tuple(paths) if have_kinds(list(listings.values())) else ()
    models = [path for path in paths if path.suffix.lower() == MODEL_SUFFIX and path not in data]
    photos = tuple(path for path in paths if path not in data and path not in models)
    problem = ""
    if not data and not models:
        problem = _missing_in_data(listings) if folders is OpenAs.DATA else ""
        problem = problem or unreadable_reason()  # all paths are photos here
    return ClassifiedPaths(data, models[-1] if models else None, () if problem else photos, listings, problem)


def addable_pictures(paths: Sequence[Path], as_photos: ClassifiedPaths) -> ClassifiedPaths | None:
    """The pictures that may be added to one class of the data; None if there are none, or other things among them.

    `as_photos` are `paths` classified as photos. Pictures in several folders of a folder may be of several classes, and
    are not added to one of them.
    """
    have_others = as_photos.problem or len(as_photos.photos) < len(paths)
    if have_others or any(map(_has_several_folders, as_photos.listings.values())):
        return None
    return as_photos


def _has_several_folders(listing: FolderListing) -> bool:
    """Whether a folder has pictures in more than one folder, be they in its own, so that they need not be of a kind."""
    return sum(bool(folder.pictures) for folder in (listing, *listing.subfolders)) > 1


def _list_folders(paths: Iterable[Path]) -> Listings:
    listings = {}
    for path in paths:
        with suppress(DatasetError):
            listings[path] = list_folder(path)
    return listings


def _is_data(path: Path, listings: Listings, folders: OpenAs) -> bool:
    if path not in listings:
        return path.suffix.lower() in DATA_SUFFIXES
    return listings[path].data or (folders is not OpenAs.PHOTOS and have_kinds([listings[path]]))


def _missing_in_data(listings: Listings) -> str:
    """What the folders lack to be a data set; empty if there are none."""
    try:
        if listings:
            find_kinds(list(listings.values()))
    except DatasetError as error:
        return _with_name(error)
    return ""


def _with_name(error: FileError) -> str:
    """The reason, with the name of the file instead of the whole path, which the user has just chosen."""
    return f"{printable(Path(error.path).name)}: {error.reason}"


def _unreadable_reason(photos: Sequence[Path], listings: Listings, work: Work) -> str:
    """The reason why the first photo is unreadable if all `photos` are; else ''."""
    if not photos or len(photos) > _MOST_CHECKED or any(map(is_photo_name, photos)):
        return ""
    reasons = []
    for path in photos:
        if path in listings:
            listing = listings[path]
            if listing.pictures or listing.folders:
                return ""
            reasons.append(f"{listing.name}: no pictures in this folder")
            continue
        try:
            check_photo(path, work)
        except PhotoError as error:
            reasons.append(_with_name(error))
        else:
            return ""
    return reasons[0]


class DropHint(NamedTuple):
    """A sentence with an icon. Attributes: `possible`, whether anything will be opened."""

    text: str
    icon: str
    possible: bool = True


PICTURE_HINT = DropHint("Classify this picture", "pictures")


def unclassified_hint(paths: Sequence[Path]) -> DropHint:
    """The hint for files that are not yet looked into."""
    return DropHint(f"Open: {_list_names(paths)}", "open")


def drop_hint(dropped: ClassifiedPaths) -> DropHint:
    """The hint for classified files."""
    if dropped.problem:
        return DropHint(f"Cannot open this: {dropped.problem}", "warning", possible=False)
    parts = []
    if dropped.data:
        parts.append(_data_text(dropped))
    if dropped.model is not None:
        parts.append(f"Open the network: {_list_names([dropped.model])}")
    if dropped.photos:
        parts.append(f"Classify: {_photos_text(dropped)}")
    is_photos = not dropped.data and dropped.model is None
    return DropHint("\n".join(parts), "pictures" if is_photos else "open")


def addition_hint(addable: ClassifiedPaths | None) -> DropHint:
    """The hint over the classes to which pictures can be added; None for a picture that is in no file."""
    return DropHint(f"Add {_photos(1) if addable is None else _photos_text(addable)} to:", "pictures")


def data_hint(dropped: ClassifiedPaths) -> DropHint | None:
    """The hint for opening the files as other data, if they can be."""
    return DropHint(_data_text(dropped), "open") if dropped.data and not dropped.problem else None


def _data_text(dropped: ClassifiedPaths) -> str:
    listings = [dropped.listings[path] for path in dropped.data if path in dropped.listings]
    are_read = len(listings) == len(dropped.data) and not any(listing.data for listing in listings)
    if not are_read:
        return f"Open as data: {_list_names(dropped.data)}"
    left_out = left_out_text(find_left_out(listings))
    return "\n".join(filter(None, (f"Open as data: {_kinds_text(find_kinds(listings))}", left_out)))


def _kinds_text(kinds: Sequence[FolderListing]) -> str:
    counts = [len(kind.pictures) for kind in kinds]
    if len(kinds) > 2:
        return f"{len(kinds)} kinds, {sum(counts):,} pictures"
    first, second = kinds
    return f"{first.name} ({counts[0]:,}), {second.name} ({counts[1]:,})"


def _photos_text(dropped: ClassifiedPaths) -> str:
    listings = [dropped.listings[path] for path in dropped.photos if path in dropped.listings]
    if any(listing.folders for listing in listings):
        return f"photos in {_list_names(dropped.photos)}"
    files = len(dropped.photos) - len(listings)
    return _photos(files + sum(len(listing.pictures) for listing in listings))


def _photos(count: int) -> str:
    return counted(count, "photo", "photos")


def _list_names(paths: Sequence[Path]) -> str:
    names = [printable(path.name or str(path)) for path in paths]
    return listed(names, _MOST_NAMES)
