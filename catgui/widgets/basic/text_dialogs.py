"""Dialogs of plain text: the message box, and those with a long text to read and copy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QMessageBox, QPlainTextEdit, QPushButton, QWidget

from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_title
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import Box, column_of


class MessageBox(QMessageBox):
    """A message box whose texts are plain, whatever names are in them; `note` is the smaller text below."""

    def __init__(self, name: str, text: str, note: str, icon: QMessageBox.Icon, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle("Catgui")
        self.setIcon(icon)
        self.setText(text)
        self.setInformativeText(note)
        # `QMessageBox.setTextFormat` leaves out the note.
        for part in self.findChildren(QLabel):
            part.setTextFormat(Qt.TextFormat.PlainText)
        picture = self.findChild(QLabel, "qt_msgboxex_icon_label")
        if isinstance(picture, QLabel):
            picture.setAccessibleName(icon.name)  # Qt leaves it nameless


class ClosedDialog(QDialog):
    """A dialog with Close, which blocks nothing. Subclasses call `lay_out` once."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(escape_title(title))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        self._close.setText("&Close")
        self._buttons.rejected.connect(self.close)

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


class TextDialog(ClosedDialog):
    """Shows `headline`, a `note` if there is one, and a long `text`, which a button copies."""

    def __init__(self, name: str, headline: str, note: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(name, "Catgui", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._text = QPlainTextEdit(text)
        self._text.setAccessibleName("Details")
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._close.setDefault(True)
        self.add_button("Copy &details").clicked.connect(self._copy)
        above = label(headline, role="heading", wrap=True), *([label(note, wrap=True, selectable=True)] if note else [])
        self.lay_out(column_of(*above, (self._text, 1), spacing=8), 640, 520)
        self._close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())


class ErrorDialog(TextDialog):
    """Shows `headline` and `details` of an unexpected error, and the folder `log`, which a button opens."""

    def __init__(
        self,
        headline: str,
        log: str | None,
        details: str,
        open_log: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        note = "There is no log: copy the details." if log is None else f"The log in {log} has the details."
        super().__init__("fault_dialog", headline, note, details, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self._text.setObjectName("fault_details")
        self._text.setProperty("role", "code")
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        if log is not None:
            self.add_button("Open &log folder").clicked.connect(open_log)

    @property
    def details(self) -> str:
        """The text of the details."""
        return self._text.toPlainText()

    def add(self, details: str) -> None:
        """Append one more error."""
        self._text.appendPlainText(f"\n{details}")
