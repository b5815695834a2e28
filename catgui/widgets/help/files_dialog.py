"""The list of the program's own files, with buttons that open their folders, and one that resets all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.help.help_dialog import HelpDialog

_INTRODUCTION = (
    "What Catgui keeps on this computer, beside the files that you save yourself. Your profile is one file with "
    "settings, session, runs, edits of data and photos, which only you can read. Removing the program leaves these "
    "files."
)
_GAP = 8


class FilesDialog(HelpDialog):
    """Shows kinds of files, each with its place and size.

    Signals: `open_requested(int)`, the number of a kind; `reset_requested()`, all kinds are to be reset.
    """

    open_requested = Signal(int)
    reset_requested = Signal()

    def __init__(self, kinds: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`kinds` are pairs of a title and a path."""
        super().__init__("files_dialog", "Files of this program", parent)
        self._sizes: list[QLabel] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for number, (title, path) in enumerate(kinds):
            self._add_row(grid, number, title, path)
        self._problem = label(wrap=True)
        self._problem.setObjectName("files_problem")
        self._problem.hide()
        content = QVBoxLayout()
        content.setSpacing(16)
        content.addWidget(label(_INTRODUCTION, role="muted", wrap=True))
        content.addLayout(grid)
        content.addWidget(self._problem)
        content.addStretch()
        self.add_button("Reset &all…").clicked.connect(self.reset_requested)
        self.lay_out(content, 720, 520)

    def _add_row(self, grid: QGridLayout, number: int, title: str, path: str) -> None:
        place = ElidedLabel(path, role="muted", elide=Qt.TextElideMode.ElideMiddle)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        size = label("…")
        size.setObjectName(f"files_size_{number}")
        size.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        open_ = QPushButton("Open folder")
        open_.setObjectName(f"files_open_{number}")
        open_.setAccessibleName(f"Open folder: {title}")
        open_.setAutoDefault(False)
        open_.clicked.connect(partial(self._emit, number))
        row = 3 * number
        grid.setRowMinimumHeight(row + 2, _GAP)
        grid.addWidget(label(title, role="heading"), row, 0)
        grid.addWidget(place, row + 1, 0)
        for column, widget in enumerate((size, open_), start=1):
            grid.addWidget(widget, row, column, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        self._sizes.append(size)

    def _emit(self, number: int, _checked: bool = False) -> None:
        self.open_requested.emit(number)

    def show_sizes(self, sizes: Sequence[str]) -> None:
        """Show the size of each kind; '' for one of which there are no files."""
        for shown, size in zip(self._sizes, sizes, strict=True):
            shown.setText(size or "none")

    def show_problem(self, text: str) -> None:
        """Say below the list what went wrong; '' says nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
