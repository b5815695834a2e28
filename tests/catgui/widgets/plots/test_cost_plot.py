"""The live plot."""

import html
import re

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtWidgets import QApplication, QToolButton
from shiboken6 import isValid

from catgui.models.training.cost_history import CostHistory
from catgui.style.colors import color_scheme_of
from catgui.widgets.plots.cost_plot import CostPlot
from catgui.widgets.plots.run_curves import Overlay
from tests.support.accessibility import read_tree, walk
from tests.support.sample_widgets import falling_costs, shown_plot

SWINGING = 0.5 + np.random.RandomState(1).rand(20_001)


@pytest.fixture
def costs():
    costs = falling_costs(300)
    for iterations in range(0, 300, 10):
        costs.set_test(iterations, 0.5)
    return costs


@pytest.fixture
def plot(qtbot, costs):
    return shown_plot(qtbot, costs, 300)


@pytest.fixture
def long_plot(qtbot):
    """A plot of a run with more costs than there are pixels."""
    return shown_plot(qtbot, CostHistory(SWINGING[:-1], range(20_001), SWINGING), 20_000)


def items(plot):
    """The lines by their names in the legend."""
    return {html.unescape(label.text): sample.item for sample, label in plot.plotItem.legend.items}


def line(plot, name="training cost"):
    """The points of a line, as they are given."""
    return [[] if axis is None else axis.tolist() for axis in items(plot)[name].getOriginalDataset()]


def all_costs(plot):
    """What is drawn behind the lines."""
    lines = items(plot).values()
    return [item.getData() for item in plot.plotItem.listDataItems() if item.opts["pen"] and item not in lines]


def axis(plot, number=1):
    return plot.plotItem.vb.viewRange()[number]


def test_a_live_plot_draws_costs_as_they_come_many_at_a_time(plot, costs, qtbot):
    redraws = []
    plot.show_curves(costs, 2500, "")
    plot.grown.connect(lambda: redraws.append(len(costs)))
    plot.set_live(True)
    for iteration in range(300, 2300):
        costs.append_train(iteration, 0.1)
    qtbot.waitUntil(lambda: bool(redraws))
    assert redraws == [2300]
    assert line(plot)[0] == [*range(0, 2300, 100), 2299]
    plot.set_live(False)


def test_the_lines_go_through_true_costs_and_behind_them_are_the_extremes_of_each_pixel(long_plot):
    for name in ("training cost", "test cost"):
        x, y = line(long_plot, name)
        assert x[:-1] == list(range(0, 20_000, 1000))
        assert y == SWINGING[np.array(x, int)].tolist()
    for x, y in all_costs(long_plot):
        assert len(x) < 20_000
        assert (y.min(), y.max()) == (SWINGING[:20_000].min(), SWINGING[:20_000].max())
    long_plot.getViewBox().setXRange(736, 742, padding=0)
    for x, y in all_costs(long_plot):
        assert set(range(736, 743)) <= set(x.tolist())
        np.testing.assert_array_equal(y, SWINGING[x.astype(int)])


def test_the_log_scale_shows_the_same_costs(plot):
    before = line(plot)
    plot.set_logarithmic(True)
    assert plot.plotItem.getAxis("left").logMode
    assert line(plot) == before
    assert axis(plot)[0] < np.log10(1 / 300) < 0 < axis(plot)[1] < 1


def test_the_test_cost_has_a_dashed_line(plot):
    styles = [item.opts["pen"].style() for item in items(plot).values()]
    assert styles == [Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine]


def color_at(plot, x, y):
    spot = plot.mapFromScene(plot.plotItem.vb.mapViewToScene(QPointF(x, y)))
    return plot.grab().toImage().pixelColor(spot).name()


def test_a_dot_is_at_the_true_costs_of_the_iteration_shown(plot):
    colors = color_scheme_of(plot.palette())
    plot.show_position(150, (0.7, 0.9))
    assert (color_at(plot, 150, 0.7), color_at(plot, 150, 0.9)) == (colors.accent, colors.test_curve)
    plot.show_position(150, (None, float("inf")))
    assert color_at(plot, 150, 0.7) == color_at(plot, 150, 0.9) == colors.base


def other(number, costs, *test):
    return Overlay(f"Run {number}", number, np.asarray(costs, float), *test)


def test_other_runs_are_named_keep_their_colors_and_bring_their_test_curves(plot):
    runs = [other(number, np.full(300, 0.5), (np.arange(301.0), np.full(301, 0.6))) for number in (3, 2, 1)]
    plot.show_overlays(runs)
    colors = {name: item.opts["pen"].color().name() for name, item in items(plot).items()}
    assert list(colors) == ["training cost", "test cost", "Run 3", "Run 2", "Run 1"]
    assert len(set(colors.values())) == 5
    assert sum(item.getData()[1] is not None and 0.6 in item.getData()[1] for item in plot.listDataItems()) == 3
    plot.show_overlays([other(4, [0.4] * 300), *runs[:2]])
    assert {name: items(plot)[name].opts["pen"].color().name() for name in ("Run 3", "Run 2")} == {
        name: colors[name] for name in ("Run 3", "Run 2")
    }


def beyond(plot):
    texts = [item for item in plot.plotItem.items if isinstance(item, pg.TextItem) and item.isVisible()]
    return [item.toPlainText() for item in texts if item.toPlainText()]


@pytest.mark.parametrize("logarithmic", [False, True])
def test_the_axes_hold_the_run_and_the_one_before_and_what_goes_beyond_has_its_number_there(plot, logarithmic):
    plot.set_logarithmic(logarithmic)
    plot.show_overlays([other(2, [3.0] * 500), other(1, [0.7, 28.0] * 400)])
    assert 500 < axis(plot, 0)[1] < 550
    assert 3 < (10 ** axis(plot)[1] if logarithmic else axis(plot)[1]) < 4
    assert beyond(plot) == ["28.0000"]
    plot.show_overlays([other(1, [0.7, 28.0] * 400)])
    assert axis(plot)[1] > (np.log10(28) if logarithmic else 28)
    assert beyond(plot) == []


def test_costs_are_seen_from_zero(plot):
    least, most = axis(plot)
    assert -0.1 < least <= 0
    assert 1 < most < 1.1


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("unusual", [[0.0], [np.inf, np.nan], [1.7e308, 1e308], [0.0, np.inf], [1.7e308] * 20_000])
def test_costs_that_no_axis_can_show_are_left_out(qtbot, logarithmic, unusual):
    """One of them alone ended the program: a range from -inf to inf, or a segmentation fault in Qt."""
    costs = SWINGING.copy()
    costs[20_000 - len(unusual) : -1] = unusual
    plot = shown_plot(qtbot, CostHistory(costs[:-1], range(20_001), costs), 20_000)
    plot.show_overlays([other(2, costs), other(1, costs)])
    plot.set_logarithmic(logarithmic)
    for low, high in ((0, 20_000), (19_990, 20_000)):
        plot.getViewBox().setXRange(low, high, padding=0)
        plot.grab()
        assert np.abs(axis(plot)).max() < 10


@pytest.mark.parametrize("title", ["<b>bold</b>", "cost<limit and a<b & c"])
def test_the_title_of_another_run_is_plain_text(plot, title):
    plot.show_overlays([Overlay(title, 1, np.ones(300))])
    plot.changeEvent(QEvent(QEvent.Type.PaletteChange))
    assert list(items(plot)) == ["training cost", "test cost", title]


def test_a_run_to_come_leaves_curve_and_title_for_a_moment(plot, qtbot):
    before, to_come = line(plot), falling_costs(200)
    plot.show_curves(to_come, 300, "Learning rate 0.02", at_once=False)
    plot.set_live(True)
    assert (line(plot), title(plot), plot.shows_run_before) == (before, "", True)
    qtbot.waitUntil(lambda: not plot.shows_run_before)
    assert (line(plot)[0][-1], title(plot)) == (199, "Learning rate 0.02")
    plot.set_live(False)


def test_growth_is_painted_at_once_and_only_once_though_the_axis_changes(plot, costs, qapp):
    qapp.processEvents()
    painted, grown = [], []
    plot.scene().sigPrepareForPaint.connect(lambda: painted.append(len(costs)))
    plot.grown.connect(lambda: grown.append(len(costs)))
    plot.paint_growth()
    assert (painted, grown) == ([], [])
    costs.append_train(300, 5.0)
    plot.paint_growth()
    assert (painted, grown) == ([301], [301])
    qapp.processEvents()
    assert painted == [301]


def title(plot):
    return plot.plotItem.getAxis("bottom").labelText


def test_a_low_plot_has_neither_a_title_nor_a_legend(plot, costs, qtbot):
    plot.show_curves(costs, 300, "Learning rate 0.0075")
    for height, lowest, has_label in ((100, 40, False), (300, 200, True)):
        plot.resize(500, height)
        qtbot.waitUntil(lambda least=lowest: least < plot.plotItem.vb.height() < least + 80)
        assert bool(plot.plotItem.legend.items) == has_label
        assert plot.plotItem.getAxis("bottom").label.isVisible() == has_label


def test_the_plot_is_exported_as_png_and_svg(plot):
    before = plot.viewport().grab().toImage()
    image = QImage.fromData(plot.png())
    assert image.width() >= 1000
    assert plot.viewport().grab().toImage() == before
    svg = plot.svg().decode()
    assert "<svg" in svg
    assert all(family.endswith(", sans-serif") for family in re.findall(r'font-family="([^"]+)"', svg))
    assert set(re.findall(r"matrix\((\S+),0,0,\1,", svg)) == {"1"}, "axes, numbers and curves are of one scale"


def test_what_is_in_the_corner_is_found_by_screen_readers_and_not_exported(plot):
    corner = QToolButton()
    corner.setAccessibleName("Plot menu")
    corner.setStyleSheet("background: red")
    plot.set_corner(corner)
    corner.show()
    assert "Plot menu" in [node.name for node in walk(read_tree(QAccessible.queryAccessibleInterface(plot)))]
    red = QColor("red").rgb()
    image = QImage.fromData(plot.png())
    assert not any(image.pixel(x, 4) == red for x in range(image.width()))


def test_a_deleted_plot_leaves_no_menu(qapp, costs):
    plot = CostPlot(costs)
    # Held here, as by what pyqtgraph leaves until the garbage is collected.
    menu = plot.plotItem.ctrlMenu
    plot.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(menu)
