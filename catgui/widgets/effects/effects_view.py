"""The effects of training pictures in columns, or the way to find them."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from catgui.domain.effects.effect_page import EffectNote, EffectNotice, EffectPage
from catgui.domain.effects.effect_texts import CANCEL
from catgui.domain.run_texts import time_left
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.keep_focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.effects.picture_header import PictureHeader
from catgui.widgets.pictures.captioned_grid import CaptionedGrid

_MAX_PROGRESS_WIDTH = 480
_MOST_NOTES = 2


class EffectsView(QWidget):
    """Shows an EffectPage, whose rows the models of `grids` have, or an EffectNotice.

    Signals: `start_requested()`, to find the effects, and `cancel_requested()`; `back_requested()`, to go back to the
    picture before.
    """

    start_requested = Signal()
    cancel_requested = Signal()
    back_requested = Signal()

    def __init__(self, grids: Sequence[CaptionedGrid], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("effects_view")
        self._grids = grids
        self._began_at = 0.0
        self._build()
        self._lay_out()
        self.show_notice(EffectNotice(""))

    def _build(self) -> None:
        self._text = label(wrap=True)
        self._text.setObjectName("effects_text")
        self._start, self._cancel = QPushButton(), QPushButton(CANCEL)
        self._start.setObjectName("effects_button")
        self._cancel.setObjectName("effects_cancel_button")
        self._start.clicked.connect(self.start_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._progress.setMaximumWidth(_MAX_PROGRESS_WIDTH)
        self._progress.setAccessibleName("Networks trained without a picture")
        self._time_left = label(role="muted")
        self._time_left.setObjectName("effects_time_left")
        self._notes = [ElidedLabel(role="muted") for _ in range(_MOST_NOTES)]
        for number, note in enumerate(self._notes):
            note.setObjectName(f"effects_note_{number}")
        self._header = PictureHeader("effects", self._notes)
        self._header.back_requested.connect(self.back_requested)
        self._captions = [ElidedLabel(role="heading") for _ in self._grids]
        for number, caption in enumerate(self._captions):
            caption.setObjectName(f"effects_caption_{number}")

    def _lay_out(self) -> None:
        page, columns = QWidget(), QHBoxLayout()
        columns.setSpacing(16)
        self._columns: list[QWidget] = []
        for caption, grid in zip(self._captions, self._grids, strict=True):
            column = QWidget()
            lines = QVBoxLayout(column)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(4)
            lines.addWidget(caption)
            lines.addWidget(grid, stretch=1)
            columns.addWidget(column, stretch=1)
            self._columns.append(column)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._header)
        layout.addLayout(columns, stretch=1)
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
        row.addWidget(self._start)
        row.addWidget(self._progress, stretch=1)
        row.addWidget(self._time_left)
        row.addStretch()
        self._below.addWidget(self._cancel, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._below.addStretch()
        # As much room below as above: the row keeps its place, and the second click of a double click on the start
        # button cancels nothing.
        layout.addWidget(self._text, stretch=1)
        layout.addWidget(self._row)
        layout.addLayout(self._below, stretch=1)
        return page

    def leave_corner(self, size: QSize) -> None:
        """Leave room of `size` in the upper right corner."""
        self._header.leave_corner(size)
        self._notice_layout.setContentsMargins(16, size.height(), 16, 0)

    def show_notice(self, notice: EffectNotice) -> None:
        """Show a text in the place of effects, and the button that finds them, or the progress."""
        self._text.setText(notice.text)
        self._start.setText(notice.action)
        self._row.setMinimumHeight(self._start.sizeHint().height())
        has_row = bool(notice.action) or notice.is_busy
        vertical = Qt.AlignmentFlag.AlignBottom if has_row else Qt.AlignmentFlag.AlignVCenter
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter | vertical)
        self._notice_layout.setStretchFactor(self._below, int(has_row))
        if notice.is_busy and not self._progress.isVisibleTo(self):
            self._began_at = time.monotonic()
            self._progress.setRange(0, 0)
            self._time_left.setText("")
        with keep_focus(self, self._focus_fallback):
            shown: dict[QWidget, bool] = {self._row: has_row, self._start: bool(notice.action)}
            working: tuple[QWidget, ...] = (self._progress, self._time_left, self._cancel)
            shown |= dict.fromkeys(working, notice.is_busy)
            # Those that are hidden come last, so that the focus can move.
            for widget in sorted(shown, key=lambda widget: not shown[widget]):
                widget.setVisible(shown[widget])
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
            self._header.back.setVisible(has_previous)

    def show_page(self, page: EffectPage) -> None:
        """Show effects, whose rows the models of the grids have already."""
        self._header.picture.show_pixels(page.pixels, f"{page.title}: {page.heading}")
        self._header.heading.show_text(page.heading)
        self._header.title.show_text(page.subtitle)
        for number, line in enumerate(self._notes):
            note = page.notes[number] if number < len(page.notes) else EffectNote("", "")
            line.show_text(note.text, note.shorter)
        with keep_focus(self, self._focus_fallback):
            for number, column in enumerate(self._columns):
                column.setVisible(number < len(page.columns))
            self._pages.setCurrentIndex(1)
        for shown, caption, grid in zip(page.columns, self._captions, self._grids, strict=False):
            caption.show_text(shown.heading)
            set_tooltip(caption, shown.tip or shown.heading)
            grid.setAccessibleName(shown.heading)

    def _focus_fallback(self) -> QWidget:
        """The widget that gets the focus if the focused one is hidden."""
        candidates: Sequence[QWidget] = (self._cancel, self._start, *self._grids)
        return next((widget for widget in candidates if widget.isVisible()), self)
