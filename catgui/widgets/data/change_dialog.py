"""A dialog with the answers that an edit of the data has changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from catgui.domain.edits.change_texts import ABOUT, OUTDATED, PHOTOS_FLIPPED, study_hint
from catgui.style.qimage import to_qimage
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import escape_tooltip, set_tooltip
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of

_SIZE, _ICON = (860, 520), 48
_RIGHT, _WRONG = "Now right", "Now wrong"
_ACCESSIBLE_NAMES = {
    _RIGHT: "Test pictures whose answer is now right",
    _WRONG: "Test pictures whose answer is now wrong",
    PHOTOS_FLIPPED: "Your photos whose answer is another one now",
}
Flips = Sequence[tuple[NDArray[np.uint8], str]]


class ChangeDialog(QDialog):
    """Shows the pictures whose answer is right now, those whose answer is wrong now, and the spread between seeds.

    Signals: `study_requested()`, to train many seeds; `cancel_requested()`.
    """

    study_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("change_dialog")
        self.setWindowTitle("What changed")
        self._summary = label(role="heading", wrap=True)
        self._summary.setObjectName("change_summary")
        self._outdated = label(OUTDATED, role="error", wrap=True)
        self._outdated.setObjectName("change_outdated")
        self._lists = {name: QListWidget() for name in (_RIGHT, _WRONG, PHOTOS_FLIPPED)}
        self._captions = {name: label(name) for name in self._lists}
        self._spread = label(study_hint(), wrap=True, selectable=True)
        self._spread.setObjectName("change_spread")
        self._progress = QProgressBar()
        self._progress.setAccessibleName("Seeds being trained")
        self._start = QPushButton("Train the &seeds")
        self._start.setObjectName("change_study_button")
        self._cancel = QPushButton("C&ancel")
        self._cancel.setObjectName("change_cancel_button")
        self._start.clicked.connect(self.study_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        self._details = QWidget()
        self._lay_out()
        keep_scaled(self.resize, *_SIZE)

    def _lay_out(self) -> None:
        columns, study = QHBoxLayout(), QHBoxLayout()
        columns.setSpacing(16)
        for name, flips in self._lists.items():
            keep_scaled(flips.setIconSize, QSize(_ICON, _ICON))
            flips.setTextElideMode(Qt.TextElideMode.ElideMiddle)
            flips.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            flips.setAccessibleName(_ACCESSIBLE_NAMES[name])
            column = QVBoxLayout()
            column.addWidget(self._captions[name])
            column.addWidget(flips)
            columns.addLayout(column)
        study.addWidget(self._progress, stretch=1)
        study.addWidget(self._cancel)
        study.addWidget(self._start)
        study.addStretch()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText("&Close")
        buttons.rejected.connect(self.close)
        column_of(label(ABOUT, role="muted", wrap=True), (columns, 1), self._spread, study, spacing=8).on(self._details)
        column_of(
            self._outdated, self._summary, (self._details, 1), ..., buttons, spacing=8, margins=(24, 16, 24, 16)
        ).on(self)

    def show_summary(self, text: str, tip: str, has_details: bool) -> None:
        """Show what changed in a sentence, its tooltip, and whether there is more to show."""
        self._outdated.hide()
        self._summary.setText(text)
        set_tooltip(self._summary, tip)
        self._details.setVisible(has_details)

    def show_outdated(self) -> None:
        """Say that what is shown is of networks before the last change."""
        self._outdated.show()

    def show_change(self, improved: Flips, worsened: Flips) -> None:
        """Show the pixels (height, width, 3) and the text of each picture."""
        self._fill(_RIGHT, improved)
        self._fill(_WRONG, worsened)

    def show_photos(self, has_photos: bool, flips: Flips) -> None:
        """Show the photos of the user whose answer is another one; nothing without photos."""
        self._fill(PHOTOS_FLIPPED, flips)
        for widget in (self._captions[PHOTOS_FLIPPED], self._lists[PHOTOS_FLIPPED]):
            widget.setVisible(has_photos)

    def _fill(self, name: str, flips: Flips) -> None:
        shown = self._lists[name]
        self._captions[name].setText(f"{name}: {len(flips)}")
        rows = shown.model()
        rows.removeRows(0, rows.rowCount())  # not `clear`, which can crash on what is left of items in Python
        shown.addItems([text for _, text in flips])
        for number, (pixels, text) in enumerate(flips):
            image = to_qimage(pixels).scaled(scaled(_ICON), scaled(_ICON), Qt.AspectRatioMode.KeepAspectRatio)
            rows.setData(rows.index(number, 0), QIcon(QPixmap.fromImage(image)), Qt.ItemDataRole.DecorationRole)
            rows.setData(rows.index(number, 0), escape_tooltip(text), Qt.ItemDataRole.ToolTipRole)

    def show_study(self, can_start: bool, busy: bool, text: str) -> None:
        """Show the result of the study, '' for none, and offer to start or to cancel it."""
        self._spread.setText(text or study_hint())
        with keep_focus(self, lambda: self._cancel if busy else self._start):
            self._start.setVisible(not busy)
            self._start.setEnabled(can_start)
            self._cancel.setVisible(busy)
            self._progress.setVisible(busy)
        if busy:
            self._progress.setRange(0, 0)

    def show_progress(self, done: int, total: int) -> None:
        """Show the steps done and in all."""
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(done)
