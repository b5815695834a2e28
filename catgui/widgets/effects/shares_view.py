"""The shares of training pictures in a prediction: the logit as a sum, and the strongest of both classes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from catgui.domain import explanation as explanation_texts
from catgui.domain.explanation import PictureExplanation, format_contribution
from catgui.domain.photo_entry import Verdict
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.keep_focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.effects.picture_header import PictureHeader
from catgui.widgets.figures.contribution_bar import ContributionBar, Fill, Term
from catgui.widgets.figures.contribution_legend import ContributionLegend
from catgui.widgets.pictures.captioned_grid import CaptionedGrid

# In a lower view the pictures need the room of the hint, or their shares would be cut off. In a narrow one the sum and
# the hint have more lines.
_LOWEST_WITH_HINT, _LOWEST_IF_NARROW, _NARROW = 191, 236, 876


class SharesView(QWidget):
    """Shows a PictureExplanation, whose pictures the models of `grids` have, one grid for each class.

    Signals: `back_requested()`, to go back to the picture before.
    """

    back_requested = Signal()

    def __init__(self, grids: Sequence[CaptionedGrid], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grids = grids
        self._build()
        self._lay_out()
        self.show_missing(explanation_texts.NO_NETWORK)

    def _build(self) -> None:
        self._bar = ContributionBar()
        self._sum = ContributionLegend(tuple(Fill))
        self._sum.setObjectName("why_sum")
        self._hint = label(role="muted", wrap=True)
        self._hint.setObjectName("why_hint")
        self._header = PictureHeader("why", (self._bar, self._sum, self._hint))
        self._header.back_requested.connect(self.back_requested)
        self._missing, self._no_contribution = label(wrap=True), label(wrap=True)
        for name, sentence in (("why_missing", self._missing), ("why_no_share", self._no_contribution)):
            sentence.setObjectName(name)
            sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
            sentence.setMargin(16)
        self._headings = [ElidedLabel(role="heading") for _ in self._grids]
        for label_, heading in enumerate(self._headings):
            heading.setObjectName(f"speaking_for_{label_}")

    def _lay_out(self) -> None:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._header)
        self._contributions = QStackedLayout()
        # Before it has widgets: it shows the first one at once, which would be a window of its own without a parent.
        layout.addLayout(self._contributions, stretch=1)
        self._contributions.addWidget(self._galleries())
        self._contributions.addWidget(self._no_contribution)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._missing)
        self._pages.addWidget(page)

    def _galleries(self) -> QWidget:
        both = QWidget()
        galleries = QHBoxLayout(both)
        galleries.setContentsMargins(0, 0, 0, 0)
        galleries.setSpacing(16)
        for heading, grid in zip(self._headings, self._grids, strict=True):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(heading)
            column.addWidget(grid, stretch=1)
            galleries.addLayout(column, stretch=1)
        return both

    def leave_corner(self, size: QSize) -> None:
        """Leave room of `size` in the upper right corner."""
        self._header.leave_corner(size)

    def show_missing(self, text: str) -> None:
        """Show why there is no explanation."""
        self._missing.setText(text)
        with keep_focus(self, self._focus_fallback):
            self._pages.setCurrentIndex(0)

    def show_explanation(self, result: PictureExplanation, has_previous: bool) -> None:
        """Show an explanation, and the button that goes back if there is a previous picture."""
        subject, explanation = result.subject, result.explanation
        classes, header = subject.dataset.classes, self._header
        verdict = Verdict(explanation.probability, classes, subject.threshold)
        header.picture.show_pixels(subject.pixels, f"{subject.title}: {verdict.text}")
        header.heading.show_text(verdict.text)
        header.title.show_text(_describe_subject(result))
        self._hint.setText(explanation_texts.how_to_read(classes, subject.features))
        self._show_sum(result)
        for label_, (heading, grid) in enumerate(zip(self._headings, self._grids, strict=True)):
            of_class = explanation_texts.heading(grid.model().rowCount(), classes[label_])
            heading.show_text(of_class)
            grid.setAccessibleName(f"{of_class}, largest share first")
        for explained in (self._hint, *self._headings):
            set_tooltip(explained, explanation_texts.how_to_read_in_full(classes, subject.features))
        inactive = explanation.inactive_layer
        self._no_contribution.setText(
            explanation_texts.NO_CONTRIBUTIONS
            if inactive is None
            else explanation_texts.inactive_layer_text(inactive, verdict.class_name)
        )
        with keep_focus(self, self._focus_fallback):
            header.back.setVisible(has_previous)
            self._contributions.setCurrentIndex(0 if any(grid.model().rowCount() for grid in self._grids) else 1)
            self._pages.setCurrentIndex(1)

    def _focus_fallback(self) -> QWidget:
        """The widget that gets the focus if the focused one is hidden."""
        seen = [widget for widget in (self._header.back, *self._grids) if widget.isVisible()]
        return seen[0] if seen else self

    def _show_sum(self, result: PictureExplanation) -> None:
        explanation, dataset = result.explanation, result.subject.dataset
        values = (*explanation.class_totals, explanation.average, explanation.start, explanation.biases)
        counts = zip(dataset.train.class_counts(), dataset.classes, strict=True)
        names = (*(f"{count:,} {name}" for count, name in counts), "mean", "start", "biases")
        short_names = (*dataset.classes, "", "", "")
        terms = [
            Term(name, value, format_contribution(value), fill, short_name)
            for name, value, fill, short_name in zip(names, values, Fill, short_names, strict=True)
        ]
        total, figures = format_contribution(explanation.logit), [term.figure for term in terms]
        self._bar.show_terms(
            terms, explanation_texts.describe_sum(figures, total, dataset.classes, result.subject.threshold)
        )
        self._sum.show_sum(terms, "logit", total)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the hint where there is little height; the headings have it in their tooltips."""
        super().resizeEvent(event)
        lowest = _LOWEST_IF_NARROW if self.width() < _NARROW else _LOWEST_WITH_HINT
        self._hint.setVisible(self.height() >= lowest)


def _describe_subject(result: PictureExplanation) -> str:
    """The title, and its own contribution if it is a training picture."""
    title, own = result.subject.title, result.explanation.own_contribution
    return title if own is None else f"{title}; its own share is {format_contribution(own)}"
