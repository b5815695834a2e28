"""A plot of pyqtgraph in the font of the window, and the view box of one over the iterations."""

from __future__ import annotations

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from catgui.style.text_size import scaled
from catgui.widgets.basic.focus import Role, set_role

# By how much the last number may stick out of its axis, scaled.
_LABEL_OVERHANG = 16
# The margin beside the curve, as a fraction of the run.
_MARGIN = 0.02
# The smallest visible range.
_MIN_ITERATIONS = 4


class Plot(pg.PlotWidget):
    """A plot with a left and a bottom axis, whose subclass draws it by `restyle` in other colors or another font.

    `name` is for screen readers.
    """

    def __init__(self, name: str, box: pg.ViewBox | None = None) -> None:
        self._axes: tuple[pg.AxisItem, ...] = ()
        super().__init__(viewBox=box, enableMenu=False)
        set_role(self, Role.Chart)
        self.setAccessibleName(name)
        self.viewport().setAccessibleName(f"{name}: plot")  # another than that of the widget with the focus
        # pyqtgraph makes a menu even if it is never to be shown, without a parent that would delete it.
        self.plotItem.ctrlMenu.setParent(self, Qt.WindowType.Popup)
        self.plotItem.hideButtons()
        self._axes = tuple(self.plotItem.getAxis(side) for side in ("left", "bottom"))
        for axis in self._axes:
            set_axis_font(axis, self.font())

    def useOpenGL(self, b: bool = False) -> None:  # noqa: N802  pyqtgraph's name
        """Use a viewport that Python creates, without OpenGL, when pyqtgraph asks which one to use.

        For a widget that Qt has created, PySide tries all classes of widgets, and so creates some 50 that are not used.
        """
        self.setViewport(QWidget())

    def restyle(self) -> None:
        """Draw the plot in the colors of the theme and the size of the text."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the size of the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange) and self.is_ready:
            for axis in self._axes:
                set_axis_font(axis, self.font())
            self.restyle()

    @property
    def is_ready(self) -> bool:
        """Whether there is a plot: events come in the constructor, too, and after pyqtgraph has removed it."""
        return bool(self._axes) and self.plotItem is not None


def set_axis_font(axis: pg.AxisItem, font: QFont) -> None:
    """Write the numbers and the label of an axis in `font`, which pyqtgraph itself does not follow."""
    if axis.autoSIPrefix:  # once: of an axis that ends below 1 this would write thousandths
        axis.enableAutoSIPrefix(False)
    axis.setTickFont(font)
    axis.label.setFont(font)
    axis.setStyle(hideOverlappingLabels=scaled(_LABEL_OVERHANG))
    axis.showLabel(axis.label.isVisible())  # which makes room for it
    axis.parentItem().layout.setContentsMargins(1, 1, scaled(_LABEL_OVERHANG), 1)


class TimeViewBox(pg.ViewBox):
    """Left button picks, wheel and right button zoom, middle button pans: all along the iterations.

    Signals: `position_picked(float)`, an x-coordinate.
    """

    position_picked = Signal(float)

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self._iterations = 0
        self.setMouseEnabled(x=True, y=False)
        self.disableAutoRange()

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

    @property
    def _full_range(self) -> tuple[float, float]:
        return -_MARGIN * self._iterations, (1 + _MARGIN) * self._iterations

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
