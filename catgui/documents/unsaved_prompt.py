"""The questions whether to save the network, and edits of the data, before they are lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from catgui.domain.edits.edit_texts import EDITS_NOT_WRITTEN
from catgui.domain.run_record import RunRecord
from catgui.domain.saved_run_texts import UNSAVED, unsaved_anywhere, unsaved_in_runs
from catgui.models.documents.model_document import ModelDocument
from catgui.models.edits.edit_keeper import EditKeeper
from catgui.models.runs.history import RunHistory
from catgui.models.workspace import Callback, do_nothing

if TYPE_CHECKING:
    from catgui.widgets.basic.text_dialogs import MessageBox

_QUEUED_ONCE = Qt.ConnectionType(
    Qt.ConnectionType.QueuedConnection.value | Qt.ConnectionType.SingleShotConnection.value
)


class UnsavedPrompt(QObject):
    """Asks whether to save the network before it is lost. A run that `history` can bring back is not lost.

    `save_then(on_saved, on_not_saved, elsewhere)` saves the network, to another file if `elsewhere`, and calls one of
    its arguments.

    Signals: `put_aside(object)`, the RunRecord of a network that another one, or other data, have replaced.
    """

    put_aside = Signal(object)

    def __init__(
        self,
        window: QWidget,
        document: ModelDocument,
        history: RunHistory,
        save_then: Callable[[Callback, Callback, bool], object],
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
        self._elsewhere = False

    def confirm_discard(self, proceed: Callback, cancel: Callback = do_nothing) -> None:
        """Call `proceed`, after the question if one is needed; else `cancel`."""
        record = self._run_in_list
        if self._document.modified and record is not None:
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
        question, record = "Save the trained network?", self._run_in_list
        self._elsewhere = record is not None and not self._history.keeps(record)
        note = self._consequence(record)
        self._box = box = kind("unsaved_question", "", question, note, kind.Icon.Question, self._window)
        save, discard, cancel = _buttons()
        box.setStandardButtons(save | discard | cancel)
        save_text = "&Save elsewhere…" if self._elsewhere else "&Save"
        # Qt's own texts have no mnemonic on some systems.
        for button, text in ((save, save_text), (discard, "&Discard"), (cancel, "&Cancel")):
            box.button(button).setText(text)
        box.setDefaultButton(save)
        box.finished.connect(self._on_answered)
        box.open()

    @property
    def _run_in_list(self) -> RunRecord | None:
        """The record that brings the network back, or None."""
        record = self._history.current
        return record if record is not None and record.is_repeatable else None

    def _consequence(self, record: RunRecord | None) -> str:
        if record is None:
            return UNSAVED
        return unsaved_anywhere(record.title) if self._elsewhere else unsaved_in_runs(record.title)

    def _on_answered(self, answer: int) -> None:
        if self._box is not None:
            self._box.deleteLater()
        self._box = None
        save, discard, _ = _buttons()
        proceed, cancel = self._proceed, self._cancel
        self._proceed = self._cancel = do_nothing
        if answer == save:
            # Another network may be trained while this one is being saved.
            self._save_then(partial(self.confirm_discard, proceed, cancel), cancel, self._elsewhere)
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


class LostEditsPrompt(QObject):
    """Asks before the window closes with edits that could not be written; `save_data` saves the data elsewhere."""

    def __init__(self, window: QWidget, keeper: EditKeeper, save_data: Callback) -> None:
        super().__init__(window)
        self._window = window
        self._keeper = keeper
        self._save_data = save_data
        self._is_open = self._is_answered = False
        keeper.write_ended.connect(self._on_write_ended)

    def proceed_or_defer(self, close: Callback) -> bool:
        """True if no edits would be lost, or the user has said so; otherwise ask, and call `close` later."""
        if self._is_answered or not self._keeper.has_failed:
            return True
        if self._is_open:
            return False
        self._is_open = True
        save, discard, cancel = _buttons()
        kind = _message_box()
        question = "Close without your edits of the data?"
        box = kind("lost_edits_question", "", question, EDITS_NOT_WRITTEN, kind.Icon.Question, self._window)
        box.setStandardButtons(save | discard | cancel)
        for button, text in ((save, "&Save data elsewhere…"), (discard, "&Close"), (cancel, "&Cancel")):
            box.button(button).setText(text)
        box.setDefaultButton(save)
        box.finished.connect(partial(self._on_answered, close))
        box.finished.connect(box.deleteLater)
        box.open()
        return False

    def _on_answered(self, close: Callback, answer: int) -> None:
        self._is_open = False
        save, discard, _ = _buttons()
        if answer == save:
            self._save_data()
        elif answer == discard:
            self._is_answered = True
            close()

    def _on_write_ended(self) -> None:
        self._is_answered = False  # there are other edits, or they are written


def _message_box() -> type[MessageBox]:
    """The class of the prompt. PySide creates its base, one of the slowest, at its first use."""
    from catgui.widgets.basic.text_dialogs import MessageBox  # not needed before

    return MessageBox


def _buttons() -> tuple[MessageBox.StandardButton, ...]:
    """Save, Discard and Cancel."""
    button = _message_box().StandardButton
    return button.Save, button.Discard, button.Cancel
