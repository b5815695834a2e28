"""The settings that are stored between sessions."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from PySide6.QtCore import QByteArray, QLockFile, QSettings, QStandardPaths, QTemporaryDir

from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS, ImageFolderSettings
from engine.errors import ConfigError
from engine.storage.regular_file import check_regular_file

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


class Settings:
    """Typed access to a QSettings; the only place that knows its keys.

    Attributes: `obstacle`, why the user's settings are not used, but new ones that are not kept; else None.
    """

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
        return QSettings(ORGANIZATION, APPLICATION)

    @property
    def geometry(self) -> QByteArray | None:
        """The position and size of the window, from QWidget.saveGeometry."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("window/geometry", value)

    @property
    def layout(self) -> QByteArray | None:
        """The places of the docks, from QMainWindow.saveState."""
        return self._bytes("window/layout")

    @layout.setter
    def layout(self, value: QByteArray) -> None:
        self._store.setValue("window/layout", value)

    @property
    def layout_name(self) -> str:
        """The layout whose sizes the docks have, or '' if they have sizes of the user's own."""
        return str(self._store.value("window/layout_name", ""))

    @layout_name.setter
    def layout_name(self, value: str) -> None:
        self._store.setValue("window/layout_name", value)

    @property
    def theme(self) -> str:
        """The name of the theme: "system", "light" or "dark"."""
        return str(self._store.value("theme", "system"))

    @theme.setter
    def theme(self, value: str) -> None:
        self._store.setValue("theme", value)

    @property
    def reopens_session(self) -> bool:
        """Whether the program opens with what was open when it was closed."""
        return bool(self._int("session/reopen", 1))

    @reopens_session.setter
    def reopens_session(self, value: bool) -> None:
        self._store.setValue("session/reopen", int(value))

    @property
    def speed(self) -> int:
        """The position of the speed slider, or -1 for the fastest."""
        return self._int("training/speed", -1)

    @speed.setter
    def speed(self, value: int) -> None:
        self._store.setValue("training/speed", value)

    @property
    def log_scale(self) -> bool:
        """Whether the cost axis is logarithmic."""
        return bool(self._int("plot/log_scale", 0))

    @log_scale.setter
    def log_scale(self, value: bool) -> None:
        self._store.setValue("plot/log_scale", int(value))

    @property
    def photo_size(self) -> int:
        """The size of the photo cards, or -1 for the default."""
        return self._int("photos/size", -1)

    @photo_size.setter
    def photo_size(self, value: int) -> None:
        self._store.setValue("photos/size", value)

    @property
    def photo_order(self) -> str:
        """The order of the photos by its name, or '' for the default."""
        return str(self._store.value("photos/order", ""))

    @photo_order.setter
    def photo_order(self, value: str) -> None:
        self._store.setValue("photos/order", value)

    @property
    def shows_detector(self) -> bool:
        """Whether the cat detector answers the photos."""
        return bool(self._int("photos/detector", 1))

    @shows_detector.setter
    def shows_detector(self, value: bool) -> None:
        self._store.setValue("photos/detector", int(value))

    @property
    def open_folder(self) -> str:
        """The folder of the file opened last; before that, the user's pictures."""
        return str(self._store.value("files/folder", "")) or _user_folder(
            QStandardPaths.StandardLocation.PicturesLocation
        )

    @open_folder.setter
    def open_folder(self, value: str) -> None:
        self._store.setValue("files/folder", value)

    @property
    def save_folder(self) -> str:
        """The folder of the file saved last; before that, the user's documents."""
        return str(self._store.value("files/save_folder", "")) or _user_folder(
            QStandardPaths.StandardLocation.DocumentsLocation
        )

    @save_folder.setter
    def save_folder(self, value: str) -> None:
        self._store.setValue("files/save_folder", value)

    @property
    def recent(self) -> list[list[str]]:
        """The recent data sets, newest first, each as the paths of its files."""
        stored = self._store.value("files/recent", [])
        lines = [stored] if isinstance(stored, str) else stored[:_MAX_RECENT] if isinstance(stored, list) else []
        return [[os.fsdecode(unquote_to_bytes(path)) for path in str(line).split("\n")] for line in lines]

    @property
    def lesson_progress(self) -> dict[str, int]:
        """The number of steps done of each guided lesson, by its id."""
        stored = self._json("help/lessons")
        return {str(name): done for name, done in stored.items() if isinstance(done, int) and 0 <= done <= _MAX_NUMBER}

    @lesson_progress.setter
    def lesson_progress(self, value: dict[str, int]) -> None:
        self._store.setValue("help/lessons", json.dumps(value))

    @property
    def lesson_offered(self) -> bool:
        """Whether a guided lesson has been offered."""
        return bool(self._int("help/offered", 0))

    @lesson_offered.setter
    def lesson_offered(self, value: bool) -> None:
        self._store.setValue("help/offered", int(value))

    def remember_dataset(self, paths: list[str], folder_settings: ImageFolderSettings | None = None) -> None:
        """Put a data set first in `recent`; `folder_settings` are those of folders of pictures."""
        recent = [paths, *(known for known in self.recent if known != paths)][:_MAX_RECENT]
        stored = self._json("files/own_data")
        if folder_settings is not None:
            stored[_encode_paths(paths)] = folder_settings.as_dict()
        lines = [_encode_paths(known) for known in recent]
        self._store.setValue("files/recent", lines)
        self._store.setValue("files/own_data", json.dumps({line: stored[line] for line in lines if line in stored}))

    def folder_settings(self, location: object) -> ImageFolderSettings:
        """The settings of the folders of pictures at `location`, or the defaults."""
        stored = self._json("files/own_data").get(_encode_paths(location)) if isinstance(location, list) else None
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

    def _json(self, key: str) -> dict[str, Any]:
        try:
            stored = json.loads(str(self._store.value(key, "{}")))
        except (ValueError, RecursionError):
            return {}
        return stored if isinstance(stored, dict) else {}

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else None

    def _int(self, key: str, default: int) -> int:
        """The number stored for `key`; the default for one that Qt's widgets do not take."""
        try:
            number = int(str(self._store.value(key, default)))
        except ValueError:
            return default
        return number if abs(number) <= _MAX_NUMBER else default


def _files() -> list[Path]:
    """The files that Qt opens for the user's settings, with their locks; none where it uses no files."""
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


def _user_folder(location: QStandardPaths.StandardLocation) -> str:
    """The user's folder for a kind of files, or the home folder if there is none."""
    folder = QStandardPaths.writableLocation(location)
    return folder if os.path.isdir(folder) else str(Path.home())
