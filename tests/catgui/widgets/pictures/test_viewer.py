"""The window that enlarges the current picture of a list."""

import numpy as np
import pytest
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QLabel, QListView, QPushButton

from catgui.domain.map_texts import MappedPicture
from catgui.widgets.basic.commands import Command
from catgui.widgets.maps.map_view import MapView
from catgui.widgets.pictures.picture_view import PictureView
from catgui.widgets.pictures.viewer import PicturePage, Viewer

Key = Qt.Key


@pytest.fixture
def pictures(qtbot):
    pictures = QListView()
    pictures.setModel(QStringListModel(list("abcd"), pictures))
    qtbot.addWidget(pictures)
    return pictures


@pytest.fixture
def command(pictures):
    return Command(pictures, "pin", "&Pin", "Pin it", ("P",))


@pytest.fixture
def viewer(qtbot, pictures, command):
    viewer = Viewer("viewer", pictures, QLabel("a picture"), (300, 200), [["Do:", command]])
    qtbot.addWidget(viewer)
    make_current(pictures, 1)
    viewer.bring_up()
    qtbot.waitUntil(viewer.isActiveWindow)
    return viewer


def make_current(pictures, row):
    pictures.setCurrentIndex(pictures.model().index(row, 0))


def place(viewer):
    return viewer.findChild(QLabel, "picture_place").text()


def can_step(viewer):
    buttons = {button.text(): button.isEnabled() for button in viewer.findChildren(QPushButton)}
    return buttons["Previous"], buttons["Next"]


def test_the_arrow_keys_and_the_buttons_step_and_end_where_the_list_ends(viewer, pictures, qtbot):
    assert place(viewer) == "2 of 4"
    seen = []
    for key in (Key.Key_Left, Key.Key_Left, Key.Key_Right, Key.Key_Return, Key.Key_Return, Key.Key_Return):
        qtbot.keyClick(viewer, key)
        seen.append(pictures.currentIndex().row())
    assert seen == [0, 0, 1, 2, 3, 3]
    assert can_step(viewer) == (True, False)
    previous = next(button for button in viewer.findChildren(QPushButton) if button.text() == "Previous")
    qtbot.mouseClick(previous, Qt.MouseButton.LeftButton)
    assert place(viewer) == "3 of 4"


def test_it_follows_the_list(viewer, pictures):
    make_current(pictures, 3)
    assert place(viewer) == "4 of 4"
    pictures.model().removeRows(0, 2)
    assert place(viewer) == "2 of 2"


def test_from_a_picture_that_is_listed_no_more_it_goes_on_to_what_took_its_row(viewer, pictures, qtbot):
    pictures.model().removeRow(1)
    pictures.setCurrentIndex(pictures.model().index(-1, 0))
    assert place(viewer) == ""
    qtbot.keyClick(viewer, Key.Key_Right)
    assert pictures.currentIndex().data() == "c"


def test_the_commands_of_the_panel_are_there_with_their_keys(viewer, command, qtbot):
    with qtbot.waitSignal(command.triggered):
        qtbot.mouseClick(viewer.findChild(QPushButton, "pin_button"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(command.triggered):
        qtbot.keyClick(viewer, Key.Key_P)
    command.offer("Not now.")
    with qtbot.assertNotEmitted(command.triggered):
        qtbot.keyClick(viewer, Key.Key_P)


def test_once_a_map_has_the_focus_the_arrow_keys_move_in_it(pictures, qtbot):
    page, pixels = PicturePage(), np.full((64, 64, 3), 90, dtype=np.uint8)
    viewer = Viewer("viewer", pictures, page, (500, 500))
    qtbot.addWidget(viewer)
    make_current(pictures, 1)
    viewer.bring_up()
    qtbot.waitUntil(viewer.isActiveWindow)
    page.maps.show_map(MappedPicture(pixels, np.ones((4, 4)), ("non-cat", "cat"), is_exact=True))
    page.maps.choose_map()
    view = page.findChild(MapView)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(view.pointed):
        qtbot.keyClick(view, Key.Key_Right)
    assert place(viewer) == "2 of 4"


@pytest.fixture
def page(qtbot):
    page = PicturePage()
    qtbot.addWidget(page)
    page.show_picture("Test picture 5", np.full((64, 64, 3), 90, dtype=np.uint8))
    page.show_verdict("Predicted: cat (94%)\nActual: non-cat", "cat", 0.941, 0.5)
    page.resize(512, 500)
    page.show()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def test_shows_the_picture_the_title_and_the_probability(page):
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert "Predicted: cat (94%)\nActual: non-cat" in texts
    assert "Probability of cat: 94%. Above 50% the prediction is cat." in texts


def test_has_room_for_the_picture_six_times_enlarged(page):
    view = page.findChild(PictureView)
    assert min(view.width(), view.height()) >= 6 * 64


def test_a_key_puts_a_map_in_the_place_of_the_picture(page, qtbot):
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert page.maps.shows_map
    assert not page.findChild(PictureView).isVisible()
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    assert page.findChild(PictureView).isVisible()
