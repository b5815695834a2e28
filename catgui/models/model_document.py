"""The trained network as a document: its file, and whether it holds what the file does not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from catgui.models.training_session import RunState, TrainingSession
from engine.datasets import Dataset
from engine.errors import ModelFileError
from engine.model_file import Model, load_model, save_model


class ModelDocument(QObject):
    """Saves and opens the network of a session.

    Attributes: `path`, the file it was last saved to or opened from, or None. Signals: `changed()`, `modified` or
    `path` may be another.
    """

    changed = Signal()

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._saved_iterations: int | None = None
        self.path: Path | None = None
        session.run_started.connect(self._on_run_started)
        session.state_changed.connect(self.changed)

    @property
    def modified(self) -> bool:
        """Whether there is a network at rest that no file holds."""
        snapshot = self._session.snapshot
        at_rest = self._session.state in (RunState.IDLE, RunState.PAUSED)
        return snapshot is not None and at_rest and snapshot.iterations != self._saved_iterations

    @property
    def can_save(self) -> bool:
        """Whether there is a network to save."""
        return self._session.snapshot is not None

    def save(self, path: Path) -> None:
        """Write the network as it was last evaluated to `path`. Raises ModelFileError."""
        run, snapshot = self._session.run, self._session.snapshot
        if run is None or snapshot is None:
            raise ModelFileError(path, "there is no network to save yet; train one first")
        model = Model(
            parameters=snapshot.network.parameters,
            classes=run.dataset.classes,
            picture_shape=run.dataset.picture_shape,
            config=run.config,
            costs=self._session.costs.train[: snapshot.iterations],
            trained_on=run.trained_on,
        )
        save_model(path, model)
        self._settle(path, snapshot.iterations)

    def open(self, path: Path, dataset: Dataset) -> None:
        """Put the network of a file in place of the session's, looking at `dataset`. Raises ModelFileError."""
        model = load_model(path)
        if model.picture_shape != dataset.picture_shape:
            height, width = model.picture_shape
            raise ModelFileError(path, f"it looks at pictures of {height} x {width}; open data of that size first")
        if model.classes != dataset.classes:
            names = " from ".join(model.classes[::-1])
            raise ModelFileError(path, f"it tells {names}, and the data have other classes; open its own data first")
        self._session.adopt(dataset, model)
        self._settle(path, len(model.costs))

    def _settle(self, path: Path, iterations: int) -> None:
        self.path = path
        self._saved_iterations = iterations
        self.changed.emit()

    def _on_run_started(self) -> None:
        self._saved_iterations = self.path = None
        self.changed.emit()
