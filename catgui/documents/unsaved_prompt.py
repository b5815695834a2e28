"""The question whether to save the network before it is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from catgui.domain.saved_run_texts import UNSAVED, unsaved_in_runs
from catgui.models.documents.model_document import ModelDocument
from catgui.models.runs.history import RunHistory
from catgui.models.workspace import Callback, do_nothing

if TYPE_CHECKING:
    from catgui.widgets.basic.text_dialogs import MessageBox

_QUEUED_ONCE = Qt.ConnectionType(
    Qt.ConnectionType.QueuedConnection.value | Qt.ConnectionType.SingleShotConnection.value
)


class UnsavedPrompt(QObject):
    """Asks whether to save the network before it is lost. A run that `history` can bring back is not lost.

    `save_then(on_saved, on_not_saved)` saves the network and calls one of its arguments.

    Signals: `put_aside(object)`, the RunRecord of a network that another one, or other data, have replaced.
    """

    put_aside = Signal(object)

    def __init__(
        self,
        window: QWidget,
        document: ModelDocument,
        history: RunHistory,
        save_then: Callable[[Callback, Callback], object],
    ) -> None:
        super().__init__(window)
        self._history = history
        self._window = window
        self._document = document
        self._save_then = save_then
        self._box: MessageBox | None = None
        self._proceed: Callback = do_nothing
        self._cancel: Callback = do_nothing
        self._discarding = False

    def confirm_discard(self, proceed: Callback, cancel: Callback = do_nothing) -> None:
        """Call `proceed`, after the question if one is needed; else `cancel`."""
        record = self._history.current
        if self._document.modified and record is not None and record.is_repeatable:
            proceed()
            self.put_aside.emit(record)
        elif self.proceed_or_defer(proceed, cancel):
            proceed()

    def confirm_other_data(self, proceed: Callback, cancel: Callback = do_nothing) -> None:
        """As `confirm_discard`, when other data are opened: a network from a file stays."""
        if self._document.outlasts_data:
            proceed()
        else:
            self.confirm_discard(proceed, cancel)

    def proceed_or_defer(self, proceed: Callback, cancel: Callback = do_nothing) -> bool:
        """True if nothing is unsaved. Otherwise ask, and call `proceed` or `cancel` later.

        Only one question is open at a time: a second one is cancelled at once.
        """
        if self._discarding or not self._document.modified:
            return True
        if self._box is not None:
            cancel()
            return False
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            # What was read in the background may arrive while another dialog is open.
            dialog.finished.connect(partial(self._on_other_finished, proceed, cancel), _QUEUED_ONCE)
            return False
        self._proceed, self._cancel = proceed, cancel
        self._ask()
        return False

    def _on_other_finished(self, proceed: Callback, cancel: Callback, _result: int) -> None:
        self.confirm_discard(proceed, cancel)

    def _ask(self) -> None:
        kind = _message_box()
        question = "Save the trained network?"
        self._box = box = kind("unsaved_question", "", question, self._consequence(), kind.Icon.Question, self._window)
        save, discard, cancel = _buttons()
        box.setStandardButtons(save | discard | cancel)
        # Qt's own texts have no mnemonic on some systems.
        for button, text in ((save, "&Save"), (discard, "&Discard"), (cancel, "&Cancel")):
            box.button(button).setText(text)
        box.setDefaultButton(save)
        box.finished.connect(self._on_answered)
        box.open()

    def _consequence(self) -> str:
        record = self._history.current
        return unsaved_in_runs(record.title) if record is not None and record.is_repeatable else UNSAVED

    def _on_answered(self, answer: int) -> None:
        if self._box is not None:
            self._box.deleteLater()
        self._box = None
        save, discard, _ = _buttons()
        proceed, cancel = self._proceed, self._cancel
        self._proceed = self._cancel = do_nothing
        if answer == save:
            # Another network may be trained while this one is being saved.
            self._save_then(partial(self.confirm_discard, proceed, cancel), cancel)
        elif answer == discard:
            self._discard(proceed)
        else:  # also when the box is closed without a button
            cancel()

    def _discard(self, proceed: Callback) -> None:
        self._discarding = True
        try:
            proceed()
        finally:
            self._discarding = False


def _message_box() -> type[MessageBox]:
    """The class of the prompt. PySide creates its base, one of the slowest, at its first use."""
    from catgui.widgets.basic.text_dialogs import MessageBox  # not needed before

    return MessageBox


def _buttons() -> tuple[MessageBox.StandardButton, ...]:
    """Save, Discard and Cancel."""
    button = _message_box().StandardButton
    return button.Save, button.Discard, button.Cancel
