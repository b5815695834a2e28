"""The fields on one of which something is dropped."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication

from catgui.style.colors import color_scheme_of
from catgui.widgets.data.drop_overlay import DropFields

PLACE = QRect(20, 50, 260, 600)
TEXTS = (
    "cat, for training",
    "cat, for the test",
    "non-cat, for training",
    "non-cat, for the test",
    "Or open as data: a, b",
)


@pytest.fixture
def fields(qapp):
    return DropFields("Add 3 photos to:", TEXTS, PLACE, QFontMetrics(QApplication.font()))


def test_all_are_in_their_place_without_overlap(fields):
    assert len(fields.rects) == len(TEXTS)
    for rect in fields.rects:
        assert PLACE.contains(rect)
        assert sum(rect.intersects(other) for other in fields.rects) == 1
        assert rect.height() > 60


def test_a_point_is_in_one_of_them_or_beside_them(fields):
    assert [fields.at(rect.center()) for rect in fields.rects] == [0, 1, 2, 3, 4]
    between = QPoint(fields.rects[0].center().x(), fields.rects[0].bottom() + 3)
    assert fields.at(between) == 0
    assert fields.at(PLACE.topLeft() + QPoint(30, 20)) is None  # the title


def test_the_field_that_the_drag_is_over_is_painted_in_the_accent(fields):
    image = QImage(QSize(300, 700), QImage.Format.Format_RGB32)
    image.fill("black")
    palette = QPalette()
    with QPainter(image) as painter:
        fields.paint(painter, 2, palette)
    colors = color_scheme_of(palette)
    corners = [image.pixelColor(rect.topLeft() + QPoint(15, 15)).name() for rect in fields.rects]
    assert corners == [colors.accent if index == 2 else colors.base for index in range(5)]
