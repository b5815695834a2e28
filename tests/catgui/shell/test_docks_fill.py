"""A panel that fills the window, and the way back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from catgui.app import build_window
from catgui.models.training.session import RunState
from tests.support.sample_widgets import SHORT

# Each test opens whole windows.
pytestmark = pytest.mark.slow


def shown(window):
    return [dock for dock in window.docks.all if not dock.isHidden()]


def places(window):
    QApplication.processEvents()
    visible = [dock for dock in window.docks.all if not dock.visibleRegion().isEmpty()]
    return {dock.windowTitle(): dock.geometry() for dock in visible} | {"center": window._training.geometry()}


def dock_named(window, title):
    return next(dock for dock in window.docks.all if dock.windowTitle() == title)


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def press(qtbot, key):
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key)


def test_each_dock_fills_the_window_and_esc_brings_everything_back(window, qtbot):
    before = places(window)
    for dock in shown(window):
        dock.fill_requested.emit()
        QApplication.processEvents()
        assert shown(window) == [dock]
        assert dock.size().width() == window.width()
        assert dock.height() > 0.9 * window.height()
        assert "Esc shows the other panels" in texts(dock.titleBarWidget())
        press(qtbot, Qt.Key.Key_Escape)
        assert places(window) == before
        assert "Esc shows the other panels" not in texts(dock.titleBarWidget())


def test_the_panel_with_the_focus_fills_the_window(window, qtbot):
    dock_named(window, "Wrong predictions").take_focus()
    window._menus.actions["fill_window"].trigger()
    assert [dock.windowTitle() for dock in shown(window)] == ["Wrong predictions"]
    window._menus.actions["fill_window"].trigger()
    window.findChild(QLineEdit, "learning_rate_field").setFocus()
    window._menus.actions["fill_window"].trigger()
    QApplication.processEvents()
    assert shown(window) == []
    assert window._training.width() == window.width()


def test_esc_leaves_and_does_not_stop_the_run(window, qtbot):
    before = shown(window)
    window.session.speed.iterations_per_second = 1
    window.session.start(window.workspace.dataset, SHORT)
    dock_named(window, "Results").fill_requested.emit()
    press(qtbot, Qt.Key.Key_Escape)
    assert window.session.state is RunState.RUNNING
    assert shown(window) == before


def test_the_focus_goes_into_the_panel_and_back(window, qtbot):
    field = window.findChild(QLineEdit, "seed_field")
    field.setFocus()
    data = dock_named(window, "Data")
    data.fill_requested.emit()
    assert data.isAncestorOf(QApplication.focusWidget())
    press(qtbot, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is field


def test_another_panel_that_is_asked_for_brings_everything_back(window):
    before = shown(window)
    dock_named(window, "Data").fill_requested.emit()
    window.show_photos()
    assert shown(window) == before
    assert not dock_named(window, "Your photos").visibleRegion().isEmpty()


@pytest.mark.parametrize("title", ["Data", "Results", "Runs"])
def test_the_view_menu_opens_a_panel_beside_those_that_were_shown(window, title):
    before = set(shown(window))
    dock_named(window, "Data").fill_requested.emit()
    dock = dock_named(window, title)
    opens = dock.isHidden()
    dock.toggleViewAction().trigger()
    assert set(shown(window)) == (before | {dock} if opens else before - {dock})


def test_a_layout_that_is_quit_while_filled_is_the_one_before_at_the_next_start(window, settings, dataset, qtbot):
    before = places(window)
    dock_named(window, "Results").fill_requested.emit()
    window.close()
    again = build_window(dataset, settings)
    qtbot.addWidget(again)
    again.show()
    assert places(again) == before
    again.close()


@pytest.mark.parametrize("leave", [lambda dock: dock.setFloating(True), lambda dock: dock.close()])
def test_a_panel_that_is_taken_out_of_the_window_leaves_the_others_in_it(window, leave):
    others = set(shown(window)) - {dock_named(window, "Data")}
    data = dock_named(window, "Data")
    data.fill_requested.emit()
    leave(data)
    assert window._training.isVisible()
    assert set(shown(window)) >= others
    data.show()
    window.docks.restore_layout()
    assert not data.isFloating()
