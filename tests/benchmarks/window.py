"""A window to measure, and waiting as the program waits."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, Qt, SignalInstance
from PySide6.QtWidgets import QApplication

from catgui.app import DataLocation, build_window, collect_in_gui_thread, preload_imports
from catgui.profile.settings import Settings
from catgui.shell.main_window import MainWindow
from catgui.workers.worker_threads import shorten_switch_interval


@contextmanager
def open_window(data: DataLocation | None = None, watches: bool = False) -> Iterator[MainWindow]:
    """The main window on the screen, with settings of its own, until the block ends; runs are instant, or watched."""
    application = QApplication.instance() or QApplication([])
    settings = Settings()
    settings.watches = watches
    window = build_window(data, settings)
    window.show()
    application.processEvents()
    preload_imports()
    with _collecting_as_the_program(window), _switching_as_the_program():
        yield window
    window.close()


@contextmanager
def _collecting_as_the_program(window: MainWindow) -> Iterator[None]:
    """Collect garbage in the GUI thread only, and nothing that was there before."""
    gc.disable()
    gc.freeze()
    collect_in_gui_thread(window)
    yield
    gc.unfreeze()
    gc.enable()


@contextmanager
def _switching_as_the_program() -> Iterator[None]:
    """Hand the GIL over as soon as the program does."""
    before = sys.getswitchinterval()
    shorten_switch_interval()
    yield
    sys.setswitchinterval(before)


def find(window: MainWindow, kind: type, name: str) -> QObject:
    """The widget of the window with this object name."""
    found = window.findChild(kind, name)
    assert found is not None, name
    return found


def wait_until(done: Callable[[], bool]) -> None:
    """Process events until `done()` is true, asleep while there are none: a busy loop would slow the threads down."""
    while not done():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def wait_for(signal: SignalInstance) -> None:
    """Process events until the signal is emitted."""
    loop = QEventLoop()
    signal.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
    loop.exec()
    signal.disconnect(loop.quit)
