"""A line across the window while a file is being written that takes long."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from catgui.models.documents.save_queue import Saving
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.keep_focus import focus_kept

# What is over sooner is not worth a line that comes and goes, in milliseconds.
_MOMENT = 300
_MOST_LETTERS = 60


class SavingBar(QWidget):
    """Hidden while nothing is being written; where the keyboard is on it then, `refuge` says where it goes."""

    def __init__(self, saving: Saving, refuge: Callable[[], QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("saving_bar")
        self._saving = saving
        self._refuge = refuge
        self._words = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle, most_letters=_MOST_LETTERS)
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
        self._after_a_moment = QTimer(self, singleShot=True, interval=_MOMENT)
        self._after_a_moment.timeout.connect(self.show)
        self._stop.clicked.connect(saving.cancel)
        saving.changed.connect(self._show_state)
        saving.progressed.connect(self._show_progress)
        self._show_state()

    def _show_state(self) -> None:
        name = self._saving.name
        if name is None:
            self._after_a_moment.stop()
            with focus_kept(self, self._refuge):
                self.hide()
            # How much there is of the next file is not known before it has begun.
            self._progress.setRange(0, 0)
            return
        self._words.show_text(f"Saving {name}" + ("; then the window closes" if self._saving.awaited else ""))
        if not self.isVisible() and not self._after_a_moment.isActive():
            self._after_a_moment.start()

    def _show_progress(self, done: int, total: int) -> None:
        # In percent: a progress bar counts in 32 bits.
        self._progress.setRange(0, 100)
        self._progress.setValue(100 * done // max(total, 1))
