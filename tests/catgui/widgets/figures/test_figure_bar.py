"""The bar of a fraction."""

import pytest
from PySide6.QtGui import QColor

from catgui.style.colors import color_scheme_of
from catgui.widgets.figures.figure_bar import FigureBar


@pytest.fixture
def bar(qtbot):
    bar = FigureBar(lambda colors: colors.classes[1])
    qtbot.addWidget(bar)
    bar.resize(100, 12)
    return bar


def filled(bar):
    """The number of pixels of the middle line in the color of the bar."""
    image = bar.grab().toImage()
    ratio = image.width() / bar.width()
    color = QColor(color_scheme_of(bar.palette()).classes[1])
    return sum(image.pixelColor(x, image.height() // 2) == color for x in range(image.width())) / ratio


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_the_length_is_the_fraction(bar, share):
    bar.show_fraction(share, "so much")
    assert filled(bar) == pytest.approx(100 * share, abs=1)


def test_the_part_that_is_not_filled_has_a_frame_that_contrasts(bar):
    bar.show_fraction(0.25, "so much")
    image = bar.grab().toImage()
    colors = [image.pixelColor(image.width() * 3 // 4, y) for y in range(image.height())]
    assert colors.count(QColor(color_scheme_of(bar.palette()).edge)) >= 2


def test_a_mark_is_visible_on_the_filled_part(bar):
    bar.show_fraction(0.8, "so much", mark=0.5)
    image = bar.grab().toImage()
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    assert middle == QColor(color_scheme_of(bar.palette()).text)


def test_the_accessible_name_and_the_tooltip_have_its_text(bar):
    bar.show_fraction(0.5, "half of <b>them</b>")
    assert bar.accessibleName() == "half of <b>them</b>"
    assert "&lt;b&gt;" in bar.toolTip()
