"""How photos come in: looked for and read in the background, those of the web beside those of this computer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from catgui.domain.photo_entry import PhotoKey
from catgui.inputs.sources import Source, WebSource
from catgui.models.photos.reader_queue import ReaderQueue
from catgui.workers.photo_reader import PhotoReader, PhotoRequest, ReadResult


class PhotoImporter(QObject):
    """Reads photos for networks of one picture shape or another.

    Signals: `found(object)`, the PhotoRequests that new sources hold; `read(object)`, a Reading; `unread(object)`,
    keys of photos not read because of `cancel`; `progressed(int, int)`, done and total, total 0 while searching;
    `busy_changed(bool)`.
    """

    found = Signal(object)
    read = Signal(object)
    unread = Signal(object)
    progressed = Signal(int, int)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A silent server must not keep the files waiting.
        self._files, self._web = ReaderQueue(self), ReaderQueue(self)
        self._pending: set[PhotoKey] = set()
        self._busy = False
        for queue in self._queues:
            queue.busy_changed.connect(self._on_queue_changed)

    @property
    def _queues(self) -> tuple[ReaderQueue, ReaderQueue]:
        return self._files, self._web

    @property
    def busy(self) -> bool:
        """Whether anything is being looked for or read."""
        return self._busy

    def import_sources(self, sources: Sequence[Source], picture_shape: tuple[int, int]) -> None:
        """Look for the photos of new sources, say which were found, and read them."""
        self._run([PhotoRequest(PhotoKey(), source) for source in sources], picture_shape, search=True)

    def read_again(self, requests: Iterable[PhotoRequest], picture_shape: tuple[int, int]) -> None:
        """Read photos that are known already, but for those that are about to be read anyway."""
        wanted = [request for request in requests if request.key not in self._pending]
        self._pending.update(request.key for request in wanted)
        self._run(wanted, picture_shape, search=False)

    def skip(self, keys: Iterable[PhotoKey]) -> None:
        """Do not read these photos after all."""
        skipped = set(keys) & self._pending
        self._pending -= skipped
        for queue in self._queues:
            queue.skip(skipped)

    def cancel(self) -> None:
        """Give up what is not read yet."""
        for queue in self._queues:
            queue.cancel()

    def shutdown(self) -> None:
        """End the threads; the program is closing, and what they read last is not heard any more."""
        for queue in self._queues:
            queue.shutdown()
        QCoreApplication.removePostedEvents(self, QEvent.Type.MetaCall)

    def _run(self, requests: list[PhotoRequest], picture_shape: tuple[int, int], search: bool) -> None:
        web = [request for request in requests if isinstance(request.source, WebSource)]
        files = [request for request in requests if not isinstance(request.source, WebSource)]
        for queue, queue_requests in ((self._files, files), (self._web, web)):
            if queue_requests:
                queue.run(self._connected(PhotoReader(queue_requests, picture_shape, search)))

    def _connected(self, reader: PhotoReader) -> PhotoReader:
        reader.found.connect(self._on_found)
        reader.read.connect(self._on_read)
        reader.unread.connect(self._on_unread)
        reader.progressed.connect(self.progressed)
        return reader

    def _on_found(self, requests: list[PhotoRequest]) -> None:
        self._pending.update(request.key for request in requests)
        self.found.emit(requests)

    def _on_read(self, read_result: ReadResult) -> None:
        self._pending.discard(read_result.key)
        self.read.emit(read_result)

    def _on_unread(self, keys: list[PhotoKey]) -> None:
        self._pending.difference_update(keys)
        self.unread.emit(keys)

    def _on_queue_changed(self) -> None:
        busy = any(queue.busy for queue in self._queues)
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
