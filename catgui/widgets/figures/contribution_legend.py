"""The legend of a contribution bar: each term by name and value, and their sum."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.figures.contribution_bar import Fill, Term, paint_term

_SWATCH, _GAP = 8, 4
# Enough for usual figures. Long ones are cut off rather than widen the window.
_MAX_MINIMUM_WIDTH = 560


class TermLabel(ElidedLabel):
    """The name of a term, after a swatch of its fill."""

    def __init__(self, fill: Fill, parent: QWidget | None = None) -> None:
        super().__init__(role="muted", elide=Qt.TextElideMode.ElideMiddle, parent=parent)
        self._fill = fill
        self.setContentsMargins(_SWATCH + _GAP, 0, 0, 0)
        if fill not in (Fill.CLASS_0, Fill.CLASS_1):
            # The names of classes are the user's and may be elided; the others are short.
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the swatch and the name."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            area = QRectF(0, (self.height() - _SWATCH) // 2, _SWATCH, _SWATCH)
            paint_term(painter, area, self._fill, color_scheme_of(self.palette()))


class ContributionLegend(QWidget):
    """Shows the terms of a sum, one for each of `fills`, and the sum."""

    def __init__(self, fills: Sequence[Fill], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms = [(TermLabel(fill), label(role="heading")) for fill in fills]
        self._total_name, self._total = label(role="muted"), label(role="heading")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        pairs: list[tuple[QLabel, QLabel]] = [*self._terms, (self._total_name, self._total)]
        for number, (name, figure) in enumerate(pairs):
            if number:
                layout.addSpacing(_GAP)
            layout.addWidget(name)
            layout.addWidget(figure)
        layout.addStretch()

    def minimumSizeHint(self) -> QSize:
        """Room for the figures, up to a limit."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _MAX_MINIMUM_WIDTH), hint.height())

    def show_sum(self, terms: Sequence[Term], name: str, total: str) -> None:
        """Show the terms, in the order of the fills, and the sum."""
        for (name_label, value_label), term in zip(self._terms, terms, strict=True):
            name_label.show_text(term.name, shorter=term.short_name)
            value_label.setText(term.figure)
        self._total_name.setText(f"= {name}")
        self._total.setText(total)
