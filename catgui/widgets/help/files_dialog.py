"""The list of the program's own files, with buttons that open and reset them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.help.help_dialogs import HelpDialog

_INTRODUCTION = (
    "What Catgui keeps on this computer, beside the files that you save yourself. Removing the program leaves these "
    "files. Each kind can be reset on its own; what that loses is said before."
)
_GAP = 8


class FilesDialog(HelpDialog):
    """Shows kinds of files, each with its place and size.

    Signals: `open_requested(int)` and `reset_requested(int)`, the number of a kind; `all_requested()`, all kinds are to
    be reset.
    """

    open_requested = Signal(int)
    reset_requested = Signal(int)
    all_requested = Signal()

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
        self.add_button("Reset &all…").clicked.connect(self.all_requested)
        self.lay_out(content, 720, 520)

    def _add_row(self, grid: QGridLayout, number: int, title: str, path: str) -> None:
        place = ElidedLabel(path, role="muted", elide=Qt.TextElideMode.ElideMiddle)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        size = label("…")
        size.setObjectName(f"files_size_{number}")
        size.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        open_, reset = QPushButton("Open"), QPushButton("Reset…")
        for button, name, signal in ((open_, "open", self.open_requested), (reset, "reset", self.reset_requested)):
            button.setObjectName(f"files_{name}_{number}")
            button.setAccessibleName(f"{name.capitalize()}: {title}")
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._emit, signal, number))
        row = 3 * number
        grid.setRowMinimumHeight(row + 2, _GAP)
        grid.addWidget(label(title, role="heading"), row, 0)
        grid.addWidget(place, row + 1, 0)
        for column, widget in enumerate((size, open_, reset), start=1):
            grid.addWidget(widget, row, column, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        self._sizes.append(size)

    def _emit(self, signal: SignalInstance, number: int, _checked: bool = False) -> None:
        signal.emit(number)

    def show_sizes(self, sizes: Sequence[str]) -> None:
        """Show the size of each kind; '' for one of which there are no files."""
        for shown, size in zip(self._sizes, sizes, strict=True):
            shown.setText(size or "none")

    def show_problem(self, text: str) -> None:
        """Say below the list what went wrong; '' says nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
