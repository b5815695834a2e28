"""The view of the photos: what it shows of photos, tally and notes, and which controls belong together."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget

from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_tally import PhotoTally
from catgui.domain.photo_texts import filter_texts
from catgui.domain.picture import ROW_ROLE
from catgui.models.photos.rows import PhotoListModel
from catgui.style.tooltips import unescape_caption
from catgui.widgets.photos.photos_view import DropArea, PhotosView
from engine.images.photo import Framing
from tests.support.photo_entries import CLASSES, make_entry


@pytest.fixture
def photos(qapp):
    photos = PhotoListModel()
    photos.insert(list(enumerate([make_entry("a", 0.9, "cat"), make_entry("b", 0.2, "cat")])))
    return photos


@pytest.fixture
def view(qtbot, photos):
    view = PhotosView(ROW_ROLE, filter_texts(PhotoTally.of(photos, CLASSES), PhotoFilter.ALL))
    qtbot.addWidget(view)
    view.cards.setModel(photos)
    view.show_has_photos(True)
    view.resize(940, 300)
    view.show()
    return view


def button(view, name):
    return view.findChild(QAbstractButton, f"{name}_button")


def test_the_results_are_shown_by_their_button_while_there_are_any(view, photos, qtbot):
    view.show_tally(PhotoTally.of(photos, CLASSES))
    assert view.results.isHidden()
    qtbot.mouseClick(button(view, "photos_results"), Qt.MouseButton.LeftButton)
    assert view.results.isVisible()
    assert view.findChild(QLabel, "photos_count").text() == "1 cat, 1 non-cat"
    view.show_tally(PhotoTally.of([], CLASSES))
    assert view.results.isHidden()


def test_the_framing_is_that_of_the_selection_else_of_photos_to_come(view):
    view.show_selection(Framing.CENTER, CLASSES)
    assert button(view, f"framing_{Framing.CENTER.value}").isChecked()
    assert not view.commands.remove.isEnabled()
    view.cards.select_row(0)
    view.show_selection(Framing.CENTER, CLASSES)
    assert button(view, f"framing_{Framing.WHOLE.value}").isChecked()
    assert view.commands.remove.isEnabled()


@pytest.mark.parametrize("box", ["photos_filter", "photos_order"])
def test_new_cards_are_scrolled_to_unless_the_user_chooses_what_is_shown(view, box):
    view.resize(400, 200)
    QApplication.processEvents()
    view.cards.visibility.reveal_next()
    view.findChild(QComboBox, box).activated.emit(1)
    view.cards.visibility.reveal(1)
    assert view.cards.verticalScrollBar().value() == 0
    view.cards.visibility.reveal_next()
    view.cards.visibility.reveal(1)
    assert view.cards.verticalScrollBar().value() > 0


def test_progress_takes_the_place_of_the_note(view):
    view.show_note("a note", "undo", "", "more", progress=(3, 10))
    assert view.findChild(QLabel, "photos_line").text() == "Reading photos: 3 of 10"
    assert button(view, "photos_undo").isHidden()
    view.show_note("a note", "undo", "", "more", progress=None)
    line = view.findChild(QLabel, "photos_line")
    assert line.text() == "a note"
    assert "more" in line.toolTip()
    assert not button(view, "photos_undo").isHidden()


def test_the_focus_stays_when_the_last_photo_goes(view, photos, qtbot):
    qtbot.waitUntil(view.isActiveWindow)
    view.cards.setFocus()
    photos.take([entry.key for entry in photos])
    view.show_has_photos(False)
    assert view.tools.open.hasFocus()


def test_the_menu_of_the_cards_has_all_commands_with_their_keys(view):
    texts = [unescape_caption(action.text()) for action in view.cards.actions() if not action.isSeparator()]
    assert texts == [
        "Enlarge", "Why?", "Actual: class 1", "Actual: class 0", "Actual: neither", "Actual: not known",
        "Add to training", "Add to test", "Copy as a picture", "Remove",
        "Filter and sort again", "Larger cards", "Smaller cards",
    ]  # fmt: skip
    keys = [action.shortcut().toString() for action in view.cards.actions() if not action.isSeparator()]
    assert keys == ["Enter", "", "1", "2", "3", "0", "T", "Shift+T", "Ctrl+C", "Del", "S", "+", "-"]
    assert view.cards.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu


def test_plus_and_minus_resize_the_cards(view, qtbot):
    qtbot.waitUntil(view.isActiveWindow)
    view.cards.setFocus()
    before = view.cards.size_index
    qtbot.keyClick(view.cards, Qt.Key.Key_Plus)
    assert view.cards.size_index == before + 1
    qtbot.keyClick(view.cards, Qt.Key.Key_Minus)
    assert view.cards.size_index == before


def test_an_empty_area_has_a_hint_in_a_border(qtbot):
    area = DropArea(QWidget(), "Drop photos here.")
    qtbot.addWidget(area)
    area.resize(300, 120)
    area.show()
    hint = area.findChild(QLabel)
    assert hint.isVisible()
    assert hint.text() == "Drop photos here."
    bordered = area.grab().toImage()
    area.show_content(True)
    assert not hint.isVisible()
    background = area.grab().toImage().pixelColor(150, 1)
    assert area.grab().toImage().pixelColor(0, 60) == background
    assert any(bordered.pixelColor(x, 1) != background for x in range(20, 280))
