"""The prompt before a picture is downloaded from the web."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from catgui.widgets.basic.labels import name_icon

_PRIVACY_NOTE = "The site will see that this computer asks for it. Nothing else leaves this computer."


class DownloadPrompt(QMessageBox):
    """Asks without blocking the window. Signals: `confirmed(object)`, the subject."""

    confirmed = Signal(object)

    def __init__(self, question: str, subject: object, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject = subject
        self.setObjectName("fetch_question")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Question)
        name_icon(self)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle("Fetch from the web?")
        self.setText(question)
        self.setInformativeText(_PRIVACY_NOTE)
        self._fetch = self.addButton("&Fetch", QMessageBox.ButtonRole.AcceptRole)
        self.setEscapeButton(self.addButton("&Cancel", QMessageBox.ButtonRole.RejectRole))
        self.setDefaultButton(self._fetch)
        self.buttonClicked.connect(self._on_clicked)

    def _on_clicked(self, button: QAbstractButton) -> None:
        if button is self._fetch:
            self.confirmed.emit(self._subject)
