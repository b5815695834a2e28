"""The question before a network is lost that no file holds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget

from catgui.models.documents.model_document import ModelDocument
from catgui.models.workspace import Act, stay

_Button = QMessageBox.StandardButton
# Qt's own texts have no letter to press on some systems.
_TEXTS = {_Button.Save: "&Save", _Button.Discard: "&Discard", _Button.Cancel: "&Cancel"}
_IN_TURN = Qt.ConnectionType(Qt.ConnectionType.QueuedConnection.value | Qt.ConnectionType.SingleShotConnection.value)


class UnsavedQuestion(QObject):
    """Asks without blocking the window, and does what was wanted once the answer allows it.

    `save` saves the network and does the first thing once it is saved, or the second if it is not.
    """

    def __init__(self, window: QWidget, document: ModelDocument, save: Callable[[Act, Act], object]) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._save = save
        self._box: QMessageBox | None = None
        self._wanted: Act = stay
        self._otherwise: Act = stay
        self._given_up = False

    def before(self, wanted: Act, otherwise: Act = stay) -> None:
        """Do what is wanted, after the question if there is something to lose; what else, if the network is to stay."""
        if self.may_go(wanted, otherwise):
            wanted()

    def may_go(self, wanted: Act, otherwise: Act = stay) -> bool:
        """Whether nothing would be lost; otherwise it asks, and does what is wanted when the answer allows it.

        While it asks already, for something else, what is wanted now is not done.
        """
        if self._given_up or not self._document.modified:
            return True
        if self._box is not None:
            otherwise()
            return False
        front = QApplication.activeModalWidget()
        if isinstance(front, QDialog):
            # What was read in the background comes at any time, but one dialog comes after the other.
            front.finished.connect(partial(self._on_other_finished, wanted, otherwise), _IN_TURN)
            return False
        self._wanted, self._otherwise = wanted, otherwise
        self._ask()
        return False

    def _on_other_finished(self, wanted: Act, otherwise: Act, _answer: int) -> None:
        self.before(wanted, otherwise)

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
        wanted, otherwise = self._wanted, self._otherwise
        self._wanted = self._otherwise = stay
        if answer == _Button.Save:
            # While it is being saved there may come another network to be lost.
            self._save(partial(self.before, wanted, otherwise), otherwise)
        elif answer == _Button.Discard:
            self._give_up(wanted)
        else:
            # A box that is closed by its frame answers with none of its buttons.
            otherwise()

    def _give_up(self, wanted: Act) -> None:
        # No longer than this: the next network is another one.
        self._given_up = True
        try:
            wanted()
        finally:
            self._given_up = False
