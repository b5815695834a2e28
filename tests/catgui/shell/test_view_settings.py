"""Windows that do not fit the screen, and maximized ones."""

import json
import os
import subprocess
import sys
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QWidget

from catgui.app import build_window
from catgui.services.settings import Settings
from catgui.shell import view_settings
from catgui.shell.view_settings import bring_onto_screen, restore_geometry
from tests import ROOT

# Says how large the window is at its first start.
PROGRAM = """
import sys
from PySide6.QtWidgets import QApplication
from catgui.app import build_window
from catgui.services.settings import Settings

application = QApplication([])
window = build_window(settings=Settings())
window.show()
application.processEvents()
print(window.width(), window.height(), window.x(), window.y())
window.close()
"""

# Starts a second time with a maximized window, and moves a dock before that has settled.
MAXIMIZED = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget
from catgui.app import build_window
from catgui.services.settings import Settings

def started():
    window = build_window(settings=settings)
    window.show()
    application.processEvents()
    return window, {dock.objectName(): dock for dock in window.findChildren(QDockWidget)}

application = QApplication([])
settings = Settings()
window, docks = started()
for name in ("more_settings_panel_dock", "reliability_panel_dock"):
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, docks[name])
window.showMaximized()
application.processEvents()
window.close()
window, docks = started()
assert window.isMaximized()
window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, docks["results_panel_dock"])
application.processEvents()
window.close()
print("moved")
"""


def run_alone(program, folder, **environment):
    """The output of `program` in a process of its own, with its settings in `folder`."""
    return subprocess.run(
        [sys.executable, "-c", program, str(folder / "settings.ini")],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=110,
    ).stdout


@pytest.fixture
def bare(qtbot):
    bare = QWidget()
    qtbot.addWidget(bare)
    return bare


def free():
    return QGuiApplication.primaryScreen().availableGeometry()


@pytest.mark.parametrize(("x", "y"), [(-5000, 40), (20_000, 20_000), (10, -900), (10, 10)])
def test_a_window_off_the_screen_is_brought_back(bare, x, y):
    bare.setGeometry(x, y, 4000, 4000)
    bring_onto_screen(bare)
    assert free().contains(bare.geometry())


def test_a_reachable_window_stays_where_it_is(bare):
    bare.setGeometry(30, 40, 200, 100)
    bring_onto_screen(bare)
    assert (bare.x(), bare.y(), bare.width(), bare.height()) == (30, 40, 200, 100)


def test_a_maximized_window_stays_maximized(bare):
    bare.setGeometry(0, 0, 4000, 4000)
    bare.showMaximized()
    bring_onto_screen(bare)
    assert bare.isMaximized()


def docked(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QLabel("centre"))
    left = QDockWidget("left", objectName="left")
    left.setWidget(QLabel("panel"))
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, left)
    window.resize(400, 400)
    return window, left


@pytest.fixture
def left_maximized(qtbot):
    """Settings of a maximized window with a dock wider than its normal size."""
    settings = Settings()
    window, left = docked(qtbot)
    window.show()
    window.showMaximized()
    qtbot.waitUntil(lambda: window.width() > 700)
    window.resizeDocks([left], [600], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: left.width() == 600)
    settings.geometry, settings.layout = window.saveGeometry(), window.saveState(1)
    return settings


def test_the_docks_of_a_maximized_window_keep_their_sizes(qtbot, left_maximized):
    window, left = docked(qtbot)
    restore_geometry(window, left_maximized)
    window.show()
    qtbot.waitUntil(lambda: left.width() == 600)
    assert window.isMaximized()


@pytest.mark.slow
def test_after_it_has_settled_a_window_keeps_a_new_layout(qtbot, left_maximized):
    window, left = docked(qtbot)
    others = window.children()
    restore_geometry(window, left_maximized)
    (late,) = (child for child in window.children() if child not in others)
    window.show()
    qtbot.waitSignal(late.destroyed).wait()
    window.resizeDocks([left], [200], Qt.Orientation.Horizontal)
    window.showNormal()
    qtbot.waitUntil(lambda: window.width() == 400)
    assert left.width() <= 200


@pytest.fixture
def written(settings, monkeypatch):
    """The settings at each write, which follows a change of the view at once."""
    monkeypatch.setattr(view_settings, "_STORE_INTERVAL_MS", 1)
    written, write = [], view_settings.ViewSettings._write

    def record(owner, view):
        write(owner, view)
        written.append(Settings(settings._values))

    monkeypatch.setattr(view_settings.ViewSettings, "_write", record)
    return written


def test_a_view_that_has_changed_is_written_before_the_window_closes(written, window, qtbot):
    """The program may be killed at any time."""
    window.docks.dock_of("runs_panel").show()
    window.showMaximized()
    window._training.log_scale.setChecked(True)
    qtbot.waitUntil(lambda: bool(written) and written[-1].log_scale and written[-1].layout == window.saveState(1))
    again = build_window(settings=written[-1])
    qtbot.addWidget(again)
    assert again.isMaximized()
    assert not again.docks.dock_of("runs_panel").isHidden()
    assert again._training.plot.logarithmic


def test_a_view_that_does_not_change_is_not_written_again(written, window, qtbot, monkeypatch):
    views, write = [], window._view_settings._write
    monkeypatch.setattr(window._view_settings, "_write", lambda view: (views.append(view), write(view)))
    qtbot.waitUntil(lambda: bool(views))
    for _ in range(5):
        qtbot.waitSignal(window._view_settings._store_timer.timeout).wait()
    assert all(before != after for before, after in pairwise(views))


def test_a_panel_that_fills_the_window_is_not_how_the_view_is_written(written, window, qtbot):
    qtbot.waitUntil(lambda: bool(written) and written[-1].layout == window.saveState(1))
    count = len(written)
    window._data.take_focus()
    window.docks.fill_window()
    assert window.docks.is_filled
    qtbot.waitSignal(window._view_settings._store_timer.timeout).wait()
    assert len(written) == count


@pytest.mark.slow
def test_the_docks_of_a_maximized_window_can_be_moved_at_once(tmp_path):
    assert run_alone(MAXIMIZED, tmp_path) == "moved\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "height"),
    [(1280, 800), pytest.param(1366, 768, marks=pytest.mark.slow), pytest.param(1920, 1080, marks=pytest.mark.slow)],
)
def test_at_the_first_start_the_window_is_on_the_screen_with_its_frame(tmp_path, width, height):
    screens = tmp_path / "screens.json"
    screen = {"name": "one", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
    screens.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    # By its name only: the colon of a drive would end the path.
    geometry = run_alone(PROGRAM, tmp_path, QT_QPA_PLATFORM="offscreen:configfile=screens.json")
    across, down, x, y = map(int, geometry.split())
    assert x + across <= width
    # The height of most title bars.
    assert y + down <= height - 30
