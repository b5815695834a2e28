"""The dot plot, by the pixels that are painted."""

from operator import attrgetter

import pytest
from PySide6.QtGui import QColor

from catgui.style.colors import DARK, LIGHT, make_palette
from catgui.style.qimage import from_qimage
from catgui.widgets.plots.strip_plot import Strip, StripPlot


@pytest.fixture
def plot(qtbot):
    plot = StripPlot("Seeds", "Accuracy, one mark for each seed")
    qtbot.addWidget(plot)
    plot.resize(600, 140)
    plot.show()
    return plot


def strips(current=None):
    return (
        Strip("training", (0.95,), attrgetter("accent"), "o", current),
        Strip("test", (0.95,), attrgetter("test_curve"), "d", current),
    )


def painted(plot):
    return from_qimage(plot.grab().toImage())


def marks(pixels, color):
    """Where `color` is painted, as a mask without the names on the left and the caption."""
    mask = (pixels == QColor(color).getRgb()[:3]).all(axis=-1)
    mask[:, :120] = mask[:24] = False
    return mask


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_the_strips_differ_in_color_and_shape(plot, colors):
    plot.setPalette(make_palette(colors))
    plot.show_strips(strips(), None, "")
    pixels = painted(plot)
    circle, diamond = marks(pixels, colors.accent), marks(pixels, colors.test_curve)
    assert circle.any()
    assert diamond.any()
    # The corners of its box are empty in a diamond, less so in a circle.
    shares = [mask.sum() / (mask.any(axis=0).sum() * mask.any(axis=1).sum()) for mask in (circle, diamond)]
    assert shares[0] > shares[1]


def test_the_own_run_has_a_ring_that_is_named(plot):
    plot.setPalette(make_palette(LIGHT))
    plot.show_strips(strips(), None, "")
    before = painted(plot)
    plot.show_strips(strips(current=0.95), None, "")
    after = painted(plot)
    text = QColor(LIGHT.text)
    assert not marks(before, text).any()
    assert marks(after, text).any()
    assert plot._header.title == "Accuracy, one mark for each seed. Ring: this run"
