"""The presentation: few panels in large text on the whole screen, and all as it was afterwards."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from catgui.app import build_window
from catgui.help.panels import PANEL_HELP
from catgui.style.text_size import text_size
from tests.support.clipping import find_clipped
from tests.support.sample_widgets import fill_panels

Key = Qt.Key
PROJECTOR, LARGE = QSize(1280, 720), QSize(1920, 1080)
# Of the height of the screen: what the last row of a class room can read.
READABLE, PLOT = 1 / 45, 0.55


@pytest.fixture
def screen(request, monkeypatch):
    """The size of the screen: that of a projector, or that of the parameter."""
    size = getattr(request, "param", PROJECTOR)
    monkeypatch.setattr(QScreen, "size", lambda _screen: size)
    monkeypatch.setattr(QScreen, "availableSize", lambda _screen: size)
    return size


def present(window, screen):
    """Begin the presentation, on a screen of which the platform of the tests knows nothing."""
    window.presentation.toggle()
    assert window.isFullScreen()
    window.showNormal()  # else the platform keeps the size of its own screen
    window.resize(screen)
    settle()


def settle():
    for _ in range(5):
        QApplication.processEvents()


SMALL = [QSize(1024, 768), QSize(640, 360), QSize(853, 480)]


@pytest.mark.parametrize("screen", SMALL, ids=["1024x768", "1280x720 at 200%", "1280x720 at 150%"], indirect=True)
def test_on_a_small_screen_the_figures_are_whole(window, qtbot, screen):
    fill_panels(window, qtbot)
    present(window, screen)
    assert window.size() == screen
    for name in shown_panels(window):
        page = window.panels.pages[name]
        assert page.verticalScrollBar().maximum() == 0, name
        assert page.horizontalScrollBar().maximum() == 0, name
    grid = window.findChild(QWidget, "wrong_grid")
    assert grid.viewport().rect().contains(grid.visualRect(grid.model().index(0, 0)))
    window.panels.open("answers_panel")
    settle()
    assert shown_panels(window) == {"answers_panel"}


def shown_panels(window):
    return {name for name, page in window.panels.pages.items() if page.isVisible() and page.window() is window}


def view(window):
    """All that a presentation changes for its time."""
    places = {name: row.geometry() for name, row in window.panels._rows.items() if row.isVisible()}
    bars = window.menuBar().isVisible(), window.statusBar().isVisible(), window.panels.arrangement
    return places, bars, window.geometry(), window.windowState(), text_size.percent, window.focusWidget()


@pytest.mark.parametrize("screen", [PROJECTOR, LARGE], ids=["1280x720", "1920x1080"], indirect=True)
def test_it_shows_plot_accuracies_and_wrong_pictures_readable_from_the_last_row(window, qtbot, screen):
    fill_panels(window, qtbot)
    present(window, screen)
    assert shown_panels(window) == {"results_panel", "wrong_predictions_panel"}
    assert not window.menuBar().isVisible()
    assert not window.findChild(QWidget, "question_buttons").isVisible()
    assert window.fontInfo().pixelSize() >= READABLE * screen.height()
    assert window.findChild(QLabel, "results_test_accuracy").fontInfo().pixelSize() >= 2.5 * READABLE * screen.height()
    grid = window.findChild(QWidget, "wrong_grid")
    assert grid.visualRect(grid.model().index(1, 0)).bottom() < grid.viewport().height()
    assert window.findChild(QWidget, "train_button").isVisible()
    assert window.findChild(QWidget, "cost_plot").height() >= PLOT * screen.height()
    assert not find_clipped(window)


def test_a_key_ends_it_and_all_is_as_before(window, qtbot, screen):
    fill_panels(window, qtbot)
    window.panels.open("why_panel")
    window.panels.float("data_panel")
    text_size.set_percent(110)
    window.resize(1200, 800)
    window.findChild(QWidget, "learning_rate_field").setFocus()
    settle()
    before = view(window)
    for end in (Key.Key_Escape, Key.Key_F5):
        qtbot.keyClick(window, Key.Key_F5)
        settle()
        assert text_size.percent > 150
        qtbot.keyClick(window, end)
        settle()
        assert view(window) == before, end


def test_closing_within_it_keeps_what_was_before(window, qtbot, settings, dataset, screen):
    window.resize(1200, 800)
    settle()
    geometry, places = window.geometry(), shown_panels(window)
    present(window, screen)
    window.close()
    assert settings.text_size == 100
    assert window.geometry() == geometry
    text_size.set_percent(settings.text_size)
    again = build_window(dataset, settings)
    qtbot.addWidget(again)
    again.show()
    settle()
    assert not again.isFullScreen()
    assert shown_panels(again) == places
    again.close()


def test_keys_of_the_menu_work_although_it_is_hidden(window, qtbot, screen):
    present(window, screen)
    window.training_settings.set_value("iterations", 3)
    window.training_settings.finish_edit()
    with qtbot.wait_for_end(window.session):
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Space)
    larger = text_size.percent
    qtbot.keyClick(window, Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert text_size.percent < larger


def test_each_panel_opens_within_it_in_large_text_and_all_is_back_afterwards(window, qtbot, screen):
    fill_panels(window, qtbot)
    window.show_photos()  # how high they want to be is known once they were shown
    window.panels.open("wrong_predictions_panel")
    window.resize(1200, 800)
    settle()
    before = view(window)
    present(window, screen)
    for name in PANEL_HELP:
        if name in ("training_panel", "results_panel"):
            continue
        window.panels.open(name)
        settle()
        qtbot.waitUntil(lambda: name in shown_panels(window))  # noqa: B023
        if name != "wrong_predictions_panel":
            assert shown_panels(window) == {name}
            assert window.panels.pages[name].width() >= 0.58 * screen.width(), name
            assert window._training.isVisible() or window.panels.pages[name].width() == screen.width(), name
        assert not window.menuBar().isVisible()
        assert window.size() == screen
        assert window.fontInfo().pixelSize() >= READABLE * screen.height()
        assert not find_clipped(window), name
    qtbot.keyClick(window, Key.Key_F5)
    settle()
    assert view(window)[:3] == before[:3]
    assert text_size.percent == 100


def test_one_panel_at_a_time_opens_within_it_and_is_closed_again(window, qtbot, screen):
    fill_panels(window, qtbot)
    present(window, screen)
    presented = shown_panels(window)
    more = window.findChild(QPushButton, "more_settings_button")
    for close in (
        more.click,
        lambda: window.panels.close_panel("more_settings_panel"),
        lambda: qtbot.keyClick(window, Key.Key_Escape),
        lambda: window.panels.open("results_panel"),
    ):
        window.panels.open("runs_panel")
        more.click()
        settle()
        assert shown_panels(window) == {"more_settings_panel"}
        assert window.size() == screen
        close()
        settle()
        assert shown_panels(window) == presented
    qtbot.keyClick(window, Key.Key_Escape)
    assert window.menuBar().isVisible()


def test_the_key_that_fills_the_window_does_not_end_it(window, qtbot, screen):
    present(window, screen)
    presented = shown_panels(window)
    qtbot.keyClick(window, Key.Key_F8)
    assert shown_panels(window) == presented
    window.panels.open("runs_panel")
    qtbot.keyClick(window, Key.Key_F8)
    settle()
    assert shown_panels(window) == presented
    assert window.panels.is_presenting


def test_the_first_results_within_it_get_their_room(window, qtbot, screen):
    present(window, screen)
    fill_panels(window, qtbot)
    settle()
    view = window.findChild(QWidget, "results_panel").create_view()
    assert view.verticalScrollBar().maximum() == 0
    assert view.height() == view.widget().sizeHint().height()
    assert not window.panels.pages["results_panel"].verticalScrollBar().isVisible()


def test_it_says_how_to_leave_it(window, qtbot, screen):
    present(window, screen)
    (hint,) = [of for of in window.findChildren(QLabel) if of.text() == "Esc leaves"]
    assert hint.isVisible()
    window.panels.open("runs_panel")
    assert hint.text() == "Esc goes back"
    qtbot.keyClick(window, Key.Key_Escape)
    assert hint.text() == "Esc leaves"
    qtbot.keyClick(window, Key.Key_Escape)
    assert not hint.isVisible()


def test_it_has_no_choice_of_speed_in_any_width_and_the_bar_has_it_again_afterwards(window, qtbot, screen):
    window.resize(1600, 900)
    settle()
    speed = window.findChild(QWidget, "watch_button")
    assert speed.isVisible()
    present(window, screen)
    assert not speed.isVisible()
    window.resize(2400, 1000)
    settle()
    assert not speed.isVisible()
    window.presentation.toggle()
    window.resize(1600, 900)
    settle()
    assert speed.isVisible()
