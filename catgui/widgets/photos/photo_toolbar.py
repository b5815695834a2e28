"""The toolbar of the photos panel: add, frame, remove, copy and export photos."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QWidget

from catgui.widgets.basic.buttons import IconButton, IconToolButton
from catgui.widgets.photos.framing_switch import FramingSwitch
from engine.images.photo import Framing


class PhotoToolbar(QWidget):
    """A row of buttons.

    Attributes: `open`, the button to add photos, which is always enabled.

    Signals: `open_requested()`, `paste_requested()`, `remove_requested()`, `clear_requested()`, `copy_requested()` and
    `export_requested()`, by its buttons; `framing_chosen(object)`, a Framing.
    """

    open_requested = Signal()
    paste_requested = Signal()
    remove_requested = Signal()
    clear_requested = Signal()
    copy_requested = Signal()
    export_requested = Signal()
    framing_chosen = Signal(object)

    def __init__(self, framings: Mapping[Framing, tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open = IconButton("open", "Open…", "Choose photos on this computer")
        self._paste = IconButton("paste", "Paste", "Paste a picture, files or an address (Ctrl+V)")
        self._framing = FramingSwitch(framings)
        self._remove = QPushButton("Remove")
        self._remove.setToolTip("Take the selected photos out; the files stay (Delete)")
        self._clear = QPushButton("Clear")
        self._clear.setToolTip("Take all photos out; the files stay")
        self._copy = IconToolButton("copy", "Copy the selected cards as a picture (Ctrl+C)")
        self._export = IconToolButton("export", "Export the verdicts as CSV…")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.open, self._paste, self._framing):
            layout.addWidget(widget)
        layout.addStretch()
        for button in (self._remove, self._clear, self._copy, self._export):
            layout.addWidget(button)

    def _connect(self) -> None:
        buttons: dict[str, QAbstractButton] = {"open": self.open, "paste": self._paste, "remove": self._remove}
        buttons |= {"clear": self._clear, "copy": self._copy, "export": self._export}
        for name, button in buttons.items():
            button.setObjectName(f"photos_{name}_button")
            button.clicked.connect(getattr(self, f"{name}_requested"))
        self._framing.chosen.connect(self.framing_chosen)

    def show_photos(self, has_photos: bool, has_selection: bool, framing: Framing | None) -> None:
        """Enable the buttons that apply.

        `framing` is that of the photos; None if they have different ones.
        """
        self._remove.setEnabled(has_selection)
        self._copy.setEnabled(has_selection)
        self._clear.setEnabled(has_photos)
        self._export.setEnabled(has_photos)
        self._framing.show_framing(framing)
