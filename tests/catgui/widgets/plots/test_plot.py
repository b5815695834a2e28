"""Zooming into the plot of a run by wheel and keyboard, and its numbers."""

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from catgui.models.training.cost_history import CostHistory
from catgui.widgets.plots.plot import set_axis_font
from tests.support.sample_widgets import falling_costs, shown_plot

COUNT = 1000


@pytest.fixture
def costs():
    return falling_costs(COUNT)


@pytest.fixture
def plot(qtbot, costs):
    plot = shown_plot(qtbot, costs, COUNT)
    plot.grab()
    return plot


def turn_wheel(plot, notches, share=0.5):
    """Turn the wheel over the plot, at this fraction of its width."""
    box = plot.plotItem.vb.sceneBoundingRect()
    place = QPointF(box.x() + share * box.width(), box.center().y())
    turn = QPoint(0, 120 if notches > 0 else -120)
    none = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    for _ in range(abs(notches)):
        wheel = QWheelEvent(place, plot.mapToGlobal(place), QPoint(), turn, *none)
        QApplication.sendEvent(plot.viewport(), wheel)
    plot.grab()


def seen(plot):
    """The visible ranges of both axes: iterations, costs."""
    return plot.plotItem.vb.viewRange()


WHOLE = pytest.approx([-0.02 * COUNT, 1.02 * COUNT])


def test_the_wheel_zooms_in_on_the_iterations_and_the_costs_fit(plot):
    turn_wheel(plot, 6)
    (low, high), (least, most) = seen(plot)
    assert high - low < COUNT / 2
    # The middle of the run: the cost has fallen from 1 to a hundredth or so.
    assert 0 < 1 / (1 + high) < most < 1 / low * 1.1
    assert least <= 0 < most < 0.1


@pytest.mark.slow
def test_the_wheel_zooms_out_to_the_whole_run_and_no_further(plot):
    turn_wheel(plot, 5)
    turn_wheel(plot, -400)
    assert seen(plot)[0] == WHOLE


@pytest.mark.slow
def test_zooming_in_is_limited(plot):
    turn_wheel(plot, 300)
    low, high = seen(plot)[0]
    assert high - low == pytest.approx(4)


def test_a_run_of_the_same_length_is_seen_at_the_same_place(plot, costs):
    turn_wheel(plot, 5)
    before = seen(plot)[0]
    plot.show_curves(costs, COUNT, "")
    assert seen(plot)[0] == before
    plot.show_whole_run()
    assert seen(plot)[0] == WHOLE


def test_a_run_of_another_length_is_seen_whole(plot, costs):
    turn_wheel(plot, 5)
    plot.show_curves(costs, 60, "")
    assert seen(plot)[0] == pytest.approx([-1.2, 61.2])


def test_keys_zoom_about_the_middle(plot, qtbot):
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    low, high = seen(plot)[0]
    assert high - low == pytest.approx(1.04 * COUNT / 2)
    assert (low + high) / 2 == pytest.approx(COUNT / 2)
    qtbot.keyClick(plot, Qt.Key.Key_Minus)
    assert seen(plot)[0] == WHOLE


@pytest.mark.parametrize("costs_then", [[], [0.0], [float("nan")], [float("inf")]])
def test_the_log_scale_of_a_run_without_positive_costs_is_not_that_of_the_run_before(plot, costs_then):
    plot.show_curves(CostHistory([5.0, 700.0, 1e300]), 3, "")
    plot.grab()
    plot.show_curves(CostHistory(costs_then), 3, "")
    plot.set_logarithmic(True)
    # A power of ten above 308 would overflow, and warn, where the axis is painted.
    plot.grab()
    assert np.max(np.abs(seen(plot)[1])) < 308


def test_numbers_below_one_stay_what_they_are_in_another_font(qtbot):
    plot = pg.PlotWidget()
    qtbot.addWidget(plot)
    axis = plot.getPlotItem().getAxis("left")
    axis.setLabel("cost")
    set_axis_font(axis, plot.font())
    axis.setRange(0, 0.8)
    set_axis_font(axis, plot.font())
    assert axis.tickStrings([0.4], axis.autoSIPrefixScale * axis.scale, 0.2) == ["0.4"]
