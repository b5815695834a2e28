"""The collage: its notes and its message."""

import pytest
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QLabel

from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.unit_page import Collage

NOTES = ("in short", "at length")


@pytest.fixture
def collage(qtbot):
    collage = Collage(QStandardItemModel())
    collage.show_unit(("Unit 1: active", "Unit 1"), NOTES, "")
    qtbot.addWidget(collage)
    collage.resize(300, 200)
    collage.show()
    return collage


def is_visible(collage, name):
    return collage.findChild(QLabel, name).isVisible()


def test_the_note_is_short_where_there_is_little_height(collage):
    assert is_visible(collage, "collage_short_note")
    assert not is_visible(collage, "collage_note")
    assert "at length" in collage.findChild(QLabel, "collage_short_note").toolTip()
    collage.resize(300, 500)
    assert is_visible(collage, "collage_note")
    assert not is_visible(collage, "collage_short_note")


def test_a_message_takes_the_place_of_the_pictures(collage):
    collage.show_unit(("Unit 1: active", "Unit 1"), NOTES, "dead")
    assert is_visible(collage, "collage_message")
    collage.show_unit(("Unit 2: active", "Unit 2"), NOTES, "")
    assert collage.findChild(PictureGrid).isVisible()
    assert collage.findChild(PictureGrid).accessibleName().endswith("Unit 2: active")
