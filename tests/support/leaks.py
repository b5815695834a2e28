"""Detection of leaked threads, timers and child processes."""

import functools
import gc
import threading

import psutil
import pytest

# The name of the child that reads untrusted files, and of the threads that serve it. It may stay for other tests.
_READER = "reader_process"
# Unreachable objects are collected once this many objects have been made since the last collection.
_COLLECT_AFTER = 20_000


@pytest.fixture(scope="module", autouse=True)
def no_leaked_processes():
    """Fail the last test of a module that leaves a child process."""
    # Not for each test: finding the children takes longer than most tests.
    before = set(psutil.Process().children())
    yield
    left = [child for child in psutil.Process().children() if child not in before and not _is_reader(child)]
    assert not left, f"processes left running: {left}"


def _is_reader(child):
    try:
        return any(_READER in word for word in child.cmdline())
    except psutil.Error:  # it has ended meanwhile
        return True


@pytest.fixture(autouse=True)
def no_leaked_threads():
    """Fail a test that leaves a thread started from Python."""
    before = python_threads()
    yield
    left = list(python_threads() - before)
    assert not left, f"threads left running: {left}"


def python_threads():
    """The threads that were started from Python, but for those that serve the child that reads untrusted files."""
    # Python makes a dummy for each QThread that ran its code; QThreads are checked as Qt objects.
    threads = {thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)}
    return {thread for thread in threads if thread.name != _READER}


@pytest.fixture(autouse=True)
def no_leaked_qt_objects():
    """Fail a test that leaves a running QThread, task or QTimer; then delete what it has left to `deleteLater`."""
    from PySide6.QtCore import QCoreApplication, QEvent

    collections = _collections()
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.processEvents()
        # With the collector off, generation 0 is what this test has made, unless the test has collected.
        running = running_qt_objects(generation=0 if collections == _collections() else None)
        assert not running, f"left running: {running}"
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if gc.get_count()[0] > _COLLECT_AFTER:
        gc.collect()


def stale_layout_items():
    """The wrappers of layout items that are in no layout of a window any more, and the layouts that keep them.

    PySide takes an object that gets the memory of such an item for the item, and crashes.
    """
    import shiboken6
    from PySide6.QtWidgets import QApplication, QLayout, QSpacerItem, QWidgetItem

    wrappers = [one for one in shiboken6.getAllValidWrappers() if type(one) in (QSpacerItem, QWidgetItem)]
    pointers = {shiboken6.getCppPointer(wrapper)[0]: wrapper for wrapper in wrappers}
    for window in QApplication.topLevelWidgets():
        for layout in window.findChildren(QLayout):
            for index in range(layout.count()):
                pointers.pop(shiboken6.getCppPointer(layout.itemAt(index))[0], None)
    return [shiboken6.dump(wrapper) for wrapper in pointers.values()]


def _collections():
    return sum(generation["collections"] for generation in gc.get_stats())


def running_qt_objects(generation=None):
    """The running QThreads, WorkerThreads and QTimers, of all generations of the garbage collector or of one."""
    import shiboken6

    things = gc.get_objects(generation=generation)
    # By type, which is quick and also works for weak proxies; each type once, for there are many thousand objects.
    kinds = {kind for kind in set(map(type, things)) if _can_run(kind)}
    found = [thing for thing in things if type(thing) in kinds] if kinds else []
    return [thing for thing in found if shiboken6.isValid(thing) and _is_running(thing)]


@functools.cache
def _can_run(kind):
    from PySide6.QtCore import QThread, QTimer

    from catgui.workers.worker_threads import WorkerThreads

    return issubclass(kind, (QThread, WorkerThreads, QTimer))


def _is_running(thing):
    from PySide6.QtCore import QThread, QTimer

    if isinstance(thing, QTimer):
        return thing.isActive()
    if isinstance(thing, QThread):
        # Asking for the main thread, which always runs, may leave an object for it.
        return thing.isRunning() and thing != QThread.currentThread()
    # A task that has just ended is given a moment to leave its thread.
    return not thing.wait(10)
