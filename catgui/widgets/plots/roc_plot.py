"""The ROC curve, with the point of the current threshold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from catgui.style.colors import ColorScheme
from catgui.widgets.plots.still_plot import StillPlot

_TICKS = ((0.0, "0"), (0.5, "0.5"), (1.0, "1"))
_ENDS = -0.04, 1.04  # a curve along the edges is seen whole


class RocPlot(StillPlot):
    """The ROC curve of a network.

    The dashed diagonal is guessing; the dot is the current threshold.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("ROC curve", QSize(220, 180), parent)
        self._curve: tuple[NDArray[np.float64], NDArray[np.float64]] = np.empty(0), np.empty(0)
        self._point = (0.0, 0.0)
        self.plotItem.setLabel("bottom", "False positive rate")

    def show_curve(
        self,
        curve: tuple[NDArray[np.float64], NDArray[np.float64]],
        point: tuple[float, float],
        text: str,
    ) -> None:
        """Show a curve and a point on it.

        Both are (false positive rate, true positive rate), each from 0 to 1; `text` describes the plot to screen
        readers.
        """
        self._curve, self._point = curve, point
        self.show_text(text)

    def _draw(self, colors: ColorScheme) -> None:
        self._show_header("True positive rate", (), colors)
        self._set_axis(self._left, _TICKS, _ENDS)
        self._set_axis(self._bottom, _TICKS, _ENDS)
        self._add_curve([0, 1], [0, 1], self._pen(colors.edge, 1, Qt.PenStyle.DashLine))
        self._add_curve(*self._curve, self._pen(colors.accent, 2))
        x, y = self._point
        self._add_symbols([x], [y], "o", 11, colors.text, self._pen(colors.window, 2))
