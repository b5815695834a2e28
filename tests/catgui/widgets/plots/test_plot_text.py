"""Texts of a plot in the font of the window."""

import pyqtgraph as pg

from catgui.widgets.plots.plot_text import take_font


def test_numbers_below_one_stay_what_they_are_in_another_font(qtbot):
    plot = pg.PlotWidget()
    qtbot.addWidget(plot)
    axis = plot.getPlotItem().getAxis("left")
    axis.setLabel("cost")
    take_font(axis, plot.font())
    axis.setRange(0, 0.8)
    take_font(axis, plot.font())
    assert axis.tickStrings([0.4], axis.autoSIPrefixScale * axis.scale, 0.2) == ["0.4"]
