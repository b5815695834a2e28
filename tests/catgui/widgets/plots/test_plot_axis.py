"""The axis with an opaque grid, compared with the translucent one of pyqtgraph."""

from itertools import combinations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from catgui.models.training.cost_history import CostHistory
from catgui.style.colors import color_scheme_of
from catgui.widgets.plots.plot_axis import PlotAxis, blend
from tests.support.sample_widgets import shown_plot

BACKGROUND, LINE = "#204060", "#e0c0a0"


def painted(qtbot, axis_of):
    """The picture of an empty plot with a grid."""
    plot = pg.PlotWidget(axisItems={side: axis_of(side) for side in ("left", "bottom")})
    qtbot.addWidget(plot)
    plot.setBackground(BACKGROUND)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(LINE)
        axis.setStyle(showValues=False)
        if isinstance(axis, PlotAxis):
            axis.set_background(BACKGROUND)
    plot.showGrid(x=True, y=True, alpha=0.3)
    plot.setXRange(0, 10)
    plot.setYRange(0, 1)
    plot.resize(300, 200)
    plot.show()
    return plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_the_grid_looks_like_the_translucent_one(qtbot):
    ours, theirs = painted(qtbot, PlotAxis), painted(qtbot, pg.AxisItem)
    places = [(x, y) for x in range(60, 290, 3) for y in range(10, 170, 3)]
    # They differ where lines cross: translucent ones add up.
    apart = [place for place in places if distance(ours.pixelColor(*place), theirs.pixelColor(*place)) > 4]
    assert len(apart) < 0.06 * len(places)
    assert any(distance(ours.pixelColor(*place), QColor(BACKGROUND)) > 10 for place in places)


def test_a_curve_lies_over_the_grid(qtbot):
    level = 0.5
    plot = shown_plot(qtbot, CostHistory(np.full(100, level)), 100)
    image = plot.grab().toImage()
    colors = color_scheme_of(plot.palette())
    along = [plot.mapFromScene(plot.plotItem.vb.mapViewToScene(QPointF(at, level))) for at in range(1, 98)]
    found = {image.pixelColor(place).name() for place in along}
    assert len(found) == 1, "where it crosses a line of the grid as well"
    assert not found & {colors.base, colors.line}


def distance(one, other):
    return max(abs(a - b) for a, b in zip(one.getRgb(), other.getRgb(), strict=True))


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_a_blend_is_what_a_painter_gives(share):
    image = QImage(1, 1, QImage.Format.Format_RGB32)
    image.fill(QColor(BACKGROUND))
    over = QColor(LINE)
    over.setAlphaF(share)
    painter = QPainter(image)
    painter.fillRect(0, 0, 1, 1, over)
    painter.end()
    assert distance(blend(QColor(BACKGROUND), QColor(LINE), share), image.pixelColor(0, 0)) <= 2


@pytest.mark.parametrize("height", [70, 90, 120, 300])
def test_the_costs_at_the_axis_of_a_low_plot_do_not_overlap(qtbot, height):
    plot = shown_plot(qtbot, CostHistory(np.linspace(0.75, 0.05, 300)), 300)
    plot.resize(500, height)
    QApplication.processEvents()
    plot.grab()
    canvas = QImage(10, 10, QImage.Format.Format_RGB32)
    with QPainter(canvas) as painter:
        _, _, texts = plot.plotItem.getAxis("left").generateDrawSpecs(painter)
    areas = [area for area, *_ in texts]
    assert areas
    assert not any(one.intersects(other) for one, other in combinations(areas, 2))
