"""The collage: its note and its message."""

import pytest
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QLabel

from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.unit_page import Collage


@pytest.fixture
def collage(qtbot):
    collage = Collage(QStandardItemModel())
    collage.show_unit("Unit 1: active", "a note", "")
    qtbot.addWidget(collage)
    collage.resize(300, 200)
    collage.show()
    return collage


def is_visible(collage, name):
    return collage.findChild(QLabel, name).isVisible()


def test_a_message_takes_the_place_of_the_pictures(collage):
    collage.show_unit("Unit 1: active", "a note", "dead")
    assert is_visible(collage, "collage_message")
    collage.show_unit("Unit 2: active", "a note", "")
    assert collage.findChild(PictureGrid).isVisible()
    assert collage.findChild(PictureGrid).accessibleName().endswith("Unit 2: active")
