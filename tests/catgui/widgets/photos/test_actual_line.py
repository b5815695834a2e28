"""The line of a card with the actual class, by what a click on it sets."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter

from catgui.domain.photo_entry import NEITHER
from catgui.style.colors import LIGHT, make_palette
from catgui.style.qimage import from_qimage
from catgui.widgets.photos.actual_line import actual_class_at, paint_actual
from tests.support.photo_entries import CLASSES, make_entry


@pytest.fixture
def metrics(qapp):
    return QFontMetrics(QFont())


def set_along(area, metrics, entry):
    """What clicks from the left to the right of `area` set, without repetition."""
    seen = [
        actual_class_at(QPoint(x, area.center().y()), area, metrics, entry, CLASSES)
        for x in range(area.left(), area.right())
    ]
    return [name for name, before in zip(seen, [None, *seen], strict=False) if name != before]


@pytest.mark.parametrize("width", [110, 300])
def test_each_button_sets_its_class_in_the_order_of_the_keys(metrics, width):
    area = QRect(10, 10, width, metrics.height())
    names = [name for name in set_along(area, metrics, make_entry("a", 0.9)) if name is not None]
    assert names == ["cat", "non-cat", NEITHER]


def test_a_click_on_an_answer_takes_it_back(metrics):
    area = QRect(10, 10, 110, metrics.height())
    assert set_along(area, metrics, make_entry("a", 0.9, "cat")) == [""]
    assert actual_class_at(QPoint(5, 5), area, metrics, make_entry("a", 0.9, "cat"), CLASSES) is None


def ink(entry, width=300):
    image = QImage(width, 24, QImage.Format.Format_RGB32)
    image.fill("white")
    painter = QPainter(image)
    painter.setFont(QFont())
    area = QRect(4, 4, width - 8, QFontMetrics(QFont()).height())
    paint_actual(painter, area, entry, entry.is_correct, CLASSES, make_palette(LIGHT))
    painter.end()
    return from_qimage(image)


def is_grey(picture):
    """Whether no pixel of the text, right of the mark, is as dark as a text that counts."""
    return picture[:, 30:].min() > ink(make_entry("a", actual="cat"))[:, 30:].min()


def test_an_answer_that_does_not_count_is_grey(qapp):
    assert not is_grey(ink(make_entry("a", 0.9, "cat")))
    for actual in (NEITHER, "dog"):
        assert is_grey(ink(make_entry("a", 0.9, actual)))
        assert (ink(make_entry("a", 0.9, actual)) == ink(make_entry("a", 0.1, actual))).all()  # no tick, no cross
