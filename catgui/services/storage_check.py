"""What of the program's own files cannot be written at present, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from catgui.models.documents.recovery import UNSAVED_NETWORKS, recovery_folder
from catgui.models.documents.window_state import SESSION
from catgui.models.edits.edit_keeper import EDITS
from catgui.models.edits.kept_edits import edits_file
from catgui.models.runs.history import RUNS
from catgui.models.runs.store import runs_file
from catgui.services.log import FAULTS_NAME, LOG_NAME
from catgui.services.settings import Settings
from engine.storage.atomic import check_folder_writable
from engine.storage.regular_file import check_regular_file
from engine.storage.user_dirs import NoHomeError, config_folder, log_folder, state_folder
from engine.text import printable

# Returns the folder if it is not writable, else None. Raises NoHomeError.
_FolderCheck = Callable[[], Path | None]
# Why something is not kept, and its path, or None if there is none.
_Obstacle = tuple[str, Path | None]
_NOT_WRITABLE = "nothing can be written there"
_SETTINGS, _LOG, _CRASHES = "the settings", "the log", "crashes of the interpreter"
# Files whose place something else may have taken; the others say it themselves.
_FILES: dict[str, Callable[[], Path]] = {
    _LOG: lambda: log_folder() / LOG_NAME,
    _CRASHES: lambda: log_folder() / FAULTS_NAME,
    EDITS: edits_file,
}
_UNTIL_CLOSED = "All of it is in the window until you close it: save what you need elsewhere."
_RETRY_INTERVAL_MS = 10_000


class Keeper(Protocol):
    """Something that writes what the user has made, and tries again if that fails."""

    @property
    def write_ended(self) -> SignalInstance:
        """Emitted after each write: what was written (str), its path, and the reason why that failed (str), or ''."""

    def retry(self) -> object:
        """Write what could not be written before."""


class StorageMonitor(QObject):
    """Knows what cannot be kept at present; while there is such a thing, it has those who write it try again.

    Attributes: `text`, the notice about it for the user, or ''. Signals: `changed(str)`, another `text`.
    """

    changed = Signal(str)
    _retry_due = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self._settings = settings
        self._is_shut_down = False
        self._failed: dict[str, _Obstacle] = {}
        self._unwritable: dict[str, _Obstacle] = {}
        self._retry_timer = QTimer(self, interval=_RETRY_INTERVAL_MS)
        self._retry_timer.timeout.connect(self._retry)

    def watch(self, keepers: Iterable[Keeper]) -> None:
        """Follow what `keepers` can write."""
        for keeper in keepers:
            keeper.write_ended.connect(self._on_write_ended)
            self._retry_due.connect(keeper.retry)

    def check_folders(self) -> None:
        """Look whether the folders of the program can be written."""
        self._unwritable = _unwritable_folders(self._settings)
        self._update()

    def shutdown(self) -> None:
        """Try no more; the window is closing."""
        self._retry_timer.stop()
        self._is_shut_down = True

    def _on_write_ended(self, what: str, path: Path, obstacle: str) -> None:
        if not obstacle:
            if self._failed.pop(what, None) is not None:
                self.check_folders()
        elif self._failed.get(what) != (obstacle, path):
            self._failed[what] = obstacle, path
            self.check_folders()

    def _retry(self) -> None:
        self.check_folders()
        self._retry_due.emit()

    def _update(self) -> None:
        if self._is_shut_down:  # others still write as they end
            return
        text = _notice({**self._unwritable, **self._failed})
        if not text:
            self._retry_timer.stop()
        elif not self._retry_timer.isActive():
            self._retry_timer.start()
        if text != self.text:
            self.text = text
            self.changed.emit(text)


def _unwritable_folders(settings: Settings) -> dict[str, _Obstacle]:
    """The kinds of files whose folder cannot be written; of those that a Keeper writes, only whether there is one."""
    checks: dict[str, _FolderCheck] = {
        _SETTINGS: partial(_unwritable_settings_folder, settings),
        _LOG: lambda: _folder_if_unwritable(log_folder()),
        UNSAVED_NETWORKS: lambda: _folder_if_unwritable(recovery_folder()),
        RUNS: lambda: _accept(runs_file()),
        EDITS: lambda: _accept(edits_file()),
        SESSION: lambda: _accept(state_folder()),
    }
    unwritable: dict[str, _Obstacle] = {}
    for what, check in checks.items():
        try:
            folder = check()
        except NoHomeError as error:
            unwritable[what] = str(error), None
        else:
            if folder is not None:
                unwritable[what] = _NOT_WRITABLE, folder
    return unwritable | _taken_places(settings)


def _taken_places(settings: Settings) -> dict[str, _Obstacle]:
    """Our files in whose place something else is."""
    found = {} if settings.obstacle is None else {_SETTINGS: settings.obstacle}
    for what, find in _FILES.items():
        with suppress(NoHomeError):  # which was said above
            try:
                check_regular_file(find())
            except OSError as error:
                found[what] = error
    return {what: (str(error.strerror), Path(error.filename)) for what, error in found.items()}


def _unwritable_settings_folder(settings: Settings) -> Path | None:
    config_folder()  # raises NoHomeError, where Qt would take the root of the disk
    return settings.unwritable_folder


def _accept(_path: Path) -> None:
    """Nothing is wrong with a path that could be found."""


def _folder_if_unwritable(folder: Path) -> Path | None:
    """`folder`, which need not exist, if it is not writable; else None."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        check_folder_writable(existing)
    except OSError:
        return folder
    return None


def _notice(obstacles: dict[str, _Obstacle]) -> str:
    """What is not kept, by the reasons; '' if all is."""
    by_reason: dict[str, list[str]] = {}
    for what, (reason, path) in obstacles.items():
        by_reason.setdefault(reason, []).append(what if path is None else f"{what} ({printable(path)})")
    lines = [f"Not kept: {_join_names(names)}. {_sentence(reason)}" for reason, names in by_reason.items()]
    return "\n".join([*lines, *([_UNTIL_CLOSED] if obstacles.keys() - {_SETTINGS, _LOG, _CRASHES} else [])])


def _sentence(reason: str) -> str:
    return f"{reason[0].upper()}{reason[1:].rstrip('.')}."


def _join_names(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
