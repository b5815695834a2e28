"""The trained network as a document: its file, and whether it has unsaved changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QSignalBlocker, Signal

from catgui.models.documents.save_queue import WriteFunction
from catgui.models.training.session import TrainingSession
from engine.data.dataset import Dataset
from engine.errors import ModelFileError
from engine.progress import ProgressCallback
from engine.saved_model.model import Model
from engine.training.run import Snapshot, TrainingRun


class ModelDocument(QObject):
    """The network of a session with its file.

    Attributes: `path`, the file it was saved to or opened from, or None. Signals: `changed()`, `modified` or `path` may
    have changed.
    """

    changed = Signal()

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._saved_iterations: int | None = None
        self.path: Path | None = None
        session.run_started.connect(self._on_run_started)
        session.state_changed.connect(self.changed)
        session.evaluated.connect(self._on_evaluated)

    @property
    def unsaved(self) -> bool:
        """Whether there is a network that is in no file, perhaps in training."""
        snapshot = self._session.snapshot
        return snapshot is not None and snapshot.iterations != self._saved_iterations

    @property
    def modified(self) -> bool:
        """Whether there is a network at rest that is in no file."""
        return self.unsaved and not self.training

    @property
    def training(self) -> bool:
        """Whether the network is in training."""
        return not self._session.is_inactive

    @property
    def dataset(self) -> Dataset | None:
        """The data set that the network is evaluated on, or None without a network."""
        run = self._session.run
        return None if run is None else run.dataset

    @property
    def can_save(self) -> bool:
        """Whether there is a network to save."""
        return self._session.snapshot is not None

    def model_builder(self) -> Callable[[], Model] | None:
        """A function that returns the network as last evaluated; None without a network.

        It may be called in any thread; it is slow for a large network.
        """
        run, snapshot = self._session.run, self._session.snapshot
        if run is None or snapshot is None:
            return None
        return partial(_model, run, snapshot, self._session.costs.train[: snapshot.iterations])

    def saving(self, path: Path) -> tuple[WriteFunction, Callable[[], None]]:
        """A function that writes the network to `path`, and one to call afterwards.

        The first writes the network as last evaluated, in any thread, and raises ModelFileError; the second must be
        called in this thread. Raises ModelFileError without a network.
        """
        run, model, snapshot = self._session.run, self.model_builder(), self._session.snapshot
        if model is None or snapshot is None:
            raise ModelFileError(path, "there is no network to save yet; train one first")

        def on_written() -> None:
            if self._session.run is run:  # not if another was started meanwhile
                self._set_saved_state(path, snapshot.iterations)

        return partial(_write, path, model), on_written

    def open(self, path: Path, model: Model, dataset: Dataset) -> None:
        """Replace the session's network by `model` of the file `path`, on `dataset`. Raises ModelFileError."""
        self._load_into_session(path, model, dataset)
        self._set_saved_state(path, len(model.costs))

    def restore(self, path: Path, model: Model, dataset: Dataset) -> None:
        """The same with a recovery file: the network counts as unsaved. Raises ModelFileError."""
        self._load_into_session(path, model, dataset)
        self._set_saved_state(None, None)

    def _load_into_session(self, path: Path, model: Model, dataset: Dataset) -> None:
        if model.picture_shape != dataset.picture_shape:
            height, width = model.picture_shape
            raise ModelFileError(path, f"it takes pictures of {height} x {width}; open data of that size first")
        if model.classes != dataset.classes:
            names = " from ".join(model.classes[::-1])
            raise ModelFileError(
                path, f"it distinguishes {names}, but the data have other classes; open its own data first"
            )
        model.check_memory(path, max(dataset.train.count, dataset.test.count))
        with QSignalBlocker(self):
            # Until the file is set, the network would count as unsaved.
            self._session.set_model(dataset, model)

    def _set_saved_state(self, path: Path | None, iterations: int | None) -> None:
        self.path = path
        self._saved_iterations = iterations
        self.changed.emit()

    def _on_evaluated(self) -> None:
        if not self.training:  # another iteration of the run is shown, which the file may not hold
            self.changed.emit()

    def _on_run_started(self) -> None:
        self._saved_iterations = self.path = None
        self.changed.emit()


def _write(path: Path, model: Callable[[], Model], progress: ProgressCallback) -> None:
    from engine.saved_model.file import save_model  # slow to import

    save_model(path, model(), progress)


def _model(run: TrainingRun, snapshot: Snapshot, costs: NDArray[np.float64]) -> Model:
    return Model(
        parameters=snapshot.network.parameters,
        classes=run.dataset.classes,
        picture_shape=run.dataset.picture_shape,
        config=run.config,
        costs=costs,
        trained_on=run.trained_on,
    )
