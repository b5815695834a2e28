"""Restores the unsaved network of a program that was killed: at the start, or when the user accepts the offer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, QObject

from catgui.documents.model_contents import load_model_with_photos
from catgui.documents.state_keeper import StateKeeper
from catgui.documents.unsaved_prompt import UnsavedPrompt
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.recovery import Recovery
from catgui.models.documents.recovery_file import RecoveryFile
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.messages import show_error
from catgui.models.training.session import TrainingSession
from catgui.models.workspace import Callback, do_nothing
from catgui.widgets.basic.announcement import announce
from catgui.widgets.basic.message_bar import PROMPT, RESTORED, MessageBar
from engine.errors import EngineError, InvalidModelError, ModelFileError
from engine.progress import ProgressCallback
from engine.saved_model.model import Model


class RecoveryPrompt(QObject):
    """Autosave and recovery of a window's network.

    Attributes: `recovery`, which writes and finds the network; `bar`, the offer to restore one; `restored_bar`, which
    says that one was restored without a question, and can discard it; `bars`, both.
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
        self.bar, self.restored_bar = MessageBar(PROMPT), MessageBar(RESTORED)
        self.bars = (self.bar, self.restored_bar)
        self.bar.setObjectName("recovery_bar")
        self.restored_bar.setObjectName("restored_bar")
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
        self.bar.hide()
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
        self.restored_bar.show_message(text, ("Discard", self._give_up))
        announce(self.restored_bar, text)

    def _on_not_restored(self, text: str) -> None:
        show_error(self, text)
        self._show()
        self._on_given_up()

    def _give_up(self) -> None:
        self._session.reset()  # deletes its file too, since there is no unsaved network any more
        self._on_given_up()

    def _on_run_started(self) -> None:
        if not self._session.is_same_network:
            self.restored_bar.hide()

    def _on_document_changed(self) -> None:
        if not self._document.unsaved:
            self.restored_bar.hide()

    def _show(self) -> None:
        found = self.recovery.found
        if found is None:
            self.bar.hide()
            return
        text = f"Recovered an unsaved network from {_time_of(found)}."
        self.bar.show_message(text, ("Restore", self._restore), ("Discard", self.recovery.discard))

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


def _load(found: RecoveryFile, progress: ProgressCallback, cancelled: threading.Event) -> tuple[RecoveryFile, Model]:
    with _user_errors():
        model = load_model_with_photos(found.path, progress, cancelled)
    if model.recipe is None and (origin := found.old_origin) is not None:
        recipe = model.full_recipe
        model = replace(model, recipe=replace(recipe, data=replace(recipe.data, origin=origin)))
    return found, model
