"""The docks have names for all that they show, and floating ones are seen after a start."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDockWidget, QTabBar

from catgui.app import build_window


@pytest.fixture
def open_window(qtbot, settings, dataset):
    """Builds a window with the settings that the one before has left."""
    windows = []

    def build():
        windows.append(build_window(dataset, settings))
        qtbot.addWidget(windows[-1])
        return windows[-1]

    yield build
    for window in windows:
        window.close()


def test_the_buttons_of_each_dock_say_what_they_do(open_window):
    docks = open_window().findChildren(QDockWidget)
    names = set()
    for dock in docks:
        buttons = dock.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
        assert buttons
        assert all(button.toolTip().endswith(" this panel") for button in buttons)
        names |= {button.accessibleName() for button in buttons}
    assert {"Float or dock: Data", "Close: Runs"} <= names
    assert len(names) == 2 * len(docks)


def test_a_floating_panel_comes_in_front_of_the_window_once_that_has_come(open_window, qtbot, monkeypatch):
    window = open_window()
    window.show()
    window.findChild(QDockWidget, "runs_panel_dock").setFloating(True)
    window.close()
    again, raised = open_window(), []
    runs = again.findChild(QDockWidget, "runs_panel_dock")
    monkeypatch.setattr(QDockWidget, "raise_", lambda dock: raised.append(dock))
    again.show()
    again.activateWindow()
    qtbot.waitUntil(lambda: raised.count(runs) == 1)
    runs.activateWindow()
    again.activateWindow()
    QApplication.processEvents()
    assert raised.count(runs) == 1


def tab_bars(window):
    bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [bar for bar in bars if bar.isVisible()]


def test_tabs_that_come_later_have_a_name_too(open_window, qtbot):
    window = open_window()
    window.show()
    window.tabifyDockWidget(*(window.findChild(QDockWidget, f"{name}_panel_dock") for name in ("data", "results")))
    qtbot.waitUntil(lambda: len(tab_bars(window)) == 2)
    assert {bar.accessibleName() for bar in tab_bars(window)} == {"Panels that share this place"}
