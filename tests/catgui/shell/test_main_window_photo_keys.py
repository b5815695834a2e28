"""The keys of the selected photos, wherever the focus is in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListView, QToolButton, QWidget

from catgui.inputs.sources import BytesSource
from tests.support.picture_files import picture_bytes

NO, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def photos(window, qtbot):
    """The cards of two photos, of which the first was clicked before a button elsewhere had the focus."""
    window.panels.open("photos_panel")
    colors = ("red", "blue")
    window.photos.add([BytesSource(f"{color}.png", picture_bytes(color)) for color in colors])
    qtbot.waitUntil(lambda: len(window.photos) == 2 and not window.photos.busy)
    cards = window.findChild(QListView, "photo_cards")
    click_card(qtbot, cards, 0)
    focus_button(window)
    return cards


def focus_button(window):
    window.findChild(QToolButton, "train_button").setFocus()


def click_card(qtbot, cards, row):
    place = cards.visualRect(cards.model().index(row, 0)).topLeft()
    place.setX(place.x() + 12)
    place.setY(place.y() + 12)
    qtbot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(cards.hasFocus)


def press(qtbot, key, modifier=NO):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def actual(window):
    return [entry.actual for entry in window.photos]


def test_answers_are_given_while_a_button_has_the_focus(window, qtbot, photos):
    zero, one = window.workspace.dataset.classes
    for key, name in ((Qt.Key.Key_1, one), (Qt.Key.Key_2, zero), (Qt.Key.Key_0, "")):
        press(qtbot, key)
        assert actual(window) == [name, ""]


@pytest.mark.parametrize(("modifier", "part"), [(NO, "train"), (SHIFT, "test")])
def test_t_adds_the_photo_while_a_button_has_the_focus(window, qtbot, photos, modifier, part):
    before = window.workspace.dataset.parts[part].count
    press(qtbot, Qt.Key.Key_1)
    press(qtbot, Qt.Key.Key_T, modifier)
    assert window.workspace.dataset.parts[part].count == before + 1
    window.session.shutdown()


def test_delete_and_enter_act_on_the_photo_while_a_button_has_the_focus(window, qtbot, photos):
    press(qtbot, Qt.Key.Key_Return)
    dialog = window.findChild(QWidget, "photo_dialog")
    assert dialog.isVisible()
    dialog.close()
    focus_button(window)
    press(qtbot, Qt.Key.Key_Delete)
    assert [entry.name for entry in window.photos] == ["blue.png"]


def test_a_key_typed_into_a_field_is_no_answer(window, qtbot, photos):
    window.panels.open("photos_panel")
    field = window.findChild(QWidget, "learning_rate_field")
    field.setFocus()
    for key in (Qt.Key.Key_1, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_T):
        press(qtbot, key)
    assert actual(window) == ["", ""]
    assert len(window.photos) == 2
    assert window.findChild(QWidget, "photo_dialog") is None
    focus_button(window)
    qtbot.waitUntil(lambda: window.session.now.is_inactive and window.session.now.run is not None)  # Enter trains


def test_a_key_is_for_the_pictures_of_the_data_where_these_were_used_last(window, qtbot, photos):
    grid = window.findChild(QListView, "data_grid")
    grid.setFocus()
    grid.setCurrentIndex(grid.model().index(0, 0))
    press(qtbot, Qt.Key.Key_1)
    focus_button(window)
    press(qtbot, Qt.Key.Key_1)
    press(qtbot, Qt.Key.Key_Delete)
    assert actual(window) == ["", ""]
    assert len(window.photos) == 2
    click_card(qtbot, photos, 0)
    focus_button(window)
    press(qtbot, Qt.Key.Key_1)
    assert actual(window)[0] == window.workspace.dataset.classes[1]


def test_a_key_does_nothing_to_a_photo_that_is_scrolled_away(window, qtbot, photos):
    window.photos.add([BytesSource(f"{number}.png", picture_bytes()) for number in range(40)])
    qtbot.waitUntil(lambda: len(window.photos) == 42 and not window.photos.busy)
    photos.verticalScrollBar().setValue(photos.verticalScrollBar().maximum())
    assert not photos.shows_selected
    press(qtbot, Qt.Key.Key_Delete)
    assert len(window.photos) == 42
