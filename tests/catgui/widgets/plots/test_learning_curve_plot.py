"""The plot of a learning curve, by the pixels that are painted."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from catgui.style.colors import DARK, LIGHT, make_palette
from catgui.style.qimage import from_qimage
from catgui.widgets.plots.learning_curve_plot import LearningCurvePlot, SizedValues

LINE = ("always the same answer", 0.5)
# The height of the legend, which has the colors of the curve.
LEGEND = 24


@pytest.fixture
def plot(qtbot):
    plot = LearningCurvePlot("Would more help?", "Accuracy, by pictures")
    qtbot.addWidget(plot)
    plot.resize(700, 220)
    plot.show()
    return plot


def point(size, mean, spread=0.02):
    return SizedValues(size, mean, spread, (mean - spread, mean + spread))


def curve_pixels(plot, colors=LIGHT):
    """Where the color of the curve is painted below the legend: y and x."""
    plot.grab()  # draws the curve
    QApplication.processEvents()  # makes room for the axes
    pixels = from_qimage(plot.grab().toImage())
    found = (pixels == QColor(colors.test_curve).getRgb()[:3]).all(axis=-1)
    return np.nonzero(found[LEGEND:])


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_the_curve_rises_from_left_to_right(plot, colors):
    plot.setPalette(make_palette(colors))
    plot.show_points([point(10, 0.55), point(100, 0.85)], (10, 100), LINE, "")
    y, x = curve_pixels(plot, colors)
    assert y[x < 200].mean() > y[x > 500].mean() + 20


def test_counts_are_on_a_logarithmic_axis(plot):
    plot.show_points([point(size, 0.7) for size in (10, 100, 1000)], (10, 100, 1000), LINE, "")
    _, x = curve_pixels(plot)
    columns = np.bincount(x, minlength=plot.width())
    # The dots stand out of the line through the means.
    dots = np.flatnonzero(columns > 3)
    first, middle, last = dots[dots < 200].mean(), dots[(dots > 200) & (dots < 500)].mean(), dots[dots > 500].mean()
    assert middle == pytest.approx((first + last) / 2, abs=2)


def test_the_axis_does_not_move_while_results_come(plot):
    sizes = (10, 20, 50)
    plot.show_points([point(10, 0.62)], sizes, LINE, "")
    _, alone = curve_pixels(plot)
    plot.show_points([point(size, 0.62) for size in sizes], sizes, LINE, "")
    _, together = curve_pixels(plot)
    assert alone.min() == together.min()
    assert alone.max() < 100 < together.max()


def test_values_beside_the_ends_of_the_scale_are_painted(plot):
    plot.show_points([point(10, 1.0, 0.3), point(20, 0.0, 0.2)], (10, 20), LINE, "")
    y, _ = curve_pixels(plot)
    assert y.min() >= 0
    assert y.max() < plot.height() - LEGEND


def test_a_screen_reader_reads_what_it_shows(plot):
    plot.show_points([point(10, 0.6)], (10, 20), LINE, "10 pictures: 60%")
    assert plot.accessibleName() == "Would more help?"
    assert plot.accessibleDescription() == "10 pictures: 60%"
