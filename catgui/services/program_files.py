"""The files that the program keeps for itself: where they are, how large, and how to do without them.

Only files of names that the program gives are ever deleted: a network that somebody has saved in one of these folders
stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from catgui.models.documents.recovery_file import RecoveryFile, recovery_files
from engine.saved_model.model import MODEL_SUFFIX

_SESSION_NAME = re.compile(rf"session(\.json|{re.escape(MODEL_SUFFIX)})|reason\.txt")
_ASIDE_NAME = re.compile(r"aside-\d+")
_PASTED_NAME = re.compile("[0-9a-f]{64}")
_LOG_NAME = re.compile(r"(catgui\.log(\.\d+)?|faults(\.old)?\.log)")
_PRACTICE_NAME = re.compile(r"drawing \d+\.png")


@dataclass(frozen=True, slots=True)
class ProgramFiles:
    """Files of one kind.

    Attributes: `title`; `place`, a file or a folder; `list_files`, which finds those that are there, in any thread;
    `lost`, a text for the user about what a reset loses; `reset`, which may raise OSError.
    """

    title: str
    place: Path
    list_files: Callable[[], Iterable[Path]]
    lost: str
    reset: Callable[[], object]

    def size(self) -> int:
        """The bytes that the files take."""
        total = 0
        for path in self.list_files():
            with suppress(OSError):  # it has gone meanwhile
                total += path.stat().st_size
        return total


def database_files(path: Path) -> list[Path]:
    """An SQLite file, with what SQLite keeps beside it."""
    return [file for suffix in ("", "-journal", "-wal", "-shm") if (file := Path(f"{path}{suffix}")).is_file()]


def session_files(folder: Path) -> list[Path]:
    """The last session, and those kept aside, with their networks and the photos that were pasted."""
    places = [folder, *(path for path in _children(folder) if _ASIDE_NAME.fullmatch(path.name))]
    found = [(*_named(place, _SESSION_NAME), *_named(place / "pasted", _PASTED_NAME)) for place in places]
    return [path for paths in found for path in paths]


def log_files(folder: Path) -> list[Path]:
    """The log of errors and of crashes, with their earlier parts."""
    return _named(folder, _LOG_NAME)


def downloaded_files(names: Iterable[str], folder: Path, practice: Path) -> list[Path]:
    """The course photos in `folder`, and the practice pictures of the lessons, in folders of their classes."""
    course = [path for name in names if (path := folder / name).is_file()]
    classes = [path for path in _children(practice) if path.is_dir()]
    return [*course, *(picture for place in classes for picture in _named(place, _PRACTICE_NAME))]


def delete_files(paths: Iterable[Path]) -> None:
    """Delete files, and the folders in which nothing is left; of a link, the link. Raises OSError."""
    paths = list(paths)
    for path in paths:
        path.unlink(missing_ok=True)
    for folder in sorted({path.parent for path in paths}, reverse=True):  # those within others first
        with suppress(OSError):  # there is something else in it
            folder.rmdir()


def delete_recovered(folder: Path) -> None:
    """Delete the networks that killed windows have left; those of open windows are locked, and stay. Raises OSError."""
    for path in recovery_files(folder):
        if path.suffix == MODEL_SUFFIX:
            file = RecoveryFile(folder, path.stem)
            if file.acquire():
                file.discard()


def empty_log(folder: Path) -> None:
    """Delete the log but for the files that are written to, which are emptied. Raises OSError."""
    for path in log_files(folder):
        if path.name in ("catgui.log", "faults.log"):
            with path.open("r+b") as file:
                file.truncate()
        else:
            path.unlink(missing_ok=True)


def _named(folder: Path, name: re.Pattern[str]) -> list[Path]:
    return [path for path in _children(folder) if name.fullmatch(path.name) and path.is_file()]


def _children(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from sorted(folder.iterdir())
