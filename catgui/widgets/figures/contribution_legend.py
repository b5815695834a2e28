"""The legend of a contribution bar: each term by name and value, and their sum."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.figures.contribution_bar import Fill, Term, paint_term
from catgui.widgets.figures.flow_layout import FlowLayout

_SWATCH, _GAP = 8, 4


class TermLabel(ElidedLabel):
    """The name of a term, after a swatch of its fill."""

    def __init__(self, fill: Fill, parent: QWidget | None = None) -> None:
        super().__init__(role="muted", elide=Qt.TextElideMode.ElideMiddle, parent=parent)
        self._fill = fill
        self.setContentsMargins(_SWATCH + _GAP, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the swatch and the name."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            area = QRectF(0, (self.height() - _SWATCH) // 2, _SWATCH, _SWATCH)
            paint_term(painter, area, self._fill, color_scheme_of(self.palette()))


class ContributionLegend(QWidget):
    """Shows the terms of a sum, one for each of `fills`, and the sum, in rows."""

    def __init__(self, fills: Sequence[Fill], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms = [(TermLabel(fill), label(role="heading")) for fill in fills]
        self._total_name, self._total = label(role="muted"), label(role="heading")
        layout = FlowLayout(3 * _GAP, self)
        for name, figure in (*self._terms, (self._total_name, self._total)):
            layout.addWidget(_pair(name, figure))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_sum(self, terms: Sequence[Term], name: str, total: str) -> None:
        """Show the terms, in the order of the fills, and the sum."""
        for (name_label, value_label), term in zip(self._terms, terms, strict=True):
            name_label.show_text(term.name, term.short_name)
            value_label.setText(term.figure)
        self._total_name.setText(f"= {name}")
        self._total.setText(total)


def _pair(name: QLabel, figure: QLabel) -> QWidget:
    pair = QWidget()
    layout = QHBoxLayout(pair)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(_GAP)
    layout.addWidget(name)
    layout.addWidget(figure)
    return pair
