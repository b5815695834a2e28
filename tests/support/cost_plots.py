"""Plots of a run whose costs fall as 1 / (1 + iteration)."""

from catgui.models.training.cost_history import CostHistory
from catgui.widgets.plots.cost_plot import CostPlot


def falling_costs(count):
    """A history of `count` training costs."""
    return CostHistory([1 / (1 + iteration) for iteration in range(count)])


def shown_plot(qtbot, costs, count):
    """A visible plot of a run of `count` iterations."""
    plot = CostPlot(costs)
    qtbot.addWidget(plot)
    plot.resize(500, 300)
    plot.show()
    plot.show_curves(costs, count)
    return plot
