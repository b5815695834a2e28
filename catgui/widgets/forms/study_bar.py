"""The controls of a study in one row: buttons, progress and the time that is left."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from catgui.domain.run_texts import preparation_progress, time_left
from catgui.style.text_size import keep_scaled
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.basic.layouts import FlowRow, row_of

_MIN_PROGRESS_WIDTH = 24


class StudyBar(QWidget):
    """Starts and stops the study that answers `question`, after its `fields`.

    Attributes: `start` and `cancel`, the buttons.
    """

    def __init__(self, name: str, question: str, fields: QWidget) -> None:
        super().__init__()
        self._makes_features = False
        self.start = IconButton("train", "", question)
        self.start.setObjectName(f"{name}_button")
        self.cancel = IconButton("stop", "Stop", "The results so far stay until the window closes")
        self.cancel.setObjectName(f"{name}_cancel_button")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        keep_scaled(self._progress.setMinimumWidth, _MIN_PROGRESS_WIDTH)
        self._progress.setAccessibleName(f"Progress: {question}")
        self._time_left = ElidedLabel(role="muted")
        self._time_left.setObjectName(f"{name}_time_left")
        self._is_busy = False
        self._began_at = 0.0
        self._lay_out(fields)
        self.show_busy(False)

    def _lay_out(self, fields: QWidget) -> None:
        for button in (self.start, self.cancel):
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = FlowRow(8)
        row.add(fields)
        row.add(row_of(self.start, self.cancel, self._progress, self._time_left, spacing=8).widget())
        row_of(row).on(self)

    def show_busy(self, busy: bool) -> None:
        """Show the cancel button if `busy`, else the start button."""
        shown, hidden = (self.cancel, self.start) if busy else (self.start, self.cancel)
        with keep_focus(self, lambda: shown):
            shown.show()
            hidden.hide()
        if busy and not self._is_busy:
            self._began_at = time.monotonic()
            self._show_line("")
        self._is_busy = busy
        if not busy:
            self._progress.setValue(0)
            self._show_line("")
        self._progress.setVisible(busy)

    def show_progress(self, done: int, total: int) -> None:
        """Show that `done` of `total` iterations are done."""
        if self._makes_features:
            self._makes_features = False
            self._began_at = time.monotonic()
        self._show_share(done, total)
        self._show_line(time_left(time.monotonic() - self._began_at, done, total))

    def show_features_progress(self, done: int, total: int) -> None:
        """Show that the features of `done` of `total` pictures are made, before the first iteration."""
        self._makes_features = True
        self._show_share(done, total)
        self._show_line(preparation_progress(done, total))

    def _show_line(self, text: str) -> None:
        """Show `text` beside the progress, until there is more of it."""
        self._time_left.show_text(text)
        self._time_left.setVisible(bool(text))

    def _show_share(self, done: int, total: int) -> None:
        # In thousandths: a progress bar has 32 bits.
        self._progress.setRange(0, 1000)
        self._progress.setValue(1000 * done // max(1, total))
