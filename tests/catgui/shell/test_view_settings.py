"""Windows that do not fit the screen, and maximized ones."""

import json
import os
import subprocess
import sys
from itertools import pairwise

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from catgui.app import build_window
from catgui.profile.settings import Settings
from catgui.shell import view_settings
from tests import ROOT

# Says how large the window is at its first start.
PROGRAM = """
import sys
from PySide6.QtWidgets import QApplication
from catgui.app import build_window
from catgui.help.panels import PANEL_HELP
from catgui.profile.settings import Settings

application = QApplication([])
window = build_window(settings=Settings())
window.show()
application.processEvents()
print(window.width(), window.height(), window.x(), window.y())
window.close()
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
def written(settings, monkeypatch):
    """The settings at each write, which follows a change of the view at once."""
    monkeypatch.setattr(view_settings, "_STORE_INTERVAL_MS", 1)
    written, write = [], view_settings.ViewSettings._write

    def record(owner, view):
        write(owner, view)
        written.append(Settings())
        written[-1]._values = dict(settings._values)

    monkeypatch.setattr(view_settings.ViewSettings, "_write", record)
    return written


def shown_in(settings):
    return settings.open_panels, settings.splitters


def shown(window):
    return window.panels.open_panels, window.panels.splitter_states()


def test_a_view_that_has_changed_is_written_before_the_window_closes(written, window, qtbot):
    """The program may be killed at any time."""
    window.panels.open("runs_panel")
    window.showMaximized()
    window._training.log_scale.setChecked(True)
    qtbot.waitUntil(lambda: bool(written) and written[-1].log_scale and shown_in(written[-1]) == shown(window))
    again = build_window(settings=written[-1])
    qtbot.addWidget(again)
    assert again.isMaximized()
    assert again.panels.is_open("runs_panel")
    assert again._training.log_scale.isChecked()


def test_a_view_that_does_not_change_is_not_written_again(written, window, qtbot):
    qtbot.waitUntil(lambda: bool(written))
    for _ in range(5):
        qtbot.waitSignal(window._view_settings._store_timer.timeout).wait()
    assert all(before._values != after._values for before, after in pairwise(written))


def test_what_is_shown_for_a_time_is_not_how_the_view_is_written(written, window, qtbot):
    before = shown(window)
    qtbot.waitUntil(lambda: bool(written) and shown_in(written[-1]) == before)
    window.panels.fill("data_panel")
    qtbot.waitSignal(window._view_settings._store_timer.timeout).wait()
    assert shown_in(written[-1]) == before
    window.presentation.toggle()
    count = len(written)
    qtbot.waitSignal(window._view_settings._store_timer.timeout).wait()
    assert len(written) == count


@pytest.mark.parametrize(("x", "y"), [(-5000, 40), (20_000, 20_000), (10, -900), (10, 10)])
def test_a_window_that_was_larger_than_the_screen_or_beside_it_is_brought_back(qtbot, settings, dataset, x, y):
    before = QWidget()
    qtbot.addWidget(before)
    before.setGeometry(x, y, 4000, 4000)
    settings.geometry = before.saveGeometry()
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.show()
    assert QGuiApplication.primaryScreen().availableGeometry().contains(window.geometry())
    window.close()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1366, 768), (1920, 1080)])
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
