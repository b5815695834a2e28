"""The prompt before a picture is downloaded from the web."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from catgui.widgets.basic.text_dialogs import MessageBox

_PRIVACY_NOTE = "The site will see that this computer asks for it. Nothing else leaves this computer."


class DownloadPrompt(MessageBox):
    """Asks without blocking the window. Signals: `confirmed(object)`, the subject."""

    confirmed = Signal(object)

    def __init__(self, question: str, subject: object, parent: QWidget | None = None) -> None:
        title = "Fetch from the web?"
        super().__init__("fetch_question", title, question, _PRIVACY_NOTE, self.Icon.Question, parent)
        self._subject = subject
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fetch = self.addButton("&Fetch", self.ButtonRole.AcceptRole)
        self.setEscapeButton(self.addButton("&Cancel", self.ButtonRole.RejectRole))
        self.setDefaultButton(self._fetch)
        self.buttonClicked.connect(self._on_clicked)

    def _on_clicked(self, button: QAbstractButton) -> None:
        if button is self._fetch:
            self.confirmed.emit(self._subject)
