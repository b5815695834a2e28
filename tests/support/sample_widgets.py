"""Widgets with something to show: a whole window, and plots of falling costs."""

from catgui.inputs.sources import BytesSource
from catgui.models.training.cost_history import CostHistory
from catgui.widgets.plots.cost_plot import CostPlot
from engine.training.config import TrainingConfig
from tests.support.picture_files import picture_bytes

SHORT = TrainingConfig(hidden_layers=(4,), iterations=20)


def fill_panels(window, qtbot, photos=3, unreadable=0):
    """Train the network of `window` a little, so that it gets some pictures wrong, and give it photos.

    The first of them are `unreadable`.
    """
    qtbot.train(window.session, window.workspace.dataset, SHORT)
    contents = [b"text" if number < unreadable else picture_bytes() for number in range(photos)]
    window.photos.add([BytesSource(f"photo {number}.png", data) for number, data in enumerate(contents)])
    qtbot.waitUntil(lambda: window.photos.rowCount() == photos and not window.photos.busy)


def falling_costs(count):
    """A history of `count` training costs."""
    return CostHistory([1 / (1 + iteration) for iteration in range(count)])


def shown_plot(qtbot, costs, count):
    """A visible plot of a run of `count` iterations."""
    plot = CostPlot(costs)
    qtbot.addWidget(plot)
    plot.resize(500, 300)
    plot.show()
    plot.show_curves(costs, count, "")
    return plot
