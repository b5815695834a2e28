"""The session of a window: kept in the profile all the time, and brought back at the next start."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject

from catgui.documents import session_table as table
from catgui.documents.open_commands import is_present
from catgui.documents.session_table import Contents, Session, SessionPhoto
from catgui.documents.window_models import WindowModels
from catgui.inputs.sources import BytesSource, PathSource
from catgui.models.background_task import BackgroundTask, Throttle, without_work
from catgui.models.messages import show_error
from catgui.models.training.session import Cause, RunNow
from catgui.models.workspace import Callback, do_nothing
from catgui.profile.backups import UNREAD
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.settings import Settings
from catgui.profile.store import ProfileStore
from engine.data.dataset import DataOrigin, Dataset
from engine.data.edits import DatasetEdits
from engine.errors import EngineError, ModelFileError
from engine.images.photo import photos_bytes
from engine.saved_model.model import Model
from engine.system.atomic import describe_obstacle
from engine.system.memory import available_memory, describe_need
from engine.text import printable

_log = logging.getLogger(__name__)

_USUAL_SHAPE = (64, 64)  # of the pictures that a network takes
_WRITE_INTERVAL_MS = 4_000
_NOT_READ = "The session could not be read: {reason}."
_ENDED_TWICE = "Catgui ended twice while it reopened your session. A backup has it."


@dataclass(frozen=True, slots=True, eq=False)
class _StoredSession:
    """What is in the profile.

    Attributes: `session`, the one to restore, or None; `missing`, its data if they are not there; `problems`, texts for
    the user; `is_whole`, whether all of it is restored, so that it may be written over without a backup.
    """

    session: Session | None = None
    missing: DataOrigin | None = None
    problems: tuple[str, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class _SessionState:
    """The session to write. Attributes: `key`, of the network that `build` makes, or None without one."""

    contents: Contents
    key: Hashable
    build: Callable[[], Model] | None


class SessionRestorer(QObject):
    """Keeps data, settings, photos and network in the profile some seconds after a change, and reopens them.

    Edits of the data are written at once, with the session in one transaction: the edits that are kept are those that
    are shown. What is not there any more, data or photos, stays in the session until the user opens other data or
    removes the photos.
    """

    def __init__(
        self,
        window: QObject,
        settings: Settings,
        keeper: ProfileKeeper,
        models: WindowModels,
    ) -> None:
        super().__init__(window)
        self._settings, self._keeper, self._kept_edits = settings, keeper, models.kept_edits
        self._training_settings, self._session, self._runs = models.settings, models.session, models.history
        self._workspace, self._document, self._photos = models.workspace, models.document, models.photos
        self._open_default: Callback | None = None
        self._is_read = self._is_ready = False
        self._awaited: DataOrigin | None = None  # the data of the session, which are being opened
        self._missing: DataOrigin | None = None
        self._fallback: Dataset | None = None  # what is open in place of the missing data
        self._is_restoring = False  # until the data and the network are shown, as far as they are there
        self._backs_up_first = False
        self._put: tuple[Contents, Hashable] | None = None
        self._written_key: Hashable = object()  # of the network in the profile
        self._reading = BackgroundTask(self)
        self._reading.succeeded.connect(self._on_read)
        self._reading.failed.connect(self._on_not_read)
        self._throttle = Throttle(_WRITE_INTERVAL_MS, self)
        self._throttle.due.connect(self._write_changes)
        for signal in (
            self._workspace.dataset_changed,
            self._training_settings.changed,
            self._photos.changed,
            self._photos.busy_changed,
            self._document.changed,
            self._runs.changed,
        ):
            signal.connect(self._request_write)
        self._workspace.dataset_changed.connect(self._on_data_opened)
        self._workspace.not_opened.connect(self._on_data_not_opened)
        self._session.changed.connect(self._on_session_changed)

    def reopen(self, open_default: Callback | None) -> None:
        """Bring the session back, in the background; `open_default` is called if there are no data to open.

        If it is None, data or a network were opened by name: of the session the photos come back alone.
        """
        self._open_default = open_default
        store = self._keeper.store
        if store is None:
            (open_default or do_nothing)()
        elif self._settings.reopens_session:
            self._reading.start(without_work(_read, store))
        else:
            self._on_read(_StoredSession())

    @property
    def is_ready(self) -> bool:
        """Whether the session is restored, as far as its files exist."""
        return self._is_ready

    def keep_edits(self, original: Dataset, edits: DatasetEdits) -> None:
        """Write the edits of a data set at once, with the session, in the profile's thread."""
        self._kept_edits.put(original, edits)
        self._throttle.stop()
        self._write(self._capture() if self._writes else None)

    def write(self) -> None:
        """Write the latest state at once, in the profile's thread."""
        self._throttle.stop()
        self._write_changes()

    def flush(self) -> None:
        """Write the latest state as the window closes, in the profile's thread."""
        self.write()
        self._is_restoring |= self._reading.busy
        self._end_restore()

    def shutdown(self) -> None:
        """Cancel the reading; what changes from now on is not written."""
        self._throttle.stop()
        self._is_ready = False
        self._reading.blockSignals(True)
        self._reading.shutdown()

    # --- writing

    @property
    def _writes(self) -> bool:
        return self._is_ready and self._settings.reopens_session

    def _request_write(self) -> None:
        if self._writes:
            self._throttle.request()

    def _write_changes(self) -> None:
        if self._writes:
            state = self._capture()
            if (state.contents, state.key) != self._put:
                self._write(state)

    def _capture(self) -> _SessionState:
        dataset, document, runs = self._workspace.dataset, self._document, self._runs
        origin = self._missing or (None if dataset is None else dataset.origin)
        number = 0 if runs.is_current_removed else None if runs.current is None else runs.current.number
        path = document.path if document.is_in_file else None
        photos = tuple(
            SessionPhoto(entry.source, entry.actual)
            for entry in self._photos
            if isinstance(entry.source, PathSource | BytesSource)  # those that can be read again
        )
        contents = Contents(origin, self._training_settings.config, photos, number, path)
        return _SessionState(contents, document.network_key, document.model_builder())

    def _write(self, state: _SessionState | None) -> None:
        if state is not None:
            self._put = state.contents, state.key
        self._keeper.put("session", partial(self._write_in_thread, state))

    def _write_in_thread(self, state: _SessionState | None, store: ProfileStore) -> None:
        is_other_network = state is not None and state.key != self._written_key
        data = _model_bytes(state.build) if state is not None and state.build is not None and is_other_network else None

        def write(connection: sqlite3.Connection) -> dict[Dataset, DatasetEdits]:
            if state is not None:
                table.write_contents(connection, state.contents)
                if is_other_network:
                    table.write_network(connection, data)
            return self._kept_edits.write(connection)

        if state is not None and self._backs_up_first:
            store.back_up(UNREAD)
            self._backs_up_first = False
        self._kept_edits.confirm_written(store.write(write))
        if state is not None:
            self._written_key = state.key

    # --- reading

    def _on_read(self, found: _StoredSession) -> None:
        self._is_read, self._backs_up_first = True, not found.is_whole
        if found.problems:
            show_error(self, " ".join(found.problems))
        self._is_restoring = found.session is not None
        session = found.session
        if self._open_default is None or self._is_data_opened:
            if session is not None:
                self._restore_photos(session.contents)
            self._update_ready()
            return
        self._missing = found.missing
        if session is None or session.contents.data is None:
            self._open_default()
        if session is not None:
            self._restore(session)

    @property
    def _is_data_opened(self) -> bool:
        """Whether the user has opened data, or is about to."""
        return self._workspace.dataset is not None or self._workspace.loading

    def _restore(self, session: Session) -> None:
        """Open the data of `session`, and show its network, settings and photos; none of it can be undone.

        The network is shown at once, and evaluated and repeated when its data are open.
        """
        contents = session.contents
        if contents.data is not None:
            self._awaited = contents.data
            self._workspace.open_origin(contents.data)
        # First, since a network of many filters takes seconds: the form shows its settings meanwhile.
        self._training_settings.restore_config(contents.config)
        if session.network is not None:
            try:
                self._document.open(contents.path, session.network, None)
            except EngineError as error:
                show_error(self, str(error))
            self._find_run(contents.run, session.network)
            self._training_settings.restore_config(contents.config)
        self._restore_photos(contents)

    def _restore_photos(self, contents: Contents) -> None:
        """Add the photos that are missing, without undo, also those whose file is gone."""
        self._photos.restore({photo.source: photo.actual for photo in contents.photos})

    def _find_run(self, number: int | None, network: Model) -> None:
        """Set the record of the network's run: the one with this number, which may have more iterations by now."""
        record = next((record for record in self._runs.records if record.number == number), None)
        if record is not None and len(record.train) >= len(network.costs):
            self._runs.set_current(record)
        elif record is None and number is not None:
            self._runs.mark_current_removed()

    def _on_not_read(self, text: str) -> None:
        show_error(self, text)  # and it is not written over
        (self._open_default or do_nothing)()

    def _on_data_opened(self) -> None:
        dataset = self._workspace.dataset
        self._awaited = None
        assert dataset is not None
        if self._missing is not None and self._fallback is None:
            self._fallback = dataset.original
        elif dataset.original is not self._fallback:
            self._missing = self._fallback = None
        self._update_ready()

    def _on_data_not_opened(self) -> None:
        if self._awaited is not None:
            self._missing, self._awaited = self._awaited, None
        self._update_ready()

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_other_run(before) and now.trained is not None and now.cause is not Cause.SAME_NETWORK:
            self._missing = None  # the user goes on with other data
        self._mark_restored()

    def _update_ready(self) -> None:
        """Begin to write the session, which is restored now."""
        if self._workspace.dataset is not None and self._awaited is None and self._is_read:
            self._is_ready = True
            self._request_write()
            self._mark_restored()

    def _mark_restored(self) -> None:
        """Mark the session as restored: what ends the program from now on is no fault of its data or network."""
        now = self._session.now
        if self._is_ready and (now.run is None or now.run.dataset is None or now.snapshot is not None):
            self._end_restore()

    def _end_restore(self) -> None:
        if self._is_restoring:
            self._is_restoring = False
            self._keeper.put("shown", _mark_restored)


def _mark_restored(store: ProfileStore) -> None:
    store.write(table.mark_restored)


def _model_bytes(build: Callable[[], Model]) -> bytes | None:
    """The file of a network; None for one that could not be read again."""
    from engine.saved_model.file import model_bytes  # slow to import

    try:
        return model_bytes(build())
    except ModelFileError as error:
        _log.warning("The network is not kept in the session: %s", error.reason)
        return None


def _read(store: ProfileStore) -> _StoredSession:
    """The last session, noted as being restored. Raises EngineError."""
    try:
        session, has_ended_twice = store.write(table.begin_restore)
        if has_ended_twice:
            return _StoredSession(problems=(_ENDED_TWICE,), is_whole=False)
    except (sqlite3.Error, OSError) as error:
        raise EngineError(_NOT_READ.format(reason=describe_obstacle(error))) from error
    return _StoredSession() if session is None else _examine(session)


def _examine(session: Session) -> _StoredSession:
    """The parts of `session` that exist and can be restored."""
    problems, contents, missing = [], session.contents, None
    if session.faults:
        problems.append(f"Not all of the session is back: {'; '.join(session.faults)}. A backup has it.")
    if contents.data is not None and not is_present(contents.data):
        missing, contents = contents.data, replace(contents, data=None)
        problems.append(f"The data of the session are gone: {_describe(missing)}.")
    shortage = _photos_shortage(session)
    if shortage:
        problems.append(f"The session is back without its photos: {shortage}. A backup has them.")
        contents = replace(contents, photos=())
    is_whole = not (session.faults or shortage)
    return _StoredSession(replace(session, contents=contents), missing, tuple(problems), is_whole)


def _photos_shortage(session: Session) -> str:
    """The reason why the photos of `session` do not fit into memory, or ''."""
    count = len(session.contents.photos)
    shape = _USUAL_SHAPE if session.network is None else session.network.picture_shape
    needed, free = photos_bytes(count, shape), available_memory()
    if not count or needed <= free:
        return ""
    return describe_need(needed, free)


def _describe(origin: DataOrigin) -> str:
    location = origin.location
    return "the course photos" if isinstance(location, str) else printable(", ".join(location))
