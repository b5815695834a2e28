"""Photos whose reading or downloading a test holds up."""

import threading

from engine.data import download
from tests.support.picture_files import picture_bytes

SLOW = "slow"


class PhotoGate:
    """Stands in for `read_photo_bytes`: photos named SLOW are read when it is opened, or cancelled."""

    def __init__(self, read):
        self._read, self._opened, self._lock = read, threading.Event(), threading.Lock()
        self.waiting = 0

    def read(self, data, name, shape, work):
        if name == SLOW and not self._opened.is_set():
            with self._lock:
                self.waiting += 1
            while not self._opened.wait(0.005):
                work.check()
        return self._read(data, name, shape, work)

    def open(self):
        self._opened.set()


class FakeWeb:
    """Stands in for `fetch`: each download gets a picture, at once or after `release`.

    Attributes: `requested`, the addresses.
    """

    def __init__(self, monkeypatch, hold=False):
        self.requested, self._released = [], threading.Event()
        if not hold:
            self.release()
        monkeypatch.setattr(download, "fetch", self._fetch)

    def _fetch(self, address, work, **_):
        self.requested.append(address)
        while not self._released.wait(0.005):
            work.check()
        return picture_bytes("blue")

    def release(self):
        self._released.set()
