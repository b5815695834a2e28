"""The dialog for the kind of own pictures to be recognized."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget

from catgui.domain.picture import PictureKind
from catgui.widgets.data.own_pictures_dialogs import KindDialog

PIXELS = np.full((96, 96, 3), 90, np.uint8)


@pytest.fixture
def dialog(qtbot):
    kinds = [PictureKind("ant", 1, PIXELS), PictureKind("Cat", 1200, PIXELS), PictureKind("<b>", 30, None)]
    dialog = KindDialog(kinds)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def kinds(dialog):
    return dialog.findChild(QListWidget, "kind_list")


def sentence(dialog):
    return dialog.findChild(QLabel, "kind_sentence").text()


def test_it_lists_the_kinds_and_proposes_cats(dialog):
    texts = [kinds(dialog).item(row).text() for row in range(3)]
    assert texts == [
        "ant\n1 picture",
        "Cat\n1,200 pictures",
        "<b>\n30 pictures",
    ]
    assert not any(kinds(dialog).item(row).icon().isNull() for row in range(3))
    assert sentence(dialog) == "Class 1: Cat (1,200 pictures). Class 0: non-Cat (31 pictures)."


def test_of_two_kinds_the_other_is_class_0(qtbot):
    dialog = KindDialog([PictureKind("dog", 3, PIXELS), PictureKind("our cats", 2, PIXELS)])
    qtbot.addWidget(dialog)
    assert sentence(dialog) == "Class 1: our cats (2 pictures). Class 0: dog (3 pictures)."


def test_the_keyboard_chooses(dialog, qtbot):
    qtbot.keyClick(kinds(dialog), Qt.Key.Key_Up)
    assert sentence(dialog) == "Class 1: ant (1 picture). Class 0: non-ant (1,230 pictures)."
    with qtbot.waitSignal(dialog.accepted), qtbot.assertNotEmitted(dialog.rejected):
        qtbot.keyClick(kinds(dialog), Qt.Key.Key_Return)
    assert dialog.chosen == "ant"
