"""Dialogs of plain text: the message box, and those with a long text to read and copy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)

from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_title
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of

_Role = QDialogButtonBox.ButtonRole
_SIZE, _NOTICE_SIZE = (640, 400), (640, 640)


class MessageBox(QMessageBox):
    """A message box whose texts are plain, whatever names are in them; `note` is the smaller text below."""

    def __init__(
        self,
        name: str,
        title: str,
        text: str,
        note: str,
        icon: QMessageBox.Icon = QMessageBox.Icon.NoIcon,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(escape_title(title))
        self.setIcon(icon)
        self.setText(text)
        self.setInformativeText(note)
        # `QMessageBox.setTextFormat` leaves out the note.
        for part in self.findChildren(QLabel):
            part.setTextFormat(Qt.TextFormat.PlainText)
        picture = self.findChild(QLabel, "qt_msgboxex_icon_label")
        if isinstance(picture, QLabel):
            picture.setAccessibleName(icon.name)  # Qt leaves it nameless


class _TextDialog(QDialog):
    """Shows `headline` and `text`, which the button `copy` copies; blocks nothing.

    `name` is its object name, `title` that of its window, and `contents` says what the text is. `note` comes before it.
    """

    def __init__(
        self,
        name: str,
        title: str,
        headline: str,
        text: str,
        contents: str,
        copy: str,
        parent: QWidget | None,
        note: str = "",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(escape_title(title))
        self._text = QPlainTextEdit(text)
        self._text.setAccessibleName(contents)
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText("&Close")
        close.setDefault(True)
        self._buttons.addButton(copy, _Role.ActionRole).clicked.connect(self._copy)
        self._buttons.rejected.connect(self.close)
        above = label(headline, role="heading", wrap=True), *([label(note, wrap=True, selectable=True)] if note else [])
        column_of(*above, (self._text, 1), self._buttons, spacing=8, margins=(24, 16, 24, 16)).on(self)
        keep_scaled(self.resize, *_SIZE)
        close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())


class ErrorDialog(_TextDialog):
    """Shows `headline` and `details` of an unexpected error, and the folder `log`, which a button opens."""

    def __init__(
        self,
        headline: str,
        log: str | None,
        details: str,
        open_log: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        note = _log_sentence(log)
        super().__init__("fault_dialog", "Catgui", headline, details, "Details", "Copy &details", parent, note)
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


class UnreadFilesDialog(_TextDialog):
    """Shows `headline` and `reasons`, a paragraph for each file that could not be read."""

    def __init__(self, headline: str, reasons: str, parent: QWidget | None = None) -> None:
        contents = "Files that could not be read"
        super().__init__("reasons_dialog", "Not read", headline, reasons, contents, "Copy &list", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


class NoticeDialog(_TextDialog):
    """Shows `headline`, a `note` and a long `text` that comes with the program."""

    def __init__(self, title: str, headline: str, note: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__("about_dialog", title, headline, text, "Rights to the filters", "Copy &text", parent, note)
        keep_scaled(self.resize, *_NOTICE_SIZE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


def _log_sentence(log: str | None) -> str:
    return "There is no log: copy the details." if log is None else f"The log in {log} has the details."
