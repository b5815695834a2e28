"""The offer to restore the unsaved network of a program that was killed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QObject

from catgui.documents.model_loader import ModelLoader
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.recovery import Recovery
from catgui.models.documents.recovery_file import RecoveryFile
from catgui.models.workspace import Workspace
from catgui.widgets.basic.message_bar import PROMPT, MessageBar
from engine.data.dataset import Dataset
from engine.errors import EngineError, InvalidModelError, ModelFileError
from engine.saved_model.model import Model


class RecoveryPrompt(QObject):
    """Autosave and recovery of a window's network. Attributes: `bar`, the offer."""

    def __init__(self, workspace: Workspace, document: ModelDocument, loader: ModelLoader, parent: QObject) -> None:
        super().__init__(parent)
        self._loader = loader
        self._recovery = Recovery(document, workspace, self)
        self._data_missing = False
        self._data_pending = False
        self.bar = MessageBar(PROMPT)
        self.bar.setObjectName("recovery_bar")
        self._recovery.found_changed.connect(self._on_found_changed)
        workspace.failed.connect(self._on_data_failed)
        workspace.load_cancelled.connect(self._clear_pending)

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
        time = QLocale().toString(QDateTime.fromSecsSinceEpoch(round(found.saved_at)), QLocale.FormatType.ShortFormat)
        text = f"An unsaved network from {time} was found."
        if self._data_missing:
            text += " Its data cannot be opened; restored, it is evaluated on the data that are open now."
        self.bar.show_message(text, ("Restore", self._restore), ("Discard", self._recovery.discard))

    def _restore(self) -> None:
        found = self._recovery.found
        if found is not None:
            self._loader.read(partial(_load, found), partial(self._on_read, found))

    def _on_read(self, found: RecoveryFile, model: Model) -> None:
        data = None if self._data_missing else found.data
        self._data_pending = data is not None
        self._loader.call_with_dataset(data, partial(self._apply_model, found, model))

    def _apply_model(self, found: RecoveryFile, model: Model, dataset: Dataset) -> None:
        self._data_pending = False
        with _user_errors():
            self._recovery.restore(found, model, dataset)

    def _on_found_changed(self) -> None:
        self._data_missing = False
        self._show()

    def _on_data_failed(self) -> None:
        if self._data_pending:
            self._data_pending, self._data_missing = False, True
            self._show()

    def _clear_pending(self) -> None:
        self._data_pending = False


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
    from engine.saved_model.file import load_model  # slow to import

    with _user_errors():
        return load_model(found.path, cancelled=cancelled)
