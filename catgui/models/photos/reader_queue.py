"""Readers of photos that run one after the other, each in a thread of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QObject, QThread, Signal

from catgui.domain.photo_entry import PhotoKey
from catgui.models.tasks.threads import end_thread
from catgui.workers.photo_reader import PhotoReader


class ReaderQueue(QObject):
    """Owns the reader that is under way and those that wait for it. Signals: `busy_changed(bool)`."""

    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._readers: deque[PhotoReader] = deque()  # the first one is under way
        self._thread: QThread | None = None

    @property
    def busy(self) -> bool:
        """Whether a reader is under way."""
        return self._thread is not None

    def run(self, reader: PhotoReader) -> None:
        """Run `reader` after those that came before it."""
        self._readers.append(reader)
        if self._thread is None:
            self._next()
            self.busy_changed.emit(True)

    def cancel(self) -> None:
        """Stop the reader under way; those that wait have their turn and say that they gave up."""
        for reader in self._readers:
            reader.stop()

    def skip(self, keys: Iterable[PhotoKey]) -> None:
        """Pass these photos over."""
        skipped = list(keys)
        for reader in self._readers:
            reader.skip(skipped)

    def shutdown(self) -> None:
        """Stop, and wait until the thread has ended."""
        self.cancel()
        while len(self._readers) > 1:
            self._readers.pop()
        if self._thread is not None:
            end_thread(self._thread, self)
            self._release_thread()

    def _next(self) -> None:
        reader, self._thread = self._readers[0], QThread(self)
        reader.moveToThread(self._thread)
        self._thread.started.connect(reader.run)
        reader.finished.connect(self._thread.quit)
        self._thread.finished.connect(self._on_thread_finished)
        self._thread.start()

    def _on_thread_finished(self) -> None:
        if self._thread is None:
            return
        self._release_thread()
        if self._readers:
            self._next()
        else:
            self.busy_changed.emit(False)

    def _release_thread(self) -> None:
        # The thread has ended, or is about to: the reader may be deleted from here afterwards.
        if self._thread is not None:
            self._thread.wait()
            self._thread.deleteLater()
        self._thread = None
        self._readers.popleft()
