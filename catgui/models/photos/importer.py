"""Photos found, downloaded and read in the background."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

from catgui.domain.photo_entry import PhotoEntry, PhotoKey
from catgui.inputs.sources import BytesSource, PathSource, Source, WebSource, source_at
from catgui.workers.photo_reader import PhotoRequest, ReadResult, find_requests, read_request
from engine.errors import CancelledError
from engine.progress import Work
from engine.system.reader_process import MAX_CALLS

if TYPE_CHECKING:
    from catgui.models.photos.picture_downloads import PictureDownloads

_SEARCH_PRIORITY = 1  # before the photos that wait to be read
_NO_DOWNLOADS = (
    "a library for downloads is missing on this computer ({}); save the picture in the browser and drop it here"
)


@dataclass(eq=False, slots=True)
class _Job:
    """The reading of a photo, or a search at `sources`. Attributes: `value`, None where it was cancelled."""

    picture_shape: tuple[int, int] = (0, 0)
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

    Signals: `found(object)`, a list of PhotoRequest; `read(object)`, a ReadResult; `unread(object)`, the keys of the
    photos not read because of `cancel`; `redirected(object)`, a WebSource to ask about, where the picture of a photo is
    that was not read; `progressed(int, int)`, done and total, total 0 during a search;
    `busy_changed(bool)`.
    """

    found = Signal(object)
    read = Signal(object)
    unread = Signal(object)
    redirected = Signal(object)
    progressed = Signal(int, int)
    busy_changed = Signal(bool)

    # Emitted in the threads of the pool.
    _search_progressed = Signal(object, int, int)
    _search_done = Signal(object)
    _read_done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._searches: deque[_Job] = deque()  # the first is running
        self._reads: dict[PhotoKey, _Job] = {}
        self._total = 0  # photos since it was idle
        self._busy = False
        self._downloads: PictureDownloads | None = None
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(MAX_CALLS)
        queued = Qt.ConnectionType.QueuedConnection
        self._search_progressed.connect(self._on_search_progressed, queued)
        self._search_done.connect(self._on_search_done, queued)
        self._read_done.connect(self._on_read_done, queued)

    @property
    def busy(self) -> bool:
        """Whether photos are being found, downloaded or read."""
        return self._busy

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
                request = PhotoRequest(entry.key, entry.source)
                job = self._reads[entry.key] = _Job(picture_shape, request)
                self._total += 1
                if isinstance(entry.source, WebSource):
                    self._download(entry.key, entry.source)
                else:
                    self._start(job, request)
        self._report()

    def skip(self, keys: Iterable[PhotoKey]) -> None:
        """Stop reading these photos."""
        for key in keys:
            if (job := self._reads.pop(key, None)) is not None:
                job.work.cancel()
                if self._downloads is not None:
                    self._downloads.cancel(key)
        self._report()

    def cancel(self) -> None:
        """Stop the searches, and the reading of all photos."""
        for search in self._searches:
            search.work.cancel()
        self._searches.clear()
        keys = list(self._reads)
        self.skip(keys)
        if keys:
            self.unread.emit(keys)

    def shutdown(self) -> None:
        """Stop, and wait for the threads."""
        blocked = self.blockSignals(True)
        self.cancel()
        self.blockSignals(blocked)
        self._pool.waitForDone()

    def _search(self) -> None:
        job = self._searches[0]
        job.work = Work(partial(self._search_progressed.emit, job))
        task = partial(find_requests, job.sources)
        self._pool.start(partial(job.run, task, self._search_done.emit), _SEARCH_PRIORITY)

    def _start(self, job: _Job, request: PhotoRequest) -> None:
        job.request = request
        task = partial(read_request, request, job.picture_shape)
        self._pool.start(partial(job.run, task, self._read_done.emit))

    def _download(self, key: PhotoKey, source: WebSource) -> None:
        try:
            from catgui.models.photos.picture_downloads import PictureDownloads  # QtNetwork is not needed before
        except ImportError as error:
            # On Linux, QtNetwork needs libgssapi_krb5, which a minimal system lacks. Queued, as if it were read.
            job = self._reads[key]
            job.value = ReadResult(key, source, job.picture_shape, error=_NO_DOWNLOADS.format(error))
            self._read_done.emit(job)
            return
        if self._downloads is None:
            self._downloads = PictureDownloads(self)
            self._downloads.succeeded.connect(self._on_downloaded)
            self._downloads.failed.connect(self._on_download_failed)
            self._downloads.redirected.connect(self._on_redirected)
        self._downloads.start(key, source.address)

    def _on_downloaded(self, key: PhotoKey, data: bytes) -> None:
        job = self._reads[key]
        assert job.request is not None
        source = job.request.source
        self._start(job, replace(job.request, source=BytesSource(source.name, data, source.place)))

    def _on_download_failed(self, key: PhotoKey, reason: str) -> None:
        job = self._reads[key]
        assert job.request is not None
        job.value = ReadResult(key, job.request.source, job.picture_shape, error=reason)
        self._on_read_done(job)

    def _on_redirected(self, address: str) -> None:
        source = source_at(address)
        if isinstance(source, WebSource):
            self.redirected.emit(source)

    def _on_search_progressed(self, job: _Job, count: int, total: int) -> None:
        if job in self._searches:
            self.progressed.emit(count, total)

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
            self.progressed.emit(self._total - len(self._reads), self._total)

    def _update_busy(self) -> None:
        busy = bool(self._reads or self._searches)
        if not self._reads:
            self._total = 0
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
