"""The question before a network is lost that no file holds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from catgui.file_commands import FileCommands
from catgui.models.model_document import ModelDocument

_Button = QMessageBox.StandardButton
# Qt's own texts have no letter to press on some systems.
_TEXTS = {_Button.Save: "&Save", _Button.Discard: "&Discard", _Button.Cancel: "&Cancel"}


class UnsavedQuestion(QObject):
    """Asks without blocking the window, and does what was wanted once the answer allows it."""

    def __init__(self, window: QWidget, document: ModelDocument, files: FileCommands) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._files = files
        self._box: QMessageBox | None = None
        self._wanted: Callable[[], object] | None = None
        self._given_up = False

    def before(self, wanted: Callable[[], object]) -> None:
        """Do what is wanted, after the question if there is something to lose."""
        if self.may_go(wanted):
            wanted()

    def may_go(self, wanted: Callable[[], object]) -> bool:
        """Whether nothing would be lost; otherwise it asks, and does what is wanted when the answer allows it."""
        if self._given_up or not self._document.modified:
            self._given_up = False
            return True
        self._wanted = wanted
        if self._box is None:
            self._ask()
        return False

    def _ask(self) -> None:
        self._box = box = QMessageBox(self._window)
        box.setObjectName("unsaved_question")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText("Save the trained network?")
        box.setInformativeText("No file holds it yet. Without saving it, it can only be trained again.")
        box.setStandardButtons(_Button.Save | _Button.Discard | _Button.Cancel)
        for button, text in _TEXTS.items():
            box.button(button).setText(text)
        box.setDefaultButton(_Button.Save)
        box.finished.connect(self._on_answered)
        box.open()

    def _on_answered(self, answer: int) -> None:
        if self._box is not None:
            self._box.deleteLater()
        self._box = None
        wanted, self._wanted = self._wanted, None
        if answer == _Button.Cancel or (answer == _Button.Save and not self._files.save()):
            return
        self._given_up = answer == _Button.Discard
        if wanted is not None:
            wanted()
