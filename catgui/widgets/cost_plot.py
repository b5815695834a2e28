"""The live plot of the costs: it is told the curves, and draws them no more often than an eye can follow."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Protocol

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from catgui.colours import colours_of
from catgui.widgets.thinning import thinned

FloatArray = NDArray[np.float64]

# Redraw no more often than this, in milliseconds, and use no more than this share of the time for it.
_REDRAW_INTERVAL = 33
_REDRAW_SHARE = 0.1
# Twice the columns of a usual screen's plot: more would not be seen.
_MOST_POINTS = 1500


class Curves(Protocol):
    """What the plot draws: the costs of a run, which grow while it is shown."""

    @property
    def train(self) -> FloatArray:
        """The training cost of iterations 0, 1, 2, ..."""

    @property
    def test(self) -> tuple[FloatArray, FloatArray]:
        """Iterations done, and the test cost after them."""


class CostPlot(pg.PlotWidget):
    """Training cost solid, test cost dashed, and a cursor that reads both off."""

    def __init__(self, curves: Curves, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves = curves
        self._logarithmic = False
        self._cursor_at: int | None = None
        self._title = ""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_due)
        self._drawn_at = 0.0
        self._drawing_time = 0.0
        self._train = self.plot(name="training cost")
        self._test = self.plot(name="test cost")
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._reading = pg.TextItem(anchor=(0, 0))
        self._reading.setParentItem(self.plotItem.vb)
        self._legend = self.plotItem.addLegend(offset=(12, -12), labelTextSize="9pt")
        self._build()
        self.show_curves(0)

    def _build(self) -> None:
        self.setAccessibleName("Cost against iterations")
        self.plotItem.setLabel("bottom", "iterations")
        self.plotItem.setLabel("left", "cost")
        for name in ("bottom", "left"):
            self.plotItem.getAxis(name).enableAutoSIPrefix(False)
        self.plotItem.showGrid(x=True, y=True, alpha=0.15)
        self.plotItem.hideButtons()
        self.plotItem.setMenuEnabled(False)
        self.plotItem.getViewBox().setDefaultPadding(0.03)
        self.plotItem.addItem(self._cursor, ignoreBounds=True)
        self._legend.addItem(self._train, "training cost")
        self._legend.addItem(self._test, "test cost")
        self._cursor.hide()
        self._reading.hide()
        self.setMouseTracking(True)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self._tint()

    @property
    def logarithmic(self) -> bool:
        """Whether the costs are on a logarithmic axis."""
        return self._logarithmic

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Draw the costs on a logarithmic axis, or on a linear one."""
        self._logarithmic = logarithmic
        self.plotItem.setLogMode(x=False, y=logarithmic)
        self.redraw()

    def set_title(self, title: str) -> None:
        """The title over the plot."""
        self._title = title
        self.plotItem.setTitle(title, color=colours_of(self.palette()).text, size="11pt")

    def show_curves(self, iterations: int) -> None:
        """Draw the curves of a run of so many iterations from the beginning."""
        if iterations:
            self.plotItem.setXRange(0, iterations, padding=0.02)
        self.plotItem.enableAutoRange(axis="y")
        self._cursor_at = None
        self.redraw()

    def grow(self) -> None:
        """Say that the curves have grown; they are drawn again soon."""
        if not self._timer.isActive():
            self._timer.start(_REDRAW_INTERVAL)

    def _on_due(self) -> None:
        """Redraw, or wait if drawing and painting would take more than their share of the time."""
        rest = self._drawn_at + self._drawing_time / _REDRAW_SHARE - time.monotonic()
        if rest > 0:
            self._timer.start(round(1000 * rest) + 1)
        else:
            self.redraw()

    def redraw(self) -> None:
        """Draw the curves as they are now."""
        self._timer.stop()
        began = time.monotonic()
        train = self._curves.train
        self._train.setData(*thinned(np.arange(len(train), dtype=np.float64), train, _MOST_POINTS))
        self._test.setData(*thinned(*self._curves.test, _MOST_POINTS))
        self._show_reading()
        self._drawn_at = time.monotonic()
        self._drawing_time = self._drawn_at - began

    def point_at(self, iteration: int) -> None:
        """Put the cursor on an iteration; it is kept within the curve."""
        count = len(self._curves.train)
        self._cursor_at = min(max(iteration, 0), count - 1) if count else None
        self._show_reading()

    @property
    def reading(self) -> str:
        """What the cursor reads off."""
        return self._reading.toPlainText() if self._reading.isVisible() else ""

    def _show_reading(self) -> None:
        train, (iterations, test) = self._curves.train, self._curves.test
        at = self._cursor_at
        shown = at is not None and at < len(train)
        self._cursor.setVisible(shown)
        self._reading.setVisible(shown)
        if at is None or not shown:
            return
        text = f"iteration {at:,}\ntraining {train[at]:.4f}"
        if len(test):
            text += f"\ntest {test[np.argmin(np.abs(iterations - at))]:.4f}"
        self._cursor.setPos(at)
        self._reading.setText(text)
        self._place_reading(at)

    def _place_reading(self, at: int) -> None:
        """Beside the cursor, on the side where there is room."""
        box = self.plotItem.vb
        x = box.mapFromView(QPointF(at, 0)).x()
        on_left = x > box.width() / 2
        self._reading.setAnchor((1, 0) if on_left else (0, 0))
        self._reading.setPos(x - 8 if on_left else x + 8, box.height() * 0.35)

    def _on_mouse_moved(self, position: QPointF) -> None:
        box = self.plotItem.vb
        if box.sceneBoundingRect().contains(position):
            self.point_at(round(box.mapSceneToView(position).x()))

    def save_png(self, path: Path) -> bool:
        """Write the plot as it stands as a PNG, twice as fine as the screen; whether it could be written."""
        image = self.grab().toImage().scaled(self.size() * 2, mode=Qt.TransformationMode.SmoothTransformation)
        return image.save(str(path), "PNG")

    def save_svg(self, path: Path) -> bool:
        """Write the plot as it stands as an SVG; whether it could be written."""
        generator = QSvgGenerator()
        generator.setFileName(str(path))
        generator.setSize(self.size())
        generator.setViewBox(self.rect())
        generator.setTitle("Cost against iterations")
        painter = QPainter()
        if not painter.begin(generator):
            return False
        self.render(painter)
        return painter.end()

    def _tint(self) -> None:
        colours = colours_of(self.palette())
        self.setBackground(colours.base)
        self._train.setPen(pg.mkPen(colours.accent, width=2))
        self._test.setPen(pg.mkPen(colours.test_curve, width=2, style=Qt.PenStyle.DashLine))
        self._cursor.setPen(pg.mkPen(colours.muted, width=1))
        self._reading.setColor(QColor(colours.text))
        self._reading.fill = pg.mkBrush(colours.base)
        for _, words in self._legend.items:
            words.setText(words.text, color=colours.text)
        for name in ("bottom", "left"):
            axis = self.plotItem.getAxis(name)
            axis.setPen(colours.line)
            axis.setTextPen(colours.muted)
        self.set_title(self._title)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and count the time towards the share that drawing may have."""
        began = time.monotonic()
        super().paintEvent(event)
        self._drawing_time += time.monotonic() - began

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_legend"):
            self._tint()
