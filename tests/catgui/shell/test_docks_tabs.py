"""The tabs of docks, and floating docks that a restored layout shows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QTabBar, QToolButton

from catgui.app import build_window
from catgui.shell.dock_tabs import tab_bars
from catgui.shell.layouts import FIRST_PANELS
from catgui.style.colors import DARK, LIGHT

COLORS = {"light": LIGHT, "dark": DARK}
USUAL_CHAR_WIDTH = 7


@pytest.fixture
def open_window(qtbot, settings, dataset):
    """Builds windows one after the other, with the same settings."""
    windows = []

    def build():
        windows.append(build_window(dataset, settings))
        qtbot.addWidget(windows[-1])
        return windows[-1]

    yield build
    for window in windows:
        window.close()


@pytest.mark.slow
def test_a_restored_floating_dock_is_raised_above_the_window_once(open_window, qtbot, monkeypatch):
    window = open_window()
    window.show()
    window.docks.raise_named("runs_panel")
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


def test_a_double_click_on_a_tab_fills_the_window_with_its_panel(open_window, qtbot):
    window = open_window()
    window.show()
    for title in ("Wrong predictions", "Your photos"):
        # Qt 6.10 makes another bar after the first time.
        bar = next(bar for bar in tab_bars(window) if bar.count() > 1)
        place = next(place for place in range(bar.count()) if bar.tabText(place) == title)
        qtbot.mouseDClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(place).center())
        assert [dock.windowTitle() for dock in window.docks.all if not dock.isHidden()] == [title]
        window.docks.leave_fill()


@pytest.fixture(params=list(COLORS))
def theme(request, settings):
    settings.theme = request.param
    return request.param


@pytest.fixture
def window(qtbot, settings, dataset, theme):
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.resize(1024, 700)
    window.show()
    QApplication.processEvents()
    yield window
    window.close()


def filled_tab_bars(window):
    return [bar for bar in window.findChildren(QTabBar) if bar.isVisible() and bar.count() > 1]


# Of the style sheet, with the borders.
PADDING = 12


def test_no_tab_title_is_elided_in_a_small_window(window):
    for name in ("why_panel", "runs_panel", "reliability_panel"):
        window.docks.raise_named(name)
    QApplication.processEvents()
    if window.fontMetrics().averageCharWidth() > USUAL_CHAR_WIDTH:
        pytest.skip("the font of this system is wider than usual")
    for bar in filled_tab_bars(window):
        for index in range(bar.count()):
            # Elided, a tab would be narrower than it wants to be.
            assert bar.tabRect(index).width() >= bar.fontMetrics().horizontalAdvance(bar.tabText(index)) + PADDING
        assert bar.tabRect(bar.count() - 1).right() < bar.width()


def row_of(window, title):
    """The row of tabs with the tab `title`, and its place."""
    places = [(bar, place) for bar in tab_bars(window) for place in range(bar.count()) if bar.count() > 1]
    return next((bar, place) for bar, place in places if bar.tabText(place) == title)


def test_what_the_user_has_opened_has_a_tab_that_closes(window, qtbot):
    window.docks.raise_named("runs_panel")
    side = QTabBar.ButtonPosition.RightSide
    qtbot.waitUntil(lambda: row_of(window, "Runs")[0].tabButton(row_of(window, "Runs")[1], side) is not None)
    bar, place = row_of(window, "Runs")
    buttons = {bar.tabText(index): bar.tabButton(index, side) for index in range(bar.count())}
    assert {title for title, button in buttons.items() if button is not None} == {"Runs"}
    assert bar.tabButton(place, side).accessibleName() == "Close Runs"
    qtbot.mouseClick(bar.tabButton(place, side), Qt.MouseButton.LeftButton)
    assert [dock.windowTitle() for dock in window.docks.all if not dock.isHidden()] == [
        dock.windowTitle() for dock in window.docks.all if dock.panel_name in FIRST_PANELS
    ]


def test_the_menu_at_the_end_of_a_row_is_that_of_the_dock_in_front(window, qtbot):
    def shown_menu():
        (button,) = [one for one in row_of(window, "Your photos")[0].findChildren(QToolButton) if one.menu()]
        return button

    for name in ("photos_panel", "why_panel", "wrong_predictions_panel"):
        window.docks.raise_named(name)
        dock = window.docks.dock_of(name)
        qtbot.waitUntil(lambda dock=dock: shown_menu().menu() is dock.menu)
        button = shown_menu()
        assert button.accessibleName() == f"Menu of {dock.windowTitle()}"
        bar = button.parentWidget()
        assert bar.tabRect(bar.count() - 1).right() < button.x()
        assert bar.rect().contains(button.geometry())
