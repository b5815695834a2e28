"""The offer to restore the unsaved network of a program that was killed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, QObject

from catgui.documents.model_loader import ModelLoader, load_model_with_photos
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.recovery import Recovery
from catgui.models.documents.recovery_file import RecoveryFile
from catgui.widgets.basic.message_bar import PROMPT, MessageBar
from engine.data.dataset import Dataset
from engine.errors import EngineError, InvalidModelError, ModelFileError
from engine.saved_model.model import Model


class RecoveryPrompt(QObject):
    """Autosave and recovery of a window's network. Attributes: `bar`, the offer."""

    def __init__(self, document: ModelDocument, loader: ModelLoader, parent: QObject) -> None:
        super().__init__(parent)
        self._loader = loader
        self._recovery = Recovery(document, self)
        self.bar = MessageBar(PROMPT)
        self.bar.setObjectName("recovery_bar")
        self._recovery.found_changed.connect(self._show)

    def begin(self, folder: Path) -> None:
        """Autosave to `folder`, and offer the newest network left there."""
        self._recovery.begin(folder)

    def shutdown(self) -> None:
        """Delete the autosaved network: the program ends normally."""
        self._recovery.shutdown()

    def _show(self) -> None:
        found = self._recovery.found
        if found is None:
            self.bar.hide()
            return
        time = QDateTime.fromSecsSinceEpoch(round(found.saved_at)).toString("d MMM yyyy, hh:mm")
        text = f"Recovered an unsaved network from {time}."
        self.bar.show_message(text, ("Restore", self._restore), ("Discard", self._recovery.discard))

    def _restore(self) -> None:
        found = self._recovery.found
        if found is not None:
            self._loader.read(partial(_load, found), partial(self._on_read, found))

    def _on_read(self, found: RecoveryFile, model: Model) -> None:
        self._loader.show(partial(self._show_model, found, model))

    def _show_model(self, found: RecoveryFile, model: Model, dataset: Dataset | None) -> None:
        with _user_errors():
            self._recovery.restore(found, model, dataset)


@contextmanager
def _user_errors() -> Iterator[None]:
    """Replace errors that name the recovery file, which the user does not know."""
    try:
        yield
    except InvalidModelError as error:
        raise EngineError("The network that was found is damaged. It can only be discarded.") from error
    except ModelFileError as error:
        raise EngineError(f"The network that was found cannot be restored: {error.reason}") from error


def _load(found: RecoveryFile, cancelled: threading.Event) -> Model:
    with _user_errors():
        model = load_model_with_photos(found.path, cancelled)
    if model.recipe is None and (origin := found.old_origin) is not None:
        recipe = model.full_recipe
        model = replace(model, recipe=replace(recipe, data=replace(recipe.data, origin=origin)))
    return model
