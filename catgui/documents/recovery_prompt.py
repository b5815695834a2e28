"""Restores the unsaved network of a program that was killed: at the start, or when the user accepts the offer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, QObject

from catgui.documents.state_keeper import StateKeeper
from catgui.documents.unsaved_prompt import UnsavedPrompt
from catgui.domain.message import ASK_LATER
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.recovery import Recovery
from catgui.models.documents.recovery_file import RecoveryFile
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.messages import show_error, show_question, withdraw_question
from catgui.models.training.session import Cause, TrainingSession
from catgui.models.workspace import Callback, do_nothing
from engine.errors import EngineError, InvalidModelError, ModelFileError
from engine.progress import Work
from engine.saved_model.model import Model


class RecoveryPrompt(QObject):
    """Autosave and recovery of a window's network.

    Attributes: `recovery`, which writes and finds the network; the offer to restore one is a question of it. That one
    was restored, and can be discarded, is a question of this object.
    """

    def __init__(
        self,
        document: ModelDocument,
        session: TrainingSession,
        unsaved: UnsavedPrompt,
        keeper: StateKeeper,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._unsaved = unsaved
        self._keeper = keeper
        self.recovery = Recovery(document, self)
        self._on_given_up: Callback = do_nothing
        self._reading = BackgroundTask(self)
        self._reading.succeeded.connect(self._on_read_at_start)
        self._reading.failed.connect(self._on_not_restored)
        self._reading_offered = BackgroundTask(self, shows_errors=True)
        self._reading_offered.succeeded.connect(self._on_offered_read)
        self.recovery.found_changed.connect(self._show)
        session.run_started.connect(self._on_run_started)
        document.changed.connect(self._on_document_changed)

    def begin(self, folder: Path) -> None:
        """Autosave to `folder`, and offer the newest network left there."""
        self.recovery.begin(folder)

    def shutdown(self) -> None:
        """Delete the autosaved network: the program ends normally."""
        self._reading.shutdown()
        self._reading_offered.shutdown()
        self.recovery.shutdown()

    def hold_offer(self) -> bool:
        """Whether there is a network to restore; it is not offered before `restore_at_start`."""
        withdraw_question(self.recovery)
        return self.recovery.found is not None

    def restore_at_start(self, on_given_up: Callback) -> None:
        """Restore the network that was found, in the background, and say so; it is not asked about.

        `on_given_up` is called when it cannot be restored, or is discarded afterwards. If there is another unsaved
        network already, it is offered instead.
        """
        found = self.recovery.found
        if found is not None:
            self._on_given_up = on_given_up
            self._reading.start(partial(_load, found))

    def _on_read_at_start(self, loaded: tuple[RecoveryFile, Model]) -> None:
        found, model = loaded
        if self._document.unsaved:
            self._show()
            return
        try:
            with _user_errors():
                self._keeper.restore_unsaved(partial(self.recovery.restore, found, model))
        except EngineError as error:
            self._on_not_restored(str(error))
            return
        text = f"Catgui was not closed properly. Your unsaved network of {_time_of(found)} is back."
        show_question(self, text, ("Discard", self._give_up), close_tip="Keep it, and close this message")

    def _on_not_restored(self, text: str) -> None:
        show_error(self, text)
        self._show()
        self._on_given_up()

    def _give_up(self) -> None:
        self._session.reset()  # deletes its file too, since there is no unsaved network any more
        self._on_given_up()

    def _on_run_started(self) -> None:
        if self._session.cause is not Cause.SAME_NETWORK:
            withdraw_question(self)

    def _on_document_changed(self) -> None:
        if not self._document.unsaved:
            withdraw_question(self)

    def _show(self) -> None:
        found = self.recovery.found
        if found is None:
            withdraw_question(self.recovery)
            return
        text = f"Recovered an unsaved network from {_time_of(found)}."
        actions = ("Restore", self._restore), ("Discard", self.recovery.discard)
        show_question(self.recovery, text, *actions, close_tip=ASK_LATER)

    def _restore(self) -> None:
        found = self.recovery.found
        if found is not None:
            self._reading_offered.start(partial(_load, found))

    def _on_offered_read(self, loaded: tuple[RecoveryFile, Model]) -> None:
        self._unsaved.confirm_discard(partial(self._show_model, *loaded))

    def _show_model(self, found: RecoveryFile, model: Model) -> None:
        try:
            with _user_errors():
                self.recovery.restore(found, model, self._keeper.workspace.dataset)
        except EngineError as error:
            show_error(self, str(error))


@contextmanager
def _user_errors() -> Iterator[None]:
    """Replace errors that name the recovery file, which the user does not know."""
    try:
        yield
    except InvalidModelError as error:
        raise EngineError("The network that was found is damaged. It can only be discarded.") from error
    except ModelFileError as error:
        raise EngineError(f"The network that was found cannot be restored: {error.reason}") from error


def _time_of(found: RecoveryFile) -> str:
    return QDateTime.fromSecsSinceEpoch(round(found.saved_at)).toString("d MMM yyyy, hh:mm")


def _load(found: RecoveryFile, work: Work) -> tuple[RecoveryFile, Model]:
    from engine.saved_model.file import load_model  # slow to import

    with _user_errors():
        return found, load_model(found.path, work=work)
