"""A dialog that stays open beside the window."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QWidget

from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_title
from catgui.widgets.basic.layouts import Box, column_of


class HelpDialog(QDialog):
    """A dialog that stays open beside the window. Subclasses call `lay_out` once."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(escape_title(title))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        self._close.setText("&Close")
        self._buttons.rejected.connect(self.reject)

    def add_button(self, caption: str) -> QPushButton:
        """A new button beside Close."""
        button = self._buttons.addButton(caption, QDialogButtonBox.ButtonRole.ActionRole)
        button.setAutoDefault(False)
        return button

    def lay_out(self, content: Box, width: int, height: int) -> None:
        """Put the buttons below `content`."""
        column_of((content, 1), self._buttons, spacing=16, margins=(24, 16, 24, 16)).on(self)
        keep_scaled(self.resize, width, height)

    def bring_up(self) -> None:
        """Show the dialog in front of the window."""
        self.show()
        self.raise_()
        self.activateWindow()
