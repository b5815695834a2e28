"""The last session: written when the window closes, reopened at the next start."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal

from catgui.documents.recovery_prompt import RecoveryPrompt
from catgui.documents.restore_guard import RestoreGuard
from catgui.documents.state_keeper import StateKeeper
from catgui.documents.unsaved_prompt import UnsavedPrompt
from catgui.domain.photo_texts import photos
from catgui.models.documents.process_lock import process_lock, try_lock
from catgui.models.documents.window_state import SESSION, WindowState, read_state, update_state, write_state
from catgui.models.runs.opener import is_present
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.messages import show_error, show_notice
from catgui.models.tasks.throttle import Throttle
from catgui.models.workspace import Workspace, do_nothing
from catgui.services.program_files import delete_files, session_files
from catgui.services.settings import Settings
from engine.data.dataset import DataOrigin
from engine.errors import EngineError, OtherFormatError
from engine.images.photo import photos_bytes
from engine.progress import Work
from engine.storage.atomic import describe_obstacle
from engine.storage.user_dirs import state_folder
from engine.system.memory import available_memory, format_bytes
from engine.text import printable

_log = logging.getLogger(__name__)

_LOCK_NAME = "session.lock"
_USUAL_SHAPE = (64, 64)  # of the pictures that a network takes
_WRITE_INTERVAL_MS = 4_000  # with the time of the write, a killed program loses at most five seconds
_OTHER_WINDOW = (
    "Catgui is open in another window, which keeps the session. This window starts afresh: when you close it, it asks "
    "about an unsaved network, and its photos and their answers are not kept."
)


def session_folder() -> Path:
    """The folder of the last session. Raises NoHomeError."""
    return state_folder() / "session"


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """The last session, if any, and texts for the user about what is not there any more.

    Attributes: `set_aside`, why the files of the session are not to be overwritten, or ''.
    """

    state: WindowState | None
    problems: tuple[str, ...] = ()
    set_aside: str = ""


class LastSession(QObject):
    """Writes data, settings, network and photos when the window closes, and reopens them at the next start.

    If the program was killed meanwhile, its unsaved network comes back in place of that of the session, which is shown
    if the user discards it. All but an unsaved network is also written in the background some seconds after a change,
    so that it comes back as well. Nothing is written or read before `begin`, and while the user has switched it off. Of
    several windows, the one that was opened first keeps the session; the others neither read nor write it.

    Attributes: `guard`, which keeps a session aside that ends the program whenever it is restored.

    Signals: `write_ended(str, object, str)`, what was written, its path, and the reason why that failed, or ''.
    """

    write_ended = Signal(str, object, str)

    def __init__(
        self,
        settings: Settings,
        workspace: Workspace,
        keeper: StateKeeper,
        recovery: RecoveryPrompt,
        unsaved: UnsavedPrompt,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._workspace = workspace
        self._keeper = keeper
        self._recovery = recovery
        self._is_recovering = False
        self._state: WindowState | None = None
        self._open_default: Callable[[], object] = do_nothing
        self._folder: Path | None = None
        self._lock: QLockFile | None = None
        self._is_starting = False
        self._reading = BackgroundTask(self)
        self._unsaved = unsaved
        self._retrying = BackgroundTask(self, shows_errors=True)
        self._retrying.succeeded.connect(self._on_read_aside)
        self.guard = RestoreGuard(parent, lambda: keeper.contents.restoring)
        self.guard.retry_requested.connect(self._retry)
        self._written: tuple[object, ...] | None = None
        self._written_network: object = None
        self._writing = BackgroundTask(self)
        self._writing.succeeded.connect(self._on_written)
        self._write_throttle = Throttle(_WRITE_INTERVAL_MS, self)
        self._write_throttle.due.connect(self._write_changes)
        keeper.contents.changed.connect(self._request_write)
        self._reading.succeeded.connect(self._on_read)
        self._reading.failed.connect(self._on_not_read)
        for signal in (workspace.dataset_changed, workspace.failed, workspace.load_cancelled):
            signal.connect(self._on_data_opened)

    def begin(self, folder: Path) -> None:
        """Keep the session in `folder` from now on, unless another window does so."""
        try:
            lock = _lock_session(folder)
        except OSError as error:
            show_error(self, f"The session is not kept. {printable(folder / _LOCK_NAME)}: {error.strerror}.")
            return
        if lock is not None:
            self._folder, self._lock, self._is_starting = folder, lock, True
            self.guard.begin(folder)
        elif self._settings.reopens_session:
            show_notice(self, _OTHER_WINDOW)

    def reopen(self, open_default: Callable[[], object]) -> None:
        """Open what was open last, in the background; call `open_default` if there are no data to open."""
        self._open_default = open_default
        if self._folder is None or not self._settings.reopens_session or not self.guard.begin_restore():
            open_default()
        else:
            self._is_recovering = self._recovery.hold_offer()
            self._reading.start(partial(_read, self._folder))

    def write(self) -> bool:
        """Write what is open, as the window closes; returns whether it comes back at the next start.

        In this thread, since the program ends only after it: a network of the notebook takes some 10 ms.
        """
        if self._folder is None or not self._settings.reopens_session:
            return False
        if self._is_starting:  # what is open is not yet all of it
            return True
        self._writing.shutdown()
        return not _write_state(write_state, self._folder, self._keeper.capture())

    def shutdown(self) -> None:
        """Cancel the reading, and let another window keep the session; the program is closing."""
        for reading in (self._reading, self._retrying):
            reading.blockSignals(True)
            reading.shutdown()
        self._folder = None  # what is changed by others that are shut down is not written any more
        self._write_throttle.stop()
        self._writing.shutdown()
        self.guard.shutdown()
        if self._lock is not None:
            self._lock.unlock()

    def _on_data_opened(self) -> None:
        self._is_starting = False
        if not self._reading.busy:
            self._request_write()
            self._recover()

    def _request_write(self) -> None:
        if self._folder is not None and not self._is_starting:
            self._write_throttle.request()

    def _write_changes(self) -> None:
        """Write what has changed, in case the program is killed, unless the session is still being reopened.

        A network that is saved is written once, as at the end, so that its file is open again. One that is not is
        autosaved elsewhere: the network that the session has stays until that one is given up.
        """
        if self._folder is None or not self._settings.reopens_session:
            return
        if self._reading.busy or self._is_recovering or self._keeper.contents.restoring:
            return
        state, network = _contents(self._keeper.capture_contents()), self._keeper.document.saved_network
        is_new_network = network is not None and network != self._written_network
        if self._written == state and not is_new_network:
            return
        if self._writing.busy:
            self._request_write()  # the network of a write that waits must not be dropped for a newer one
            return
        self._written = state
        if is_new_network or not self._keeper.document.can_save:
            self._written_network = network
            self._writing.start(partial(_write, write_state, self._folder, self._keeper.capture()))
        else:
            contents = self._keeper.capture_contents()
            self._writing.start(partial(_write, update_state, self._folder, lambda: contents))

    def forget(self) -> None:
        """Delete the session, and write it no more until the next start. Raises OSError."""
        folder, self._folder = self._folder, None
        self._write_throttle.stop()
        self._writing.shutdown()
        if folder is not None:
            delete_files(session_files(folder))
            self.guard.begin(folder)  # none is kept aside any more

    def retry(self) -> None:
        """Write the session again, since that failed."""
        if self._written is None:
            self._request_write()

    def _on_written(self, obstacle: str) -> None:
        if obstacle:
            self._written = self._written_network = None
        self.write_ended.emit(SESSION, self._folder, obstacle)

    def _recover(self) -> None:
        """Restore the network of a killed program; a window closed before leaves it, and the session, on disk."""
        if self._is_recovering:
            self._is_recovering = False
            self._recovery.restore_at_start(self._show_network)

    def _on_read(self, found: _Found) -> None:
        self._state = state = found.state
        self._written = None if state is None else _contents(state)
        if found.set_aside:
            self.guard.set_aside(found.set_aside)
            self._written = None
        if state is None or state.data is None:
            self._open_default()
        if state is not None and self._is_recovering:
            state = replace(state, network=None)
        self._restore(state, found.problems)
        if not self._is_starting:  # the user has opened data meanwhile
            self._recover()

    def _restore(self, state: WindowState | None, problems: tuple[str, ...] = ()) -> None:
        if state is not None:
            try:
                self._keeper.restore(state)
            except EngineError as error:
                problems += (str(error),)
        if problems:
            show_error(self, " ".join(problems))

    def _show_network(self) -> None:
        """Show the network of the session, since that of the killed program is given up."""
        if self._state is not None and self._state.network is not None:
            self._restore(self._state)

    def _retry(self, folder: Path) -> None:
        """Restore the session kept aside in `folder`, after the question about an unsaved network."""
        self._retrying.start(partial(_read_aside, folder))

    def _on_read_aside(self, result: tuple[Path, _Found]) -> None:
        folder, found = result
        if found.state is None or found.set_aside:
            show_error(self, " ".join(found.problems) or f"The session cannot be restored: {found.set_aside}.")
        else:
            self._unsaved.confirm_discard(partial(self._restore_aside, folder, found.state, found.problems))

    def _restore_aside(self, folder: Path, state: WindowState, problems: tuple[str, ...]) -> None:
        self.guard.retry(folder)
        self._restore(state, problems)

    def _on_not_read(self, text: str) -> None:
        show_error(self, text)
        self._open_default()


def _lock_session(folder: Path) -> QLockFile | None:
    """The lock of the session in `folder`, or None if another window holds it.

    It is not locked in a folder that cannot be written to: no window keeps a session there. Raises OSError if something
    other than a file is in its place.
    """
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    lock = process_lock(folder / _LOCK_NAME)
    return lock if try_lock(lock) or lock.error() is not QLockFile.LockError.LockFailedError else None


def _read(folder: Path, work: Work) -> _Found:
    """The state in `folder` without what is gone."""
    try:
        state = read_state(folder, work)
    except OtherFormatError as error:
        return _Found(None, set_aside=error.reason)
    problems = []
    if state is None:
        return _Found(None)
    reason = ""
    if state.network_error:
        problems.append(f"The network of the last session cannot be opened: {state.network_error}.")
        reason = "" if state.is_network_damaged else f"its network cannot be opened now, {state.network_error}"
    if state.data is not None and not is_present(state.data):
        problems.append(f"The data of the last session are not there any more: {_describe(state.data)}.")
        state = replace(state, data=None)
    present = tuple(photo for photo in state.photos if Path(photo.path).is_file())
    missing = len(state.photos) - len(present) + state.missing_pasted
    if missing:
        total = len(state.photos) + len(state.pasted) + state.missing_pasted
        problems.append(f"{missing} of {photos(total)} are not there any more.")
    state = replace(state, photos=present)
    if shortage := _photos_shortage(state):
        problems.append(f"The photos of the last session are not shown: {shortage}.")
        state, reason = replace(state, photos=(), pasted=()), shortage
    return _Found(state, tuple(problems), reason)


def _photos_shortage(state: WindowState) -> str:
    """Why the memory does not hold the photos of `state`, or ''."""
    count = len(state.photos) + len(state.pasted)
    shape = _USUAL_SHAPE if state.network is None else state.network.picture_shape
    needed, free = photos_bytes(count, shape), available_memory()
    if not count or needed <= free:
        return ""
    return f"its {photos(count)} would take about {format_bytes(needed)} of memory, and {format_bytes(free)} is free"


def _read_aside(folder: Path, work: Work) -> tuple[Path, _Found]:
    return folder, _read(folder, work)


def _contents(state: WindowState) -> tuple[object, ...]:
    """What is written of `state` when it changes."""
    return state.data, state.config, state.photos, state.pasted


def _write(
    write: Callable[[Path, WindowState], None],
    folder: Path,
    build: Callable[[], WindowState],
    _work: Work,
) -> str:
    return _write_state(write, folder, build)


def _write_state(write: Callable[[Path, WindowState], None], folder: Path, build: Callable[[], WindowState]) -> str:
    """Write the state; returns why that failed, or ''."""
    try:
        write(folder, build())
    except EngineError as error:
        _log.warning("The session could not be written", exc_info=True)
        return describe_obstacle(error)
    return ""


def _describe(origin: DataOrigin) -> str:
    location = origin.location
    return "the course photos" if isinstance(location, str) else printable(" and ".join(location))
