"""The composition root: makes the application, the window and what catches the unforeseen."""

from __future__ import annotations

import argparse
import gc
import logging
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from catgui.desktop.entry import APPLICATION_ID
from catgui.documents.fallback_data import FallbackData
from catgui.inputs.classify_paths import classify_paths
from catgui.models.documents.recovery import recovery_folder
from catgui.models.runs.store import runs_file
from catgui.services.settings import APPLICATION, ORGANIZATION, Settings
from catgui.services.storage_check import storage_problems
from catgui.shell.crash_reporter import CrashReporter
from catgui.shell.main_window import MainWindow
from catgui.style.theme import Theme, ThemeChoice
from engine.data.dataset import Dataset
from engine.data.sources.opening import BUILTIN, open_dataset
from engine.resources import resource_path
from engine.storage.user_dirs import NoHomeError
from engine.system.memory import tune_glibc_malloc

_log = logging.getLogger(__name__)

DataLocation = Dataset | str | Sequence[str | Path]


def build_window(data: DataLocation | None = None, settings: Settings | None = None) -> MainWindow:
    """The whole window, working on `data` (a data set, or where one is); None is the built-in drawings.

    A QApplication must exist. Raises DatasetError if the data cannot be read.
    """
    window = _create_window(settings)
    window.create_deferred_panels()
    window.workspace.set_dataset(data if isinstance(data, Dataset) else open_dataset(data or BUILTIN))
    return window


def _create_window(settings: Settings | None) -> MainWindow:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    settings = settings or Settings()
    try:
        choice = ThemeChoice(settings.theme)
    except ValueError:
        choice = ThemeChoice.SYSTEM
    return MainWindow(settings, Theme(application, choice))


def run(argv: Sequence[str]) -> int:
    """Show the window until it is closed; `argv` names the data to open. Returns the exit status."""
    files = _parse(argv)
    application = QApplication(sys.argv[:1])
    application.setOrganizationName(ORGANIZATION)
    application.setApplicationName(APPLICATION)
    application.setDesktopFileName(APPLICATION_ID)
    _set_taskbar_id()
    application.setWindowIcon(QIcon(str(resource_path("resources", "icons", "catgui.svg"))))
    reporter = CrashReporter()
    reporter.install()
    # Ctrl+C in the terminal: Python sees it only while Python code runs, which Qt does not; and garbage is looked for
    # in this thread and no other.
    signal.signal(signal.SIGINT, lambda *_: application.quit())
    gc_timer = QTimer()
    gc_timer.timeout.connect(_collect_garbage)
    try:
        window = _create_window(None)
        window.show()
        application.processEvents()
    except Exception as error:  # noqa: BLE001  it is logged and shown: nothing else could show it
        reporter.report_startup_failure(error)
        return 1
    # Not sooner: what the window is made of takes long to look through, and there is no garbage in it.
    gc_timer.start(200)
    # In the loop, where an error that nobody foresaw does not end the program.
    QTimer.singleShot(0, partial(_finish_startup, window, reporter, files))
    status = application.exec()
    window.close()
    reporter.close()
    return status


def _set_taskbar_id() -> None:
    """On Windows, be a program of our own in the taskbar and not one of Python's windows."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APPLICATION_ID)


def _finish_startup(window: MainWindow, reporter: CrashReporter, files: Sequence[Path]) -> None:
    """Do what could wait until the window is seen; a fault in one step is logged and shown, and holds up no other."""
    steps = (
        # First of all: it tells what goes wrong in the others.
        reporter.open_log,
        window.create_deferred_panels,
        # What there is by now stays as long as the window: it is not looked through for garbage again and again.
        gc.freeze,
        tune_glibc_malloc,
        lambda: _warn_about_storage(window),
        lambda: window.recovery.begin(recovery_folder()),
        lambda: window.runs.begin(runs_file()),
        lambda: _open(window, files),
    )
    for step in steps:
        try:
            step()
        except NoHomeError as error:
            _log.warning("%s", error)
        except Exception:  # noqa: BLE001  it is shown by the log, as what nobody caught is
            _log.exception("A step of the start failed")


def _warn_about_storage(window: MainWindow) -> None:
    text = storage_problems(window.settings)
    if text:
        window.messages.show_message(text)


def _open(window: MainWindow, files: Sequence[Path]) -> None:
    """Open the files that were named, and the drawings where no data are among them or none can be read."""
    FallbackData(window.workspace, window)
    if not classify_paths(files).data:
        window.workspace.open(BUILTIN)
    window.files.open_paths(files)


def _collect_garbage() -> None:
    """Look for garbage as often as Python would by itself.

    By itself it looks in whichever thread it happens to run, and Qt's objects that are in a circle with Python's would
    then be destroyed by a worker, which ends the program.
    """
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > limits[generation] > 0:
            gc.collect(generation)
            return


def _parse(argv: Sequence[str]) -> list[Path]:
    parser = argparse.ArgumentParser(prog="catgui", description="Show the window.")
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        help="what to open: HDF5 files or a folder of them, one with two folders of pictures, a saved model, photos",
    )
    return list(parser.parse_args(argv).files)
