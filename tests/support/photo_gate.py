"""Photos whose reading a test holds up."""

import threading

from engine.errors import CancelledError

SLOW = "slow"


class PhotoGate:
    """Stands in for `read_photo_bytes`: photos named SLOW are read when it is opened, or cancelled."""

    def __init__(self, read):
        self._read, self._opened, self._lock = read, threading.Event(), threading.Lock()
        self.waiting = 0

    def read(self, data, name, shape, cancelled):
        if name == SLOW and not self._opened.is_set():
            with self._lock:
                self.waiting += 1
            while not self._opened.wait(0.005):
                if cancelled.is_set():
                    raise CancelledError
        return self._read(data, name, shape, cancelled)

    def open(self):
        self._opened.set()
