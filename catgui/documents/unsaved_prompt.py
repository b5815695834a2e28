"""The question before a network is lost that no file holds."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget

from catgui.models.documents.model_document import ModelDocument
from catgui.models.workspace import Callback, do_nothing

_Button = QMessageBox.StandardButton
# Qt's own texts have no letter to press on some systems.
_TEXTS = {_Button.Save: "&Save", _Button.Discard: "&Discard", _Button.Cancel: "&Cancel"}
_QUEUED_ONCE = Qt.ConnectionType(
    Qt.ConnectionType.QueuedConnection.value | Qt.ConnectionType.SingleShotConnection.value
)


class UnsavedPrompt(QObject):
    """Asks without blocking the window, and does what was wanted once the answer allows it.

    `save` saves the network and does the first thing once it is saved, or the second if it is not.
    """

    def __init__(self, window: QWidget, document: ModelDocument, save: Callable[[Callback, Callback], object]) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._save = save
        self._box: QMessageBox | None = None
        self._proceed: Callback = do_nothing
        self._cancel: Callback = do_nothing
        self._discarding = False

    def confirm_discard(self, proceed: Callback, cancel: Callback = do_nothing) -> None:
        """Do what is wanted, after the question if there is something to lose; what else, if the network is to stay."""
        if self.proceed_or_defer(proceed, cancel):
            proceed()

    def proceed_or_defer(self, proceed: Callback, cancel: Callback = do_nothing) -> bool:
        """Whether nothing would be lost; otherwise it asks, and does what is wanted when the answer allows it.

        While it asks already, for something else, what is wanted now is not done.
        """
        if self._discarding or not self._document.modified:
            return True
        if self._box is not None:
            cancel()
            return False
        front = QApplication.activeModalWidget()
        if isinstance(front, QDialog):
            # What was read in the background comes at any time, but one dialog comes after the other.
            front.finished.connect(partial(self._on_other_finished, proceed, cancel), _QUEUED_ONCE)
            return False
        self._proceed, self._cancel = proceed, cancel
        self._ask()
        return False

    def _on_other_finished(self, proceed: Callback, cancel: Callback, _answer: int) -> None:
        self.confirm_discard(proceed, cancel)

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
        proceed, cancel = self._proceed, self._cancel
        self._proceed = self._cancel = do_nothing
        if answer == _Button.Save:
            # While it is being saved there may come another network to be lost.
            self._save(partial(self.confirm_discard, proceed, cancel), cancel)
        elif answer == _Button.Discard:
            self._discard(proceed)
        else:
            # A box that is closed by its frame answers with none of its buttons.
            cancel()

    def _discard(self, proceed: Callback) -> None:
        # No longer than this: the next network is another one.
        self._discarding = True
        try:
            proceed()
        finally:
            self._discarding = False
