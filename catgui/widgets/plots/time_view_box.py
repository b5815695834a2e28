"""The view box of the cost plot: picking, zooming, panning."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent
from PySide6.QtCore import QPointF, Qt, Signal

# The margin beside the curve, as a fraction of the run.
_MARGIN = 0.02
# The smallest visible range.
_MIN_ITERATIONS = 4
# While costs grow in steps, those of an end: in four of the largest power of two below it, or of half a decade.
_STEPS, _LOG_STEP = 4, 0.5
# The part of a step that a curve may be beyond such an end: its line is as wide, and the axis has a margin.
_LINE_SHARE = 0.05
# The range of the vertical axis of an empty plot: costs, or their common logarithms.
_COSTS, _LOG_COSTS = (0.0, 1.0), (-2.0, 0.0)


class TimeViewBox(pg.ViewBox):
    """Left button picks, wheel and right button zoom, middle button pans.

    The vertical axis always fits the visible part of the curves. While one run grows in place of another, it fits both,
    so that the axis does not jump with each; while a run is watched, its ends are round numbers.

    Signals: `position_picked(float)`, an x-coordinate; `zoomed(bool)`, whether less than the whole run is visible.
    """

    position_picked = Signal(float)
    zoomed = Signal(bool)

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self._iterations = 0
        self._is_zoomed = False
        # The costs that the axis fits without what is held, and those held, or their logarithms.
        self._costs: tuple[float, float] | None = None
        self._held: tuple[float, float] | None = None
        self._is_round = False
        self.setMouseEnabled(x=True, y=False)
        self.setAutoVisible(y=True)
        self.setDefaultPadding(0.03)
        self.sigXRangeChanged.connect(self._on_range_changed)

    def show_run(self, iterations: int) -> None:
        """Show a run; keep the visible range if its length is unchanged."""
        if iterations and iterations != self._iterations:
            self._iterations = iterations
            low, high = self._full_range
            self.setLimits(xMin=low, xMax=high, minXRange=min(_MIN_ITERATIONS, high - low))
            self.show_whole_run()

    def show_whole_run(self) -> None:
        """Zoom out to the whole run."""
        self.setXRange(*self._full_range, padding=0)

    @property
    def visible_iterations(self) -> tuple[float, float]:
        """The ends of the horizontal axis."""
        low, high = self.viewRange()[0]
        return low, high

    def zoom(self, factor: float) -> None:
        """Scale the visible range about its middle."""
        low, high = self.viewRange()[0]
        middle, half = (low + high) / 2, factor * (high - low) / 2
        self.setXRange(middle - half, middle + half, padding=0)

    def hold_costs(self) -> None:
        """Keep the costs of the curves in sight, whatever the curves become, until `release_costs`."""
        self._held = self._costs

    def round_costs(self) -> None:
        """Have the vertical axis end at round numbers until `release_costs`, so that it seldom moves."""
        self._is_round = True

    def release_costs(self) -> None:
        """Fit the vertical axis to the curves alone."""
        if self._held is not None or self._is_round:
            self._held, self._is_round = None, False
            self.updateAutoRange()

    def childrenBounds(self, *args: Any, **options: Any) -> list[Any]:  # noqa: N802  pyqtgraph's name
        """The ranges of the curves along both axes, with the costs that are held."""
        across, costs = super().childrenBounds(*args, **options)
        self._costs = None if costs is None else (costs[0], costs[1])
        known = [ends for ends in (self._costs, self._held) if ends is not None]
        if known:
            low, high = min(low for low, _ in known), max(high for _, high in known)
            costs = _rounded(low, high, self.state["logMode"][1]) if self._is_round else [low, high]
        return [across, costs]

    def autoscale_y(self, logarithmic: bool) -> None:
        """Fit the vertical axis to the curves, if any."""
        self._held = None
        self.setYRange(*(_LOG_COSTS if logarithmic else _COSTS), padding=0)
        self.enableAutoRange(axis="y")

    @property
    def _full_range(self) -> tuple[float, float]:
        return -_MARGIN * self._iterations, (1 + _MARGIN) * self._iterations

    def _on_range_changed(self) -> None:
        # pyqtgraph does this by itself only if the horizontal axis is auto-ranged, too.
        self.updateAutoRange()
        (low, high), (first, last) = self.viewRange()[0], self._full_range
        # With a tolerance: zooming in and out leaves a rounding error.
        is_zoomed = high - low < 0.999 * (last - first)
        if is_zoomed != self._is_zoomed:
            self._is_zoomed = is_zoomed
            self.zoomed.emit(is_zoomed)

    def mouseDragEvent(self, ev: MouseDragEvent, axis: int | None = None) -> None:
        """Pick every position along a drag with the left button."""
        if ev.button() == Qt.MouseButton.LeftButton and axis is None:
            ev.accept()
            self._pick(ev.scenePos())
        else:
            super().mouseDragEvent(ev, axis)

    def mouseClickEvent(self, ev: MouseClickEvent) -> None:
        """Pick the position of a click with the left button."""
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self._pick(ev.scenePos())
        else:
            super().mouseClickEvent(ev)

    def _pick(self, position: QPointF) -> None:
        self.position_picked.emit(self.mapSceneToView(position).x())


def _rounded(low: float, high: float, is_logarithmic: bool) -> list[float]:
    """The range of costs, or of their logarithms, widened to round numbers."""
    if is_logarithmic:
        steps = math.floor(low / _LOG_STEP + _LINE_SHARE), math.ceil(high / _LOG_STEP - _LINE_SHARE)
        return [_LOG_STEP * number for number in steps]
    step = 2.0 ** math.floor(math.log2(high)) / _STEPS if high > 0 else 1.0
    return [0.0, step * math.ceil(high / step - _LINE_SHARE)]
