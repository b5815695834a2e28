"""The legend of a map: numbers at both ends, what they are, and colors as strong as those of the map."""

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from catgui.domain.map_texts import MappedPicture, PlaceMap
from catgui.widgets.maps.map_figure import MapFigure, MapLegend
from tests.support.qt_inverses import from_qimage


@pytest.fixture
def legend(qtbot):
    legend = MapLegend()
    qtbot.addWidget(legend)
    legend.show_scale(
        ("−6.20 non-cat", "+6.20 cat"),
        "adds to the score",
    )
    legend.resize(300, 60)
    legend.show()
    return legend


def scale(legend):
    return legend.layout().itemAtPosition(0, 0).widget()


def test_where_there_is_little_height_the_meaning_goes(legend):
    legend.meaning.setVisible(False)
    assert [label.text() for label in legend.findChildren(QLabel) if label.isHidden()] == ["adds to the score"]


def test_a_map_that_is_zero_everywhere_has_no_scale(qtbot):
    figure = MapFigure()
    qtbot.addWidget(figure)
    for value in (0.0, 0.5):
        zero = PlaceMap("a map", np.full((2, 2), value), 1.0)
        figure.show_map(MappedPicture(np.zeros((8, 8, 3), np.uint8), zero, ("non-cat", "cat")))
        assert figure.findChild(MapLegend).isVisibleTo(figure) == bool(value)


def test_the_scale_is_gray_in_the_middle_and_blue_and_orange_at_its_ends(legend):
    first, middle, last = from_qimage(scale(legend).grab().toImage())[4, [1, 150, -2]].astype(int)

    assert first[2] > first[0] + 60
    assert last[0] > last[2] + 60
    assert max(middle) - min(middle) < 12
