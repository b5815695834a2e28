"""The application: creates the window, and runs it with its crash reporter.

`python -m tests.benchmarks start` compares the start with that of an empty pyqtgraph window. Most of the difference is
imports: what is not visible at first is imported and made later, in `_finish_startup` or at its first use.
`preload_imports` imports in a thread what the first run needs of NumPy.
"""

from __future__ import annotations

import argparse
import gc
import linecache
import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent, QFontMetrics, QIcon
from PySide6.QtWidgets import QApplication

from catgui.desktop.bundle import damage
from catgui.desktop.qt_libraries import NO_FONT
from catgui.desktop.system import APPLICATION_ID, set_taskbar_id
from catgui.inputs.classify_paths import ClassifiedPaths
from catgui.models.messages import show_error
from catgui.models.workspace import Workspace
from catgui.profile.first_window import FirstWindow
from catgui.profile.settings import SETTINGS_NAME, Settings
from catgui.profile.store import PROFILE_NAME, ProfileStore
from catgui.shell.crash_reporter import CrashReporter
from catgui.shell.main_window import MainWindow
from catgui.style.colors import Theme, ThemeChoice
from catgui.style.text_size import NORMAL, TEXT_SIZES, text_size
from catgui.widgets.basic.focus import install_roles
from catgui.workers.worker_threads import WorkerThreads, shorten_switch_interval
from engine.data.course import is_in_notebook_folder
from engine.data.dataset import Dataset
from engine.data.sources import BUILTIN, COURSE, open_dataset
from engine.errors import NoThreadError
from engine.system.atomic import describe_obstacle
from engine.system.memory import tune_glibc_malloc
from engine.system.reader_process import default_reader
from engine.system.user_dirs import NoHomeError, data_folder, resource_path

_log = logging.getLogger(__name__)

_NAME = "Catgui"
_NOT_KEPT = "This window has the default ones, and keeps no changes."
# What the first run imports: for its seed and for the threads of BLAS.
_PRELOADED = ("numpy.random", "threadpoolctl")
DataLocation = Dataset | str | Sequence[str | Path]


def build_window(data: DataLocation | None = None, settings: Settings | None = None) -> MainWindow:
    """The main window with all its panels and `data` open.

    `data` is a data set, or the location of one; None is the built-in drawings. A QApplication must exist. Raises
    DatasetError if the data cannot be read.
    """
    window = _create_window(settings, is_whole=True)
    install_roles()
    window.workspace.set_dataset(data if isinstance(data, Dataset) else open_dataset(data or BUILTIN))
    return window


def _create_window(settings: Settings | None, is_whole: bool = False) -> MainWindow:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    settings = settings or Settings()
    try:
        choice = ThemeChoice(settings.theme)
    except ValueError:
        choice = ThemeChoice.SYSTEM
    text_size.set_percent(settings.text_size if settings.text_size in TEXT_SIZES else NORMAL)
    return MainWindow(settings, Theme(application, choice), is_whole)


def run(argv: Sequence[str]) -> int:
    """Show the window until it is closed; returns the exit status. `argv` names files, and may name a profile."""
    named = _parse(argv)
    application = _Application(named.files)
    if not QFontMetrics(application.font()).inFont("a"):
        sys.stderr.write(f"catgui: {NO_FONT}\n")
        return 1
    application.setOrganizationName(_NAME)
    application.setApplicationName(_NAME)
    application.setDesktopFileName(APPLICATION_ID)
    set_taskbar_id()
    application.setWindowIcon(QIcon(str(resource_path("resources", "icons", "catgui.svg"))))
    reporter = CrashReporter()
    reporter.install()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if (number := getattr(signal, name, None)) is not None:  # Windows has no SIGHUP
            signal.signal(number, lambda *_: application.quit())
    try:
        profile = _Profile.open(named.profile)
        refusal = profile.claim(named.files)
        if refusal is not None:
            return _end_later_start(refusal)
        window = _create_window(profile.settings)
        window.workspace.expect_data()
        window.show()
        application.processEvents()
    except Exception as error:  # noqa: BLE001  logged and shown: there is no window to show it
        reporter.report_startup_failure(error)
        return 1
    # The timer also lets Python run now and then, and so see the signals.
    collect_in_gui_thread(application)
    # In the event loop, where the crash reporter catches errors.
    QTimer.singleShot(0, partial(_begin, application, window, profile, reporter))
    status = application.exec()
    window.close()
    window.shut_down()  # also if a dialog keeps it open
    profile.release()
    default_reader().close()
    reporter.close()
    return status


def _end_later_start(refusal: str) -> int:
    """Show why the first window did not open the files, if there is a `refusal`; returns the exit status."""
    if not refusal:
        return 0
    from catgui.widgets.basic.text_dialogs import MessageBox  # not needed before

    sys.stderr.write(f"catgui: {refusal}\n")
    MessageBox("in_use", refusal, "", MessageBox.Icon.Warning).exec()
    return 1


class _Application(QApplication):
    """The application, and the files that are to be opened with it.

    macOS names files by events, one for each, at the start and later. Signals: `files_named()`.
    """

    files_named = Signal()

    def __init__(self, files: Sequence[Path]) -> None:
        super().__init__(sys.argv[:1])
        self._files = list(files)
        self._naming_timer = QTimer(self, interval=0, singleShot=True)  # once for files that are opened together
        self._naming_timer.timeout.connect(self.files_named)

    def add_files(self, files: Sequence[Path]) -> None:
        """Add `files` to those to open; `files_named` follows, once for files that come together."""
        self._files += files
        self._naming_timer.start()

    def pop_files(self) -> list[Path]:
        """The files that were named since the last call."""
        self._naming_timer.stop()
        files, self._files = self._files, []
        return files

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.add_files([Path(event.file())])
            return True
        return super().event(event)


def _begin(application: _Application, window: MainWindow, profile: _Profile, reporter: CrashReporter) -> None:
    """Finish the start, and open what is named from then on."""
    _finish_startup(window, profile, reporter, application.pop_files())
    # Windows ends the program as soon as it has answered that the user's session may end.
    application.commitDataRequest.connect(window.keep)
    open_paths = window.files.open_commands.open_paths
    application.files_named.connect(lambda: open_paths(application.pop_files()))
    if profile.first is not None:
        profile.first.handed.connect(partial(_receive_files, application, window, profile.first))
        profile.first.watch()


def _receive_files(application: _Application, window: MainWindow, first: FirstWindow) -> None:
    """Open the files of a later start and raise the window; a window that is closing leaves them to that start."""
    if window.is_shut_down:
        return
    application.add_files(first.receive_files())
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()


def _finish_startup(window: MainWindow, profile: _Profile, reporter: CrashReporter, files: Sequence[Path]) -> None:
    """Run the steps that wait for the window; an error in one skips no other."""
    steps = (
        linecache.clearcache,  # PySide6 has read the source of each imported module, 16 MB
        lambda: _open_log(window, reporter),
        install_roles,
        gc.freeze,  # all objects until now live as long as the window: no collection needs to visit them
        tune_glibc_malloc,
        shorten_switch_interval,
        preload_imports,
        lambda: profile.begin(window),
        lambda: default_reader().warm_up("engine.images.decoder", "h5py"),
        lambda: _open(window, files),
        lambda: _report_damage(window),
    )
    for step in steps:
        try:
            step()
        except Exception:  # noqa: BLE001  the crash reporter shows what is logged
            _log.exception("A step of the start failed")


def preload_imports() -> None:
    """Import in a thread what the first run needs: else it takes longer, and the window stands still after it."""
    with suppress(NoThreadError):
        WorkerThreads().run(lambda: list(map(import_module, _PRELOADED)))


class _Profile(NamedTuple):
    """The user's profile.

    Attributes: `store`, and `first`, which has its lock, or None without a place for them; `settings`; `problem` with
    these.
    """

    store: ProfileStore | None
    settings: Settings
    problem: str = ""
    first: FirstWindow | None = None

    @classmethod
    def open(cls, folder: Path | None = None) -> _Profile:
        """The profile in `folder`, by default that of this user, with its settings."""
        try:
            folder = folder or data_folder()
        except NoHomeError as error:
            return cls(None, Settings(), str(error))
        first = FirstWindow(folder)
        store = ProfileStore(folder / PROFILE_NAME, first.claim, _take_over)
        try:
            return cls(store, Settings(folder / SETTINGS_NAME), first=first)
        except OSError as error:
            _log.warning("The settings cannot be read", exc_info=True)
            return cls(store, Settings(), describe_obstacle(error), first=first)

    def claim(self, files: Sequence[Path]) -> str | None:
        """Take the lock, or hand `files` over: see `FirstWindow`. An OSError is reported as the profile opens."""
        with suppress(OSError):
            return None if self.first is None else self.first.claim_or_hand_over(files)
        return None

    def release(self) -> None:
        """Release the lock of the profile."""
        if self.first is not None:
            self.first.release()

    def begin(self, window: MainWindow) -> None:
        """Begin to write the work in `window` to the profile."""
        if self.store is None:
            window.keeper.begin_without(self.problem)
            return
        if self.problem:  # what could not be read is not written over
            show_error(window, f"Your settings could not be read: {self.problem}. {_NOT_KEPT}")
        window.keeper.begin(self.store)


def _open_log(window: MainWindow, reporter: CrashReporter) -> None:
    if obstacle := reporter.open_log():
        show_error(reporter, obstacle)


def _report_damage(window: MainWindow) -> None:
    if text := damage():
        show_error(window, text)


def _open(window: MainWindow, files: Sequence[Path]) -> None:
    """Open `files`; if they contain neither data nor a model, what was open last, or else the first data."""
    open_first, session = partial(window.workspace.open, _first_data()), window.files.session
    _BuiltinFallback(window.workspace, window)

    def on_classified(found: ClassifiedPaths) -> None:
        if found.model is not None and not found.data:
            open_first()
        is_named = bool(found.data) or found.model is not None
        session.reopen(None if is_named else open_first)

    window.files.open_commands.open_paths(files, on_classified=on_classified)


def _first_data() -> str:
    """The data to begin with: the course photos if they are where the notebook has them, else the drawings."""
    return COURSE if is_in_notebook_folder() else BUILTIN


class _BuiltinFallback(QObject):
    """Opens the built-in drawings when the first data set cannot be opened."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._tried = False
        workspace.not_opened.connect(self._open_builtin)

    def _open_builtin(self) -> None:
        if self._workspace.dataset is None and not self._tried:
            self._tried = True
            self._workspace.open(BUILTIN)


def _take_over(connection: sqlite3.Connection) -> str:
    from catgui.documents.first_profile import take_over  # needed once

    return take_over(connection)


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="catgui", description="Show the window.")
    parser.add_argument(
        "files",
        nargs="*",
        type=_absolute,
        help="HDF5 files, folders of pictures, a saved network or photos",
    )
    parser.add_argument("--profile", type=_absolute, metavar="FOLDER", help="keep everything in this folder")
    return parser.parse_args(argv)


def _absolute(name: str) -> Path:
    """The absolute path of a file, so that the next start finds it from any folder."""
    try:
        return Path(os.path.abspath(name))
    except OSError:  # the working directory has been deleted
        return Path(name)


_INTERVAL_MS = 200


def collect_in_gui_thread(parent: QObject) -> None:
    """Collect garbage in this thread, by a timer of `parent`.

    Call with `gc` disabled; the timer collects whenever Python would by itself. Python collects in whichever thread
    allocates. In a worker that would destroy Qt objects of the GUI thread that are in reference cycles, which crashes.
    """
    timer = QTimer(parent, interval=_INTERVAL_MS)
    timer.timeout.connect(_collect)
    timer.start()


def _collect() -> None:
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation] > 0:
            gc.collect(generation)
            return
