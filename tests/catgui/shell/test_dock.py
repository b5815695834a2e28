"""A dock: its menu, its title bar, and how it floats."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar


@pytest.fixture
def runs(window):
    dock = next(dock for dock in window.docks.all if dock.windowTitle() == "Runs")
    window.docks.open(dock)
    return dock


def entries(dock):
    """The entries of the menu of a dock, by their texts."""
    dock.menu.aboutToShow.emit()
    return {action.text().replace("&", ""): action for action in dock.menu.actions()}


def test_the_menu_of_each_dock_has_a_button_with_a_name(window):
    for dock in window.docks.all:
        (button,) = dock.titleBarWidget().findChildren(QAbstractButton)
        assert button.accessibleName() == f"Menu of {dock.windowTitle()}"
        assert button.toolTip()
        assert button.menu() is dock.menu
        assert list(entries(dock)) == ["Help on this panel", "Fill the window", "Float", "Close"]


def test_the_menu_does_what_its_entries_say(window, runs, qtbot):
    with qtbot.waitSignal(runs.help_requested):
        entries(runs)["Help on this panel"].trigger()
    window.help.pages.close()
    entries(runs)["Fill the window"].trigger()
    assert [dock for dock in window.docks.all if not dock.isHidden()] == [runs]
    entries(runs)["Show the other panels"].trigger()
    assert len([dock for dock in window.docks.all if not dock.isHidden()]) > 1
    entries(runs)["Close"].trigger()
    assert runs.isHidden()


def test_a_title_is_shown_only_where_no_tab_shows_it(window, runs, qtbot):
    data = window.docks.all[0]
    qtbot.waitUntil(lambda: runs.titleBarWidget().isHidden() and runs.widget().y() == 0)
    assert data.titleBarWidget().isVisible()
    runs.float_or_dock()
    qtbot.waitUntil(runs.titleBarWidget().isVisible)
    runs.float_or_dock()
    qtbot.waitUntil(lambda: runs.titleBarWidget().isHidden() and runs.widget().y() == 0)
    for dock in window.docks.all:
        if dock not in (data, runs):
            dock.close()
    qtbot.waitUntil(runs.titleBarWidget().isVisible)


def test_a_dock_floats_beside_its_place_and_goes_back(window, runs, qtbot):
    place = runs.mapToGlobal(QPoint(0, 0))
    entries(runs)["Float"].trigger()
    assert runs.isFloating()
    assert (runs.pos() - place).manhattanLength() > 24
    entries(runs)["Put back into the window"].trigger()
    assert not runs.isFloating()


def test_a_dock_that_goes_back_is_in_front_of_its_tabs(window, runs, qtbot):
    panel = runs.widget()
    runs.float_or_dock()
    QApplication.processEvents()
    runs.float_or_dock()
    qtbot.waitUntil(lambda: not panel.visibleRegion().isEmpty())
    (tabs,) = [bar for bar in window.findChildren(QTabBar) if "Runs" in [bar.tabText(k) for k in range(bar.count())]]
    assert tabs.tabText(tabs.currentIndex()) == "Runs"


def test_a_dock_floats_where_the_user_put_it_before(runs, qtbot):
    runs.float_or_dock()
    runs.move(12, 30)
    there = runs.pos()
    runs.float_or_dock()
    runs.float_or_dock()
    assert runs.pos() == there


def test_a_floating_dock_lies_on_the_screen(window, qtbot):
    window.move(window.screen().availableGeometry().topLeft())
    for dock in window.docks.all:
        window.docks.open(dock)
        dock.float_or_dock()
        assert window.screen().availableGeometry().contains(dock.geometry())
        dock.float_or_dock()


@pytest.mark.parametrize("floating", [False, True])
def test_a_double_click_on_the_title_fills_the_window(window, runs, qtbot, floating):
    dock = runs if floating else window.docks.all[0]
    dock.setFloating(floating)
    before = [one for one in window.docks.all if not one.isHidden()]
    qtbot.mouseDClick(dock.titleBarWidget(), Qt.MouseButton.LeftButton, pos=QPoint(120, 10))
    assert [one for one in window.docks.all if not one.isHidden()] == [dock]
    qtbot.mouseDClick(dock.titleBarWidget(), Qt.MouseButton.LeftButton, pos=QPoint(120, 10))
    assert [one for one in window.docks.all if not one.isHidden()] == before
    assert dock.isFloating() is floating


@pytest.fixture
def why(window):
    dock = next(dock for dock in window.docks.all if dock.windowTitle() == "Why")
    window.docks.open(dock)
    return dock


def is_following(dock):
    return not dock.widget()._is_behind


def test_a_panel_knows_whether_its_dock_is_behind_the_tab_of_another(why, runs, qtbot):
    qtbot.waitUntil(lambda: not is_following(why))
    assert why.widget().isVisible()  # as Qt has it, outside of the window
    why.raise_()
    qtbot.waitUntil(lambda: is_following(why))
    runs.raise_()
    qtbot.waitUntil(lambda: not is_following(why))


def test_a_panel_that_was_in_front_follows_again_after_another_filled_the_window(why, runs, qtbot):
    why.raise_()
    qtbot.waitUntil(lambda: is_following(why))
    runs.fill_requested.emit()
    qtbot.waitUntil(lambda: not is_following(why))
    runs.fill_requested.emit()
    why.raise_()
    qtbot.waitUntil(lambda: is_following(why))
