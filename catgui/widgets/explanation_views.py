"""The views of why a network says what it does: in words, and by effects."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from catgui.domain import answers, effect_texts, prediction_texts
from catgui.domain.answers import Answer
from catgui.domain.effect_texts import EffectPage
from catgui.domain.run_texts import time_left
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import column_of, pages_of, row_of
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.picture_view import PictureView

_LEAST_HEADING = 72
_MAX_PROGRESS_WIDTH, _PICTURE_SIDE = 480, 64


class PictureHead(QWidget):
    """Says which picture the pages are about, beside their tabs.

    Attributes: `back`, the button to the picture before.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading, self._title = ElidedLabel(role="heading"), ElidedLabel(role="muted")
        self._heading.setObjectName("why_heading")
        self._title.setObjectName("why_title")
        keep_scaled(self._heading.setMinimumWidth, _LEAST_HEADING)
        # The heading, which has a number, gets its room first.
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.back = IconToolButton("undo", "Previous picture")
        self.back.setObjectName("why_back_button")
        self.back.hide()
        row_of(self._heading, (self._title, 1), self.back, spacing=16).on(self)

    def show_texts(self, heading: str, shorter: str, title: str) -> None:
        """Show the heading, or a shorter one where there is too little room, and the title."""
        self._heading.show_text(heading, shorter)
        self._heading.setVisible(bool(heading))
        self._title.show_text(title)


class ExplanationPage(QWidget):
    """Shows a picture beside `lines`, with `grid` below the lines; or only a `notice`.

    The names of its widgets begin with `name`.

    Attributes: `head`, the heading of what is shown, a shorter one, and its title. Signals: `head_changed()`.
    """

    head_changed = Signal()

    def __init__(
        self,
        name: str,
        lines: Sequence[QWidget],
        grid: PictureGrid,
        notice: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName(f"{name}_view")
        self.head = ("", "", "")
        self._grid = grid
        self._picture = PictureView()
        keep_scaled(self._picture.setFixedSize, QSize(_PICTURE_SIDE, _PICTURE_SIDE))
        self._missing = _centered_label(f"{name}_missing")
        content = column_of(column_of(*lines, spacing=0), (grid, 1), spacing=4).widget()
        about = row_of((self._picture, Qt.AlignmentFlag.AlignTop), (content, 1), spacing=8).widget()
        self._pages = pages_of(self._missing if notice is None else notice, about)
        column_of(self._pages).on(self)

    def show_missing(self, text: str) -> None:
        """Show why there is nothing."""
        self._missing.setText(text)
        self._show_notice_page()

    def _show_notice_page(self) -> None:
        with keep_focus(self, self._focus_fallback):
            self._pages.setCurrentIndex(0)
        self._set_head("", "", "")

    def _show_content(self, pixels: NDArray[np.uint8], heading: str, shorter: str, title: str) -> None:
        """Show what is about a picture (height, width, 3)."""
        self._picture.show_pixels(pixels, f"{title}: {heading}")
        with keep_focus(self, self._focus_fallback):
            self._pages.setCurrentIndex(1)
        self._set_head(heading, shorter, title)

    def _set_head(self, heading: str, shorter: str, title: str) -> None:
        self.head = (heading, shorter, title)
        self.head_changed.emit()

    def _focus_fallback(self) -> QWidget:
        """The widget that gets the focus if the focused one is hidden."""
        return next((widget for widget in self._focusable() if widget.isVisible()), self)

    def _focusable(self) -> Sequence[QWidget]:
        return (self._grid,)


class AnswerView(ExplanationPage):
    """Shows an Answer in words, and the most similar pictures, which the model of `grid` has.

    Attributes: `effects_button`, which leads to the effects as long as they are not known.
    """

    def __init__(self, grid: PictureGrid) -> None:
        self._sentence = label(wrap=True)
        self._sentence.setObjectName("answer_sentence")
        self.effects_button = QPushButton(answers.EFFECTS_QUESTION)
        self.effects_button.setObjectName("answer_effects_button")
        self.effects_button.setProperty("role", "compact")
        set_tooltip(self.effects_button, answers.EFFECTS_QUESTION_TIP)
        caption = ElidedLabel(answers.SIMILAR_HEADING, role="heading")
        caption.setObjectName("answer_caption")
        set_tooltip(caption, answers.SIMILAR_TIP)
        grid.setAccessibleName(answers.SIMILAR_HEADING)
        self._caption = row_of((caption, 1), self.effects_button).widget()
        super().__init__("answer", (self._sentence, self._caption), grid)
        self.show_missing(prediction_texts.NO_NETWORK)

    def show_answer(self, answer: Answer) -> None:
        """Show an answer."""
        subject = answer.subject
        self._sentence.setText(answers.answer_text(answer))
        with keep_focus(self, self._focus_fallback):
            self.effects_button.setVisible(answer.effects is None)
            for widget in (self._caption, self._grid):
                widget.setVisible(bool(answer.similar))
            self._show_content(subject.pixels, answer.verdict.text, answer.verdict.shorter, subject.title)


def _centered_label(name: str) -> QLabel:
    """A text in the place of pictures."""
    text = label(wrap=True)
    text.setObjectName(name)
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text.setMargin(16)
    return text


class EffectsView(ExplanationPage):
    """Shows an EffectPage, whose rows the model of `grid` has, or why there is none, or the offer to find one.

    Attributes: `start_button`, which finds the effects, and `cancel_button`.
    """

    def __init__(self, grid: PictureGrid) -> None:
        self._began_at = 0.0
        self._text = label(wrap=True)
        self._text.setObjectName("effects_text")
        self.start_button, self.cancel_button = QPushButton(), QPushButton(effect_texts.CANCEL)
        self.start_button.setObjectName("effects_button")
        self.cancel_button.setObjectName("effects_cancel_button")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        keep_scaled(self._progress.setMaximumWidth, _MAX_PROGRESS_WIDTH)
        self._progress.setAccessibleName("Networks trained")
        self._time_left = label(role="muted")
        self._time_left.setObjectName("effects_time_left")
        self._note = ElidedLabel(role="muted")
        self._note.setObjectName("effects_note")
        set_tooltip(self._note, effect_texts.NOTE_TIP)
        grid.setAccessibleName(effect_texts.LIST)
        super().__init__("effects", (self._note,), grid, notice=self._make_notice())
        self.show_missing(prediction_texts.NO_NETWORK)

    def _make_notice(self) -> QWidget:
        """The text, the start button or the progress in its place, and Cancel below."""
        self._row = row_of(..., self.start_button, (self._progress, 1), self._time_left, ...).widget()
        below = column_of((self.cancel_button, Qt.AlignmentFlag.AlignHCenter), ...)
        page = QWidget()
        # As much room below as above: the row keeps its place, and the second click of a double click on the start
        # button cancels nothing.
        layout = column_of((self._text, 1), self._row, (below, 1), spacing=8, margins=(16, 0, 16, 0)).on(page)
        self._notice_layout = layout
        return page

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
        self._notice_layout.setStretch(2, int(bool(controls)))  # below the row
        with keep_focus(self, self._focus_fallback):
            self._row.setVisible(bool(controls))
            # Those that are hidden come last, so that the focus can move.
            both = self.start_button, self._progress, self._time_left, self.cancel_button
            for widget in sorted(both, key=lambda widget: widget not in controls):
                widget.setVisible(widget in controls)
            self._show_notice_page()

    def show_progress(self, done: int, total: int) -> None:
        """Show the steps done and in all."""
        # In thousandths: a progress bar has 32 bits.
        self._progress.setRange(0, 1000)
        self._progress.setValue(1000 * done // max(1, total))
        self._time_left.setText(time_left(time.monotonic() - self._began_at, done, total))

    def show_page(self, page: EffectPage) -> None:
        """Show effects, whose rows the model of the grid has already."""
        self._note.show_text(page.note)
        self._show_content(page.pixels, page.heading, page.short_heading, page.title)

    def _focusable(self) -> Sequence[QWidget]:
        return (self.cancel_button, self.start_button, self._grid)
