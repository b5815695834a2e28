"""The texts of a plot of pyqtgraph in the font of the window, which pyqtgraph itself does not follow."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtGui import QFont, QFontInfo

from catgui.style.text_size import scaled

# By how much the last number may stick out of its axis, scaled.
_LABEL_OVERHANG = 16


def css_size(font: QFont) -> str:
    """The size of `font` as pyqtgraph takes it."""
    return f"{QFontInfo(font).pointSizeF()}pt"


def show_title(plot: pg.PlotItem, title: str, font: QFont, color: str) -> None:
    """Write `title` over a plot, in the size of `font`."""
    plot.titleLabel.item.document().setDocumentMargin(0)
    plot.setTitle(title, color=color, size=css_size(font))
    height = plot.titleLabel.itemRect().height()
    plot.titleLabel.setMaximumHeight(height)
    plot.layout.setRowFixedHeight(0, height)  # which is not that of the text
    plot.titleLabel.setMinimumWidth(0)  # else the plot would be as wide


def take_font(axis: pg.AxisItem, font: QFont) -> None:
    """Write the numbers and the label of an axis in `font`."""
    if axis.autoSIPrefix:  # once: of an axis that ends below 1 this would write thousandths
        axis.enableAutoSIPrefix(False)
    axis.setTickFont(font)
    axis.label.setFont(font)
    axis.setStyle(hideOverlappingLabels=scaled(_LABEL_OVERHANG))
    axis.showLabel(axis.label.isVisible())  # which makes room for it
    axis.parentItem().layout.setContentsMargins(1, 1, scaled(_LABEL_OVERHANG), 1)
