"""Brings a recorded run back: opens its data, and shows it there."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from catgui.domain.edits.edit_texts import bring_back_text, brought_back_text
from catgui.domain.run_record import RunRecord
from catgui.models.edits.data_editor import DataEditor
from catgui.models.runs.history import RunHistory
from catgui.models.tasks.messages import show_error, show_notice
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from engine.data.dataset import Dataset
from engine.saved_model.model import Model


class RunRestorer(QObject):
    """Shows the run of a record in place of the session's run; `RunReproducer` then repeats it.

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
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.failed.connect(self._stop_waiting)
        workspace.load_cancelled.connect(self._stop_waiting)

    def restore(self, record: RunRecord) -> None:
        """Bring the run back; first open its data, if others are open."""
        self._waiting = None
        dataset, recipe = self._workspace.dataset, record.recipe
        if dataset is not None and recipe.data.is_of(dataset):
            self._show(record, dataset)
        elif dataset is not None and recipe.data.origin is not None and dataset.origin == recipe.data.origin:
            self._show_on_other_edits(record, recipe.data.restore(dataset.original))
        elif recipe.data.origin is not None:
            self._waiting = record
            self._workspace.open_origin(recipe.data.origin, recipe.data)
        else:
            show_error(self, f"Open {record.data} first: {record.title} was trained on it.")

    def _on_dataset_changed(self) -> None:
        record, dataset = self._waiting, self._workspace.dataset
        self._waiting = None
        if record is not None and dataset is not None:
            self._show(record, dataset)

    def _stop_waiting(self) -> None:
        self._waiting = None

    def _show_on_other_edits(self, record: RunRecord, dataset: Dataset) -> None:
        """Show the run on the open data with its edits; one undo step, with the settings."""
        self._session.reset()  # else its run would be trained again for these edits
        with self._settings.undo_stack.macro(bring_back_text(record.title)):
            self._editor.show_dataset(dataset, bring_back_text(record.title))
            self._show(record, dataset)
        show_notice(self, brought_back_text(record.title))

    def _show(self, record: RunRecord, dataset: Dataset) -> None:
        self._session.set_model(dataset, _model_of(record, dataset))
        self._history.set_current(record)
        self._settings.set_config(record.config)
        self.restored.emit(record)


def _model_of(record: RunRecord, dataset: Dataset) -> Model:
    """The model of the run, whose parameters are found by repeating it."""
    return Model(
        parameters={},
        classes=dataset.classes,
        picture_shape=dataset.picture_shape,
        costs=record.train,
        recipe=record.recipe,
        test_costs=record.test,
    )
