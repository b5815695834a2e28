"""Dialogs of plain text: the message box, and those with a long text to read and copy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QMessageBox, QPlainTextEdit, QWidget

from catgui.style.text_size import keep_scaled
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of

_Role = QDialogButtonBox.ButtonRole


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


class TextDialog(QDialog):
    """Shows `headline`, a `note` if there is one, and a long `text`, which a button copies; blocks nothing."""

    def __init__(self, name: str, headline: str, note: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle("Catgui")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._text = QPlainTextEdit(text)
        self._text.setAccessibleName("Details")
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText("&Close")
        close.setDefault(True)
        self._buttons.addButton("Copy &details", _Role.ActionRole).clicked.connect(self._copy)
        self._buttons.rejected.connect(self.close)
        above = label(headline, role="heading", wrap=True), *([label(note, wrap=True, selectable=True)] if note else [])
        column_of(*above, (self._text, 1), self._buttons, spacing=8, margins=(24, 16, 24, 16)).on(self)
        keep_scaled(self.resize, 640, 520)
        close.setFocus()

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
            self._buttons.addButton("Open &log folder", _Role.ActionRole).clicked.connect(open_log)

    @property
    def details(self) -> str:
        """The text of the details."""
        return self._text.toPlainText()

    def add(self, details: str) -> None:
        """Append one more error."""
        self._text.appendPlainText(f"\n{details}")
