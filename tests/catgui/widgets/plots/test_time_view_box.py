"""Zooming into the plot of a run, by wheel and keyboard."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from catgui.models.training.cost_history import CostHistory
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
    assert least < most < 0.1


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


def test_a_signal_says_whether_the_whole_run_is_visible(plot):
    emitted = []
    plot.zoomed.connect(emitted.append)
    turn_wheel(plot, 3)
    turn_wheel(plot, 1)
    plot.show_whole_run()
    assert emitted == [True, False]
    assert seen(plot)[0] == WHOLE


def test_a_run_of_the_same_length_is_seen_at_the_same_place(plot, costs):
    turn_wheel(plot, 5)
    before = seen(plot)[0]
    plot.show_curves(costs, COUNT)
    assert seen(plot)[0] == before


def test_a_run_of_another_length_is_seen_whole(plot, costs):
    turn_wheel(plot, 5)
    plot.show_curves(costs, 60)
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
    plot.show_curves(CostHistory([5.0, 700.0, 1e300]), 3)
    plot.grab()
    plot.show_curves(CostHistory(costs_then), 3)
    plot.set_logarithmic(True)
    # A power of ten above 308 would overflow, and warn, where the axis is painted.
    plot.grab()
    assert np.max(np.abs(seen(plot)[1])) < 308


def test_the_costs_of_the_run_before_stay_in_sight_while_the_next_one_grows(plot):
    plot.set_live(True)
    least, most = seen(plot)[1]
    growing = CostHistory([0.5, 0.4])
    plot.show_curves(growing, COUNT, at_once=False)
    plot.redraw()
    assert seen(plot)[1] == [least, most]
    growing.append_train(2, 3.0)
    plot.redraw()
    assert seen(plot)[1][1] > 3
    plot.show_curves(CostHistory([0.5, 0.4]), COUNT, at_once=False)
    plot.redraw()
    assert seen(plot)[1][1] > 3  # of the last run, but not of all before
    plot.show_curves(CostHistory([0.5, 0.4]), COUNT, at_once=False)
    plot.redraw()
    assert seen(plot)[1][1] < 0.6
    plot.set_live(False)


def test_the_axis_fits_the_curve_alone_when_the_run_is_over(plot):
    plot.set_live(True)
    plot.show_curves(CostHistory([0.5, 0.4]), COUNT, at_once=False)
    plot.redraw()
    assert seen(plot)[1][1] > 1
    plot.set_live(False)
    least, most = seen(plot)[1]
    assert 0.3 < least < 0.4 < 0.5 < most < 0.6


def grow_watched(qtbot, logarithmic):
    """The ranges of the costs' axis while a watched run grows, with the plot, which has that run."""
    grown, costs = CostHistory(), falling_costs(COUNT)
    plot = shown_plot(qtbot, grown, COUNT)
    plot.set_logarithmic(logarithmic)
    plot.set_live(True, watched=True)
    ranges = []
    for iteration, cost in enumerate(costs.train.tolist()):
        grown.append_train(iteration, cost)
        if iteration % 20 == 19:
            plot.redraw()
            plot.grab()
            ranges.append(tuple(seen(plot)[1]))
    plot.set_live(False)
    return ranges, plot


def test_beside_a_watched_run_the_axis_of_the_costs_stays_and_fits_the_run_in_the_end(qtbot):
    ranges, plot = grow_watched(qtbot, logarithmic=False)
    assert len(set(ranges)) == 1
    assert ranges[0][0] <= 0 < 1 <= ranges[0][1]
    least, most = seen(plot)[1]
    assert least < 1 / COUNT < 1 < most
    assert (least, most) == pytest.approx(ranges[0], abs=0.01), "up to the width of a line"


@pytest.mark.slow
def test_beside_a_watched_run_a_logarithmic_axis_moves_by_half_a_decade(qtbot):
    ranges, plot = grow_watched(qtbot, logarithmic=True)
    assert 2 <= len(set(ranges)) <= 5
    assert seen(plot)[1][0] > ranges[-1][0] - 0.03, "up to the width of a line"
