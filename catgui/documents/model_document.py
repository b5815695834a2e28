"""The trained network as a document: its file of the user, if it has one."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSignalBlocker, Signal

from catgui.models.training.session import Cause, RunNow, TrainingSession
from engine.data.dataset import Dataset
from engine.errors import ModelFileError
from engine.progress import Work
from engine.saved_model.model import Model

# Writes a file, in any thread; leaves none if the work is cancelled.
WriteFunction = Callable[[Work], object]
# Names a network that is in no file in errors.
_NO_FILE = Path("last session")


class ModelDocument(QObject):
    """The network of a session with its file.

    Attributes: `path`, the file it was saved to or opened from, or None.

    Signals: `changed()`, `modified` or `path` may have changed.
    """

    changed = Signal()

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._saved_iterations: int | None = None
        self.path: Path | None = None
        session.changed.connect(self._on_session_changed)

    @property
    def is_in_file(self) -> bool:
        """Whether the file `path` has the network in its present state."""
        return self.path is not None and self._session.now.shown_iteration == self._saved_iterations

    @property
    def modified(self) -> bool:
        """Whether the network differs from that in its file; False without a file."""
        return self.path is not None and not self.training and not self.is_in_file

    @property
    def training(self) -> bool:
        """Whether the network is in training."""
        return not self._session.now.is_inactive

    @property
    def other_data_of_training(self) -> str:
        """The name of the data that the network was trained on, unless they are known to be open; then ''."""
        saved = self._session.now.saved
        return saved.trained_on if saved is not None and (saved.dataset is None or saved.is_on_other_data) else ""

    @property
    def can_save(self) -> bool:
        """Whether there is a network to save."""
        return self._session.now.network is not None

    @property
    def network_key(self) -> Hashable:
        """A key of the network as last evaluated, different for every network; None without one."""
        now = self._session.now
        return None if now.run is None else (weakref.ref(now.run), now.shown_iteration, now.threshold)

    def model_builder(self) -> Callable[[], Model] | None:
        """A function that returns the network as last evaluated; None without a network.

        It may be called in any thread; it is slow for a large network.
        """
        now, costs = self._session.now, self._session.now.costs
        if now.saved is not None and now.saved.network is not None:
            return partial(_update, now.saved.model, now.threshold)
        if now.trained is None or now.snapshot is None:
            return None
        if self.training:  # else it would come back as one that was sent back to its last evaluation
            costs = costs.first(now.snapshot.iterations)
        return partial(Model.of, now.trained, now.snapshot, costs.train, costs.test)

    def saving(self, path: Path) -> tuple[WriteFunction, Callable[[], None]]:
        """A function that writes the network to `path`, and one to call afterwards.

        The first writes the network as last evaluated, in any thread, and raises ModelFileError; the second must be
        called in this thread. Raises ModelFileError without a network.
        """
        run, model, iterations = self._session.now.run, self.model_builder(), self._session.now.shown_iteration
        if model is None:
            raise ModelFileError(path, "there is no network to save; train one first")

        def on_written() -> None:
            if self._session.now.run is run:  # not if another was started meanwhile
                self._set_saved_state(path, iterations)

        return partial(_write, path, model), on_written

    def open(self, path: Path | None, model: Model, dataset: Dataset | None) -> None:
        """Replace the session's network by `model` of the file `path`, evaluated on `dataset`.

        `path` is None for one that is in no file of the user. Raises ModelFileError if the memory is too small.
        """
        if dataset is not None and model.fits(dataset):
            model.check_memory(path or _NO_FILE, max(dataset.train.count, dataset.test.count))
        with QSignalBlocker(self):
            # Until the file is set, the document would change twice.
            self._session.set_model(dataset, model)
        self._set_saved_state(path, self._session.now.shown_iteration)

    def _set_saved_state(self, path: Path | None, iterations: int | None) -> None:
        self.path = path
        self._saved_iterations = iterations
        self.changed.emit()

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_other_run(before) and now.cause is not Cause.SAME_NETWORK:
            self._saved_iterations = self.path = None
        self.changed.emit()


def _write(path: Path, model: Callable[[], Model], work: Work) -> None:
    from engine.saved_model.file import save_model  # slow to import

    save_model(path, model(), work)


def _update(model: Model, threshold: float) -> Model:
    """The model of a file, with what may have changed since it was opened."""
    return replace(model, recipe=model.recipe._replace(threshold=threshold))
