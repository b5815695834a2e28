"""A list of sixty cards."""

import pytest

from catgui.models.photos.rows import PhotoListModel
from catgui.models.pictures.picture_list import PictureRole
from catgui.widgets.photos.cards.photo_cards import PhotoCards
from tests.support.photo_entries import CLASSES, make_entry


@pytest.fixture
def rows(qapp):
    rows = PhotoListModel()
    rows.insert([(row, make_entry(f"{row}", 0.9)) for row in range(60)])
    return rows


@pytest.fixture
def cards(qtbot, rows):
    cards = PhotoCards(PictureRole.PHOTO)
    qtbot.addWidget(cards)
    cards.setModel(rows)
    cards.set_classes(CLASSES)
    cards.resize(700, 300)
    cards.show()
    cards.activateWindow()
    return cards
