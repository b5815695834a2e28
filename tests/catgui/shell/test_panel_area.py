"""What is where: panels are opened, closed, moved, float, and fill the window, and all comes back."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QSplitterHandle, QWidget

from catgui.app import build_window
from catgui.models.training.session import RunState
from catgui.shell.layouts import CENTER, ROWS
from catgui.shell.tab_row import TabRow
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


def entries(window, name):
    """The entries of the menu of a panel in front, by their texts, with those of its submenus."""
    menu = row_of(window, name).menu
    menu.aboutToShow.emit()
    actions = [*menu.actions(), *(action for places in menu.findChildren(QMenu) for action in places.actions())]
    return {action.text().replace("&", ""): action for action in actions}


def press(qtbot, key):
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key)


def test_the_menu_of_a_panel_does_what_its_entries_say(window, qtbot):
    window.panels.open("runs_panel")
    texts = ["Help on this panel", "Fill the window", "Move to", "Float", "Close"]
    assert [text for text in entries(window, "runs_panel") if text in texts] == texts
    with qtbot.waitSignal(window.panels.help_requested, check_params_cb=lambda name: name == "runs_panel"):
        entries(window, "runs_panel")["Help on this panel"].trigger()
    window.help.pages.close()
    entries(window, "runs_panel")["Fill the window"].trigger()
    assert seen(window) == {"runs_panel"}
    entries(window, "runs_panel")["Show the other panels"].trigger()
    assert len(seen(window)) > 1
    entries(window, "runs_panel")["Close"].trigger()
    assert not window.panels.is_open("runs_panel")


def test_a_panel_moves_to_every_row_in_front(window):
    window.resize(1920, 1080)
    for name, text in ROWS.items():
        window.panels.open("why_panel")
        move = entries(window, "why_panel")[text]
        assert move.isEnabled() is (name != "bottom")
        window.panels.move_to("why_panel", name)
        assert row_of(window, "why_panel").objectName() == f"{name}_row"
        assert "why_panel" in seen(window)
        window.panels.close_panel("why_panel")
        window.panels.open("why_panel")
        assert row_of(window, "why_panel").objectName() == f"{name}_row"
        window.panels.move_to("why_panel", "bottom")


def test_a_narrow_window_has_the_second_column_on_the_left(window):
    window.panels.open("more_settings_panel")
    for width, row in ((1920, "beside"), (1280, "left"), (1920, "beside")):
        window.resize(width, 900)
        settle()
        assert row_of(window, "more_settings_panel").objectName() == f"{row}_row"
    window.resize(1280, 900)
    settle()
    assert "Second column" not in [
        text for text, one in entries(window, "more_settings_panel").items() if one.isVisible()
    ]


def test_a_panel_floats_beside_its_place_and_comes_back_in_front(window):
    window.panels.open("runs_panel")
    settle()
    place = window.panels.pages["runs_panel"].mapToGlobal(QPoint(0, 0))
    entries(window, "runs_panel")["Float"].trigger()
    floating = row_of(window, "runs_panel")
    assert floating.isWindow()
    assert floating.windowTitle() == "Runs"
    assert (floating.pos() - place).manhattanLength() > 24
    floating.move(12, 30)
    floating.close()
    assert row_of(window, "runs_panel").objectName() == "bottom_row"
    assert "runs_panel" in seen(window)
    window.panels.float("runs_panel")
    assert row_of(window, "runs_panel").pos() == QPoint(12, 30)
    entries(window, "runs_panel")["Put back into the window"].trigger()
    assert "runs_panel" in seen(window)


def test_a_floating_panel_lies_on_the_screen_also_after_its_screen_has_gone(window):
    free = window.screen().availableGeometry()
    window.move(free.topLeft())
    for name in window.panels.pages:
        window.panels.open(name)
        window.panels.float(name)
        assert free.contains(row_of(window, name).geometry())
        row_of(window, name).move(free.bottomRight() + QPoint(900, 900))
        window.panels._bring_back()
        assert free.contains(row_of(window, name).geometry())
        window.panels.put_back(name)


def test_each_panel_fills_the_window_and_esc_brings_everything_back(window, qtbot):
    before = places(window)
    for name in (*seen(window), CENTER):
        window.panels.fill(name)
        settle()
        shown = window._training if name == CENTER else window.panels.pages[name]
        assert set(places(window)) == {name}
        assert shown.width() == window.width()
        assert shown.height() > 0.8 * window.height()
        hints = [label for label in window.findChildren(QLabel) if label.text() == "Esc shows the other panels"]
        assert any(hint.isVisible() for hint in hints) is (name != CENTER)
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
    window.findChild(QLineEdit, "learning_rate_field").setFocus()
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
    window.show_more_settings()
    field = window.findChild(QLineEdit, "seed_field")
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


def test_another_panel_that_is_asked_for_brings_everything_back(window):
    before = seen(window)
    window.panels.fill("data_panel")
    window.show_photos()
    assert seen(window) == before - {"wrong_predictions_panel"} | {"photos_panel"}


@pytest.mark.parametrize("name", ["data_panel", "results_panel", "runs_panel"])
def test_the_view_menu_opens_a_panel_beside_those_that_were_shown(window, name):
    before = set(window.panels.arrangement.tabs)
    window.panels.fill("data_panel")
    action = window.panels.actions_of[name]
    closes = action.isChecked()
    action.trigger()
    assert set(window.panels.arrangement.tabs) == (before - {name} if closes else before | {name})
    assert not window.panels.is_filled


def test_what_fills_the_window_as_it_closes_is_not_kept(window, settings, dataset, qtbot):
    before = places(window)
    window.panels.fill("results_panel")
    window.close()
    again = build_window(dataset, settings)
    qtbot.addWidget(again)
    again.show()
    assert places(again) == before
    again.close()


def test_a_panel_that_is_made_to_float_or_closed_leaves_the_others_in_the_window(window):
    for leave in (window.panels.float, window.panels.close_panel):
        others = seen(window) - {"data_panel"}
        window.panels.fill("data_panel")
        leave("data_panel")
        assert seen(window) >= others
        assert window._training.isVisible()
        window.panels.restore_layout()
        assert "data_panel" in seen(window)


def test_tabs_that_were_dragged_and_floating_panels_are_the_same_at_the_next_start(window, settings, dataset, qtbot):
    window.panels.open("runs_panel")
    row_of(window, "runs_panel").tabBar().moveTab(2, 0)
    window.panels.open("why_panel")
    window.panels.float("why_panel")
    settle()
    before = window.panels.arrangement
    window.close()
    again = build_window(dataset, settings)
    qtbot.addWidget(again)
    again.show()
    settle()
    assert again.panels.arrangement == before
    assert row_of(again, "why_panel").isWindow()
    assert again.panels.pages["why_panel"].isVisible()
    again.close()


@pytest.mark.parametrize("name", ["data_panel", "results_panel", "wrong_predictions_panel"])
def test_a_key_opens_the_menu_of_the_panel_with_the_focus_which_moves_its_edge(window, qtbot, name):
    window.panels.pages[name].panel.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F10)
    menu = QApplication.activePopupWidget()
    assert menu is row_of(window, name).menu
    row, entry = row_of(window, name), {one.text(): one for one in menu.actions()}
    before = row.size()
    entry["La&rger"].trigger()
    menu.close()
    settle()
    assert 0 < sum((row.size() - before).toTuple()) <= 40  # its neighbor keeps what it needs
    assert window.panels.arrangement.sizes


def test_the_same_key_opens_the_menu_of_the_plot(window, qtbot):
    window.findChild(QWidget, "cost_plot").setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F10)
    menu = QApplication.activePopupWidget()
    assert "&Log scale" in [action.text() for action in menu.actions()]
    menu.close()


def test_an_edge_is_named_by_the_row_beside_it_with_or_without_a_second_column(window):
    def names():
        settle()
        handles = window.findChildren(QSplitterHandle)
        return [
            handle.accessibleName() for handle in handles if handle.isVisible() and "side" in handle.accessibleName()
        ]

    window.resize(1366, 768)
    assert sorted(names()) == ["Edge of: Left side", "Edge of: Right side"]
    window.resize(1920, 1080)
    window.panels.open("more_settings_panel")
    settle()
    assert "Edge of: Left side" in names()
    edges = [handle for handle in window.findChildren(QSplitterHandle) if handle.isVisible()]
    assert "Edge of: Second column" in [edge.accessibleName() for edge in edges]
    assert {QAccessible.queryAccessibleInterface(edge).role() for edge in edges} == {QAccessible.Role.Separator}
