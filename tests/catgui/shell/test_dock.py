"""A dock: its title bar, and how it floats."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar


@pytest.fixture
def runs(window):
    return next(dock for dock in window.docks.all if dock.windowTitle() == "Runs")


def button(dock, name):
    (found,) = [b for b in dock.titleBarWidget().findChildren(QAbstractButton) if b.accessibleName() == name]
    return found


def test_the_buttons_of_each_title_have_names_and_say_what_they_do(window):
    names = set()
    for dock in window.docks.all:
        buttons = dock.titleBarWidget().findChildren(QAbstractButton)
        assert all(button.toolTip() for button in buttons)
        names |= {button.accessibleName() for button in buttons}
    assert {"Explain: Data", "Fill the window: Data", "Float: Data", "Close: Runs"} <= names
    assert len(names) == 4 * len(window.docks.all)


def test_a_dock_floats_beside_its_place_and_goes_back(window, runs, qtbot):
    runs.raise_()
    place = runs.mapToGlobal(QPoint(0, 0))
    qtbot.mouseClick(button(runs, "Float: Runs"), Qt.MouseButton.LeftButton)
    assert runs.isFloating()
    assert (runs.pos() - place).manhattanLength() > 24
    assert button(runs, "Close: Runs").isVisible()
    qtbot.mouseClick(button(runs, "Dock: Runs"), Qt.MouseButton.LeftButton)
    assert not runs.isFloating()
    assert not button(runs, "Close: Runs").isVisible()


def test_a_dock_that_goes_back_is_in_front_of_its_tabs(window, runs, qtbot):
    runs.raise_()
    panel = runs.widget()
    qtbot.mouseClick(button(runs, "Float: Runs"), Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    qtbot.mouseClick(button(runs, "Dock: Runs"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not panel.visibleRegion().isEmpty())
    (tabs,) = [bar for bar in window.findChildren(QTabBar) if "Runs" in [bar.tabText(k) for k in range(bar.count())]]
    assert tabs.tabText(tabs.currentIndex()) == "Runs"


def test_a_dock_floats_where_the_user_put_it_before(runs, qtbot):
    runs.raise_()
    runs.float_or_dock()
    runs.move(12, 30)
    there = runs.pos()
    runs.float_or_dock()
    runs.float_or_dock()
    assert runs.pos() == there


def test_a_floating_dock_lies_on_the_screen(window, qtbot):
    window.move(window.screen().availableGeometry().topLeft())
    for dock in window.docks.all:
        dock.raise_()
        dock.float_or_dock()
        assert window.screen().availableGeometry().contains(dock.geometry())
        dock.float_or_dock()


@pytest.mark.parametrize("floating", [False, True])
def test_a_double_click_on_the_title_fills_the_window(window, runs, qtbot, floating):
    runs.raise_()
    runs.setFloating(floating)
    qtbot.mouseDClick(runs.titleBarWidget(), Qt.MouseButton.LeftButton, pos=QPoint(120, 10))
    assert [dock for dock in window.docks.all if not dock.isHidden()] == [runs]
    qtbot.mouseDClick(runs.titleBarWidget(), Qt.MouseButton.LeftButton, pos=QPoint(120, 10))
    assert not any(dock.isHidden() for dock in window.docks.all)
    assert runs.isFloating() is floating


@pytest.fixture
def why(window):
    return next(dock for dock in window.docks.all if dock.windowTitle() == "Why")


def is_following(dock):
    return not dock.widget()._is_behind


def test_a_panel_knows_whether_its_dock_is_behind_the_tab_of_another(why, runs, qtbot):
    assert why.widget().isVisible()  # as Qt has it, outside of the window
    assert not is_following(why)
    why.raise_()
    qtbot.waitUntil(lambda: is_following(why))
    runs.raise_()
    qtbot.waitUntil(lambda: not is_following(why))


def test_a_panel_that_was_in_front_follows_again_after_another_filled_the_window(window, why, runs, qtbot):
    why.raise_()
    qtbot.waitUntil(lambda: is_following(why))
    qtbot.mouseDClick(runs.titleBarWidget(), Qt.MouseButton.LeftButton, pos=QPoint(120, 10))
    qtbot.waitUntil(lambda: not is_following(why))
    qtbot.mouseDClick(runs.titleBarWidget(), Qt.MouseButton.LeftButton, pos=QPoint(120, 10))
    why.raise_()
    qtbot.waitUntil(lambda: is_following(why))
