"""A line across the window while a file is being written that takes long."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from catgui.models.documents.save_queue import SaveQueue
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.keep_focus import keep_focus

# What is over sooner is not worth a line that comes and goes, in milliseconds.
_DELAY_MS = 300
_MAX_CHARS = 60


class SavingBar(QWidget):
    """Hidden while nothing is being written; where the keyboard is on it then, `fallback` says where it goes."""

    def __init__(self, saving: SaveQueue, fallback: Callable[[], QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("saving_bar")
        self._saving = saving
        self._focus_fallback = fallback
        self._words = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle, max_chars=_MAX_CHARS)
        self._words.setObjectName("saving_words")
        self._progress = QProgressBar()
        self._progress.setAccessibleName("Saving")
        self._stop = QPushButton("Stop saving")
        self._stop.setObjectName("stop_saving_button")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._words)
        layout.addWidget(self._progress, stretch=1)
        layout.addWidget(self._stop)
        self._show_timer = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._show_timer.timeout.connect(self.show)
        self._stop.clicked.connect(saving.cancel)
        saving.changed.connect(self._show_state)
        saving.progressed.connect(self._show_progress)
        self._show_state()

    def _show_state(self) -> None:
        name = self._saving.name
        if name is None:
            self._show_timer.stop()
            with keep_focus(self, self._focus_fallback):
                self.hide()
            # How much there is of the next file is not known before it has begun.
            self._progress.setRange(0, 0)
            return
        self._words.show_text(
            f"Saving {name}" + ("; then the window closes" if self._saving.has_deferred_action else "")
        )
        if not self.isVisible() and not self._show_timer.isActive():
            self._show_timer.start()

    def _show_progress(self, done: int, total: int) -> None:
        # In percent: a progress bar counts in 32 bits.
        self._progress.setRange(0, 100)
        self._progress.setValue(100 * done // max(total, 1))
