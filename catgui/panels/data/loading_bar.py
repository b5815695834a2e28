"""The progress of what is loaded."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QProgressBar,
    QPushButton,
    QWidget,
)

from catgui.widgets.basic.layouts import row_of
from engine.system.memory import format_bytes

_KILO = 1000


class LoadingBar(QWidget):
    """Hidden while nothing is loaded; `name` says to screen readers what is, and `cancel` ends it."""

    def __init__(self, name: str, cancel: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = QProgressBar()
        self._progress.setTextVisible(True)
        self._progress.setAccessibleName(name)
        button = QPushButton("Cancel")
        button.clicked.connect(cancel)
        row_of((self._progress, 1), button).on(self)
        self.hide()

    def show_loading(self, loading: bool) -> None:
        """Show the bar while something is loaded, at first without a number."""
        self.setVisible(loading)
        self._progress.setRange(0, 0)
        self._progress.setFormat("")

    def show_bytes(self, done: int, total: int) -> None:
        """Show bytes downloaded and in all."""
        # In thousands: a progress bar has 32 bits.
        self._show(done // _KILO, total // _KILO, f"{format_bytes(done)} of {format_bytes(total)}")

    def show_pictures(self, done: int, total: int) -> None:
        """Show pictures read and in all."""
        self._show(done, total, f"{done:,} of {total:,} pictures")

    def _show(self, done: int, total: int, text: str) -> None:
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(done)
        self._progress.setFormat(text)
