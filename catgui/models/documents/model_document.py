"""The trained network as a document: its file, and whether it holds what the file does not.

Reading and writing are imported where they are used: a window is to be there before a file is.
"""

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
        session.evaluated.connect(self._on_evaluated)

    @property
    def unsaved(self) -> bool:
        """Whether there is a network, at rest or in training, that no file holds."""
        snapshot = self._session.snapshot
        return snapshot is not None and snapshot.iterations != self._saved_iterations

    @property
    def modified(self) -> bool:
        """Whether there is a network at rest that no file holds."""
        return self.unsaved and not self.training

    @property
    def training(self) -> bool:
        """Whether the network is still changing."""
        return not self._session.is_inactive

    @property
    def dataset(self) -> Dataset | None:
        """The data that the network was evaluated on, or None where there is no network."""
        run = self._session.run
        return None if run is None else run.dataset

    @property
    def can_save(self) -> bool:
        """Whether there is a network to save."""
        return self._session.snapshot is not None

    def model_builder(self) -> Callable[[], Model] | None:
        """What gives the network as it was last evaluated, or None where there is none.

        It may be called in any thread and at any time, and takes a while for a large network.
        """
        run, snapshot = self._session.run, self._session.snapshot
        if run is None or snapshot is None:
            return None
        return partial(_model, run, snapshot, self._session.costs.train[: snapshot.iterations])

    def saving(self, path: Path) -> tuple[WriteFunction, Callable[[], None]]:
        """What writes the network as it was last evaluated to `path`, in any thread, and what is called afterwards.

        That is for this thread, once the file is there. Raises ModelFileError where there is no network; the writing
        raises it where the file cannot be written.
        """
        run, model, snapshot = self._session.run, self.model_builder(), self._session.snapshot
        if model is None or snapshot is None:
            raise ModelFileError(path, "there is no network to save yet; train one first")

        def on_written() -> None:
            # Meanwhile there may be another network, which is not in this file.
            if self._session.run is run:
                self._set_saved_state(path, snapshot.iterations)

        return partial(_write, path, model), on_written

    def open(self, path: Path, model: Model, dataset: Dataset) -> None:
        """Put the network of a file in place of the session's, looking at `dataset`. Raises ModelFileError."""
        self._load_into_session(path, model, dataset)
        self._set_saved_state(path, len(model.costs))

    def restore(self, path: Path, model: Model, dataset: Dataset) -> None:
        """The same with a file that is not the user's: the network counts as not saved. Raises ModelFileError."""
        self._load_into_session(path, model, dataset)
        self._set_saved_state(None, None)

    def _load_into_session(self, path: Path, model: Model, dataset: Dataset) -> None:
        """Have the session hold the network of a file."""
        if model.picture_shape != dataset.picture_shape:
            height, width = model.picture_shape
            raise ModelFileError(path, f"it looks at pictures of {height} x {width}; open data of that size first")
        if model.classes != dataset.classes:
            names = " from ".join(model.classes[::-1])
            raise ModelFileError(path, f"it tells {names}, and the data have other classes; open its own data first")
        model.check_memory(path, max(dataset.train.count, dataset.test.count))
        with QSignalBlocker(self):
            # Before it is settled which file holds it, it would be taken for a network that none does.
            self._session.set_model(dataset, model)

    def _set_saved_state(self, path: Path | None, iterations: int | None) -> None:
        self.path = path
        self._saved_iterations = iterations
        self.changed.emit()

    def _on_evaluated(self) -> None:
        # At rest it is another moment of the run that is shown now, which the file may not hold.
        if not self.training:
            self.changed.emit()

    def _on_run_started(self) -> None:
        self._saved_iterations = self.path = None
        self.changed.emit()


def _write(path: Path, model: Callable[[], Model], progress: ProgressCallback) -> None:
    from engine.saved_model.file import save_model

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
