"""The toolbar of the photos panel: add, frame, filter, sort, remove, copy and export photos."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QWidget

from catgui.domain.photo_texts import PASTE_TIP
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconButton, IconToolButton
from catgui.widgets.basic.wrapping_row import WrappingRow
from catgui.widgets.photos.framing_switch import FramingSwitch
from catgui.widgets.photos.view_bar import PhotoViewBar
from engine.images.photo import Framing


class PhotoToolbar(WrappingRow):
    """A row of controls, or two where the width is too small.

    Attributes: `open`, the button to add photos, which is always enabled; `view_bar`.

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

    def __init__(
        self, framings: Mapping[Framing, tuple[str, str]], view_bar: PhotoViewBar, parent: QWidget | None = None
    ) -> None:
        super().__init__(spacing=12, parent=parent)
        self.view_bar = view_bar
        self.open = IconButton("open", "Open…", "Choose photos on this computer")
        self._paste = IconButton("paste", "Paste", PASTE_TIP)
        self._framing = FramingSwitch(framings)
        self._remove = QPushButton("Remove")
        set_tooltip(self._remove, "Take the selected photos out; the files stay (Delete)")
        self._clear = QPushButton("Clear")
        set_tooltip(self._clear, "Take all photos out; the files stay")
        self._copy = IconToolButton("copy", "Copy the selected cards as a picture (Ctrl+C)")
        self._export = IconToolButton("export", "Export the predictions as CSV…")
        self.set_parts(
            _row(self.open, self._paste, self._framing, None),
            _row(view_bar, None, self._remove, self._clear, self._copy, self._export),
        )
        self._connect()

    def _connect(self) -> None:
        buttons: dict[str, QAbstractButton] = {"open": self.open, "paste": self._paste, "remove": self._remove}
        buttons |= {"clear": self._clear, "copy": self._copy, "export": self._export}
        for name, button in buttons.items():
            button.setProperty("role", "compact")  # leaves a low panel room for a row of cards
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
        self.view_bar.setVisible(has_photos)
        self._framing.show_framing(framing)


def _row(*widgets: QWidget | None) -> QWidget:
    """The widgets in a row; None takes the room that is left."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    for widget in widgets:
        if widget is None:
            layout.addStretch()
        else:
            layout.addWidget(widget)
    return row
