"""One picture enlarged."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from catgui.domain.place_map import MapKind
from catgui.widgets.pictures.picture_page import PicturePage
from catgui.widgets.pictures.picture_view import PictureView


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


@pytest.mark.parametrize(("kind", "is_named"), [(None, False), (MapKind.NETWORK, False), (MapKind.DETECTOR, True)])
def test_under_the_map_of_the_detector_it_says_whose_prediction_it_is(page, kind, is_named):
    page.maps.choose(kind)
    assert page.findChild(QLabel, "picture_owner").isVisible() == is_named


def test_has_room_for_the_picture_six_times_enlarged(page):
    view = page.findChild(PictureView)
    assert min(view.width(), view.height()) >= 6 * 64


@pytest.mark.parametrize(("key", "kind"), [(Qt.Key.Key_N, MapKind.NETWORK), (Qt.Key.Key_D, MapKind.DETECTOR)])
def test_a_key_puts_a_map_in_the_place_of_the_picture(page, qtbot, key, kind):
    qtbot.keyClick(page, key, Qt.KeyboardModifier.AltModifier)
    assert page.maps.kind is kind
    assert not page.findChild(PictureView).isVisible()
    qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    assert page.findChild(PictureView).isVisible()
