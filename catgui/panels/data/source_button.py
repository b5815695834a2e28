"""What there is to learn from: the button that opens data, and the bar while they are read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QMenu,
    QProgressBar,
    QPushButton,
    QWidget,
)

from catgui.models.workspace import Workspace
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.layouts import row_of
from engine.data.course import needs_download, total_size
from engine.data.sources import BUILTIN, COURSE
from engine.system.memory import format_bytes

COURSE_PHOTOS = "Course photos"


class SourceButton(IconButton):
    """A button with a menu of what there is to learn from, each with what opens it.

    Attributes: `entries`, the menu; `own_pictures` and `pair`, its entries for files that are to be chosen; `details`,
    its entry that shows what is seldom looked for.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("pictures", "Pictures", "Choose what to learn from")
        self.setObjectName("pictures_button")
        self.entries = QMenu(self)
        self._add("builtin_source", "Built-in drawings").triggered.connect(lambda: workspace.open(BUILTIN))
        self._course = self._add("course_source", COURSE_PHOTOS)
        self._course.triggered.connect(lambda: workspace.open(COURSE))
        self.own_pictures = self._add("own_pictures_source", "Your own pictures…")
        self.pair = self._add("open_source", "Two HDF5 files (.h5)…")
        self.entries.addSeparator()
        self.details = self._add("data_details_action", "Details")
        self.details.setCheckable(True)
        self.setMenu(self.entries)
        self.entries.aboutToShow.connect(self._show_download)

    def _show_download(self) -> None:
        """Say what is to be downloaded, if anything is."""
        note = f" ({format_bytes(total_size())}, downloaded once)" if needs_download() else ""
        self._course.setText(COURSE_PHOTOS + note)

    def _add(self, name: str, text: str) -> QAction:
        action = self.entries.addAction(text)
        action.setObjectName(name)
        return action


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
        """Show the bar, indeterminate at first, or hide it if not `loading`."""
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
