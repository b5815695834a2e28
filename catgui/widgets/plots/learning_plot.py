"""A plot of how many pictures are right for good, over the iterations of a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from catgui.style.colors import ColorScheme
from catgui.widgets.plots.plot_header import LegendEntry
from catgui.widgets.plots.still_plot import StillPlot
from engine.typing import FloatArray, Indices

_SIZE = QSize(240, 140)
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_TICKS = 3
_PADDING = 0.03  # at the ends of an axis, so that a line there is seen whole


@dataclass(frozen=True, slots=True, eq=False)
class LearnedShare:
    """The pictures of a part that are right for good: `counts` (n + 1,) by iteration, of `total`."""

    name: str
    counts: Indices
    total: int

    def steps(self) -> tuple[FloatArray, FloatArray]:
        """The corners of the curve, which rises in steps."""
        at = np.flatnonzero(np.diff(self.counts)) + 1
        x = np.concatenate(([0], np.repeat(at, 2), [len(self.counts) - 1])).astype(np.float64)
        levels = np.concatenate((self.counts[:1], self.counts[at])) / self.total
        return x, np.repeat(levels, 2)


class LearningPlot(StillPlot):
    """The shares of pictures that are right for good: of the training part solid, of the test part dashed.

    `title` is shown, and `name` is what screen readers call the plot.
    """

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(name, _SIZE, parent)
        self.setObjectName("learning_plot")
        self._title = title
        self._shares: Sequence[LearnedShare] = ()

    def show_shares(self, shares: Sequence[LearnedShare], text: str) -> None:
        """Show the shares of the training and the test part; `text` describes the plot."""
        self._shares = shares
        self.show_text(text)

    def _draw(self, colors: ColorScheme) -> None:
        self.plotItem.setVisible(bool(self._shares))
        if not self._shares:
            return
        styles = (colors.accent, Qt.PenStyle.SolidLine), (colors.test_curve, Qt.PenStyle.DashLine)
        pens = [self._pen(color, 2, style) for color, style in styles]
        legend = [LegendEntry(share.name, pen) for share, pen in zip(self._shares, pens, strict=True)]
        self._show_header(self._title, legend, colors)
        last = max(1, len(self._shares[0].counts) - 1)
        self._set_axis(self._left, [(share, f"{share:.0%}") for share in self._left_ticks()], (-_PADDING, 1 + _PADDING))
        ticks = [(float(at), f"{at:,}") for at in iteration_ticks(last)]
        self._set_axis(self._bottom, ticks, (-_PADDING * last, (1 + _PADDING) * last))
        for share, pen in zip(self._shares, pens, strict=True):
            self._add_curve(*share.steps(), pen)

    def _left_ticks(self) -> Sequence[float]:
        """All shares that are marked, or the ends and the middle where there is no room for more."""
        has_room = self.plotItem.vb.height() >= 1.5 * len(_SHARES) * self.fontMetrics().height()
        return _SHARES if has_room else _SHARES[::2]

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Choose the ticks anew, by the room for them. (pyqtgraph passes no event.)"""
        super().resizeEvent(event)
        if self._is_ready:
            self.redraw()


def iteration_ticks(last: int) -> list[int]:
    """Some round iterations from 0 to `last`."""
    least = last / _TICKS
    power = 10 ** math.floor(math.log10(max(1.0, least)))
    step = next(int(power * factor) for factor in (1, 2, 5, 10) if power * factor >= least or factor == 10)
    return list(range(0, last + 1, max(1, step)))
