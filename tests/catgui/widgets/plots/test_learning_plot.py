"""The plot of how many pictures are right for good."""

import numpy as np
import pytest

from catgui.widgets.plots.learning_plot import LearnedShare, LearningPlot, iteration_ticks


def test_a_share_rises_in_steps():
    share = LearnedShare("training", np.array([1, 1, 3, 3, 4]), 4)
    x, y = share.steps()
    assert x.tolist() == [0, 2, 2, 4, 4, 4]
    assert y.tolist() == [0.25, 0.25, 0.75, 0.75, 1, 1]


@pytest.mark.parametrize(
    ("last", "ticks"), [(0, [0]), (1, [0, 1]), (5, [0, 2, 4]), (2500, [0, 1000, 2000]), (3000, [0, 1000, 2000, 3000])]
)
def test_round_iterations_are_marked(last, ticks):
    assert iteration_ticks(last) == ticks


@pytest.mark.parametrize("last", [7, 99, 240, 10_000, 123_456, 10_000_000])
def test_few_iterations_are_marked(last):
    ticks = iteration_ticks(last)
    assert 2 <= len(ticks) <= 5
    assert ticks[-1] <= last


def test_it_draws_the_shares_with_their_names_and_says_them(qtbot):
    plot = LearningPlot("Pictures right for good", "Right for good")
    qtbot.addWidget(plot)
    plot.resize(240, 200)
    plot.show()
    shares = [LearnedShare("training", np.array([1, 3, 4]), 4), LearnedShare("test", np.array([0, 0, 1]), 2)]
    plot.show_shares(shares, "All are right.")
    plot.grab()
    curves = [item.getData()[1].tolist() for item in plot.plotItem.listDataItems()]
    assert curves == [[0.25, 0.25, 0.75, 0.75, 1, 1], [0, 0, 0.5, 0.5]]
    assert plot.accessibleDescription() == "All are right."
    plot.resize(240, 70)
    plot.grab()
    plot.show_shares([], "")
    plot.grab()
    assert not plot.plotItem.isVisible()
