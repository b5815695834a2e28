"""The settings that are stored between sessions, in a file of their own beside the profile."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from catgui.profile.store import FIRST_NAME
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS, ImageFolderSettings
from engine.errors import ConfigError
from engine.system.atomic import check_regular_file

_MAX_RECENT = 8
_MAX_NUMBER = 2**31 - 1
_MAX_TEXT = 1_000_000  # characters of a value
SETTINGS_NAME = "settings.ini"
# What a value of another type raises, or one of a newer program.
_DAMAGE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError)

Value = TypeVar("Value")


class _Setting(Generic[Value]):
    """A stored value as an attribute of Settings.

    `read` makes it of what JSON gives, which may be anything: what it raises means that there is none. `write` makes of
    it what JSON takes.
    """

    def __init__(
        self, key: str, default: Callable[[], Value], read: Callable[[Any], Value], write: Callable[[Value], object]
    ) -> None:
        self._key, self._default, self._read, self._write = key, default, read, write

    def __get__(self, settings: Settings, owner: type[Settings]) -> Value:
        try:
            return self._read(settings._value(self._key))
        except _DAMAGE:
            return self._default()

    def __set__(self, settings: Settings, value: Value) -> None:
        settings._set_value(self._key, self._write(value))


def _same(value: Value) -> Value:
    return value


def _text(key: str, default: str) -> _Setting[str]:
    return _Setting(key, lambda: default, _check_text, _same)


def _number(key: str, default: int) -> _Setting[int]:
    return _Setting(key, lambda: default, _check_number, _same)


def _switch(key: str, default: bool) -> _Setting[bool]:
    return _Setting(key, lambda: default, lambda value: bool(_check_number(value)), bool)


def _texts(key: str) -> _Setting[list[str]]:
    return _Setting(key, list, lambda value: list(map(_check_text, value)), _same)


def _bytes(key: str) -> _Setting[QByteArray | None]:
    return _Setting(key, lambda: None, _decode_bytes, _encode_bytes)


def _folder(key: str, location: QStandardPaths.StandardLocation) -> _Setting[str]:
    """A folder; before there is one, the user's own for a kind of files, or the home folder."""

    def default() -> str:
        folder = QStandardPaths.writableLocation(location)
        return folder if os.path.isdir(folder) else str(Path.home())

    return _Setting(key, default, lambda value: _check_text(value) or default(), _same)


def _check_text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _check_number(value: Any) -> int:
    """The number, if Qt's widgets take it."""
    if not isinstance(value, int) or abs(value) > _MAX_NUMBER:
        raise ValueError(value)
    return value


def _encode_bytes(value: QByteArray | None) -> list[object] | None:
    """The bytes with their checksum: what Qt restores crashes on some that it has not written."""
    if value is None:
        return None
    data = bytes(value.data())
    return [zlib.crc32(data), base64.b64encode(data).decode("ascii")]


def _decode_bytes(value: Any) -> QByteArray:
    checksum, text = value
    data = base64.b64decode(text, validate=True)
    if zlib.crc32(data) != checksum:
        raise ValueError("the bytes are not those that were written")
    return QByteArray(data)


def _encode_states(states: Mapping[str, QByteArray]) -> object:
    return {name: _encode_bytes(state) for name, state in states.items()}


def _decode_states(value: Any) -> dict[str, QByteArray]:
    return {name: _decode_bytes(state) for name, state in value.items()}


class Settings:
    """Typed access to the settings; the only place that knows their keys.

    Each is a line of JSON in the file `path`, which Qt writes; without one they are in memory alone.
    """

    geometry = _bytes("window/geometry")
    """The position and size of the window, from QWidget.saveGeometry; None at first."""
    open_panels = _texts("window/open_panels")
    """The object names of the open panels; empty at first."""
    front_panels = _texts("window/front_panels")
    """The object names of those in front of the tabs beside them."""
    splitters: _Setting[dict[str, QByteArray]] = _Setting("window/splitters", dict, _decode_states, _encode_states)
    """The states of the splitters that the user has dragged, from QSplitter.saveState, by name; empty at first."""
    theme = _text("theme", "system")
    """The name of the theme: "system", "light" or "dark"."""
    text_size = _number("text_size", 100)
    """The size of the text, in percent of the system's."""
    reopens_session = _switch("session/reopen", True)
    """Whether the program opens with what was open when it was closed."""
    watches = _switch("training/watch", True)
    """Whether runs that a press of Train begins are slowed down, to be watched."""
    log_scale = _switch("plot/log_scale", False)
    """Whether the cost axis is logarithmic."""
    shows_detector = _switch("photos/detector", False)
    """Whether the cat detector answers the photos."""
    open_folder = _folder("files/folder", QStandardPaths.StandardLocation.PicturesLocation)
    """The folder of the file opened last; before that, the user's pictures."""
    save_folder = _folder("files/save_folder", QStandardPaths.StandardLocation.DocumentsLocation)
    """The folder of the file saved last; before that, the user's documents."""

    def __init__(self, path: Path | None = None) -> None:
        self._values: dict[str, str] = {}
        self._file: QSettings | None = None
        if path is not None:
            self._open(path)

    def _open(self, path: Path) -> None:
        """Read the file, or what a profile of 1.x beside it has. Raises OSError."""
        for place in (path, path.with_name(f"{path.name}.lock")):
            check_regular_file(place)
        is_first = not path.exists()
        self._file = QSettings(str(path), QSettings.Format.IniFormat)
        if self._file.status() is not QSettings.Status.NoError:
            self._file = None
            raise OSError(f"{path} cannot be read")
        found = {key: self._file.value(key) for key in self._file.allKeys()}
        for key, text in (_read_profile(path.with_name(FIRST_NAME)) if is_first else found).items():
            if isinstance(text, str) and len(text) <= _MAX_TEXT:
                self._values[key] = text
        if is_first:
            for key, text in self._values.items():
                self._file.setValue(key, text)

    def clear(self) -> None:
        """Forget all of them, and have what is set from now on not written."""
        self._values.clear()
        if self._file is not None:
            self._file.clear()
            self._file = None

    @property
    def recent(self) -> list[list[str]]:
        """The recent data sets, newest first, each as the paths of its files."""
        return [paths for paths, _ in self._recent]

    def remember_dataset(self, paths: list[str], folder_settings: ImageFolderSettings | None = None) -> None:
        """Put a data set first in `recent`; `folder_settings` are those of folders of pictures."""
        settings = self.folder_settings(paths) if folder_settings is None else folder_settings
        rows = [(paths, settings.as_dict()), *(row for row in self._recent if row[0] != paths)]
        self._set_value("files/recent", rows[:_MAX_RECENT])

    def folder_settings(self, location: object) -> ImageFolderSettings:
        """The settings of the folders of pictures at `location`, or the defaults."""
        for paths, settings in self._recent:
            if paths == location:
                with suppress(ConfigError, *_DAMAGE):  # of a newer program
                    return ImageFolderSettings.from_dict(settings)
        return DEFAULT_FOLDER_SETTINGS

    @property
    def _recent(self) -> list[tuple[list[str], dict[str, Any]]]:
        """The paths of the recent data sets, each with the settings for folders of pictures."""
        try:
            rows = self._value("files/recent")[:_MAX_RECENT]
            return [([_check_text(path) for path in paths], settings) for paths, settings in rows]
        except _DAMAGE:
            return []

    def _value(self, key: str) -> Any:
        """The stored value. Raises one of `_DAMAGE` if it is damaged or missing."""
        return json.loads(self._values[key])

    def _set_value(self, key: str, value: object) -> None:
        text = json.dumps(value)
        if self._values.get(key) == text:
            return
        self._values[key] = text
        if self._file is not None:
            self._file.setValue(key, text)


def _read_profile(path: Path) -> dict[str, str]:
    """The settings in a profile of 1.x, which is left as it is; none if they cannot be read."""
    with suppress(sqlite3.Error, OSError, UnicodeError):
        check_regular_file(path)
        if path.exists():
            with closing(sqlite3.connect(path)) as connection:
                return dict(connection.execute("SELECT key, value FROM settings"))
    return {}
