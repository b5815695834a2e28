"""Taking what comes over the network only as long as it is wanted, and only if it does not come too slowly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue

from engine.system.memory import in_words

THREAD_NAME = "network"

# How much must come in a second, in bytes, on the average of so many seconds.
_SLOWEST = 1000
_PATIENCE_SECONDS = 60.0
# How often to look whether it is still wanted while nothing comes, in seconds.
_LOOK_INTERVAL = 0.05


class TooSlowError(Exception):
    """Nothing comes, or so little that it may never end; `str(error)` says so, to be read after the sender's name."""

    def __init__(self) -> None:
        super().__init__(f"sent less than {in_words(_SLOWEST)} a second for {_PATIENCE_SECONDS:.0f} seconds")


def receive(pieces: Iterator[bytes], take: Callable[[bytes], None]) -> None:
    """Call `take` with each of `pieces`, and many times a second with none: first, and while it waits for them.

    What `take` raises ends it at once, and so does what `pieces` raises. They are asked for in a daemon thread, which
    ends with the piece that it waits for, or with the process; it must leave nothing half done. Raises TooSlowError.
    """
    take(b"")
    feed, pace = _Feed(pieces), _Pace()
    threading.Thread(target=feed.run, daemon=True, name=THREAD_NAME).start()
    try:
        while (piece := feed.next()) is not None:
            take(piece)
            pace.count(len(piece))
    finally:
        feed.unwanted.set()


class _Feed:
    """Passes pieces on from the thread that asks for them, and then the error that ended them."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.unwanted = threading.Event()
        self._pieces = pieces
        self._come: SimpleQueue[bytes | None] = SimpleQueue()
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            for piece in self._pieces:
                if self.unwanted.is_set():
                    break
                self._come.put(piece)
        except BaseException as error:  # noqa: BLE001  raised again where the pieces are taken
            self._error = error
        finally:
            self._come.put(None)

    def next(self) -> bytes | None:
        """The next piece, nothing of it while it is waited for, or None after the last."""
        try:
            piece = self._come.get(timeout=_LOOK_INTERVAL)
        except Empty:
            return b""
        if piece is None and self._error is not None:
            raise self._error
        return piece


class _Pace:
    """How much has come, from one look at the clock to the next."""

    def __init__(self) -> None:
        self._since, self._count = time.monotonic(), 0

    def count(self, size: int) -> None:
        self._count += size
        seconds = time.monotonic() - self._since
        if seconds < _PATIENCE_SECONDS:
            return
        if self._count < _SLOWEST * seconds:
            raise TooSlowError
        self._since, self._count = time.monotonic(), 0
