"""The curves of runs in the cost plot."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from catgui.domain.run_summary import line_points
from engine.text import format_cost
from engine.training.run import line_stride
from engine.typing import FloatArray

# Shortly before a run diverges, its costs may be so high that an axis with room above them has no finite end.
_HIGHEST = 1e100
# The share of the background in the color of all costs of a run, and in that of another run.
_PALE, _BEHIND = 0.75, 0.3

Costs = tuple[FloatArray, FloatArray]
Range = tuple[float, float]


class CostCurves(Protocol):
    """The costs of a run, which may grow in another thread."""

    @property
    def train(self) -> FloatArray:
        """The training costs (n,) of iterations 0, 1, 2, ..."""

    @property
    def test(self) -> Costs:
        """The iterations done (k,), increasing, and the test costs (k,) after them."""

    @property
    def test_count(self) -> int:
        """How many test costs have been computed."""


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """The training costs (n,) of another run, its `number`, on which its color depends, and its test costs."""

    title: str
    number: int
    costs: FloatArray
    test: Costs = (np.empty(0), np.empty(0))

    @property
    def identity(self) -> tuple[str, int, int, int]:
        """Equal for overlays that are drawn alike, of the same arrays."""
        return self.title, self.number, id(self.costs), id(self.test)


class RunCurves:
    """Draws the training cost of a run solid and its test cost dashed, through the points of `line_points`.

    With `draws_all`, the least and the largest cost of each pixel are behind them, pale.

    Attributes: `lines`, the items of both costs; `costs`, all that an axis can show of them.
    """

    def __init__(self, plot: pg.PlotItem, z: float, draws_all: bool = False) -> None:
        self._plot = plot
        self.costs: list[Costs] = []
        self._all = [pg.PlotDataItem() for _ in range(2 * draws_all)]
        self.lines = [pg.PlotDataItem(antialias=True) for _ in range(2)]
        # The training cost is in front.
        for place, item in enumerate([*self._all[::-1], *self.lines[::-1]]):
            item.setZValue(z + place / 10)
            plot.addItem(item, ignoreBounds=True)

    def draw(self, train: FloatArray, test: Costs, iterations: int) -> None:
        """Draw the costs of a run of so many iterations."""
        stride = line_stride(iterations)
        self.costs = [_within_reach(x, y) for x, y in ((np.arange(float(len(train))), train), test)]
        for line, (x, y) in zip(self.lines, self.costs, strict=True):
            line.setData(*line_points(x, y, stride))
        for item, (x, y) in zip(self._all, self.costs, strict=False):
            item.setData(x, y)

    def tint(self, colors: tuple[str, str], background: str, width: float) -> None:
        """Set the colors of both costs, given as #rrggbb, and the width of their lines in device pixels."""
        styles = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)
        for line, color, style in zip(self.lines, colors, styles, strict=True):
            line.setPen(pg.mkPen(color, width=width, style=style))
        for item, color in zip(self._all, colors, strict=False):
            item.setPen(pg.mkPen(_mixed(color, background, _PALE)))

    def costs_in(self, visible: Range) -> FloatArray:
        """All costs (m,) between two iterations, with the next one."""
        ends = [np.searchsorted(x, visible) for x, _ in self.costs]
        return np.concatenate([np.empty(0), *(y[a : b + 1] for (_, y), (a, b) in zip(self.costs, ends, strict=True))])

    def remove(self) -> None:
        """Remove the curves from the plot."""
        for item in (*self._all, *self.lines):
            self._plot.removeItem(item)


class OtherRun:
    """Draws the curves of another run, thin, and the largest cost beyond the axis as a number at its top."""

    def __init__(self, plot: pg.PlotItem, overlay: Overlay) -> None:
        self._plot, self.overlay = plot, overlay
        self.curves = RunCurves(plot, z=-1.0)
        self.curves.draw(overlay.costs, overlay.test, len(overlay.costs))
        self._beyond = pg.TextItem()
        plot.addItem(self._beyond, ignoreBounds=True)

    @property
    def legend_entry(self) -> tuple[str, pg.PlotDataItem]:
        """The title, as HTML, and the line that it names."""
        return html.escape(self.overlay.title), self.curves.lines[0]

    def show_off_scale(self, visible: Range, top: float, position: float) -> None:
        """Write the largest visible cost above `top` at that `position` of the axis."""
        highest = [
            (float(np.max(y[inside])), float(x[inside][np.argmax(y[inside])]))
            for x, y in self.curves.costs
            if (inside := (visible[0] <= x) & (x <= visible[1]) & (y > top)).any()
        ]
        self._beyond.setVisible(bool(highest))
        if highest:
            cost, iteration = max(highest)
            self._beyond.setText(format_cost(cost))
            self._beyond.setAnchor((float(iteration > sum(visible) / 2), 0.0))  # within the plot
            self._beyond.setPos(iteration, position)

    def tint(self, color: str, background: str, width: float) -> None:
        """Set the colors, given as #rrggbb, and the width of the lines in device pixels."""
        behind = _mixed(color, background, _BEHIND)
        self.curves.tint((behind, behind), background, width)
        self._beyond.setColor(color)

    def remove(self) -> None:
        """Remove the curves from the plot."""
        self.curves.remove()
        self._plot.removeItem(self._beyond)


def _within_reach(iterations: FloatArray, costs: FloatArray) -> Costs:
    """The costs that an axis can show."""
    is_seen = costs < _HIGHEST
    return (iterations, costs) if is_seen.all() else (iterations[is_seen], costs[is_seen])


def _mixed(color: str, background: str, share: float) -> str:
    """A color given as #rrggbb, with a share of the background; opaque, as what overlaps is not to be seen."""
    name: str = pg.mkColor(pg.ColorMap(None, [color, background]).map(share)).name()
    return name
