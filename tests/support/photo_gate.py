"""Photos whose reading a test holds up."""

import threading

SLOW = "slow"


class PhotoGate:
    """Keeps those who read photos named SLOW waiting until it is opened."""

    def __init__(self, read):
        self._read, self._opened, self._lock = read, threading.Event(), threading.Lock()
        self.waiting = 0

    def read(self, data, name, shape):
        if name == SLOW and not self._opened.is_set():
            with self._lock:
                self.waiting += 1
            assert self._opened.wait(60)
        return self._read(data, name, shape)

    def open(self):
        self._opened.set()
