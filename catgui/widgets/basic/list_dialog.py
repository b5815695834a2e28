"""A dialog with the files that could not be read, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from catgui.widgets.basic.labels import label

_SIZE = (640, 400)


class ListDialog(QDialog):
    """Shows `headline` and `reasons`, a paragraph each; blocks nothing."""

    def __init__(self, headline: str, reasons: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reasons_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Not read")
        self._reasons = QPlainTextEdit(reasons)
        self._reasons.setAccessibleName("Files that could not be read, and why")
        self._reasons.setReadOnly(True)
        self._reasons.setTabChangesFocus(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText("&Close")
        close.setDefault(True)
        buttons.addButton("Copy &list", QDialogButtonBox.ButtonRole.ActionRole).clicked.connect(self._copy)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(label(headline, role="heading", wrap=True))
        layout.addWidget(self._reasons, stretch=1)
        layout.addWidget(buttons)
        self.resize(*_SIZE)
        close.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._reasons.toPlainText())
