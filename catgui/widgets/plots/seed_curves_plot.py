"""The curves of many runs as bands around their medians, with one run at a time chosen among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from catgui.style.colors import ColorScheme
from catgui.style.text_size import scaled
from catgui.widgets.figures.figure_menu import offer_figure
from catgui.widgets.plots.plot_axis import CostAxis, IterationAxis
from catgui.widgets.plots.plot_header import LegendEntry
from catgui.widgets.plots.still_plot import StillPlot, faint
from engine.experiments.seed_study import CostSpread, Curve

# How opaque the band of all runs is, and that of the middle half of them over it, of 255; both together as one.
_ALL_ALPHA, _HALF_ALPHA = 36, 70
_BANDS = {"middle half": 96, "all": _ALL_ALPHA}
_LINE, _CHOSEN_LINE = 2.0, 2.5
_MARGIN = 0.04
# How opaque the grid is, of 255.
_GRID = 60
# Below these heights, scaled, the axes have no labels, and the legend has no bands, which the tooltip tells.
_LOW, _LOWEST = 180, 100
_KEYS = " Arrow keys choose a run, Enter trains it."
# By key: whether it moves among the runs as they are listed, or by the height of their ends; and by how many.
_MOVES: dict[int, tuple[bool, int]] = {
    Qt.Key.Key_Right: (True, 1),
    Qt.Key.Key_Left: (True, -1),
    Qt.Key.Key_Up: (False, 1),
    Qt.Key.Key_Down: (False, -1),
}


@dataclass(frozen=True, slots=True, eq=False)
class RunBand:
    """One kind of curve of several runs: its name, its color in a scheme, the style of its line, and the curves."""

    name: str
    color: Callable[[ColorScheme], str]
    style: Qt.PenStyle
    curves: Sequence[Curve]


@dataclass(frozen=True, slots=True, eq=False)
class RunSeries:
    """Several runs: what is said of each, and their bands, which have a curve for each run.

    A `label` stands at the line of the only band; '' for none.
    """

    runs: Sequence[str]
    bands: Sequence[RunBand]
    label: str = ""


class SeedCurvesPlot(StillPlot):
    """The median of the curves of many runs, in a band of the middle half of them, in one of all.

    A click or the arrow keys choose a run, whose own curves are drawn over the bands.

    Signals: `run_opened(int, int)`, the user wants the run with a number in the series with a number.
    """

    run_opened = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._series: Sequence[RunSeries] = ()
        self._spreads: list[list[CostSpread]] | None = None  # of each band of each series, once they are needed
        self._chosen: tuple[int, int] | None = None  # the series and the run
        self._title = self._text = ""
        super().__init__(name, QSize(320, 124), parent, (CostAxis(), IterationAxis()))
        self._left.setLabel("cost")
        self._bottom.setLabel("iterations")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)

    def show_series(self, series: Sequence[RunSeries], title: str, text: str) -> None:
        """Show one or several series under a title; `text` describes the plot. The chosen run stays, if it is there."""
        said, before = self.chosen_text, self._chosen
        self._series, self._spreads, self._title, self._text = series, None, title, text
        kept = [it for it in self._choices if self._text_of(it) == said]
        self._chosen = before if before in kept else next(iter(kept), None)
        self._show_described()

    @property
    def chosen_text(self) -> str:
        """What is said of the chosen run; '' if there is none."""
        return "" if self._chosen is None else self._text_of(self._chosen)

    def _text_of(self, choice: tuple[int, int]) -> str:
        series, run = choice
        return self._series[series].runs[run]

    @property
    def _choices(self) -> list[tuple[int, int]]:
        """All runs, as they are listed."""
        return [(number, run) for number, series in enumerate(self._series) for run in range(len(series.runs))]

    def _choose(self, choice: tuple[int, int] | None) -> None:
        self._chosen = choice
        self._show_described()

    def _show_described(self) -> None:
        chosen = f"{self.chosen_text}. " if self._chosen is not None else ""
        keys = _KEYS if self._series else ""
        self.show_text(f"{chosen}{self._text}{keys}")

    def _all_spreads(self) -> list[list[CostSpread]]:
        if self._spreads is None:
            self._spreads = [[CostSpread.of(band.curves) for band in series.bands] for series in self._series]
        return self._spreads

    # --- drawing

    def _draw(self, colors: ColorScheme) -> None:
        self.plotItem.setVisible(bool(self._series))
        if not self._series:
            return
        spreads = [spread for of_series in self._all_spreads() for spread in of_series]
        bands = [band for series in self._series for band in series.bands]
        self._draw_axes(spreads, colors)
        for band, spread in zip(bands, spreads, strict=True):
            self._draw_band(band, spread, colors)
        legend = [LegendEntry(band.name, self._pen(band.color(colors), _LINE, band.style)) for band in bands]
        is_low = self.height() < scaled(_LOWEST)
        for name, alpha in ({} if is_low else _BANDS).items():
            legend.append(LegendEntry(name, QPen(Qt.PenStyle.NoPen), band=faint(colors.text, alpha)))
        if self._chosen is not None:
            self._draw_chosen(*self._chosen, colors)
            legend.append(LegendEntry(self.chosen_text, self._pen(colors.text, _CHOSEN_LINE)))
        self._show_header(self._title, [entry for entry in legend if entry.name], colors)
        self._draw_labels(colors)

    def _draw_axes(self, spreads: Sequence[CostSpread], colors: ColorScheme) -> None:
        is_high = self.height() >= scaled(_LOW)
        for axis in (self._left, self._bottom):
            axis.setGrid(_GRID)
            axis.showLabel(is_high)
        last = max(float(spread.iterations[-1]) for spread in spreads)
        if isinstance(self._bottom, IterationAxis):
            self._bottom.set_last(round(last))
        self.plotItem.setXRange(0.0, last, padding=_MARGIN)
        ends = [function(spread.quantiles) for spread in spreads for function in (np.min, np.max)]
        self.plotItem.setYRange(float(min(ends)), float(max(ends)), padding=_MARGIN)

    def _draw_band(self, band: RunBand, spread: CostSpread, colors: ColorScheme) -> None:
        x, color = spread.iterations, band.color(colors)
        lowest, lower, median, upper, highest = spread.quantiles
        for low, high, alpha in ((lowest, highest, _ALL_ALPHA), (lower, upper, _HALF_ALPHA)):
            outline = np.concatenate([x, x[::-1]]), np.concatenate([high, low[::-1]])
            self.plotItem.plot(*outline, pen=None, fillLevel="enclosed", brush=faint(color, alpha))
        self._add_curve(x, median, self._pen(color, _LINE, band.style))

    def _draw_chosen(self, number: int, run: int, colors: ColorScheme) -> None:
        for band, spread in zip(self._series[number].bands, self._all_spreads()[number], strict=True):
            pen = self._pen(colors.text, _CHOSEN_LINE, band.style)
            self._add_curve(spread.iterations, spread.runs[run], pen)

    def _draw_labels(self, colors: ColorScheme) -> None:
        """Name each series at the end of its median, the higher one above it."""
        medians = [spreads[-1].quantiles[2][-1] for spreads in self._all_spreads()]
        room, metrics = self.plotItem.vb.width() / 2, QFontMetricsF(self.font())
        for series, spreads, median in zip(self._series, self._all_spreads(), medians, strict=True):
            label = metrics.elidedText(series.label, Qt.TextElideMode.ElideRight, room)
            if label:
                anchor = (1.0, 1.0) if median == max(medians) else (1.0, 0.0)
                self._add_text(label, float(spreads[-1].iterations[-1]), float(median), anchor, colors)

    def render_image(self) -> QImage:
        """An image of the plot, in its size on the screen."""
        return self.viewport().grab().toImage()

    # --- choosing

    def _nearest(self, position: QPointF) -> tuple[int, int] | None:
        """The run whose curve is the nearest above or below a point of the viewport, None without runs."""
        at = self.plotItem.vb.mapSceneToView(self.mapToScene(position.toPoint()))
        found = [
            (distance, (number, run))
            for number, spreads in enumerate(self._all_spreads())
            for run, distance in (spread.nearest(at.x(), at.y()) for spread in spreads)
        ]
        return min(found)[1] if found else None

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        """Choose the nearest run; no run any more if that is the chosen one."""
        if ev.button() == Qt.MouseButton.LeftButton:
            nearest = self._nearest(ev.position())
            self._choose(None if nearest == self._chosen else nearest)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the nearest run."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._nearest(event.position()))
            self._open_chosen()

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        """Nothing: pyqtgraph would drag what is drawn."""

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        """Nothing, as `mouseMoveEvent`."""

    def wheelEvent(self, ev: QWheelEvent) -> None:
        """Leave the wheel to the panel."""
        ev.ignore()

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        """Choose another run, or open the chosen one."""
        key, choices = ev.key(), self._choices
        if ev.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not choices:
            ev.ignore()
        elif key in _MOVES:
            is_listed, step = _MOVES[Qt.Key(key)]
            ordered = choices if is_listed else sorted(choices, key=self._end_cost)
            self._choose(_moved(ordered, self._chosen, step))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(choices[0 if key == Qt.Key.Key_Home else -1])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen is not None:
            self._open_chosen()
        else:
            ev.ignore()

    def _end_cost(self, choice: tuple[int, int]) -> float:
        """The cost at the end of a run's last curve."""
        number, run = choice
        return float(self._all_spreads()[number][-1].runs[run][-1])

    def _open_chosen(self) -> None:
        if self._chosen is not None:
            self.run_opened.emit(*self._chosen)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the plot."""
        offer_figure(self, "plot", self.accessibleName(), self.render_image, event.globalPos())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Draw the labels anew, by the room for them. (pyqtgraph passes no event.)"""
        super().resizeEvent(event)
        if self._is_ready:
            self.redraw()


def _moved(choices: Sequence[tuple[int, int]], chosen: tuple[int, int] | None, step: int) -> tuple[int, int]:
    """The next of `choices` in the direction of `step`; the first or the last one, from which it leads, before any."""
    if chosen is None:
        return choices[0 if step > 0 else -1]
    return choices[min(max(choices.index(chosen) + step, 0), len(choices) - 1)]
