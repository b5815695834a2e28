"""Plots of a run for the tests: the costs fall as 1 / (1 + iteration)."""

from catgui.models.training.cost_history import CostHistory
from catgui.widgets.plots.cost_plot import CostPlot


def falling_costs(count):
    """The training costs of so many iterations."""
    costs = CostHistory()
    for iteration in range(count):
        costs.append_train(iteration, 1 / (1 + iteration))
    return costs


def shown_plot(qtbot, costs, count):
    """A plot that is shown, of a run of `count` iterations."""
    plot = CostPlot(costs)
    qtbot.addWidget(plot)
    plot.resize(500, 300)
    plot.show()
    plot.show_curves(count)
    return plot
