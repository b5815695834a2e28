"""The presentation: the window in large text on the whole screen, and all as it was afterwards."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QLabel, QTabBar, QWidget

from catgui.app import build_window
from catgui.help.panels import PANEL_HELP
from catgui.models.messages import show_error, show_notice
from catgui.shell.panel_area import CENTER
from catgui.style.text_size import text_size
from tests.support.sample_widgets import fill_panels

Key = Qt.Key
PROJECTOR, LARGE = QSize(1280, 720), QSize(1920, 1080)
# Of a window with a frame that the screen of the platform has room for.
GEOMETRY = (2, 60, 796, 700)
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
def test_a_presentation_shows_only_the_panel_used_last_in_large_text(window, qtbot, screen):
    fill_panels(window, qtbot)
    window.panels.open("results_panel")
    window.findChild(QWidget, "results_panel").setFocus()
    present(window, screen)
    assert shown_panels(window) == {"results_panel"}
    assert window.size() == screen
    for bar in (window.menuBar(), window.statusBar(), window.findChild(QWidget, "train_button")):
        assert not bar.isVisible()
    assert window.fontInfo().pixelSize() >= READABLE * screen.height()
    assert window.findChild(QLabel, "results_test_accuracy").fontInfo().pixelSize() >= 2.5 * READABLE * screen.height()


@pytest.mark.parametrize("screen", [PROJECTOR, LARGE], ids=["1280x720", "1920x1080"], indirect=True)
def test_any_panel_is_chosen_in_it_which_then_fills_the_screen_without_scrolling(window, qtbot, screen):
    fill_panels(window, qtbot)
    present(window, screen)
    choice = window.findChild(QTabBar, "panel_choice")
    assert choice.tabRect(choice.count() - 1).right() < choice.width()
    for place, name in enumerate(PANEL_HELP):
        choice.setCurrentIndex(place)
        settle()
        assert shown_panels(window) == {name} - {CENTER}
        shown = window.findChild(QWidget, name)
        assert shown.width() == screen.width()
        assert shown.height() >= 0.8 * screen.height()
        assert window.size() == screen
        assert window.findChild(QWidget, "train_button").isVisible() is (name == CENTER)
    qtbot.keyClick(window, Key.Key_Escape)
    assert window.menuBar().isVisible()


def test_messages_are_shown_in_it_while_there_are_any(window, qtbot, screen):
    show_notice(window, "An older one")
    present(window, screen)
    assert not window.statusBar().isVisible()
    show_error(window, "cats.h5: it is a web page, not HDF5.")
    assert window.messages.place.isVisible()
    window.messages.place.dismiss()
    window.messages.place.dismiss()
    assert not window.statusBar().isVisible()
    window.presentation.toggle()
    assert window.statusBar().isVisible()


@pytest.mark.parametrize("end", [Key.Key_Escape, Key.Key_F5, None], ids=["Esc", "F5", "button"])
def test_a_key_or_a_button_ends_it_and_all_is_as_before(window, qtbot, screen, end):
    fill_panels(window, qtbot)
    window.panels.open("why_panel")
    text_size.set_percent(110)
    window.setGeometry(*GEOMETRY)
    window.findChild(QWidget, "learning_rate_field").setFocus()
    settle()
    before = view(window)
    qtbot.keyClick(window, Key.Key_F5)
    settle()
    assert text_size.percent > 150
    if end is None:
        qtbot.mouseClick(window.findChild(QWidget, "leave_button"), Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(window, end)
    settle()
    assert view(window) == before


def test_closing_within_it_keeps_what_was_before(window, qtbot, settings, dataset, screen):
    window.setGeometry(*GEOMETRY)
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
    qtbot.keyClick(window, Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert window.session.now.run is None
    qtbot.keyClick(window, Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.session.now.is_inactive and len(window.session.now.costs) == 1)
    larger = text_size.percent
    qtbot.keyClick(window, Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert text_size.percent < larger


def test_a_presentation_has_no_choice_of_speed_in_any_width(window, qtbot, screen):
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
