"""The live plot."""

import html
import re

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtWidgets import QApplication, QToolButton
from shiboken6 import isValid

from catgui.models.training.cost_history import CostHistory
from catgui.style.colors import color_scheme_of
from catgui.widgets.plots import cost_plot
from catgui.widgets.plots.cost_plot import CostPlot, RedrawTimer
from catgui.widgets.plots.overlays import MAX_OVERLAYS, Overlay
from tests.support.accessibility import read_tree, walk
from tests.support.sample_widgets import falling_costs, shown_plot


@pytest.fixture
def costs():
    costs = falling_costs(300)
    for iterations in range(0, 300, 10):
        costs.set_test(iterations, 0.5)
    return costs


@pytest.fixture
def plot(qtbot, costs):
    return shown_plot(qtbot, costs, 300)


def drawn(plot):
    """What is drawn of the training cost: the line in its band."""
    return plot._run_curves._train.drawn


def look(plot):
    """The points of the line of the training cost."""
    return drawn(plot).x.tolist(), drawn(plot).y.tolist()


def test_a_live_plot_draws_costs_as_they_come_many_at_a_time(plot, costs, qtbot):
    redraws = []
    plot.show_curves(costs, 2500)
    QApplication.processEvents()  # the layout, which draws the curves for its size
    plot.grown.connect(lambda: redraws.append(len(costs)))
    plot.set_live(True)
    for iteration in range(300, 2300):
        costs.append_train(iteration, 0.1)
    qtbot.waitUntil(lambda: drawn(plot).edges[-1] > 2299)
    assert redraws == [2300]
    plot.set_live(False)


def test_the_log_scale_shows_the_same_costs(plot, costs):
    before = look(plot)
    plot.set_logarithmic(True)
    assert plot.plotItem.getAxis("left").logMode
    assert look(plot) == before


def test_a_deleted_plot_leaves_no_menu(qapp, costs):
    plot = CostPlot(costs)
    # Held here, as by what pyqtgraph leaves until the garbage is collected.
    menu = plot.plotItem.ctrlMenu
    plot.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(menu)


def sharpest_edge(image):
    """The largest difference of two grays, one above the other."""
    gray = image.convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(gray.constBits(), np.uint8).reshape(gray.height(), gray.bytesPerLine())
    return np.abs(np.diff(pixels.astype(int), axis=0)).max()


def test_it_is_exported_as_png_and_svg(plot):
    image = QImage.fromData(plot.png())
    assert image.width() >= 1000
    grabbed = plot.viewport().grab().toImage()
    enlarged = grabbed.scaled(image.size(), mode=Qt.TransformationMode.SmoothTransformation)
    assert sharpest_edge(image) > 1.2 * sharpest_edge(enlarged)
    assert plot.viewport().grab().toImage() == grabbed
    svg = plot.svg().decode()
    assert "<svg" in svg
    assert all(family.endswith(", sans-serif") for family in re.findall(r'font-family="([^"]+)"', svg))
    assert set(re.findall(r"matrix\((\S+),0,0,\1,", svg)) == {"1"}, "axes, numbers and curves are of one scale"


OSCILLATING = 0.5 + np.random.RandomState(1).rand(20_001)


@pytest.fixture
def long_plot(qtbot):
    """A plot of a run with more costs than there are columns on the screen."""
    costs = CostHistory(OSCILLATING[:-1], range(20_001), OSCILLATING)
    plot = shown_plot(qtbot, costs, 20_000)
    plot.show_overlays([Overlay("Run 1", OSCILLATING)])
    return plot


def curves(plot):
    """What is drawn of the training cost, the test cost, and the training cost of another run."""
    return [curve.drawn for curve in (plot._run_curves._train, plot._run_curves._test, plot._overlays._drawn[0]._train)]


def test_zoomed_in_every_cost_is_a_point_of_each_line_and_else_it_is_in_a_band(long_plot):
    for curve in curves(long_plot):
        assert curve.x[:-1].tolist() == list(range(0, 20_000, 1000))
        np.testing.assert_array_equal(curve.y, OSCILLATING[curve.x.astype(int)])
        assert curve.low.min() < 0.51
        assert curve.high.max() > 1.49
    long_plot.getViewBox().setXRange(736, 742, padding=0)
    for curve in curves(long_plot):
        # Also those to which the lines lead that leave the picture.
        assert curve.x.tolist() == list(range(735, 744))
        np.testing.assert_array_equal(curve.y, OSCILLATING[735:744])
        assert not len(curve.edges)
    long_plot.show_whole_run()
    assert [curve.edges[-1] >= 19_999 for curve in curves(long_plot)] == [True] * 3


def test_the_curve_before_stays_as_it_is_while_the_axis_is_that_of_the_run_to_come(long_plot):
    before = look(long_plot)
    long_plot.show_curves(CostHistory(), 300, at_once=False)
    assert look(long_plot) == before
    long_plot.set_live(False)


def colors_of(image):
    """How many pixels have each color."""
    colors = [image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())]
    return {color: colors.count(color) for color in set(colors)}


def test_a_curve_that_swings_is_pale_but_for_its_line(qtbot):
    costs = 0.5 + 0.4 * (np.arange(20_000) % 2)
    plot = shown_plot(qtbot, CostHistory(costs), 20_000)
    box = plot.plotItem.vb
    area = box.sceneBoundingRect().toRect()
    accent = color_scheme_of(plot.palette()).accent
    found = colors_of(plot.grab(area).toImage())
    assert found[accent] < 4 * area.width(), "a line of two pixels"
    pale = max((color for color in found if color != accent), key=lambda color: found[color] * (color != "#ffffff"))
    assert found[pale] > area.width() * area.height() / 2, "the band"
    assert QColor(pale).lightnessF() > 0.8


def test_the_test_cost_has_a_dashed_line(plot):
    assert [item.opts["pen"].style() for _, item in plot._run_curves.legend] == [
        Qt.PenStyle.SolidLine,
        Qt.PenStyle.DashLine,
    ]


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("unusual", [[0.0], [np.inf, np.nan], [0.0, np.inf]])
def test_test_costs_that_no_line_can_reach_are_left_out(qtbot, logarithmic, unusual):
    test = OSCILLATING.copy()
    test[5000 : 5000 + len(unusual)] = unusual
    plot = shown_plot(qtbot, CostHistory(OSCILLATING[:-1], range(20_001), test), 20_000)
    plot.set_logarithmic(logarithmic)
    plot.grab()
    for low, high in ((4990, 5010), (4000, 6000)):
        plot.getViewBox().setXRange(low, high, padding=0)
        plot.grab()
        assert np.isfinite(plot.getViewBox().viewRange()).all()


def test_a_low_plot_has_a_title_but_neither_legend_nor_label_of_the_axis(plot, qtbot):
    plot.set_title("Learning rate =0.0075")
    for height, lowest, has_label in ((100, 40, False), (300, 200, True)):
        plot.resize(500, height)
        qtbot.waitUntil(lambda least=lowest: least < plot.plotItem.vb.height() < least + 80)
        assert plot.plotItem.titleLabel.text == "Learning rate =0.0075"
        assert plot._legend.isVisible() == has_label
        assert plot.plotItem.getAxis("bottom").label.isVisible() == has_label


def test_an_empty_plot_says_what_to_do(plot):
    plot.prompt.show_text("Press Train")
    box, prompt = plot.plotItem.vb, plot.prompt
    center = prompt.mapRectToParent(prompt.boundingRect()).center()
    assert (center - box.rect().center()).manhattanLength() < 1
    plot.prompt.show_text("")
    assert prompt.text() == ""


def names(plot):
    return [html.unescape(label.text) for _, label in plot._legend.items]


@pytest.mark.parametrize("title", ["<b>bold</b>", "cost<limit and a<b & c"])
def test_the_title_of_another_run_is_plain_text(plot, costs, title):
    plot.show_overlays([Overlay(title, costs.train)])
    plot.changeEvent(QEvent(QEvent.Type.PaletteChange))
    assert names(plot) == ["training cost", "test cost", title]


def test_another_run_brings_its_test_curve(plot, costs):
    iterations = np.arange(0.0, 301.0, 20.0)
    plot.show_overlays([Overlay("Run 1", costs.train, test=(iterations, 0.5 + iterations / 1000))])
    test = plot._overlays._drawn[0]._test.drawn
    assert (test.x[[0, -1]].round(-1).tolist(), test.y[[0, -1]].round(2).tolist()) == ([0, 300], [0.5, 0.8])
    plot.show_overlays([Overlay("Run 1", costs.train)])
    assert not len(plot._overlays._drawn[0]._test.drawn.x)


def test_a_spike_of_the_previous_run_does_not_flatten_the_curves(plot, costs):
    spiked = np.full(500, 0.65)
    spiked[0] = 12.0
    plot.show_overlays([Overlay("previous: Run 1", spiked, faint=True)])
    plot.getViewBox().updateAutoRange()
    assert plot.getViewBox().viewRange()[1][1] < 3
    plot.show_overlays([Overlay("Run 1", spiked)])  # the user asked to see this one
    plot.getViewBox().updateAutoRange()
    assert plot.getViewBox().viewRange()[1][1] > 11


def test_all_costs_are_in_sight_however_high_on_either_scale(qtbot):
    costs = 0.7 * 0.99 ** np.arange(1000)
    costs[600] = 28.0
    plot = shown_plot(qtbot, CostHistory(costs), 1000)
    assert plot.getViewBox().viewRange()[1][1] > 28
    plot.set_logarithmic(True)
    assert np.log10(28) < plot.getViewBox().viewRange()[1][1] < 3


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("first", [0.7, 1.7e308])
def test_costs_beyond_the_reach_of_an_axis_are_left_out(qtbot, logarithmic, first):
    """The first of them alone ended the program: a range from -inf to inf, or a segmentation fault in Qt."""
    costs = np.array([first, 1.7e308, 1e308])
    plot = shown_plot(qtbot, CostHistory(costs, range(4), [0.7, 0.8, 1e308, 1.7e308]), 3)
    plot.show_overlays([Overlay("Run 1", costs), Overlay("Before", costs, faint=True)])
    plot.set_logarithmic(logarithmic)
    plot.grab()

    assert np.abs(plot.getViewBox().viewRange()).max() < 10


def test_each_overlay_has_a_symbol_of_its_own_and_the_previous_run_none(plot, costs):
    plot.show_overlays(
        [Overlay(f"Run {n}", costs.train) for n in range(MAX_OVERLAYS - 1)]
        + [Overlay("previous: Run 9", costs.train, faint=True)]
    )
    symbols = [item.opts["symbol"] for _, item in plot._overlays.legend(500)]
    assert symbols[-1] is None
    assert len(set(symbols)) == MAX_OVERLAYS


def test_the_axis_ends_with_the_longest_run_drawn_over_this_one_or_the_legend_says_that_it_goes_on(qtbot):
    plot = shown_plot(qtbot, falling_costs(700), 700)
    longer, previous = falling_costs(2500).train, falling_costs(800).train
    plot.show_overlays([Overlay("Run 4", longer), Overlay("previous: Run 5", previous, faint=True)])
    assert plot.getViewBox().viewRange()[0][1] > 2500
    assert names(plot)[2:] == ["Run 4", "previous: Run 5"]
    plot.show_overlays([Overlay("previous: Run 5", previous, faint=True)])
    assert names(plot)[2:] == ["previous: Run 5 (goes on to 800)"]
    plot.show_curves(falling_costs(240), 240)
    plot.show_overlays([Overlay("Run 4", longer)])
    assert names(plot)[2:] == ["Run 4 (goes on to 2,500)"]
    assert plot.getViewBox().viewRange()[0][1] < 1000, "in less, the run could not be read"


def test_curves_for_a_class_room_have_wider_pens(plot, costs):
    plot.show_overlays([Overlay("Run 1", costs.train)])

    def widths():
        return [item.opts["pen"].widthF() for _, item in plot._run_curves.legend]

    before = widths()
    plot.set_bold(True)
    assert [wide / width for wide, width in zip(widths(), before, strict=True)] > [1.5] * 2
    plot.set_bold(False)
    assert widths() == before


def test_a_single_cost_is_drawn_as_a_dot(qtbot):
    plot = shown_plot(qtbot, falling_costs(1), 2500)
    image = plot.grab().toImage()
    spot = plot.mapFromScene(plot.plotItem.vb.mapViewToScene(QPointF(0, 1.0)))
    assert image.pixelColor(spot).name() == color_scheme_of(plot.palette()).accent
    plot.show_curves(falling_costs(40), 2500)
    assert plot._run_curves._train.line.opts["symbol"] is None


def test_a_run_to_come_leaves_the_curve_for_a_moment(plot, costs, qtbot, monkeypatch):
    postponed, before = [], look(plot)
    monkeypatch.setattr(plot._redraw_timer, "postpone", postponed.append)
    plot.set_live(True)
    plot.show_curves(CostHistory(), 300, at_once=False)
    assert look(plot) == before
    assert postponed == [400]
    qtbot.waitUntil(lambda: not len(drawn(plot).x))
    plot.set_live(False)


def test_the_title_of_a_run_to_come_appears_with_its_curve(plot):
    plot.set_title("Learning rate = 0.01")
    to_come = falling_costs(200)
    plot.show_curves(to_come, 300, at_once=False)
    plot.set_title("Learning rate = 0.02")
    plot.show_overlays([Overlay("previous: Run 1", to_come.train, faint=True)])
    assert plot.plotItem.titleLabel.text == "Learning rate = 0.01"
    assert plot.shows_run_before
    plot.paint_growth()
    assert not plot.shows_run_before
    assert drawn(plot).edges[-1] > 199
    assert plot.plotItem.titleLabel.text == "Learning rate = 0.02"


def test_growth_is_painted_at_once_and_only_once_though_the_axis_changes(plot, costs, qapp):
    qapp.processEvents()
    painted, grown = [], []
    paint = plot._redraw_timer.measure_painting
    plot._redraw_timer.measure_painting = lambda: painted.append(drawn(plot).edges[-1]) or paint()
    plot.grown.connect(lambda: grown.append(len(costs)))
    plot.paint_growth()
    assert (painted, grown) == ([], [])
    costs.append_train(300, 5.0)
    plot.paint_growth()
    assert (painted, grown) == ([301.5], [301])
    qapp.processEvents()
    assert painted == [301.5]


class Clock:
    def __init__(self):
        self.now = 100.0

    def perf_counter(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(cost_plot, "time", clock)
    return clock


class Paced(RedrawTimer):
    """A timer that records when a redraw was due."""

    def __init__(self, owner, clock):
        super().__init__(owner)
        self.redraws = []
        self.due.connect(lambda: self.redraws.append(clock.now))

    def run_out(self):
        """Let the interval end."""
        self._timer.stop()
        self._on_timeout()

    @property
    def active(self):
        return self._timer.isActive()


@pytest.fixture
def timer(qapp, clock):
    owner = QObject()
    timer = Paced(owner, clock)
    yield timer
    timer.stop()
    owner.deleteLater()


def test_redraws_are_due_again_and_again_until_it_is_stopped(timer, qtbot):
    timer.start()
    qtbot.waitUntil(lambda: len(timer.redraws) >= 3)
    timer.stop()
    assert not timer.active


def test_drawing_and_painting_take_a_small_share_of_the_time(timer, clock):
    timer.start()
    with timer.measure_drawing():
        clock.now += 0.4
    with timer.measure_painting():
        clock.now += 0.2
    duration, drawn_at = 0.6, clock.now - 0.2
    while not timer.redraws:
        timer.run_out()
        clock.now += 0.1
    assert duration / (timer.redraws[0] - drawn_at) == pytest.approx(cost_plot._MAX_SHARE, rel=0.02)


def test_a_redraw_can_be_postponed(timer, clock):
    timer.postpone(400)
    timer.start()
    postponed_at = clock.now
    while not timer.redraws:
        timer.run_out()
        clock.now += 0.02
    assert timer.redraws[0] - postponed_at == pytest.approx(0.4, abs=0.021)


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
