"""The presentation: the window in large text on the whole screen, and all as it was afterwards."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from catgui.app import build_window
from catgui.style.text_size import text_size
from tests.support.sample_widgets import fill_panels

Key = Qt.Key
PROJECTOR, LARGE = QSize(1280, 720), QSize(1920, 1080)
# Of the height of the screen: what the last row of a class room can read.
READABLE = 1 / 45


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


def shown_panels(window):
    return {name for name, page in window.panels.pages.items() if page.isVisible() and page.window() is window}


def view(window):
    """All that a presentation changes for its time."""
    places = {name: row.geometry() for name, row in window.panels._rows.items() if row.isVisible()}
    bars = window.menuBar().isVisible(), window.statusBar().isVisible(), window.panels.open_panels
    return places, bars, window.geometry(), window.windowState(), text_size.percent, window.focusWidget()


@pytest.mark.parametrize("screen", [PROJECTOR, LARGE], ids=["1280x720", "1920x1080"], indirect=True)
def test_it_shows_the_same_panels_readable_from_the_last_row_and_nothing_else(window, qtbot, screen):
    fill_panels(window, qtbot)
    before = shown_panels(window)
    present(window, screen)
    assert shown_panels(window) == before
    assert window.size() == screen
    assert not window.menuBar().isVisible()
    assert not window.findChild(QWidget, "more_questions").isVisible()
    assert window.fontInfo().pixelSize() >= READABLE * screen.height()
    assert window.findChild(QLabel, "results_test_accuracy").fontInfo().pixelSize() >= 2.5 * READABLE * screen.height()
    assert window.findChild(QWidget, "train_button").isVisible()


@pytest.mark.parametrize("name", ["training_panel", "results_panel", "answers_panel"])
def test_any_one_panel_is_enlarged_in_it_until_esc_which_then_ends_it(window, qtbot, screen, name):
    fill_panels(window, qtbot)
    present(window, screen)
    window.panels.open("answers_panel")
    before = shown_panels(window)
    window.panels.fill(name)
    settle()
    assert shown_panels(window) == {name} - {"training_panel"}
    shown = window.findChild(QWidget, name)
    assert shown.width() >= 0.95 * screen.width()
    assert window.size() == screen
    qtbot.keyClick(window, Key.Key_Escape)
    settle()
    assert shown_panels(window) == before
    assert not window.menuBar().isVisible()
    qtbot.keyClick(window, Key.Key_Escape)
    assert window.menuBar().isVisible()


def test_it_says_how_to_leave_it(window, qtbot, screen):
    present(window, screen)
    (hint,) = [of for of in window.findChildren(QLabel) if of.text() == "Esc leaves"]
    assert hint.isVisible()
    qtbot.keyClick(window, Key.Key_Escape)
    assert not hint.isVisible()


def test_a_key_ends_it_and_all_is_as_before(window, qtbot, screen):
    fill_panels(window, qtbot)
    window.panels.open("why_panel")
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
