"""The views of why a network says what it does: in words, by shares of the sum, and by effects."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpacerItem,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from catgui.domain import answers, effect_texts
from catgui.domain import explanation as explanation_texts
from catgui.domain.answers import Answer
from catgui.domain.effect_texts import EffectPage
from catgui.domain.explanation import PictureExplanation, format_contribution
from catgui.domain.photo_entry import Verdict
from catgui.domain.run_texts import time_left
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.figures.contribution_bar import ContributionBar, ContributionLegend, Fill, Term
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.picture_view import PictureView

# In a lower view the pictures need the room of the hint, or their shares would be cut off. In a narrow one the sum and
# the hint have more lines.
_LOWEST_WITH_HINT, _LOWEST_IF_NARROW, _NARROW = 191, 236, 876
# In a narrower header, the heading and the tabs leave no room for the title.
_NARROWEST_WITH_TITLE = 760
_MAX_PROGRESS_WIDTH, _PICTURE_SIDE = 480, 64


class _PictureHeader(QWidget):
    """Shows a picture, beside it a heading with a title, and `lines`; the names of the widgets begin with `name`.

    Attributes: `picture`; `heading`; `title`, more about the picture; `back`, the button to the picture before.
    """

    def __init__(self, name: str, lines: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PictureView()
        keep_scaled(self.picture.setFixedSize, QSize(_PICTURE_SIDE, _PICTURE_SIDE))
        self.heading, self.title = ElidedLabel(role="heading"), ElidedLabel(role="muted")
        self.heading.setObjectName(f"{name}_heading")
        self.title.setObjectName(f"{name}_title")
        self.back = IconToolButton("undo", "Back to the previous picture")
        self.back.setObjectName(f"{name}_back_button")
        self.back.hide()
        self._corner = QSpacerItem(0, 0)
        self._lay_out(lines)

    def _lay_out(self, lines: Sequence[QWidget]) -> None:
        heading, texts, layout = QHBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        heading.setSpacing(16)
        heading.addWidget(self.heading)
        heading.addWidget(self.title, stretch=1)
        heading.addWidget(self.back)
        heading.addItem(self._corner)
        texts.setSpacing(0)
        texts.addLayout(heading)
        for line in lines:
            texts.addWidget(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.picture, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, stretch=1)

    def show_texts(self, heading: str, title: str) -> None:
        """Show the heading, without "Predicted:" where there is too little room, and the title."""
        self.heading.show_text(heading, heading.partition(": ")[2])
        self.title.show_text(title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the title where the heading needs its room."""
        super().resizeEvent(event)
        self.title.setVisible(self.width() >= scaled(_NARROWEST_WITH_TITLE))

    def leave_corner(self, size: QSize) -> None:
        """Leave room of `size` in the upper right corner."""
        self._corner.changeSize(size.width(), size.height())
        layout = self.layout()
        assert layout is not None
        layout.invalidate()


class AnswerView(QWidget):
    """Shows an Answer in words, and the pictures of which it speaks, which the models of `grids` have.

    Attributes: `header`, of the answered picture; `effects_button`, which leads to the effects as long as they are not
    known.
    """

    def __init__(self, grids: Sequence[PictureGrid], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answer_view")
        self._grids = grids
        self._sentence = label(wrap=True)
        self._sentence.setObjectName("answer_sentence")
        self.header = _PictureHeader("answer", (self._sentence,))
        self._missing = _centered_label("answer_missing")
        self._headings = [ElidedLabel(role="heading") for _ in grids]
        for number, heading in enumerate(self._headings):
            heading.setObjectName(f"answer_caption_{number}")
        self.effects_button = QPushButton(answers.EFFECTS_QUESTION)
        self.effects_button.setObjectName("answer_effects_button")
        self.effects_button.setProperty("role", "compact")
        set_tooltip(self.effects_button, answers.EFFECTS_QUESTION_TIP)
        similar = QWidget()
        caption = QHBoxLayout(similar)
        caption.setContentsMargins(0, 0, 0, 0)
        caption.addWidget(self._headings[0], stretch=1)
        caption.addWidget(self.effects_button)
        page, self._columns = QWidget(), _captioned_columns((similar, self._headings[1]), grids)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.header)
        layout.addLayout(_in_a_row(self._columns), stretch=1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._missing)
        self._pages.addWidget(page)
        self.show_missing(answers.NO_NETWORK)

    def show_missing(self, text: str) -> None:
        """Show why there is no answer."""
        self._missing.setText(text)
        with keep_focus(self, self._focus_fallback):
            self._pages.setCurrentIndex(0)

    def show_answer(self, answer: Answer, has_previous: bool) -> None:
        """Show an answer, and the button that goes back if there is a previous picture."""
        subject, verdict = answer.subject, answer.verdict
        self.header.picture.show_pixels(subject.pixels, f"{subject.title}: {verdict.text}")
        self.header.show_texts(verdict.text, subject.title)
        self._sentence.setText(answers.answer_text(answer))
        headings = answers.similar_heading(subject.features), answers.effects_heading(answer)
        with keep_focus(self, self._focus_fallback):
            self.header.back.setVisible(has_previous)
            self.effects_button.setVisible(answer.effects is None)
            for text, heading, grid, column in zip(headings, self._headings, self._grids, self._columns, strict=True):
                heading.show_text(text)
                set_tooltip(heading, answers.HOW_TO_READ)
                grid.setAccessibleName(text)
                column.setVisible(grid.model().rowCount() > 0)
            self._pages.setCurrentIndex(1)

    def _focus_fallback(self) -> QWidget:
        """The widget that gets the focus if the focused one is hidden."""
        return next((widget for widget in (*self._grids, self.header.back) if widget.isVisible()), self)


def _centered_label(name: str) -> QLabel:
    """A text in the place of pictures."""
    text = label(wrap=True)
    text.setObjectName(name)
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text.setMargin(16)
    return text


def _captioned_columns(captions: Sequence[QWidget], grids: Sequence[QWidget]) -> list[QWidget]:
    """Each grid below its caption."""
    columns = []
    for caption, grid in zip(captions, grids, strict=True):
        column = QWidget()
        lines = QVBoxLayout(column)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(caption)
        lines.addWidget(grid, stretch=1)
        columns.append(column)
    return columns


def _in_a_row(columns: Sequence[QWidget]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(16)
    for column in columns:
        row.addWidget(column, stretch=1)
    return row


class SharesView(QWidget):
    """Shows a PictureExplanation, whose pictures the models of `grids` have, one grid for each class.

    Attributes: `header`, of the explained picture.
    """

    def __init__(self, grids: Sequence[PictureGrid], parent: QWidget | None = None) -> None:
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
        self.header = _PictureHeader("why", (self._bar, self._sum, self._hint))
        self.header.setObjectName("why_sum_header")
        self._missing, self._no_contribution = map(_centered_label, ("why_missing", "why_no_share"))
        self._headings = [ElidedLabel(role="heading") for _ in self._grids]
        for label_, heading in enumerate(self._headings):
            heading.setObjectName(f"speaking_for_{label_}")

    def _lay_out(self) -> None:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.header)
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
        both.setLayout(_in_a_row(_captioned_columns(self._headings, self._grids)))
        return both

    def show_missing(self, text: str) -> None:
        """Show why there is no explanation."""
        self._missing.setText(text)
        with keep_focus(self, self._focus_fallback):
            self._pages.setCurrentIndex(0)

    def show_explanation(self, result: PictureExplanation, has_previous: bool) -> None:
        """Show an explanation, and the button that goes back if there is a previous picture."""
        subject, explanation = result.subject, result.explanation
        classes, header = subject.dataset.classes, self.header
        verdict = Verdict(explanation.probability, classes, subject.threshold)
        header.picture.show_pixels(subject.pixels, f"{subject.title}: {verdict.text}")
        header.show_texts(verdict.text, _describe_subject(result))
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
        seen = [widget for widget in (self.header.back, *self._grids) if widget.isVisible()]
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
        lowest = scaled(_LOWEST_IF_NARROW if self.width() < scaled(_NARROW) else _LOWEST_WITH_HINT)
        self._hint.setVisible(self.height() >= lowest)


def _describe_subject(result: PictureExplanation) -> str:
    """The title, and its own contribution if it is a training picture."""
    title, own = result.subject.title, result.explanation.own_contribution
    return title if own is None else f"{title}; its own share is {format_contribution(own)}"


class EffectsView(QWidget):
    """Shows an EffectPage, whose rows the model of `grid` has, or why there is none, or the offer to find one.

    Attributes: `header`, of the picture; `start_button`, which finds the effects, and `cancel_button`.
    """

    def __init__(self, grid: PictureGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("effects_view")
        self._grid = grid
        self._began_at = 0.0
        self._build()
        self._lay_out()
        self.show_missing(effect_texts.NO_NETWORK)

    def _build(self) -> None:
        self._text = label(wrap=True)
        self._text.setObjectName("effects_text")
        self.start_button, self.cancel_button = QPushButton(), QPushButton(effect_texts.CANCEL)
        self.start_button.setObjectName("effects_button")
        self.cancel_button.setObjectName("effects_cancel_button")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        keep_scaled(self._progress.setMaximumWidth, _MAX_PROGRESS_WIDTH)
        self._progress.setAccessibleName("Networks trained without a picture")
        self._time_left = label(role="muted")
        self._time_left.setObjectName("effects_time_left")
        self._note = ElidedLabel(role="muted")
        self._note.setObjectName("effects_note")
        set_tooltip(self._note, effect_texts.WHAT_IT_IS)
        self.header = _PictureHeader("effects", (self._note,))
        self._grid.setAccessibleName(effect_texts.LIST)

    def _lay_out(self) -> None:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.header)
        layout.addWidget(self._grid, stretch=1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._notice_page())
        self._pages.addWidget(page)

    def _notice_page(self) -> QWidget:
        """The text, the start button or the progress in its place, and Cancel below."""
        page, self._row = QWidget(), QWidget()
        self._notice_layout = layout = QVBoxLayout(page)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(8)
        row, self._below = QHBoxLayout(self._row), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch()
        row.addWidget(self.start_button)
        row.addWidget(self._progress, stretch=1)
        row.addWidget(self._time_left)
        row.addStretch()
        self._below.addWidget(self.cancel_button, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._below.addStretch()
        # As much room below as above: the row keeps its place, and the second click of a double click on the start
        # button cancels nothing.
        layout.addWidget(self._text, stretch=1)
        layout.addWidget(self._row)
        layout.addLayout(self._below, stretch=1)
        return page

    def leave_corner(self, size: QSize) -> None:
        """Leave room of `size` in the upper right corner."""
        self.header.leave_corner(size)
        self._notice_layout.setContentsMargins(16, size.height(), 16, 0)

    def show_missing(self, text: str) -> None:
        """Show why there are no effects."""
        self._show_notice(text)

    def show_offer(self, text: str, action: str) -> None:
        """Show what effects are, and the button that finds them."""
        self.start_button.setText(action)
        self._row.setMinimumHeight(self.start_button.sizeHint().height())
        self._show_notice(text, self.start_button)

    def show_started(self, text: str) -> None:
        """Show that the effects are being found."""
        self._began_at = time.monotonic()
        self._progress.setRange(0, 0)
        self._time_left.setText("")
        self._show_notice(text, self._progress, self._time_left, self.cancel_button)

    def _show_notice(self, text: str, *controls: QWidget) -> None:
        """Show a text in the place of effects, above its controls."""
        self._text.setText(text)
        vertical = Qt.AlignmentFlag.AlignBottom if controls else Qt.AlignmentFlag.AlignVCenter
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter | vertical)
        self._notice_layout.setStretchFactor(self._below, int(bool(controls)))
        with keep_focus(self, self._focus_fallback):
            self._row.setVisible(bool(controls))
            # Those that are hidden come last, so that the focus can move.
            both = self.start_button, self._progress, self._time_left, self.cancel_button
            for widget in sorted(both, key=lambda widget: widget not in controls):
                widget.setVisible(widget in controls)
            self._pages.setCurrentIndex(0)

    def show_progress(self, done: int, total: int) -> None:
        """Show the steps done and in all."""
        # In thousandths: a progress bar has 32 bits.
        self._progress.setRange(0, 1000)
        self._progress.setValue(1000 * done // max(1, total))
        self._time_left.setText(time_left(time.monotonic() - self._began_at, done, total))

    def show_back(self, has_previous: bool) -> None:
        """Show the button that goes back, or hide it."""
        with keep_focus(self, self._focus_fallback):
            self.header.back.setVisible(has_previous)

    def show_page(self, page: EffectPage) -> None:
        """Show effects, whose rows the model of the grid has already."""
        self.header.picture.show_pixels(page.pixels, f"{page.title}: {page.heading}")
        self.header.show_texts(page.heading, page.title)
        self._note.show_text(page.note, page.shorter)
        with keep_focus(self, self._focus_fallback):
            self._pages.setCurrentIndex(1)

    def _focus_fallback(self) -> QWidget:
        """The widget that gets the focus if the focused one is hidden."""
        candidates: Sequence[QWidget] = (self.cancel_button, self.start_button, self._grid)
        return next((widget for widget in candidates if widget.isVisible()), self)
