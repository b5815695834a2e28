"""A dialog with the answers that an edit of the data has changed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QProgressBar,
    QPushButton,
    QWidget,
)

from catgui.domain.edits.change_texts import (
    ABOUT,
    LISTS,
    OUTDATED,
    Flips,
    chance_tip,
    change_text,
    flip_lists,
    seeds_obstacle,
    spread_text,
    study_hint,
)
from catgui.models.edits.data_change import DataChange
from catgui.style.qimage import to_qimage
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import escape_tooltip, set_tooltip
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, row_of

_SIZE, _ICON = (860, 520), 48


class ChangeDialog(QDialog):
    """Shows which answers have become right, which have become wrong, and the spread between seeds."""

    def __init__(self, data_change: DataChange, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("change_dialog")
        self.setWindowTitle("What changed")
        self._data_change = data_change
        self._summary = label(role="heading", wrap=True)
        self._summary.setObjectName("change_summary")
        self._outdated = label(OUTDATED, role="error", wrap=True)
        self._outdated.setObjectName("change_outdated")
        self._lists = {name: QListWidget() for name in LISTS}
        self._captions = {name: label(name) for name in self._lists}
        self._spread = label(study_hint(), wrap=True, selectable=True)
        self._spread.setObjectName("change_spread")
        self._progress = QProgressBar()
        self._progress.setAccessibleName("Seeds being trained")
        self._start = QPushButton("Train the &seeds")
        self._start.setObjectName("change_study_button")
        self._cancel = QPushButton("C&ancel")
        self._cancel.setObjectName("change_cancel_button")
        self._lay_out()
        self._start.clicked.connect(data_change.start_study)
        self._cancel.clicked.connect(data_change.cancel_study)
        data_change.progressed.connect(self._show_progress)
        data_change.studied.connect(self._show_study)

    def _lay_out(self) -> None:
        for name, flips in self._lists.items():
            keep_scaled(flips.setIconSize, QSize(_ICON, _ICON))
            flips.setTextElideMode(Qt.TextElideMode.ElideMiddle)
            flips.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            flips.setAccessibleName(name)
        right, wrong, photos, training = ((self._captions[name], flips) for name, flips in self._lists.items())
        lists = row_of(column_of(*right), column_of(*wrong), column_of(*photos, *training), spacing=16)
        study = row_of((self._progress, 1), self._cancel, self._start, ...)
        about = label(ABOUT, role="muted", wrap=True)
        self._details = column_of(about, (lists, 1), self._spread, study, spacing=8).widget()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText("&Close")
        buttons.rejected.connect(self.close)
        parts = self._outdated, self._summary, (self._details, 1), ..., buttons
        column_of(*parts, spacing=8, margins=(24, 16, 24, 16)).on(self)
        keep_scaled(self.resize, *_SIZE)

    def show_change(self) -> None:
        """Show the change that was found; without one, say that what is shown is of networks before the last."""
        change = self._data_change.change
        if change is not None:
            self._summary.setText(change_text(change))
            set_tooltip(self._summary, chance_tip(change))
            self._details.setVisible(not change.is_of_test_part)
            lists = flip_lists(change)
            for name in LISTS:
                self._fill(name, lists.get(name, ()))
                for widget in (self._captions[name], self._lists[name]):
                    widget.setVisible(name in lists)
        self._show_study()

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

    def _show_study(self) -> None:
        """Show the result of the study, if there is one, and offer to start or to cancel it."""
        found, busy = self._data_change, self._data_change.busy
        self._outdated.setHidden(found.change is not None)
        obstacle = seeds_obstacle(found.change)
        self._spread.setText(obstacle or study_hint() if found.study is None else spread_text(found.study))
        with keep_focus(self, lambda: self._cancel if busy else self._start):
            self._start.setVisible(not busy)
            self._start.setEnabled(found.change is not None and not obstacle)
            self._cancel.setVisible(busy)
            self._progress.setVisible(busy)
        if busy:
            self._progress.setRange(0, 0)

    def _show_progress(self, done: int, total: int) -> None:
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(done)
