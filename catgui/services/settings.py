"""The settings that are stored between sessions."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import threading
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QByteArray, QStandardPaths

from catgui.profile.keeper import ProfileKeeper
from catgui.profile.store import ProfileStore
from catgui.profile.tables import DamagedProfileError
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS, ImageFolderSettings
from engine.errors import ConfigError

_MAX_RECENT = 8
_MAX_NUMBER = 2**31 - 1
_MAX_TEXT = 1_000_000  # characters of a value
_READ_TIMEOUT = 1.0  # seconds; the window waits for it
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

    `values` are those that are stored, as JSON by their keys. They are in memory, and written by a keeper, if there is
    one.
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
    play_seconds = _number("play/seconds", 10)
    """How long a run is played, in seconds."""
    play_repeats = _switch("play/repeats", False)
    """Whether a run is played again and again in a presentation."""
    log_scale = _switch("plot/log_scale", False)
    """Whether the cost axis is logarithmic."""
    shows_detector = _switch("photos/detector", False)
    """Whether the cat detector answers the photos."""
    open_folder = _folder("files/folder", QStandardPaths.StandardLocation.PicturesLocation)
    """The folder of the file opened last; before that, the user's pictures."""
    save_folder = _folder("files/save_folder", QStandardPaths.StandardLocation.DocumentsLocation)
    """The folder of the file saved last; before that, the user's documents."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = dict(values or {})
        self._set: set[str] = set()  # the keys of those that were not only read
        self._keeper: ProfileKeeper | None = None

    def keep(self, keeper: ProfileKeeper) -> None:
        """Have `keeper` write what is set from now on."""
        self._keeper = keeper
        keeper.rewrites.append(self._rewrite)

    def forget(self) -> None:
        """Have what is set from now on not written."""
        self._keeper = None

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
        self._set.add(key)
        if self._keeper is not None:
            self._keeper.put(("setting", key), partial(_write, {key: text}))

    def _rewrite(self, store: ProfileStore) -> None:
        """Write all that are missing, and those that were set here; another window may have set others."""
        values = dict(self._values)
        _write(values, store, "IGNORE")
        _write({key: text for key, text in values.items() if key in self._set}, store)


def read_settings(store: ProfileStore) -> Settings:
    """The settings in `store`, which a thread mends first if it is damaged. Raises sqlite3.Error and OSError."""
    try:
        return Settings(store.peek(_read, _READ_TIMEOUT))
    except DamagedProfileError:
        mending = threading.Thread(target=_mend, args=[store], name="mending")
        mending.start()
        mending.join()
        return Settings(store.peek(_read, _READ_TIMEOUT))


def _mend(store: ProfileStore) -> None:
    with suppress(sqlite3.Error, OSError):  # met again as the settings are read
        store.check()


def check_row(row: Mapping[str, Any], _pictures: Mapping[str, bytes]) -> None:
    """Raise what is in `_DAMAGE` for a damaged row; a value that no setting takes is that of another program."""
    _check_text(row["key"])
    json.loads(_check_text(row["value"]))


def _read(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT key, value FROM settings WHERE length(value) <= ?", (_MAX_TEXT,))
    return {key: value for key, value in rows if isinstance(value, str)}


def _write(values: Mapping[str, str], store: ProfileStore, otherwise: str = "REPLACE") -> None:
    statement = f"INSERT OR {otherwise} INTO settings VALUES (?, ?)"
    store.write(lambda connection: connection.executemany(statement, values.items()))
