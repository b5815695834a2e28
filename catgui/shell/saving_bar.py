"""The card shown while a file is written that takes long."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from catgui.models.documents.save_queue import SaveQueue
from catgui.widgets.basic.card import Card
from catgui.widgets.basic.elided_label import ElidedLabel

_DELAY_MS = 300  # shorter writes show no bar
_MAX_CHARS = 60


class SavingBar(Card):
    """Shows the progress of `saving`."""

    def __init__(self, saving: SaveQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("saving_bar")
        self._saving = saving
        self._text = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle, max_chars=_MAX_CHARS)
        self._text.setObjectName("saving_words")
        self._progress = QProgressBar()
        self._progress.setAccessibleName("Saving")
        self._stop = QPushButton("Stop saving")
        self._stop.setObjectName("stop_saving_button")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
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
