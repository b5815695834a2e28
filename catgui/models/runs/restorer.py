"""Brings a recorded run back: opens its data and repeats its recipe in the background."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from catgui.domain.edits.edit_texts import bring_back_text, brought_back_text
from catgui.domain.run_record import RunRecord
from catgui.models.edits.data_editor import DataEditor
from catgui.models.runs.history import RunHistory
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.messages import show_error, show_notice
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from engine.data.dataset import Dataset
from engine.data.reference import DataReference
from engine.errors import ReproductionError
from engine.progress import Work
from engine.saved_model.reproduction import TOLERANCE, Reproduction, reproduce


@dataclass(frozen=True, slots=True, eq=False)
class _Restored:
    """A run that was repeated on `dataset`."""

    record: RunRecord
    dataset: Dataset
    reproduction: Reproduction


class RunRestorer(QObject):
    """Repeats the run of a record, and shows it in place of the session's run, as if it had just ended.

    If only the edits of its data are others, these are made on the open data; undo then goes back to those before.

    Signals: `restored(object)`, the RunRecord of the run that is shown now.
    """

    restored = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        editor: DataEditor,
        session: TrainingSession,
        settings: TrainingSettings,
        history: RunHistory,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._editor = editor
        self._session = session
        self._settings = settings
        self._history = history
        self._waiting: RunRecord | None = None
        self._task = BackgroundTask(self, shows_errors=True)
        self._task.succeeded.connect(self._on_repeated)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.failed.connect(self._stop_waiting)
        workspace.load_cancelled.connect(self._stop_waiting)

    def restore(self, record: RunRecord) -> None:
        """Bring the run back; first open its data, if others are open."""
        self._task.cancel()
        self._waiting = None
        dataset, recipe = self._workspace.dataset, record.recipe
        if dataset is not None and _is_data_of(record, recipe.data, dataset):
            self._task.start(partial(_repeat, record, dataset))
        elif dataset is not None and recipe.data.origin is not None and dataset.origin == recipe.data.origin:
            self._task.start(partial(_repeat, record, recipe.data.restore(dataset.original)))
        elif recipe.data.origin is not None:
            self._waiting = record
            self._workspace.open_origin(recipe.data.origin, recipe.data)
        else:
            show_error(self, f"Open {record.data} first: {record.title} was trained on it.")

    def shutdown(self) -> None:
        """Cancel the repetition; the window is closing."""
        self._task.shutdown()

    def _on_dataset_changed(self) -> None:
        record, dataset = self._waiting, self._workspace.dataset
        self._waiting = None
        if record is not None and dataset is not None:
            self._task.start(partial(_repeat, record, dataset))

    def _stop_waiting(self) -> None:
        self._waiting = None

    def _on_repeated(self, restored: _Restored) -> None:
        opened = self._workspace.dataset
        if opened is restored.dataset:
            self._show(restored)
        elif opened is not None and opened.original is restored.dataset.original:
            self._show_on_other_edits(restored)

    def _show_on_other_edits(self, restored: _Restored) -> None:
        """Show the run on the open data with its edits; one undo step, with the settings."""
        title, stack = restored.record.title, self._settings.undo_stack
        self._session.reset()  # else its run would be trained again for these edits
        with stack.macro(bring_back_text(title)):
            self._editor.show_dataset(restored.dataset, bring_back_text(title))
            self._show(restored)
        show_notice(self, brought_back_text(title))

    def _show(self, restored: _Restored) -> None:
        self._session.show_reproduction(restored.reproduction, is_same_network=False)
        self._history.set_current(restored.record)
        self._settings.set_config(restored.record.config)
        self.restored.emit(restored.record)


def _is_data_of(record: RunRecord, data: DataReference, dataset: Dataset) -> bool:
    return (dataset.name, dataset.origin, dataset.edits) == (record.data, data.origin, data.edits)


def _repeat(record: RunRecord, dataset: Dataset, work: Work) -> _Restored:
    reproduction = reproduce(record.recipe, dataset, work)
    if not np.allclose(reproduction.costs, record.train, rtol=TOLERANCE, atol=0):
        raise ReproductionError(
            f"{record.title} came out differently when it was repeated: {record.data} may have changed since. Its "
            "curve can still be drawn over the plot"
        )
    return _Restored(record, dataset, reproduction)
