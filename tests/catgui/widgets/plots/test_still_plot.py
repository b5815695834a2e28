"""Plots in the font of the window, and dots of accuracies."""

from dataclasses import replace
from operator import attrgetter

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from catgui.models.training.cost_history import CostHistory
from catgui.style.colors import DARK, LIGHT, Theme, make_palette
from catgui.style.text_size import text_size
from catgui.widgets.plots.cost_plot import CostPlot
from catgui.widgets.plots.still_plot import Strip, StripPlot
from tests.support.qt_inverses import from_qimage


def test_ticks_and_labels_follow_the_size_of_the_text(qtbot, qapp):
    theme = Theme(qapp)
    theme.apply_style_sheet()
    plot = CostPlot(CostHistory())
    qtbot.addWidget(plot)
    plot.resize(600, 400)
    plot.show()
    axis = plot.plotItem.getAxis("bottom")
    normal, label = axis.height(), axis.label.boundingRect().height()
    text_size.set_percent(200)
    qtbot.waitUntil(lambda: axis.height() > 1.4 * normal)
    assert axis.style["tickFont"].pointSizeF() == plot.font().pointSizeF() == qapp.font().pointSizeF()
    assert axis.label.boundingRect().height() == pytest.approx(2 * label, rel=0.2)


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
    plot.show_strips(strips(), "")
    pixels = painted(plot)
    circle, diamond = marks(pixels, colors.accent), marks(pixels, colors.test_curve)
    assert circle.any()
    assert diamond.any()
    # The corners of its box are empty in a diamond, less so in a circle.
    shares = [mask.sum() / (mask.any(axis=0).sum() * mask.any(axis=1).sum()) for mask in (circle, diamond)]
    assert shares[0] > shares[1]


def test_the_own_run_has_a_ring_that_is_named(plot):
    plot.setPalette(make_palette(LIGHT))
    plot.show_strips(strips(), "")
    before = painted(plot)
    plot.show_strips(strips(current=0.95), "")
    after = painted(plot)
    text = QColor(LIGHT.text)
    assert not marks(before, text).any()
    assert marks(after, text).any()
    assert "Ring: this run" in plot.plotItem.titleLabel.text


def test_each_strip_has_a_dashed_line_of_its_own(plot):
    def lines_of(*shares):
        """Where the lines of both rows are, in the columns of the picture."""
        given = [replace(strip, line=share) for strip, share in zip(strips(), shares, strict=True)]
        plot.show_strips(given, "")
        return painted(plot).astype(int)

    # The lines of one picture are those that differ from another, at whose scale they are.
    lines_of(0.65, 0.34)
    one, other = lines_of(0.65, 0.34), lines_of(0.45, 0.34)
    differs = (one != other).any(axis=(1, 2))
    assert differs.any()
    assert not differs[len(differs) * 3 // 5 :].any()  # the lower row has its own
    assert "always one class" in plot.plotItem.titleLabel.text


@pytest.mark.parametrize("percent", [100, 200])
def test_the_names_of_three_strips_never_overlap_at_the_least_height(qtbot, qapp, percent):
    theme = Theme(qapp)
    theme.apply_style_sheet()
    text_size.set_percent(percent)
    plot = StripPlot("Accuracies", "Accuracy of each seed")
    qtbot.addWidget(plot)
    strips = [Strip(name, (0.5, 0.8), attrgetter("accent"), line=0.3) for name in ("training", "test", "held-out")]
    plot.show_strips(strips, "")
    plot.resize(plot.minimumSizeHint())
    plot.show()
    QApplication.processEvents()
    low, high = plot.plotItem.vb.viewRange()[1]
    assert plot.plotItem.vb.height() / (high - low) >= 0.9 * plot.fontMetrics().height()
