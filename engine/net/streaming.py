"""Taking what comes over the network only as long as it is wanted, and only if it does not come too slowly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue

from engine.system.memory import format_bytes

THREAD_NAME = "network"

# How much must come in a second, in bytes, on the average of so many seconds.
_MIN_BYTES_PER_SECOND = 1000
_RATE_WINDOW_SECONDS = 60.0
# How often to look whether it is still wanted while nothing comes, in seconds.
_LOOK_INTERVAL = 0.05


class TooSlowError(Exception):
    """Nothing comes, or so little that it may never end; `str(error)` says so, to be read after the sender's name."""

    def __init__(self) -> None:
        super().__init__(
            f"sent less than {format_bytes(_MIN_BYTES_PER_SECOND)} a second for {_RATE_WINDOW_SECONDS:.0f} seconds"
        )


def stream_body(chunks: Iterator[bytes], on_chunk: Callable[[bytes], None]) -> None:
    """Call `on_chunk` with each of `chunks`, and many times a second with none: first, and while it waits for them.

    What `on_chunk` raises ends it at once, and so does what `chunks` raises. They are asked for in a daemon thread,
    which ends with the piece that it waits for, or with the process; it must leave nothing half done. Raises
    TooSlowError.
    """
    on_chunk(b"")
    feed, pace = _Reader(chunks), _RateLimit()
    threading.Thread(target=feed.run, daemon=True, name=THREAD_NAME).start()
    try:
        while (chunk := feed.next()) is not None:
            on_chunk(chunk)
            pace.count(len(chunk))
    finally:
        feed.cancelled.set()


class _Reader:
    """Passes pieces on from the thread that asks for them, and then the error that ended them."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.cancelled = threading.Event()
        self._chunks = chunks
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            for chunk in self._chunks:
                if self.cancelled.is_set():
                    break
                self._queue.put(chunk)
        except BaseException as error:  # noqa: BLE001  raised again where the pieces are taken
            self._error = error
        finally:
            self._queue.put(None)

    def next(self) -> bytes | None:
        """The next piece, nothing of it while it is waited for, or None after the last."""
        try:
            chunk = self._queue.get(timeout=_LOOK_INTERVAL)
        except Empty:
            return b""
        if chunk is None and self._error is not None:
            raise self._error
        return chunk


class _RateLimit:
    """How much has come, from one look at the clock to the next."""

    def __init__(self) -> None:
        self._since, self._count = time.monotonic(), 0

    def count(self, size: int) -> None:
        self._count += size
        seconds = time.monotonic() - self._since
        if seconds < _RATE_WINDOW_SECONDS:
            return
        if self._count < _MIN_BYTES_PER_SECOND * seconds:
            raise TooSlowError
        self._since, self._count = time.monotonic(), 0
