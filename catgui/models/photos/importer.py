"""Photos found, downloaded and read in the background."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from catgui.domain.photo_entry import PhotoEntry, PhotoKey
from catgui.inputs.sources import PathSource, Source, WebSource
from catgui.workers.photo_reader import PhotoRequest, ReadResult, find_requests, read_request
from catgui.workers.worker_threads import WorkerThreads
from engine.errors import CancelledError, NoThreadError
from engine.progress import Work
from engine.system.reader_process import MAX_CALLS

MAX_DOWNLOADS = 4  # at a time

_log = logging.getLogger(__name__)

# A file is read by a process that is killed; one that waits for a disk that is gone cannot be.
_SHUTDOWN_SECONDS = 10.0


@dataclass(eq=False, slots=True)
class _Job:
    """The reading of a photo, or a search at `sources`. Attributes: `value`, None where it was cancelled."""

    request: PhotoRequest | None = None
    sources: Sequence[Source] = ()
    work: Work = field(default_factory=Work)
    value: Any = None

    def run(self, task: Callable[[Work], object], done: Callable[[_Job], None]) -> None:
        """Set `value` to what `task(work)` returns; in a thread of the pool."""
        try:
            self.work.check()
            self.value = task(self.work)
        except CancelledError:
            self.work.cancel()
        finally:
            done(self)


class PhotoImporter(QObject):
    """Finds photos in folders, and reads photos, several at a time.

    Signals: `found(object)`, a list of PhotoRequest; `read(object)`, a ReadResult; `progressed()`, `progress` has
    changed; `busy_changed(bool)`.
    """

    found = Signal(object)
    read = Signal(object)
    progressed = Signal()
    busy_changed = Signal(bool)

    # Emitted in the threads of the pool.
    _search_progressed = Signal(object, int, int)
    _search_done = Signal(object)
    _read_done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._searches: deque[_Job] = deque()  # the first is running
        self._reads: dict[PhotoKey, _Job] = {}
        self._found = 0  # photos by the search that is running
        self._total = 0  # photos since it was idle
        self._busy = False
        self._threads = WorkerThreads(MAX_CALLS)
        # A slow server does not delay the photos that are here.
        self._web_threads = WorkerThreads(MAX_DOWNLOADS)
        queued = Qt.ConnectionType.QueuedConnection
        self._search_progressed.connect(self._on_search_progressed, queued)
        self._search_done.connect(self._on_search_done, queued)
        self._read_done.connect(self._on_read_done, queued)

    @property
    def busy(self) -> bool:
        """Whether photos are being found, downloaded or read."""
        return self._busy

    @property
    def progress(self) -> tuple[int, int] | None:
        """The photos read and in all, or found and 0 during a search; None while it is idle."""
        if self._reads:
            return self._total - len(self._reads), self._total
        return (self._found, 0) if self._searches else None

    def find(self, sources: Sequence[Source]) -> None:
        """Emit `found` with the photos at `sources`, in the order of the calls; at once where no disk is accessed."""
        if self._searches or any(isinstance(source, PathSource) for source in sources):
            self._searches.append(_Job(sources=sources))
            if len(self._searches) == 1:
                self._search()
            self._update_busy()
        else:
            self.found.emit([PhotoRequest(PhotoKey(), source) for source in sources])

    def read_photos(self, entries: Iterable[PhotoEntry], picture_shape: tuple[int, int]) -> None:
        """Read photos for networks of `picture_shape`, unless they are being read; download those of the web."""
        for entry in entries:
            if entry.key not in self._reads:
                self._start(PhotoRequest(entry.key, entry.source), picture_shape)
        self._report()

    def skip(self, keys: Iterable[PhotoKey]) -> None:
        """Stop reading these photos."""
        for key in keys:
            if (job := self._reads.pop(key, None)) is not None:
                job.work.cancel()
        self._report()

    def cancel(self) -> None:
        """Stop the searches, and the reading of all photos."""
        for search in self._searches:
            search.work.cancel()
        self._searches.clear()
        self.skip(list(self._reads))

    def shutdown(self) -> None:
        """Stop, and wait for the threads."""
        blocked = self.blockSignals(True)
        self.cancel()
        self.blockSignals(blocked)
        for threads in (self._threads, self._web_threads):
            if not threads.wait(_SHUTDOWN_SECONDS):
                _log.warning("The reading of photos has not ended")

    def _search(self) -> None:
        job, self._found = self._searches[0], 0
        job.work = Work(partial(self._search_progressed.emit, job))
        task = partial(find_requests, job.sources)
        try:
            # Before the photos that wait to be read.
            self._threads.run(partial(job.run, task, self._search_done.emit), first=True)
        except NoThreadError as error:
            job.value = [PhotoRequest(PhotoKey(), source, str(error)) for source in job.sources]
            self._search_done.emit(job)

    def _start(self, request: PhotoRequest, picture_shape: tuple[int, int]) -> None:
        job = self._reads[request.key] = _Job(request)
        self._total += 1
        threads = self._web_threads if isinstance(request.source, WebSource) else self._threads
        try:
            threads.run(partial(job.run, partial(read_request, request, picture_shape), self._read_done.emit))
        except NoThreadError as error:
            job.value = ReadResult(request.key, request.source, picture_shape, error=str(error))
            self._read_done.emit(job)

    def _on_search_progressed(self, job: _Job, count: int, _total: int) -> None:
        if job in self._searches:
            self._found = count
            self.progressed.emit()

    def _on_search_done(self, job: _Job) -> None:
        if job in self._searches:
            self._searches.popleft()
            if self._searches:
                self._search()
            self.found.emit(job.value)
            self._update_busy()

    def _on_read_done(self, job: _Job) -> None:
        # A job that was cancelled may have been replaced by another one for the same photo.
        if job.request is not None and self._reads.get(job.request.key) is job:
            del self._reads[job.request.key]
            self.read.emit(job.value)
            self._report()

    def _report(self) -> None:
        self._update_busy()
        if self._reads:
            self.progressed.emit()

    def _update_busy(self) -> None:
        busy = bool(self._reads or self._searches)
        if not self._reads:
            self._total = 0
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
