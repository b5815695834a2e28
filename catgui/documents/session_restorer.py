"""The session of a window: kept in the profile all the time, and brought back at the next start."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, QObject, QTimer, Signal

from catgui.documents.model_contents import ModelContents
from catgui.domain.message import ASK_LATER
from catgui.models.documents import session_table as table
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.session_table import Aside, Contents, Session, StoredSession
from catgui.models.runs.history import RunHistory
from catgui.models.runs.opener import is_present
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.messages import show_error, show_notice, withdraw
from catgui.models.tasks.throttle import Throttle
from catgui.models.training.session import Cause, RunNow, TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Callback, Workspace, do_nothing
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.store import ProfileStore
from catgui.services.settings import Settings
from engine.data.dataset import DataOrigin, Dataset
from engine.data.edited_dataset import DataReference
from engine.errors import EngineError, ModelFileError
from engine.images.photo import photos_bytes
from engine.progress import Work
from engine.saved_model.model import Model
from engine.storage.atomic import describe_obstacle
from engine.system.memory import available_memory, describe_need
from engine.text import printable

_log = logging.getLogger(__name__)

_USUAL_SHAPE = (64, 64)  # of the pictures that a network takes
_WRITE_INTERVAL_MS = 4_000
_NOT_READ = "The session could not be read: {reason}."
_NOT_REOPENED = "it was not to be reopened"
_OTHER_DATA = "you opened other data meanwhile"


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What is in the profile.

    Attributes: `session`, the one to restore, or None; `missing`, its data if they are not there; `problems`, texts for
    the user; `reason`, why the session is to be kept aside, or ''; `aside`, the one that was kept aside last.
    """

    session: Session | None = None
    missing: DataOrigin | None = None
    problems: tuple[str, ...] = ()
    reason: str = ""
    aside: Aside | None = None


class SessionRestorer(QObject):
    """Keeps data, settings, network and photos in the profile some seconds after a change, and reopens them.

    Of several windows, the one that was opened first keeps the session. What is not there any more, data or photos,
    stays in the session until the user opens other data or removes the photos. A session that cannot be restored, or
    that has ended the program twice, is kept aside and offered.
    """

    def __init__(
        self,
        window: QObject,
        settings: Settings,
        keeper: ProfileKeeper,
        workspace: Workspace,
        training: tuple[TrainingSettings, TrainingSession, RunHistory],
        document: ModelDocument,
        contents: ModelContents,
    ) -> None:
        super().__init__(window)
        self._settings, self._keeper = settings, keeper
        self._workspace, self._document, self._contents = workspace, document, contents
        self._training_settings, self._session, self._runs = training
        self._open_default: Callback | None = None
        self._is_read = self._is_ready = False
        self._awaited: DataOrigin | None = None  # the data of the session, which are being opened
        self._missing: DataOrigin | None = None
        self._fallback: Dataset | None = None  # what is open in place of the missing data
        self._restored: Session | None = None
        self._is_aside = False  # whether what is restored was kept aside
        self._is_shown = False  # whether the data and the network of what is restored are, as far as they are there
        self._aside_first = _AsideFirst()
        self._written: Contents | None = None
        self._written_network: tuple[Hashable, Path | None, bool] | None = None
        self._reading = BackgroundTask(self)
        self._reading.succeeded.connect(self._on_read)
        self._reading.failed.connect(self._on_not_read)
        self._reading_aside = BackgroundTask(self, shows_errors=True)
        self._reading_aside.succeeded.connect(self._on_aside_read)
        self.watch = RestoreWatch(window, lambda: contents.busy)
        self.watch.rested.connect(self._end_restore)
        self._throttle = Throttle(_WRITE_INTERVAL_MS, self)
        self._throttle.due.connect(self._write_changes)
        for signal in (
            workspace.dataset_changed,
            self._training_settings.changed,
            contents.changed,
            document.changed,
        ):
            signal.connect(self._request_write)
        workspace.dataset_changed.connect(self._on_data_opened)
        workspace.not_opened.connect(self._on_data_not_opened)
        self._session.changed.connect(self._on_session_changed)
        self._runs.changed.connect(self._on_runs_changed)

    def reopen(self, open_default: Callback | None) -> None:
        """Bring the session back, in the background; `open_default` is called if there are no data to open.

        If it is None, data or a network were opened by name: of the session the photos come back alone.
        """
        self._open_default = open_default
        store = self._keeper.store
        if store is None:
            (open_default or do_nothing)()
        else:
            self._reading.start(partial(_read, store, self._settings.reopens_session))

    def write(self) -> None:
        """Have the latest state written at once."""
        self._throttle.stop()
        self._write_changes()

    def flush(self) -> None:
        """Have the latest state written, as the window closes."""
        self.write()
        if self.watch.is_active or self._reading.busy:
            self.watch.stop()
            self._end_restore()

    def shutdown(self) -> None:
        """Cancel the reading; what changes from now on is not written."""
        self._throttle.stop()
        self.watch.stop()
        self._is_ready = False
        for reading in (self._reading, self._reading_aside):
            reading.blockSignals(True)
            reading.shutdown()

    # --- writing

    @property
    def _keeps(self) -> bool:
        return self._is_ready and self._settings.reopens_session

    def _request_write(self) -> None:
        if self._keeps:
            self._throttle.request()

    def _write_changes(self) -> None:
        if not self._keeps:
            return
        contents, path = self._capture(), self._document.path if self._document.is_in_file else None
        network = self._document.network_key, path, self._runs.is_current_removed
        if contents != self._written:
            self._written = contents
            self._keeper.put("session", partial(_write_contents, contents, self._aside_first))
        if network != self._written_network:
            self._written_network, build = network, self._document.model_builder()
            self._keeper.put("network", partial(_write_network, build, network[1:], self._aside_first))

    def _on_runs_changed(self) -> None:
        """Have the removal of the session's run written with it: a kill must not bring it back."""
        is_written = self._written_network is not None and self._written_network[2]
        if self._runs.is_current_removed and not is_written:
            self.write()

    def _capture(self) -> Contents:
        dataset = self._workspace.dataset
        origin = self._missing or (None if dataset is None else dataset.origin)
        contents = self._contents
        return Contents(origin, self._training_settings.config, contents.photos(), contents.corners.digests)

    # --- reading

    def _on_read(self, found: _Found) -> None:
        self._runs.load()  # the session's run is one of them
        self._is_read = True
        if found.reason:
            self._set_aside(found.reason, found.session)
        elif found.aside is not None:
            self._offer(found.aside)
        if found.problems:
            show_error(self, " ".join(found.problems))
        if found.session is not None:
            self.watch.start()
        if self._open_default is None or self._is_data_opened:
            self._restore_photos(found)
        else:
            self._missing = found.missing
            if found.session is None or found.session.contents.data is None:
                self._open_default()
            if found.session is not None:
                self._restore(found.session)

    def _restore_photos(self, found: _Found) -> None:
        """Restore the photos alone, since other data were opened, by name or while the session was read."""
        if found.session is not None:
            self._contents.restore_photos(found.session.contents.photos)
            if self._open_default is not None and not found.reason:
                self._set_aside(_OTHER_DATA, found.session)
        self._update_ready()

    @property
    def _is_data_opened(self) -> bool:
        """Whether the user has opened data, or is about to."""
        return self._workspace.dataset is not None or (self._workspace.loading and self._awaited is None)

    def _restore(self, session: Session) -> None:
        """Open the data of `session`, and show its network, settings and photos; none of it can be undone.

        The network is shown at once, and evaluated and repeated when its data are open.
        """
        contents, dataset = session.contents, self._workspace.dataset
        self._restored = session
        self._contents.corners.restore(contents.corners)
        if contents.data is not None:
            self._awaited = contents.data
            self._workspace.open_origin(contents.data, _reference(session))
            dataset = None  # a run that was repeated on those open now would be dropped when these are open
        if not self._document.can_save:  # else settings might restart a run
            # First, since a network of many filters takes seconds: the form shows its settings meanwhile.
            self._training_settings.restore_config(contents.config)
        if session.network is not None:
            try:
                self._document.show(session.network_path, session.network, dataset)
            except EngineError as error:
                show_error(self, str(error))
            if session.is_run_removed:
                self._runs.take_current_as_removed()
            self._training_settings.restore_config(contents.config)
        self._contents.restore_photos(contents.photos)

    def _on_not_read(self, text: str) -> None:
        show_error(self, text)
        self._is_read = True
        self._set_aside(_NOT_REOPENED, None)  # it may be there once the profile can be read
        (self._open_default or do_nothing)()
        self._update_ready()

    def _on_data_opened(self) -> None:
        dataset, awaited = self._workspace.dataset, self._awaited
        self._awaited = None
        assert dataset is not None
        if awaited is not None and (dataset.origin is None or dataset.origin.location != awaited.location):
            self._give_way()
        if self._missing is not None and self._fallback is None:
            self._fallback = dataset.original
        elif dataset.original is not self._fallback:
            self._missing = self._fallback = None
        self._update_ready()

    def _give_way(self) -> None:
        """The user has opened other data while those of the session were being opened."""
        session = self._restored
        if session is not None and not self._is_aside:
            self._set_aside(_OTHER_DATA, session)
        if session is not None and session.network is not None and self._session.now.saved is not None:
            self._session.reset()

    def _on_data_not_opened(self) -> None:
        if self._awaited is not None:
            self._missing, self._awaited = self._awaited, None
        self._update_ready()

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_another_than(before) and now.trained is not None and now.cause is not Cause.SAME_NETWORK:
            self._missing = None  # the user goes on with other data
        self._note_shown()

    def _update_ready(self) -> None:
        """From now on what is open is all of the session, and is written."""
        if self._workspace.dataset is not None and self._awaited is None and self._is_read:
            self._is_ready = True
            self._request_write()
            self._note_shown()

    def _note_shown(self) -> None:
        """Note that the data and the network are on the screen: whatever ends the program now is no fault of theirs."""
        is_network_shown = self._session.now.network is None or self._session.now.snapshot is not None
        if self.watch.is_active and self._is_ready and is_network_shown and not self._is_shown:
            self._is_shown = True
            self._keeper.put("shown", partial(_write, table.note_shown))

    # --- what is kept aside

    def _set_aside(self, reason: str, session: Session | None) -> None:
        self._aside_first = _AsideFirst(reason)
        self._keeper.put("set aside", self._aside_first)
        if session is not None:
            self._offer(Aside(session.saved_at, reason))

    def _offer(self, aside: Aside) -> None:
        time = QDateTime.fromSecsSinceEpoch(round(aside.saved_at)).toString("d MMM yyyy, hh:mm")
        session = f"Your session of {time}" if aside.saved_at else "A session of yours"
        text = f"{session} is kept aside: {printable(aside.reason)}."
        actions = ("Try again", self._read_aside), ("Discard", self._discard_aside)
        show_notice(self, text, *actions, close_tip=ASK_LATER)

    def _read_aside(self) -> None:
        if (store := self._keeper.store) is not None:
            self._reading_aside.start(partial(_read_aside, store, self._keeper.wait))

    def _on_aside_read(self, found: _Found) -> None:
        if found.session is None or found.reason:
            show_error(self, " ".join(found.problems) or _NOT_READ.format(reason=found.reason))
            return
        withdraw(self)
        if found.problems:
            show_error(self, " ".join(found.problems))
        self._is_aside = True
        self.watch.start()
        self._restore(found.session)

    def _discard_aside(self) -> None:
        self._delete_aside()
        withdraw(self)

    def _delete_aside(self) -> None:
        self._keeper.put("discard", partial(_write, table.delete_aside))

    def _end_restore(self) -> None:
        self._keeper.put("end of restoring", partial(_write, table.end_restore))
        if self._is_aside:
            self._is_aside = False
            self._delete_aside()


def _reference(session: Session) -> DataReference | None:
    """The data of `session` with the edits of then, if the network was trained on them."""
    data = None if session.network is None else session.network.recipe.data
    return data if data is not None and data.origin == session.contents.data else None


def _write(work: Callable[[sqlite3.Connection], object], store: ProfileStore) -> None:
    store.write(work)


class _AsideFirst:
    """Keeps the last session aside, once; called in the thread of the profile.

    It is called before anything is written in the place of that session, which stays as long as it cannot be kept
    aside.
    """

    def __init__(self, reason: str = "") -> None:
        self._reason = reason

    def __call__(self, store: ProfileStore) -> None:
        if self._reason:
            store.write(partial(table.set_aside, reason=self._reason))
            self._reason = ""


def _write_contents(contents: Contents, aside_first: _AsideFirst, store: ProfileStore) -> None:
    aside_first(store)
    store.write(partial(table.write_contents, contents=contents))


def _write_network(
    build: Callable[[], Model] | None, facts: tuple[Path | None, bool], aside_first: _AsideFirst, store: ProfileStore
) -> None:
    """Write the network with `facts`, its file and whether its run was removed; none that could not be read again."""
    from engine.saved_model.file import model_bytes  # slow to import

    aside_first(store)
    data = None
    if build is not None:
        try:
            data = model_bytes(build())
        except ModelFileError as error:
            _log.warning("The network is not kept in the session: %s", error.reason)
    path, is_run_removed = facts
    store.write(partial(table.write_network, data=data, path=path, is_run_removed=is_run_removed))


def _read(store: ProfileStore, reopens: bool, work: Work) -> _Found:
    """The last session, noted as being restored. Raises EngineError."""
    try:
        if not reopens:
            return _Found(reason=_NOT_REOPENED)
        stored, aside = _begin(store)
    except (sqlite3.Error, OSError) as error:
        raise EngineError(_NOT_READ.format(reason=describe_obstacle(error))) from error
    session = stored.decode(work)
    return _examine(session, aside)


def _begin(store: ProfileStore) -> tuple[StoredSession, Aside | None]:
    """The last session and that kept aside; where nothing can be written, it is not noted as being restored."""
    try:
        return store.write(lambda connection: (table.begin_restore(connection), table.find_aside(connection)))
    except (sqlite3.OperationalError, OSError):
        found = store.read(lambda connection: (table.read_last(connection), table.find_aside(connection)))
        if found is None:
            raise
        return found


def _read_aside(store: ProfileStore, wait: Callable[[float], object], work: Work) -> _Found:
    wait(1.0)  # it may be on its way
    try:
        stored = store.read(table.read_aside)
    except (sqlite3.Error, OSError) as error:
        raise EngineError(_NOT_READ.format(reason=describe_obstacle(error))) from error
    return _examine(None if stored is None else stored.decode(work))


def _examine(session: Session | None, aside: Aside | None = None) -> _Found:
    """The parts of `session` that exist and can be restored."""
    if session is None:
        return _Found(aside=aside)
    problems, contents, missing = [], session.contents, None
    reason = "; ".join(session.faults)
    if reason:
        problems.append(f"Not all of the session is back: {reason}.")
    if contents.data is not None and not is_present(contents.data):
        missing, contents = contents.data, replace(contents, data=None)
        problems.append(f"The data of the session are gone: {_describe(missing)}.")
    if shortage := _photos_shortage(session):
        problems.append(f"The session is back without its photos: {shortage}.")
        contents, reason = replace(contents, photos=()), reason or shortage
    return _Found(replace(session, contents=contents), missing, tuple(problems), reason, aside)


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


# Work follows other work after up to half a second, as the answers for photos follow their reading.
_POLL_INTERVAL_MS, _IDLE_POLLS = 1_000, 2
# A restoring that exhausts the memory has done so by then; the user may keep the program busy for hours.
_MOST_POLLS = 600


class RestoreWatch(QObject):
    """Waits until all background work of `window` rests, and no photos are read, as `is_reading_photos` says.

    Signals: `rested()`, once after each `start`.
    """

    rested = Signal()

    def __init__(self, window: QObject, is_reading_photos: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._is_reading_photos = window, is_reading_photos
        self._polls = self._idle_polls = 0
        self._timer = QTimer(self, interval=_POLL_INTERVAL_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def is_active(self) -> bool:
        """Whether it still waits."""
        return self._timer.isActive()

    def start(self) -> None:
        """Wait anew."""
        self._polls = self._idle_polls = 0
        self._timer.start()

    def stop(self) -> None:
        """Stop waiting."""
        self._timer.stop()

    def _poll(self) -> None:
        self._polls += 1
        busy = self._is_reading_photos() or any(task.busy for task in self._window.findChildren(BackgroundTask))
        self._idle_polls = 0 if busy else self._idle_polls + 1
        if self._idle_polls >= _IDLE_POLLS or self._polls >= _MOST_POLLS:
            self._timer.stop()
            self.rested.emit()
