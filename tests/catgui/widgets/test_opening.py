"""What the user sees as files come in: the dialog for the kind of own pictures, and the fields for a drop."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QListWidget, QSpinBox, QWidget

from catgui.domain.picture import PictureKind
from catgui.widgets.opening import DropOverlay, KindDialog
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS, ImageFolderSettings
from engine.images.photo import Framing

PIXELS = np.full((96, 96, 3), 90, np.uint8)


@pytest.fixture
def dialog(qtbot):
    kinds = [PictureKind("ant", 1, PIXELS), PictureKind("Cat", 1200, PIXELS), PictureKind("<b>", 30, None)]
    dialog = KindDialog(kinds, DEFAULT_FOLDER_SETTINGS)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def kinds(dialog):
    return dialog.findChild(QListWidget, "kind_list")


def sentence(dialog):
    return dialog.findChild(QLabel, "kind_sentence").text()


def test_the_dialog_lists_the_kinds_and_proposes_cats(dialog):
    texts = [kinds(dialog).item(row).text() for row in range(3)]
    assert texts == [
        "ant\n1 picture",
        "Cat\n1,200 pictures",
        "<b>\n30 pictures",
    ]
    assert not any(kinds(dialog).item(row).icon().isNull() for row in range(3))
    assert sentence(dialog) == "Class 1: Cat (1,200 pictures). Class 0: non-Cat (31 pictures)."


def test_of_two_kinds_the_other_is_class_0(qtbot):
    dialog = KindDialog([PictureKind("dog", 3, PIXELS), PictureKind("our cats", 2, PIXELS)], DEFAULT_FOLDER_SETTINGS)
    qtbot.addWidget(dialog)
    assert sentence(dialog) == "Class 1: our cats (2 pictures). Class 0: dog (3 pictures)."


def test_the_keyboard_chooses(dialog, qtbot):
    qtbot.keyClick(kinds(dialog), Qt.Key.Key_Up)
    assert sentence(dialog) == "Class 1: ant (1 picture). Class 0: non-ant (1,230 pictures)."
    with qtbot.waitSignal(dialog.accepted), qtbot.assertNotEmitted(dialog.rejected):
        qtbot.keyClick(kinds(dialog), Qt.Key.Key_Return)
    assert dialog.chosen == replace(DEFAULT_FOLDER_SETTINGS, positive="ant")


def test_the_settings_are_shown_and_chosen(qtbot):
    settings = ImageFolderSettings(side=32, framing=Framing.CENTER, test_percent=30, seed=7, positive="dog")
    dialog = KindDialog([PictureKind("cat", 3, PIXELS), PictureKind("dog", 2, PIXELS)], settings)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.chosen == settings
    boxes = {name: dialog.findChild(QSpinBox, f"kind_{name}") for name in ("side", "test_percent", "seed")}
    assert [box.text() for box in boxes.values()] == ["32 px", "30 %", "7"]
    for box in boxes.values():
        qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(dialog.findChild(QComboBox, "kind_framing"), Qt.Key.Key_Up)
    assert dialog.chosen == ImageFolderSettings(33, Framing.WHOLE, 31, 8, "dog")


PLACE = QRect(20, 50, 260, 600)
TEXTS = (
    "cat, for training",
    "cat, for the test",
    "non-cat, for training",
    "non-cat, for the test",
    "Or open as data: a, b",
)


@pytest.fixture
def overlay(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 700)
    window.show()
    overlay = DropOverlay(window)
    overlay.window_kept = window
    return overlay


def test_all_are_in_their_place_without_overlap_and_the_one_under_the_drag_is_marked(overlay):
    overlay.show_fields("Add 3 photos to:", TEXTS, PLACE, QPoint(0, 0))
    rects = [field.geometry() for field in overlay.fields]
    assert [field.text() for field in overlay.fields] == list(TEXTS)
    assert overlay.field is None
    for index, rect in enumerate(rects):
        assert PLACE.contains(rect)
        assert sum(rect.intersects(other) for other in rects) == 1
        assert rect.height() > 60
        overlay.show_fields("Add 3 photos to:", TEXTS, PLACE, rect.center())
        assert overlay.field == index
        assert [field.property("role") == "current" for field in overlay.fields] == [
            other == index for other in range(5)
        ]
        assert overlay.accessibleName() == f"Add 3 photos to: {TEXTS[index]}"


def test_a_sentence_takes_the_place_of_the_fields(overlay):
    overlay.show_fields("Add 3 photos to:", TEXTS, PLACE, PLACE.center())
    overlay.show_hint("Open: a", "open", True, PLACE)
    assert (overlay.field, overlay.fields) == (None, [])
