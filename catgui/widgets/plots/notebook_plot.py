"""The notebook's own plot of a run: the recorded costs as a line, with its title and axes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from catgui.style.colors import ColorScheme
from catgui.widgets.plots.still_plot import StillPlot
from engine.notebook import CostPlotData
from engine.text import format_cost

_WIDTH = 2
# What is free around the line, as a part of each axis: as much as matplotlib leaves.
_MARGIN = 0.05
# How opaque the grid is, of 255.
_GRID = 38


class NotebookPlot(StillPlot):
    """A line through the recorded costs, over the whole of the widget that it is in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._data: CostPlotData | None = None
        super().__init__("The notebook's plot", QSize(320, 160), parent)
        # What is below is another plot.
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.is_bold = False

    def show_data(self, data: CostPlotData) -> None:
        """Show what the notebook would draw."""
        if data != self._data:
            self._data = data
            ends = f": {format_cost(data.y[0])} to {format_cost(data.y[-1])}" if data.y else ""
            self.show_text(f"{data.title}. {len(data.y)} costs{ends}.")

    def _draw(self, colors: ColorScheme) -> None:
        data = self._data
        self.setBackground(colors.base)
        if data is None:
            return
        self._show_header(data.title, (), colors)
        for axis, label in ((self._left, data.y_label), (self._bottom, data.x_label)):
            axis.set_background(colors.base)
            axis.setGrid(_GRID)
            axis.label.setPlainText(label)
            axis.showLabel()
        if data.y:
            self.plotItem.setXRange(data.x[0], max(data.x[-1], 1.0), padding=_MARGIN)
            self.plotItem.setYRange(min(data.y), max(data.y), padding=_MARGIN)
            bold = 2 if self.is_bold else 1
            self._add_curve(list(data.x), list(data.y), self._pen(colors.accent, bold * _WIDTH))
