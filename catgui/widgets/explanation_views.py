"""The view of why a network says what it does, in words."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.domain import answers, prediction_texts
from catgui.domain.answers import Answer
from catgui.style.text_size import keep_scaled
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import column_of, pages_of, row_of
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.picture_view import PictureView

_LEAST_HEADING = 72
_PICTURE_SIDE = 64


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


class AnswerView(QWidget):
    """Shows an Answer in words, and the most similar pictures, which the model of `grid` has; or why there is none.

    Attributes: `head`, the heading of what is shown, a shorter one, and its title. Signals: `head_changed()`.
    """

    head_changed = Signal()

    def __init__(self, grid: PictureGrid) -> None:
        super().__init__()
        self.setObjectName("answer_view")
        self.head = ("", "", "")
        self._grid = grid
        self._picture = PictureView()
        keep_scaled(self._picture.setFixedSize, QSize(_PICTURE_SIDE, _PICTURE_SIDE))
        self._missing = label(wrap=True)
        self._missing.setObjectName("answer_missing")
        self._missing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._missing.setMargin(16)
        self._sentence = label(wrap=True)
        self._sentence.setObjectName("answer_sentence")
        self._caption = ElidedLabel(answers.SIMILAR_HEADING, role="heading")
        self._caption.setObjectName("answer_caption")
        grid.setAccessibleName(answers.SIMILAR_HEADING)
        lines = column_of(self._sentence, self._caption, spacing=0)
        content = column_of(lines, (grid, 1), spacing=4).widget()
        about = row_of((self._picture, Qt.AlignmentFlag.AlignTop), (content, 1), spacing=8).widget()
        self._pages = pages_of(self._missing, about)
        column_of(self._pages).on(self)
        self.show_missing(prediction_texts.NO_NETWORK)

    def show_missing(self, text: str) -> None:
        """Show why there is nothing."""
        self._missing.setText(text)
        with keep_focus(self, self._focus_fallback):
            self._pages.setCurrentIndex(0)
        self._set_head("", "", "")

    def show_answer(self, answer: Answer) -> None:
        """Show an answer."""
        verdict, title = answer.verdict, answer.subject.title
        self._sentence.setText(answers.answer_text(answer))
        self._picture.show_pixels(answer.subject.pixels, f"{title}: {verdict.text}")
        with keep_focus(self, self._focus_fallback):
            for widget in (self._caption, self._grid):
                widget.setVisible(bool(answer.similar))
            self._pages.setCurrentIndex(1)
        self._set_head(verdict.text, verdict.shorter, title)

    def _set_head(self, heading: str, shorter: str, title: str) -> None:
        self.head = (heading, shorter, title)
        self.head_changed.emit()

    def _focus_fallback(self) -> QWidget:
        """The widget that gets the focus if the focused one is hidden."""
        return self._grid if self._grid.isVisible() else self
