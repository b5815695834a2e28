"""The progress bar shown while a file is written that takes long."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from catgui.models.documents.save_queue import SaveQueue
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.keep_focus import keep_focus

_DELAY_MS = 300  # shorter writes show no bar
_MAX_CHARS = 60


class SavingBar(QWidget):
    """Shows the progress of `saving`; `fallback` gets the focus when it is hidden."""

    def __init__(self, saving: SaveQueue, fallback: Callable[[], QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("saving_bar")
        self._saving = saving
        self._focus_fallback = fallback
        self._text = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle, max_chars=_MAX_CHARS)
        self._text.setObjectName("saving_words")
        self._progress = QProgressBar()
        self._progress.setAccessibleName("Saving")
        self._stop = QPushButton("Stop saving")
        self._stop.setObjectName("stop_saving_button")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._text)
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
            self._progress.setRange(0, 0)  # busy, until the size of the next file is known
            return
        self._text.show_text(
            f"Saving {name}" + ("; then the window closes" if self._saving.has_deferred_action else "")
        )
        if not self.isVisible() and not self._show_timer.isActive():
            self._show_timer.start()

    def _show_progress(self, done: int, total: int) -> None:
        self._progress.setRange(0, 100)  # percent, since bytes may exceed 32 bits
        self._progress.setValue(100 * done // max(total, 1))
