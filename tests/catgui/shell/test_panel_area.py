"""What is where: panels are opened, closed, and fill the window, and all comes back."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QSplitterHandle, QTabBar, QWidget

from catgui.app import build_window
from catgui.help.panels import PANEL_HELP
from catgui.models.training.session import RunState
from catgui.shell.panel_area import CENTER
from catgui.shell.tab_row import TabRow
from catgui.widgets.plots.cost_plot import CostPlot
from tests.support.sample_widgets import SHORT
from tests.support.speed import fix_speed

# Each test opens whole windows.
pytestmark = pytest.mark.slow


def settle():
    for _ in range(4):
        QApplication.processEvents()


def seen(window):
    settle()
    return {name for name, page in window.panels.pages.items() if page.isVisible()}


def places(window):
    """Where all that is seen is in its window."""
    parts = {CENTER: window._training, **{name: window.panels.pages[name] for name in seen(window)}}
    return {
        name: QRect(part.mapTo(part.window(), QPoint()), part.size())
        for name, part in parts.items()
        if part.isVisible()
    }


def row_of(window, name):
    return next(row for row in window.findChildren(TabRow) if window.panels.pages[name] in row.pages)


def press(qtbot, key):
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key)


def test_each_panel_fills_the_window_and_esc_brings_everything_back(window, qtbot):
    before = places(window)
    for name in (*seen(window), CENTER):
        window.panels.fill(name)
        settle()
        shown = window._training if name == CENTER else window.panels.pages[name]
        assert set(places(window)) == {name}
        assert shown.width() == window.width()
        assert shown.height() > 0.8 * window.height()
        press(qtbot, Qt.Key.Key_Escape)
        assert places(window) == before


def test_the_panel_that_was_used_last_fills_the_window_and_it_is_one_in_front(window, qtbot):
    fill = window._menus.actions["fill_window"]
    window.panels.pages["wrong_predictions_panel"].take_focus()
    for opened in ("why_panel", "answers_panel"):
        window.panels.open(opened)
        fill.trigger()
        assert seen(window) == {opened}
        fill.trigger()
    window.findChild(QDoubleSpinBox, "learning_rate_field").setFocus()
    fill.trigger()
    assert set(places(window)) == {CENTER}
    fill.trigger()
    window.panels.pages["data_panel"].take_focus()
    window.panels.close_panel("data_panel")
    fill.trigger()
    assert set(places(window)) == {CENTER}


def test_a_double_click_on_a_tab_fills_the_window_with_its_panel(window, qtbot):
    for name in ("wrong_predictions_panel", "photos_panel", "data_panel"):
        row = row_of(window, name)
        at = row.tabBar().tabRect(row.indexOf(window.panels.pages[name])).center()
        qtbot.mouseDClick(row.tabBar(), Qt.MouseButton.LeftButton, pos=at)
        assert seen(window) == {name}
        window.panels.leave()


def test_esc_leaves_and_does_not_stop_the_run(window, qtbot):
    before = seen(window)
    fix_speed(window.session, 1)
    window.session.start(window.workspace.dataset, SHORT)
    window.panels.fill("results_panel")
    press(qtbot, Qt.Key.Key_Escape)
    assert window.session.now.state is RunState.RUNNING
    assert seen(window) == before


def test_the_focus_goes_into_the_panel_and_back(window, qtbot):
    field = window.findChild(QDoubleSpinBox, "learning_rate_field")
    field.setFocus()
    window.panels.fill("data_panel")
    assert window.panels.pages["data_panel"].isAncestorOf(QApplication.focusWidget())
    press(qtbot, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is field


def test_the_focus_does_not_stay_in_a_panel_that_another_one_hides(window):
    window.panels.pages["photos_panel"].take_focus()
    window.panels.open("wrong_predictions_panel")
    window.panels.open("photos_panel")
    window.panels.pages["photos_panel"].take_focus()
    window.panels.open("why_panel")
    assert QApplication.focusWidget() is window.findChild(QWidget, "why_panel")


def test_another_panel_that_is_asked_for_fills_the_window_and_stays_open(window, qtbot):
    before = seen(window)
    window.panels.fill("data_panel")
    for name in ("photos_panel", "runs_panel", "results_panel"):
        window.panels.open(name)
        assert set(places(window)) == {name}
    window.panels.open(CENTER)
    assert set(places(window)) == {CENTER}
    press(qtbot, Qt.Key.Key_Escape)
    assert seen(window) == before - {"wrong_predictions_panel"} | {"runs_panel"}


@pytest.mark.parametrize("name", ["data_panel", "results_panel"])
def test_the_view_menu_closes_a_panel_and_shows_the_others(window, name):
    before = set(window.panels.open_panels)
    window.panels.fill("data_panel")
    window.panels.actions_of[name].trigger()
    assert set(window.panels.open_panels) == before - {name}
    assert window._training.isVisible()


def test_each_panel_has_a_tab_above_the_one_that_fills_the_window(window, qtbot):
    choice = window.findChild(QTabBar, "panel_choice")
    assert not choice.isVisible()
    window.panels.fill("data_panel")
    for place, (name, help_) in enumerate(PANEL_HELP.items()):
        assert choice.tabText(place) == help_.title
        choice.setCurrentIndex(place)
        assert set(places(window)) == {name}
        assert choice.isVisible()
        window.panels.open("data_panel")
        assert choice.currentIndex() == 0
    qtbot.mouseClick(window.findChild(QWidget, "leave_button"), Qt.MouseButton.LeftButton)
    assert not choice.isVisible()
    assert window._training.isVisible()


def test_a_small_window_shows_one_panel_until_it_is_larger(window, qtbot):
    before = places(window)
    size = window.size()
    window.panels.pages["answers_panel"].take_focus()
    for panel in (CENTER, "results_panel"):
        window.resize(640, 360)
        settle()
        assert window.size() == QSize(640, 360)
        window.panels.open(panel)
        assert set(places(window)) == {panel}
        assert not window.findChild(QWidget, "leave_button").isVisible()
        press(qtbot, Qt.Key.Key_Escape)
        assert set(places(window)) == {panel}
        assert window.findChild(CostPlot).height() >= 120
    window.resize(size)
    assert places(window) == before


def test_what_fills_the_window_as_it_closes_is_not_kept(window, settings, dataset, qtbot):
    before = seen(window)
    window.panels.fill("results_panel")
    window.close()
    again = build_window(dataset, settings)
    qtbot.addWidget(again)
    again.show()
    assert seen(again) == before
    again.close()


def test_a_panel_that_is_closed_leaves_the_others_in_the_window(window):
    others = seen(window) - {"data_panel"}
    window.panels.fill("data_panel")
    window.panels.close_panel("data_panel")
    assert seen(window) == others
    assert window._training.isVisible()
    window.panels.restore_layout()
    assert "data_panel" in seen(window)


def drag(window, qtbot, name, by):
    """Drag the edge with this name."""
    (edge,) = [edge for edge in window.findChildren(QSplitterHandle) if edge.accessibleName() == f"Edge of: {name}"]
    qtbot.mousePress(edge, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    qtbot.mouseMove(edge, QPoint(4, 4) + by)
    qtbot.mouseRelease(edge, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    settle()


def test_dragged_edges_and_opened_panels_are_the_same_at_the_next_start_until_they_are_restored(
    window, settings, dataset, qtbot
):
    first = places(window)
    window.panels.open("runs_panel")
    window.panels.open("wrong_predictions_panel")
    drag(window, qtbot, "Left side", QPoint(60, 0))
    drag(window, qtbot, "Bottom", QPoint(0, -40))
    before = places(window)
    assert before != first
    window.panels.fill("results_panel")
    window.panels.leave()
    assert places(window) == before
    window.close()
    again = build_window(dataset, settings)
    qtbot.addWidget(again)
    again.show()
    assert places(again) == before
    assert again.panels.is_open("runs_panel")
    again._menus.actions["restore_layout"].trigger()
    assert places(again) == first
    assert again.panels.is_open("runs_panel")
    again.close()


def test_each_edge_has_a_name(window):
    edges = [edge for edge in window.findChildren(QSplitterHandle) if edge.isVisible()]
    assert sorted(edge.accessibleName() for edge in edges) == [
        "Edge of: Bottom",
        "Edge of: Left side",
        "Edge of: Right side",
    ]
