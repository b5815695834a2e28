"""The bar of a sum, and its legend."""

import math
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from catgui.style.colors import DARK, LIGHT, color_scheme_of, make_palette
from catgui.widgets.figures.contribution_bar import ContributionBar, ContributionLegend, Fill, Term, TermLabel


@pytest.fixture
def bar(qtbot):
    bar = ContributionBar()
    qtbot.addWidget(bar)
    bar.resize(200, 12)
    return bar


def terms(*values):
    return [Term(fill.name, value, f"{value:+g}", fill) for fill, value in zip(Fill, values, strict=True)]


def reach(bar, color):
    """The first and the last point of the middle line with a color; None if there is none."""
    image = bar.grab().toImage()
    ratio = image.width() / bar.width()
    seen = [x for x in range(image.width()) if image.pixelColor(x, image.height() // 2) == QColor(color)]
    return (seen[0] / ratio, (seen[-1] + 1) / ratio) if seen else None


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_length_of_each_side_is_the_sum_of_its_terms(bar, scheme):
    bar.setPalette(make_palette(scheme))
    bar.show_terms(terms(-30, 40, 10, 0, 0), "in words")
    zeros, ones = color_scheme_of(bar.palette()).classes
    # 50 is above zero and fills its half, 30 below; the border of the mark is two points wide on each side.
    assert reach(bar, zeros) == pytest.approx((40, 98), abs=1)
    assert reach(bar, ones) == pytest.approx((102, 180), abs=1)
    assert reach(bar, scheme.muted) == pytest.approx((180, 200), abs=1)
    assert bar.accessibleName() == "in words"


@pytest.mark.parametrize("values", [(0, 0, 0, 0, 0), (math.nan, 1, 1, 1, 1), (math.inf, -1, 0, 0, 0)])
def test_without_a_scale_nothing_is_filled(bar, values):
    bar.show_terms(terms(*values), "in words")
    assert all(reach(bar, color) is None for color in color_scheme_of(bar.palette()).classes)


def test_the_legend_shows_each_term_and_the_sum(qtbot):
    line = ContributionLegend(tuple(Fill))
    qtbot.addWidget(line)
    line.show_sum(terms(-3, 4, 1, 0.5, 0.25), "logit", "+2.75")
    assert [text.text() for text in line.findChildren(QLabel)] == [
        "CLASS_0",
        "-3",
        "CLASS_1",
        "+4",
        "PLAIN",
        "+1",
        "HATCHED",
        "+0.5",
        "STRIPED",
        "+0.25",
        "= logit",
        "+2.75",
    ]


@pytest.mark.parametrize("width", [150, 300, 900])
def test_the_legend_wraps_and_elides_no_short_name(qtbot, width):
    line = ContributionLegend(tuple(Fill))
    qtbot.addWidget(line)
    names = ("a" * 80, "non-cat", "average picture", "random start", "biases")
    line.show_sum([Term(name, 1.0, "+1", fill) for name, fill in zip(names, Fill, strict=True)], "logit", "+4")
    line.resize(width, line.heightForWidth(width))
    line.show()
    room = {name.text(): name.width() - name.sizeHint().width() for name in line.findChildren(TermLabel)}
    assert room.pop("a" * 80) < 0 or width == 900
    assert set(room.values()) == {0}
    places = [QRect(text.mapTo(line, QPoint(0, 0)), text.size()) for text in line.findChildren(QLabel)]
    assert all(line.rect().contains(place) for place in places)
    assert not any(one.intersects(other) for one, other in combinations(places, 2))


def test_the_names_of_classes_have_no_counts_where_there_is_little_room(qtbot):
    line = ContributionLegend(tuple(Fill))
    qtbot.addWidget(line)
    line.show_sum([Term("137 non-cat", 1.0, "+1", fill, "non-cat") for fill in Fill], "logit", "+4")
    assert [name._shorter for name in line.findChildren(TermLabel)] == [("non-cat",)] * len(Fill)
