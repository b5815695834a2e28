"""The settings that are stored between sessions."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import quote, unquote_to_bytes

from PySide6.QtCore import QByteArray, QLockFile, QSettings, QStandardPaths, QTemporaryDir

from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS, ImageFolderSettings
from engine.errors import ConfigError
from engine.storage.regular_file import check_regular_file
from engine.storage.user_dirs import PORTABLE_SETTINGS, portable_folder

_log = logging.getLogger(__name__)

ORGANIZATION = "Catgui"
APPLICATION = "Catgui"
_MAX_RECENT = 8
_MAX_NUMBER = 2**31 - 1
# The suffixes of Qt's temporary files, six random letters, and of its lock files. A lower-case letter before a capital
# is required, so that a user's "Catgui.conf.backup" does not match.
_QT_TEMPORARY_SUFFIX = re.compile(r"\.(?=[A-Za-z]{6}$)[A-Za-z]*[a-z][A-Z][A-Za-z]*|\.lock(\.rmlock)+")


class _ForgottenStore:
    """Takes the place of a QSettings that was reset: what is set from then on is not stored."""

    def __init__(self, store: QSettings) -> None:
        self.fileName, self.format = store.fileName, store.format
        self._values: dict[str, Any] = {}

    def value(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def setValue(self, key: str, value: Any) -> None:  # noqa: N802
        self._values[key] = value

    def clear(self) -> None:
        self._values.clear()

    def sync(self) -> None:
        """There is nothing to write."""

    def status(self) -> QSettings.Status:
        return QSettings.Status.NoError


Value = TypeVar("Value")


class _Setting(Generic[Value]):
    """A value in the store, as an attribute of Settings.

    `read` makes it of what is stored, which may be damaged, or of None; `write` makes of it what is stored.
    """

    def __init__(self, key: str, read: Callable[[Any], Value], write: Callable[[Value], object] | None = None) -> None:
        self._key, self._read, self._write = key, read, write

    def __get__(self, settings: Settings, owner: type[Settings]) -> Value:
        return self._read(settings._store.value(self._key))

    def __set__(self, settings: Settings, value: Value) -> None:
        settings._store.setValue(self._key, value if self._write is None else self._write(value))


def _text(key: str, default: str) -> _Setting[str]:
    return _Setting(key, lambda stored: default if stored is None else str(stored))


def _number(key: str, default: int) -> _Setting[int]:
    return _Setting(key, lambda stored: _int(stored, default))


def _switch(key: str, default: bool) -> _Setting[bool]:
    return _Setting(key, lambda stored: bool(_int(stored, int(default))), int)


def _bytes(key: str) -> _Setting[QByteArray | None]:
    return _Setting(key, lambda stored: stored if isinstance(stored, QByteArray) else None)


def _folder(key: str, location: QStandardPaths.StandardLocation) -> _Setting[str]:
    """A folder; before there is one, the user's own for a kind of files, or the home folder."""

    def read(stored: object) -> str:
        folder = QStandardPaths.writableLocation(location)
        return str(stored or "") or (folder if os.path.isdir(folder) else str(Path.home()))

    return _Setting(key, read)


def _int(stored: object, default: int) -> int:
    """The number that is stored; the default for none, and for one that Qt's widgets do not take."""
    try:
        number = int(str(default if stored is None else stored))
    except ValueError:
        return default
    return number if abs(number) <= _MAX_NUMBER else default


def _json(stored: object) -> dict[str, Any]:
    try:
        values = json.loads("{}" if stored is None else str(stored))
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _names(stored: object) -> list[str]:
    lines = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
    return [str(line) for line in lines]


def _counts(values: dict[str, Any]) -> dict[str, int]:
    return {str(name): count for name, count in values.items() if isinstance(count, int) and 0 <= count <= _MAX_NUMBER}


class Settings:
    """Typed access to a QSettings; the only place that knows its keys.

    Attributes: `obstacle`, why the user's settings are not used, but new ones that are not kept; else None.
    """

    geometry = _bytes("window/geometry")
    """The position and size of the window, from QWidget.saveGeometry; None at first."""
    layout = _bytes("window/layout")
    """The places of the docks, from QMainWindow.saveState; None at first."""
    layout_name = _text("window/layout_name", "")
    """The layout whose sizes the docks have, or '' if they have sizes of the user's own."""
    theme = _text("theme", "system")
    """The name of the theme: "system", "light" or "dark"."""
    text_size = _number("text_size", 100)
    """The size of the text, in percent of the system's."""
    reopens_session = _switch("session/reopen", True)
    """Whether the program opens with what was open when it was closed."""
    speed = _number("training/speed", -1)
    """The position of the speed slider, or -1 for the fastest."""
    first_run_watched = _switch("training/watched", False)
    """Whether a first run has been slowed down to be watched."""
    log_scale = _switch("plot/log_scale", False)
    """Whether the cost axis is logarithmic."""
    per_class_shown = _switch("results/per_class", False)
    """Whether the results have the metrics per class."""
    photo_size = _number("photos/size", -1)
    """The size of the photo cards, or -1 for the default."""
    photo_order = _text("photos/order", "")
    """The order of the photos by its name, or '' for the default."""
    shows_detector = _switch("photos/detector", True)
    """Whether the cat detector answers the photos."""
    open_folder = _folder("files/folder", QStandardPaths.StandardLocation.PicturesLocation)
    """The folder of the file opened last; before that, the user's pictures."""
    save_folder = _folder("files/save_folder", QStandardPaths.StandardLocation.DocumentsLocation)
    """The folder of the file saved last; before that, the user's documents."""
    lesson_progress = _Setting("help/lessons", lambda stored: _counts(_json(stored)), json.dumps)
    """The step reached in each guided lesson, by its id."""
    lesson_tasks = _Setting("help/lesson_tasks", lambda stored: _counts(_json(stored)), json.dumps)
    """What has been done in each guided lesson, by its id: the sum of 2 to the power of the step."""
    lesson_offered = _switch("help/offered", False)
    """Whether a guided lesson has been offered."""
    found_before = _Setting("help/found", _names)
    """What the search has led to, by its keys, the last first."""

    def __init__(self, store: QSettings | None = None) -> None:
        self.obstacle: OSError | None = None
        self._temporary: QTemporaryDir | None = None
        self._store: QSettings | _ForgottenStore = store if store is not None else self._open()

    def _open(self) -> QSettings:
        """The user's settings; new ones that are not kept if Qt could not read their files to the end."""
        try:
            for file in _files():
                check_regular_file(file)
        except OSError as error:
            self.obstacle = error
            self._temporary = QTemporaryDir()
            return QSettings(self._temporary.filePath("settings.ini"), QSettings.Format.IniFormat)
        portable = portable_folder()
        if portable is not None:
            return QSettings(str(portable / PORTABLE_SETTINGS), QSettings.Format.IniFormat)
        return QSettings(ORGANIZATION, APPLICATION)

    @property
    def recent(self) -> list[list[str]]:
        """The recent data sets, newest first, each as the paths of its files."""
        stored = self._store.value("files/recent", [])
        lines = [stored] if isinstance(stored, str) else stored[:_MAX_RECENT] if isinstance(stored, list) else []
        return [[os.fsdecode(unquote_to_bytes(path)) for path in str(line).split("\n")] for line in lines]

    def remember_dataset(self, paths: list[str], folder_settings: ImageFolderSettings | None = None) -> None:
        """Put a data set first in `recent`; `folder_settings` are those of folders of pictures."""
        recent = [paths, *(known for known in self.recent if known != paths)][:_MAX_RECENT]
        stored = _json(self._store.value("files/own_data"))
        if folder_settings is not None:
            stored[_encode_paths(paths)] = folder_settings.as_dict()
        lines = [_encode_paths(known) for known in recent]
        self._store.setValue("files/recent", lines)
        self._store.setValue("files/own_data", json.dumps({line: stored[line] for line in lines if line in stored}))

    def folder_settings(self, location: object) -> ImageFolderSettings:
        """The settings of the folders of pictures at `location`, or the defaults."""
        stored = (
            _json(self._store.value("files/own_data")).get(_encode_paths(location))
            if isinstance(location, list)
            else None
        )
        try:
            return DEFAULT_FOLDER_SETTINGS if stored is None else ImageFolderSettings.from_dict(stored)
        except (ConfigError, TypeError):  # damaged, or of a newer program
            return DEFAULT_FOLDER_SETTINGS

    def clear(self) -> None:
        """Delete all settings."""
        self._store.clear()

    @property
    def file(self) -> Path:
        """The file that they are stored in; on Windows, a place in the registry."""
        return Path(self._store.fileName())

    def reset(self) -> None:
        """Delete all settings; those of this window are not stored any more, so that the next start has defaults."""
        self._store.clear()
        self.sync()
        if isinstance(self._store, QSettings):
            self._store = _ForgottenStore(self._store)

    @property
    def unwritable_folder(self) -> Path | None:
        """The folder of the settings file if that cannot be written, else None."""
        # Another object for the same settings: the status of the own one stays that of the first error.
        probe = QSettings(self._store.fileName(), self._store.format())
        probe.sync()
        is_written = probe.isWritable() and probe.status() is not QSettings.Status.AccessError
        return None if is_written else Path(self._store.fileName()).parent

    def sync(self) -> None:
        """Write the settings to disk (atomically, by Qt)."""
        self._store.sync()
        file = Path(self._store.fileName())
        if self._store.status() is not QSettings.Status.NoError:
            _log.warning("The settings could not be written to %s", file)
        elif file.is_file():  # not in the Windows registry
            _remove_stale_files(file)


def _files() -> list[Path]:
    """The files that Qt opens for the user's settings, with their locks; none where it uses no files."""
    portable = portable_folder()
    if portable is not None:
        return [portable / f"{PORTABLE_SETTINGS}{suffix}" for suffix in ("", ".lock")]
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    if not folder or sys.platform in ("win32", "darwin"):
        return []
    places = Path(folder, f"{ORGANIZATION}.conf"), Path(folder, ORGANIZATION, f"{APPLICATION}.conf")
    return [Path(f"{place}{suffix}") for place in places for suffix in ("", ".lock")]


def _remove_stale_files(file: Path) -> None:
    """Delete the temporary files of killed programs beside the settings file."""
    lock = QLockFile(f"{file}.lock")  # Qt's own lock: no settings are written while it is locked
    if not lock.tryLock(0):
        return
    with contextlib.suppress(OSError):
        for path in file.parent.iterdir():
            if path.name.startswith(file.name) and _QT_TEMPORARY_SUFFIX.fullmatch(path.name.removeprefix(file.name)):
                path.unlink()
    lock.unlock()


def _encode_paths(paths: list[str]) -> str:
    """The paths of a data set as one string."""
    return "\n".join(map(_encode_path, paths))


def _encode_path(path: str) -> str:
    """A path as ASCII: it may contain line breaks, or bytes that are not UTF-8."""
    return quote(os.fsencode(path), safe="/:\\ ")
