"""Fixtures of the window's tests: settings of their own, small data, and no thread or timer left behind."""

import gc
import threading

import pytest
from PySide6.QtCore import QSettings, QThread, QTimer
from PySide6.QtWidgets import QApplication

from catgui.services.settings import Settings
from engine.images.reader import read_photo_bytes
from tests.support.abandoned import join_interrupted
from tests.support.photo_gate import PhotoGate
from tests.support.small_data import make_dataset

# So many objects may have been made before they are looked through for garbage.
_MOST_UNCOLLECTED = 20_000


@pytest.fixture(autouse=True)
def disable_gc():
    """As in the program: a worker's thread must not destroy what windows of earlier tests have left in circles."""
    # For each test anew: one of them may have the program put it on again.
    gc.disable()


@pytest.fixture(scope="session", autouse=True)
def reenable_gc():
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def no_leaked_threads_or_timers():
    """Fail a test that leaves a thread or a running timer."""
    before = set(threading.enumerate())
    yield
    # Python makes a dummy of each QThread it has met; the QThreads themselves are looked at below.
    left = [t for t in threading.enumerate() if t not in before and not isinstance(t, threading._DummyThread)]
    assert not left, f"threads left running: {left}"
    if QApplication.instance() is not None:
        QApplication.processEvents()
        running = [thing for thing in gc.get_objects() if _is_running(thing)]
        assert not running, f"left running: {running}"
    if gc.get_count()[0] > _MOST_UNCOLLECTED:
        gc.collect()


def _is_running(thing) -> bool:
    try:
        if isinstance(thing, QThread):
            # A test that asked where it runs may leave an object for the main thread behind, which always runs.
            return thing.isRunning() and thing != QThread.currentThread()
        return isinstance(thing, QTimer) and thing.isActive()
    except (RuntimeError, ReferenceError):  # its C++ half is gone already
        return False


@pytest.fixture
def settings(tmp_path):
    """Settings in a file of this test's own."""
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def dataset():
    """A small data set."""
    return make_dataset()


@pytest.fixture
def gate(monkeypatch):
    """Holds up the reading of some photos; open at the latest when the test ends."""
    gate = PhotoGate(read_photo_bytes)
    monkeypatch.setattr("engine.images.reader.read_photo_bytes", gate.read)
    yield gate
    gate.open()
    join_interrupted()
