"""Fixtures of the window's tests: settings of their own, small data, and no thread or timer left behind."""

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from catgui.app import _create_window, build_window
from catgui.models.background_task import end_work
from catgui.models.messages import user_messages
from catgui.models.photos.collection import PhotoCollection
from catgui.models.training.playback import RunPlayback, RunPlayer
from catgui.models.training.session import TrainingSession
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.profile import store
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.settings import Settings
from catgui.profile.store import ProfileStore
from catgui.style.text_size import NORMAL, text_size
from engine.images.reader import read_photo_bytes
from tests.support.leaks import no_leaked_qt_objects, no_leaked_threads  # noqa: F401
from tests.support.patient_bot import PatientBot
from tests.support.photo_delays import PhotoGate
from tests.support.small_data import make_dataset
from tests.support.small_detector import SmallDetector

# Widgets are tested in small windows of their own.
_SMALL_WINDOWS = Path(__file__).parent / "widgets"
# The files whose tests of the whole window run by default; elsewhere these are slow, since each builds a window.
_QUICK_WINDOW_TESTS = ("test_app.py", "test_main_window.py")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark the tests of the whole window slow."""
    for item in items:
        is_quick = item.path.name in _QUICK_WINDOW_TESTS or item.path.is_relative_to(_SMALL_WINDOWS)
        if "window" in getattr(item, "fixturenames", ()) and not is_quick:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def disable_gc():
    """Switch the collector off, as the program does: in a worker it would destroy widgets that earlier tests left."""
    # For each test, since one of them may have the program switch it on again.
    gc.disable()


@pytest.fixture(scope="session", autouse=True)
def reenable_gc():
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def no_theme():
    """Remove the palette of another test's window, and its style sheet, under which building a window takes longer."""
    application = QApplication.instance()
    if application is not None:
        application.setPalette(QPalette())
        if application.styleSheet():
            application.setStyleSheet("")


@pytest.fixture(autouse=True)
def unsynced_disk(monkeypatch):
    """Have SQLite wait for no disk either, as only a computer that loses its power needs."""
    monkeypatch.setattr(store, "_SYNCHRONOUS", "OFF")


@pytest.fixture(autouse=True)
def instant_runs(monkeypatch):
    """Let runs be as fast as can be, unless a test wants to watch them."""
    monkeypatch.setattr(Settings.__dict__["watches"], "_default", lambda: False)


@pytest.fixture
def open_profile(qapp, tmp_path):
    """Opens the profile at a path as a window does, and returns its keeper; by default always the same one."""
    keepers = []

    def open_profile(path=tmp_path / "catgui.sqlite"):
        keepers.append(keeper := ProfileKeeper())
        keeper.begin(ProfileStore(path))
        return keeper

    yield open_profile
    for keeper in keepers:
        keeper.shutdown()


@pytest.fixture
def short_pauses(monkeypatch):
    """Let the program pause for a moment only, before it classifies photos again and completes the test costs."""
    for pause in ("photos.collection._ADVANCE_INTERVAL_MS", "photos.collection._CHANGED_INTERVAL_MS"):
        monkeypatch.setattr(f"catgui.models.{pause}", 10)
    monkeypatch.setattr("catgui.models.training.session._COMPLETION_DELAY_MS", 10)


@pytest.fixture(autouse=True)
def normal_text():
    """Give the text its normal size again, if a test has changed it."""
    yield
    if text_size.percent != NORMAL:
        # First the windows are deleted, whose style would change as well.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        text_size.set_percent(NORMAL)


@pytest.fixture(autouse=True)
def release_mouse_buttons():
    """Leave no mouse button pressed for the next test, as Qt's simulated double click does."""
    yield
    if QApplication.instance() is not None and QApplication.mouseButtons():
        QTest.mouseRelease(QWidget(), Qt.MouseButton.LeftButton)


@pytest.fixture(params=["its own", "wide", "narrow"])
def any_font(qapp, request):
    """The font of the tests, a wider and a narrower one: the user may have any."""
    before = qapp.font()
    font = QFont(before)
    if request.param == "wide":
        font.setBold(True)
    elif request.param == "narrow":
        font.setStretch(80)
    qapp.setFont(font)
    yield
    qapp.setFont(before)


@pytest.fixture
def qtbot(qapp, request):
    """pytest-qt's bot, but one that waits longer."""
    return PatientBot(request)


@pytest.fixture
def user_errors(qapp):
    """The texts of the errors that the user is told of."""
    texts = []

    def collect(message):
        if message.is_error:
            texts.append(message.text)

    user_messages.posted.connect(collect)
    yield texts
    user_messages.posted.disconnect(collect)


@pytest.fixture
def user_notices(qapp):
    """The confirmations for the user."""
    notices = []

    def collect(message):
        if not message.is_error:
            notices.append(message)

    user_messages.posted.connect(collect)
    yield notices
    user_messages.posted.disconnect(collect)


@pytest.fixture
def settings():
    """Settings that are kept in memory."""
    return Settings()


@pytest.fixture
def dataset():
    """A small data set."""
    return make_dataset()


@pytest.fixture
def session(qapp):
    """A training session with no run."""
    session = TrainingSession()
    yield session
    session.shutdown()


@pytest.fixture
def player(session):
    """The player of the run of the session."""
    playback = RunPlayback(session)
    player = RunPlayer(playback, session)
    yield player
    player.stop()
    end_work(playback)


@pytest.fixture
def workspace(qapp, dataset):
    workspace = Workspace()
    workspace.set_dataset(dataset)
    return workspace


@pytest.fixture
def collection(qtbot, workspace, session):
    collection = PhotoCollection(workspace, session, UndoStack())
    collection.detections.set_enabled(True)
    yield collection
    collection.shutdown()


@pytest.fixture
def window(qtbot, settings, dataset):
    """The main window, on the screen, with a small data set; what is hidden at first is made when it is needed."""
    window = _create_window(settings)
    window.workspace.set_dataset(dataset)
    yield from _show(window, qtbot)


@pytest.fixture
def whole_window(qtbot, settings, dataset):
    """The same with all its panels, which take twice as long as the rest."""
    yield from _show(build_window(dataset, settings), qtbot)


def _show(window, qtbot):
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    yield window
    window.session.reset()
    window.close()


@pytest.fixture
def windows_in_turn(qapp):
    """Calls a function that opens a window, after deleting the windows that are closed: it would restyle them."""
    windows = []

    def open_next(open_window):
        for window in [window for window in windows if not window.isVisible()]:
            windows.remove(window)
            window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if not windows:
            qapp.setStyleSheet("")  # that of the one before, as at the start of a test
        windows.append(window := open_window())
        return window

    yield open_next
    for window in windows:
        window.session.reset()  # so that nothing is asked
        window.close()
        window.deleteLater()


@pytest.fixture(autouse=True)
def small_detector(monkeypatch):
    """A detector that takes no time, in the place of the one that comes with the program."""
    detector = SmallDetector()
    monkeypatch.setattr("catgui.models.photos.answers.PhotoDetector", lambda: detector)
    return detector


@pytest.fixture
def gate(monkeypatch):
    """Holds up the reading of some photos; open at the latest when the test ends."""
    gate = PhotoGate(read_photo_bytes)
    monkeypatch.setattr("engine.images.reader.read_photo_bytes", gate.read)
    yield gate
    gate.open()


@pytest.fixture(autouse=True)
def no_modifier_is_held(qapp):
    """Release what the last key of a test has held: item views would extend their selection by it."""
    yield
    if qapp.keyboardModifiers():
        QTest.keyClick(QWidget(), Qt.Key.Key_F24)
