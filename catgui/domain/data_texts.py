"""Texts about data made of folders of pictures: how the pictures were read and divided."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from catgui.domain.photo_texts import FRAMINGS
from engine.data.dataset import DataOrigin
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS, ImageFolderData, ImageFolderSettings
from engine.data.sources import BUILTIN, COURSE
from engine.text import printable

NO_DATA = "No data yet"
# Before it is known which data were open last.
EXPECTED = "Reading…"
_READING = {BUILTIN: "Reading the built-in drawings…", COURSE: "Reading the course photos…"}
# How the same pictures are shown to the network; with another of the other settings, other pictures are tested.
_FRAMING, _SIZE = "Framing", "Picture size"


def reading_text(location: str | Sequence[str | Path]) -> str:
    """A text on the data being read: "Reading the course photos…", "Reading cats, dogs…"."""
    if isinstance(location, str):
        return _READING.get(location) or f"Reading {printable(location)}…"
    names = [printable(Path(path).name or str(path)) for path in location]
    return f"Reading {', '.join(names[:2])}…"


def also_in_training(twins: int, count: int) -> str:
    """A line on how many of `count` test pictures are training pictures as well; '' if none is."""
    return f"{twins:,} of {count:,} {'is' if twins == 1 else 'are'} also in training" if twins else ""


def unread_files(data: ImageFolderData) -> str:
    """A line on what was left out of folders of pictures, or not read; '' if all was."""
    return f"{len(data.not_read):,} not read" if data.not_read else ""


def folder_settings(origin: DataOrigin | None) -> dict[str, str]:
    """The settings by which folders of pictures became data, by title; empty for other data."""
    settings = _settings_of(origin)
    if settings is None:
        return {}
    recognized = {"Recognized class": settings.positive} if settings.positive else {}
    return {
        **recognized,
        _FRAMING: FRAMINGS[settings.framing],
        _SIZE: f"{settings.side} x {settings.side} px",
        "Test share": f"{settings.test_percent}%",
        "Split seed": str(settings.seed),
    }


def divides_alike(one: DataOrigin | None, other: DataOrigin | None) -> bool:
    """Whether folders of pictures were divided into the same classes and parts."""
    parts = ({k: v for k, v in folder_settings(it).items() if k not in (_FRAMING, _SIZE)} for it in (one, other))
    return next(parts) == next(parts)


def data_text(name: str, origin: DataOrigin | None) -> str:
    """The name of a data set and, for folders of pictures, how they were read: "pets: cat, center crop"."""
    settings = _settings_of(origin)
    if settings is None:
        return name
    framing = FRAMINGS[settings.framing]
    details = [settings.positive, framing] if settings.positive else [framing]
    if settings.side != DEFAULT_FOLDER_SETTINGS.side:
        details.append(f"{settings.side} px")
    if settings.test_percent != DEFAULT_FOLDER_SETTINGS.test_percent:
        details.append(f"{settings.test_percent}% test")
    if settings.seed != DEFAULT_FOLDER_SETTINGS.seed:
        details.append(f"split seed {settings.seed}")
    return f"{name}: {', '.join(details)}"


def _settings_of(origin: DataOrigin | None) -> ImageFolderSettings | None:
    if origin is None or origin.folder_settings is None:
        return None
    return ImageFolderSettings.from_dict(origin.folder_settings)
