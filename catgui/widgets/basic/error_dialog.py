"""The dialog of an unexpected error, with details to copy."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from catgui.widgets.basic.labels import label

_Role = QDialogButtonBox.ButtonRole
_SIZE = (640, 400)


class ErrorDialog(QDialog):
    """Shows `headline` and `details`, and the folder `log`; blocks nothing.

    Signals: `log_requested()`.
    """

    log_requested = Signal()

    def __init__(self, headline: str, log: str | None, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fault_dialog")
        self.setWindowTitle("Catgui")
        self._details = QPlainTextEdit(details)
        self._details.setObjectName("fault_details")
        self._details.setAccessibleName("Details")
        self._details.setReadOnly(True)
        self._details.setTabChangesFocus(True)
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText("&Close")
        close.setDefault(True)
        buttons.addButton("Copy &details", _Role.ActionRole).clicked.connect(self._copy)
        if log is not None:
            buttons.addButton("Open &log folder", _Role.ActionRole).clicked.connect(self.log_requested)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(label(headline, role="heading", wrap=True))
        layout.addWidget(label(_log_sentence(log), wrap=True, selectable=True))
        layout.addWidget(self._details, stretch=1)
        layout.addWidget(buttons)
        self.resize(*_SIZE)
        close.setFocus()

    @property
    def details(self) -> str:
        """The text of the details."""
        return self._details.toPlainText()

    def add(self, details: str) -> None:
        """Append one more error."""
        self._details.appendPlainText(f"\n{details}")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details)


def _log_sentence(log: str | None) -> str:
    return "There is no log: copy the details to keep them." if log is None else f"The log in {log} has the details."
