"""What a drop of files will do, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from catgui.inputs.classify_paths import ClassifiedPaths
from engine.data.image_folder import FolderListing, find_kinds, find_left_out, left_out_text
from engine.text import counted, listed, printable

_MOST_NAMES = 2


class DropHint(NamedTuple):
    """A sentence with an icon. Attributes: `possible`, whether anything will be opened."""

    text: str
    icon: str
    possible: bool = True


PICTURE_HINT = DropHint("Classify this picture", "pictures")


def unclassified_hint(paths: Sequence[Path]) -> DropHint:
    """The hint for files that are not yet looked into."""
    return DropHint(f"Open: {_names(paths)}", "open")


def drop_hint(dropped: ClassifiedPaths) -> DropHint:
    """The hint for classified files."""
    if dropped.problem:
        return DropHint(f"Cannot open this: {dropped.problem}", "warning", possible=False)
    parts = []
    if dropped.data:
        parts.append(_data_text(dropped))
    if dropped.model is not None:
        parts.append(f"Open the network: {_names([dropped.model])}")
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
        return f"Open as data: {_names(dropped.data)}"
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
        return f"photos in {_names(dropped.photos)}"
    files = len(dropped.photos) - len(listings)
    return _photos(files + sum(len(listing.pictures) for listing in listings))


def _photos(count: int) -> str:
    return counted(count, "photo", "photos")


def _names(paths: Sequence[Path]) -> str:
    names = [printable(path.name or str(path)) for path in paths]
    return listed(names, _MOST_NAMES)
