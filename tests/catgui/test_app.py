"""The program with an unexpected error: as a process of its own, and at its start."""

import faulthandler
import gc
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import threading

import numpy as np
import pytest

from catgui import app
from catgui.app import _PRELOADED, _create_window, _finish_startup, _open, _Profile, preload_imports
from catgui.shell.crash_reporter import CrashReporter
from catgui.workers.worker_threads import SWITCH_SECONDS
from engine.core import initialize_parameters_deep
from engine.data import course as course_photos
from engine.errors import NoThreadError
from engine.saved_model.file import save_model
from engine.system.reader_process import default_reader
from engine.training.config import TrainingConfig
from tests import ROOT
from tests.support.messages import error, storage_error
from tests.support.models import plain_model
from tests.support.surroundings import LOG_FOLDER, home_variables

# Runs the program with its log in a folder of the test, fails in the named way once the data are open, prints the
# error dialogs and closes them.
PROGRAM = """
import faulthandler, os, sys
from pathlib import Path
from PySide6.QtCore import QTimer, qFatal
from catgui import app
from catgui.documents.open_commands import OpenCommands
from catgui.shell import crash_reporter
from catgui.widgets.basic import text_dialogs

folder, what = Path(sys.argv[1]), sys.argv[2]
crash_reporter.log_folder = lambda: folder / "log"

class Dialog(text_dialogs.ErrorDialog):
    def showEvent(self, event):
        super().showEvent(event)
        print("dialog:", self.windowTitle(), self.details, flush=True)
        QTimer.singleShot(0, self.end)

    def end(self):
        self.close()
        if windows:
            QTimer.singleShot(0, windows[0].leave)

windows = []

class Window(app.MainWindow):
    def __init__(self, *words):
        super().__init__(*words)
        if what == "start":
            raise LookupError("the unexpected")
        windows.append(self)
        self.workspace.dataset_changed.connect(self.act)

    def showEvent(self, event):
        print("shown:", ascii(self.workspace.reading_text), flush=True)
        super().showEvent(event)

    def act(self):
        if what == "slot":
            raise LookupError("the unexpected")
        {"segfault": faulthandler._sigsegv, "abort": os.abort, "fatal": lambda: qFatal("Qt gives up")}[what]()

    def leave(self):
        print("still here", flush=True)
        self.close()

text_dialogs.ErrorDialog = Dialog
app.MainWindow = Window

def fail(*arguments, **options):
    raise LookupError("the unexpected")

if what == "files":
    OpenCommands.open_paths = fail
sys.exit(app.run([]))
"""


@pytest.fixture
def run(tmp_path):
    """Run the program with the named failure."""

    def run_program(what):
        return run_in(tmp_path, PROGRAM, str(tmp_path), what)

    return run_program


# Is told of files as macOS tells it, once before the data are open and once after; prints which it opens together.
NAMED = """
import sys
from PySide6.QtGui import QFileOpenEvent
from catgui import app
from catgui.documents.open_commands import OpenCommands

def name(*files):
    for file in files:
        app.QApplication.postEvent(app.QApplication.instance(), QFileOpenEvent(file))

class Window(app.MainWindow):
    def showEvent(self, event):
        super().showEvent(event)
        name("early.png")

def open_paths(commands, paths, **_):
    print(*(path.name for path in paths), flush=True)
    if paths[0].name == "given.png":
        app.QTimer.singleShot(0, lambda: name("train.h5", "test.h5"))
    else:
        commands.parent().close()

app.MainWindow = Window
OpenCommands.open_paths = open_paths
sys.exit(app.run(["given.png"]))
"""


def run_in(folder, program, *arguments):
    """Run `program`, with the folders of the user in `folder`."""
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
        env={**os.environ, **home_variables(folder / "home")},
    )


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log"


@pytest.mark.slow
def test_files_that_macos_names_are_opened_together_with_those_of_the_arguments_and_later(tmp_path):
    done = run_in(tmp_path, NAMED)

    assert done.stdout.splitlines() == ["given.png early.png", "train.h5 test.h5"], done.stderr
    assert done.returncode == 0


def test_files_of_the_arguments_are_found_from_other_folders_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert app._parse(["cat.jpg", str(tmp_path / "dog.jpg")]).files == [tmp_path / "cat.jpg", tmp_path / "dog.jpg"]


@pytest.mark.skipif(sys.platform == "win32", reason="a working directory cannot be deleted there")
def test_files_of_a_working_directory_that_has_been_deleted_are_no_error(tmp_path, monkeypatch):
    folder = tmp_path / "deleted"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()

    assert [str(path) for path in app._parse(["cat.jpg"]).files] == ["cat.jpg"]


@pytest.mark.slow
def test_an_error_is_logged_and_shown_and_the_program_goes_on(run, log):
    assert_error_is_shown(run("files"), log)


def assert_error_is_shown(done, log):
    assert done.stdout.startswith("shown: 'Reading"), "not that there are none"
    assert done.stdout.count("dialog:") == 1
    assert "LookupError: the unexpected" in done.stdout
    assert done.stdout.endswith("still here\n")
    assert done.returncode == 0, done.stderr
    assert "LookupError: the unexpected" in (log / "catgui.log").read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_error_at_the_start_is_logged_and_shown(run, log):
    done = run("start")
    assert done.stdout.count("dialog:") == 1
    assert "LookupError: the unexpected" in done.stdout
    assert done.returncode == 1
    assert "The window could not be opened" in (log / "catgui.log").read_text(encoding="utf-8")
    assert "LookupError: the unexpected" in (log / "catgui.log").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(("what", "word"), [("segfault", "Segmentation fault"), ("fatal", "Aborted")])
def test_a_crash_of_the_interpreter_leaves_a_trace(run, log, what, word):
    done = run(what)
    if what == "fatal":
        told = (log / "catgui.log").read_text(encoding="utf-8")
        assert "Qt gives up" in told
        assert "in act" in told
    if what != "fatal" or sys.platform != "win32":  # where Qt ends the process without a signal
        assert_crash_is_traced(done, log, word)


def assert_crash_is_traced(done, log, word):
    """Assert that it crashed, and return the trace."""
    assert done.returncode not in (0, 1)
    trace = (log / "faults.log").read_text(encoding="utf-8")
    assert "Catgui" in trace.splitlines()[0]
    assert f"Fatal Python error: {word}" in trace
    assert "in act" in trace
    return trace


@pytest.mark.slow
def test_the_trace_of_the_last_crash_is_there_after_the_next_start_which_shows_its_own_errors(run, log):
    trace = assert_crash_is_traced(run("abort"), log, "Aborted")
    assert_error_is_shown(run("slot"), log)
    longer = (log / "faults.log").read_text(encoding="utf-8")
    assert longer.startswith(trace)
    assert longer.count("Catgui ") == 2


@pytest.fixture
def homes(monkeypatch, tmp_path):
    """The user's folders, in a folder of the test."""
    for name, folder in home_variables(tmp_path / "home").items():
        monkeypatch.setenv(name, folder)
    return tmp_path / "home"


@pytest.fixture
def window(qtbot, settings):
    """The window as `run` shows it, before the steps that follow."""
    window = _create_window(settings)
    qtbot.addWidget(window)
    yield window
    assert window.close()


@pytest.fixture
def reporter(qtbot, monkeypatch):
    for name in ("enable", "disable"):
        monkeypatch.setattr(faulthandler, name, lambda *_, **__: None)
    reporter, interval = CrashReporter(), sys.getswitchinterval()
    yield reporter
    sys.setswitchinterval(interval)
    reporter.close()
    default_reader().close()
    gc.unfreeze()


def fail(*_):
    raise LookupError("the unexpected")


@pytest.mark.slow
@pytest.mark.parametrize("step", [(app, "install_roles"), (app, "preload_imports")])
def test_an_error_in_one_step_of_the_start_skips_no_other(step, window, reporter, homes, qtbot, monkeypatch, caplog):
    monkeypatch.setattr(*step, fail)
    with qtbot.waitSignal(window.workspace.dataset_changed):
        _finish_startup(window, _Profile.open(), reporter, [])
    qtbot.waitUntil(lambda: not window.workspace.loading)
    assert (homes / LOG_FOLDER / "catgui.log").exists()
    assert window.keeper.wait(10)
    assert (homes / "catgui" / "catgui.sqlite").exists()
    assert default_reader().pids
    assert sys.getswitchinterval() == pytest.approx(SWITCH_SECONDS)
    assert [record.exc_info[0] for record in caplog.records if record.levelno >= logging.ERROR] == [LookupError]


@pytest.mark.slow
def test_the_notice_that_nothing_is_kept_is_shown_until_it_is_closed(window, reporter, homes, qtbot):
    (homes / "catgui" / "catgui.sqlite").mkdir(parents=True)
    window.show()
    with qtbot.waitSignal(window.workspace.dataset_changed):
        _finish_startup(window, _Profile.open(), reporter, [])
    qtbot.waitUntil(storage_error(window).is_shown)
    assert str(homes / "catgui" / "catgui.sqlite") in storage_error(window).text
    storage_error(window).close()
    assert not storage_error(window).is_shown()


@pytest.mark.slow
def test_settings_that_cannot_be_read_are_reported_and_not_written_over(qtbot, reporter, homes, user_errors):
    (homes / "catgui" / "settings.ini").mkdir(parents=True)
    profile = _Profile.open()
    window = _create_window(profile.settings)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.workspace.dataset_changed):
        _finish_startup(window, profile, reporter, [])
    assert any("Your settings could not be read: something else has this name" in text for text in user_errors)
    window.settings.theme = "light"
    assert window.close()
    assert list((homes / "catgui" / "settings.ini").iterdir()) == []


def test_a_start_reads_no_sqlite_before_the_window_is_shown(homes, qapp, monkeypatch):
    _Profile.open().settings.theme = "dark"
    qapp.processEvents()
    _Profile.open().store.begin()
    monkeypatch.setattr(sqlite3, "connect", fail)
    profile = _Profile.open()
    assert profile.claim([]) is None
    assert profile.settings.theme == "dark"
    profile.release()


@pytest.mark.slow
def test_without_a_home_folder_the_drawings_are_open_and_the_warning_is_shown_once(
    window, reporter, no_home_folder, qtbot, caplog
):
    window.show()
    with qtbot.waitSignal(window.workspace.dataset_changed):
        _finish_startup(window, _Profile.open(), reporter, [])
    qtbot.waitUntil(lambda: not window.workspace.loading)
    assert window.workspace.dataset.source == "builtin"
    assert storage_error(window).is_shown()
    assert storage_error(window).text.count("no home folder") == 1
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_what_the_first_run_needs_is_imported_in_a_thread(monkeypatch, qtbot):
    imported = []
    monkeypatch.setattr(app, "import_module", lambda name: imported.append((name, threading.current_thread())))
    preload_imports()
    qtbot.waitUntil(lambda: len(imported) == len(_PRELOADED))
    assert [name for name, _ in imported] == list(_PRELOADED)
    assert threading.main_thread() not in [thread for _, thread in imported]


def test_the_window_opens_if_there_is_no_thread_for_that(monkeypatch):
    monkeypatch.setattr(app.WorkerThreads, "run", raise_no_thread)
    preload_imports()


def raise_no_thread(*_):
    raise NoThreadError


# --- the drawings as a fallback


@pytest.fixture
def shown_window(qtbot, settings):
    """The window with all its panels, before anything is opened."""
    window = _create_window(settings)
    qtbot.addWidget(window)
    window.show()
    window.make_all_panels()
    yield window
    window.close()


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "broken.h5"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    return path


def message_text(window):
    return error(window).text


def open_files(window, qtbot, *paths):
    with qtbot.waitSignal(window.workspace.dataset_changed):
        _open(window, paths)
    qtbot.waitUntil(lambda: not window.workspace.loading)


@pytest.mark.photos
def test_the_first_start_where_the_notebook_has_its_data_opens_them(shown_window, qtbot, monkeypatch, tmp_path, course):
    (tmp_path / "datasets").mkdir()
    for path in course_photos.find():
        shutil.copy(path, tmp_path / "datasets")
    monkeypatch.delenv(course_photos.FOLDER_VARIABLE)
    monkeypatch.setattr(course_photos, "NOTEBOOK_FOLDER", "datasets")
    monkeypatch.chdir(tmp_path)
    open_files(shown_window, qtbot)
    assert shown_window.workspace.dataset.source == "course"
    assert shown_window.workspace.dataset.fingerprint == course.fingerprint


def test_the_drawings_replace_a_broken_file_and_the_reason_is_shown(shown_window, qtbot, broken):
    open_files(shown_window, qtbot, broken)
    assert shown_window.workspace.dataset.source == "builtin"
    assert message_text(shown_window).startswith(f"{broken}: it is damaged")


@pytest.mark.slow
def test_a_model_named_with_a_broken_data_file_is_not_opened(shown_window, qtbot, broken, tmp_path):
    config = TrainingConfig(hidden_layers=(4,), iterations=20)
    parameters = initialize_parameters_deep(config.layer_dims(64 * 64 * 3))
    model = plain_model(parameters, ("non-cat", "cat"), (64, 64), config, np.full(20, 0.5))
    save_model(tmp_path / "cats.npz", model)
    open_files(shown_window, qtbot, broken, tmp_path / "cats.npz")
    assert shown_window.session.now.snapshot is None
    assert "broken.h5" in message_text(shown_window)


@pytest.mark.slow
def test_a_broken_file_opened_later_keeps_the_open_data(shown_window, qtbot, broken):
    open_files(shown_window, qtbot)
    dataset = shown_window.workspace.dataset
    with qtbot.waitSignal(shown_window.workspace.not_opened):
        shown_window.workspace.open([str(broken)])
    qtbot.waitUntil(lambda: not shown_window.workspace.loading)
    assert shown_window.workspace.dataset is dataset
    assert "broken.h5" in message_text(shown_window)
