"""What an edit of the data has changed in the answers of the network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from catgui.domain.edits.change_texts import EditSteps
from catgui.domain.photo_entry import PhotoEntry, label_of
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.training.session import RunState, TrainingSession
from catgui.models.undo_stack import Direction, UndoCommand, UndoStack
from catgui.models.workspace import Workspace
from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.analysis.prediction_changes import UNKNOWN, PredictionChanges
from engine.data.dataset import Dataset, Part
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.saved_model.model import SavedRun
from engine.training.config import TrainingConfig
from engine.training.features import make_examples
from engine.training.run import Snapshot, TrainingRun

if TYPE_CHECKING:
    from engine.experiments.change_study import ChangeStudy


@dataclass(frozen=True, slots=True, eq=False)
class _Finished:
    """A run that has ended, complete or stopped: its data, its settings and its last network.

    Attributes: `run`, from which its earlier networks are replayed, or None for an opened network, which is complete.
    """

    dataset: Dataset
    config: TrainingConfig
    snapshot: Snapshot
    run: TrainingRun | None = None

    @property
    def is_over(self) -> bool:
        """Whether it is complete."""
        return self.run is None or self.run.is_over


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """The test predictions of the networks before and after an edit.

    Attributes: `before` and `after`, the data; `config`, with which both were trained; `evaluations`, of each network
    on the test part of its data; `predictions`, on that of `after`; `photos`, those of the user, and
    `photo_predictions`, on these; `steps`, the edits between the two; `shown_threshold`, that of the window;
    `iterations`, after which both networks are compared, None where both runs are complete. All are at the usual
    threshold.
    """

    before: Dataset
    after: Dataset
    config: TrainingConfig
    evaluations: tuple[Evaluation, Evaluation]
    predictions: PredictionChanges
    photos: tuple[PhotoEntry, ...]
    photo_predictions: PredictionChanges
    steps: EditSteps
    shown_threshold: float = THRESHOLD
    iterations: int | None = None

    @property
    def is_of_test_part(self) -> bool:
        """Whether both networks were trained on the same pictures, so that they are the same."""
        return _is_same(self.before.train, self.after.train)

    @property
    def asks_others(self) -> bool:
        """Whether the test part was edited, so that the accuracies of the two runs are on other questions."""
        return not _is_same(self.before.test, self.after.test)


def _is_same(one: Part, other: Part) -> bool:
    """Whether no edit lies between two parts: edits share the pictures that they do not touch."""
    return one.pictures is other.pictures and np.array_equal(one.labels, other.labels)


class DataChange(QObject):
    """Compares each run that has ended with the one before it, if only edits of the data are between them.

    That may be a run that was opened or brought back, and an opened one that is still being repeated. If one of the two
    was stopped, their networks are compared after as many iterations as both have done.

    Attributes: `change`, the last comparison, or None if the data or the settings are others now; `study`, the same
    with many seeds, or None.

    Signals: `compared()`, there is another change; `studied()`, `study` or `busy` may be different;
    `progressed(object, object)`, steps of the study done and in all.
    """

    compared = Signal()
    studied = Signal()
    progressed = Signal(object, object)

    def __init__(
        self,
        workspace: Workspace,
        session: TrainingSession,
        photos: Iterable[PhotoEntry],
        undo_stack: UndoStack,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.change: Change | None = None
        self.study: ChangeStudy | None = None
        self._workspace, self._session, self._photos = workspace, session, photos
        self._undo_stack = undo_stack
        self._finished: _Finished | None = None
        self._ended: Snapshot | None = None  # the last network of the run that has ended, and was compared if it can be
        # The commands since that run; what was done and undone again is not among them.
        self._steps: list[tuple[Direction, UndoCommand]] = []
        self._comparison = BackgroundTask(self, shows_errors=True)
        self._study_task = BackgroundTask(self, shows_errors=True)
        self._comparison.succeeded.connect(self._on_compared)
        self._study_task.succeeded.connect(self._on_studied)
        self._study_task.progressed.connect(self.progressed)
        self._study_task.busy_changed.connect(self.studied)
        session.changed.connect(self._on_session_changed)
        session.run_started.connect(self._on_run_started)
        session.evaluated.connect(self._on_evaluated)
        workspace.dataset_changed.connect(self._on_dataset_changed)

    @property
    def busy(self) -> bool:
        """Whether seeds are being trained."""
        return self._study_task.busy

    def start_study(self) -> None:
        """Train the data before and after the edit with many seeds, in the background."""
        if self.change is not None:
            self.study = None
            self._study_task.start(partial(_study, self.change))
            self.studied.emit()

    def cancel_study(self) -> None:
        """Cancel the study."""
        self._study_task.cancel()

    def shutdown(self) -> None:
        """Cancel all work and wait for the threads."""
        self._comparison.shutdown()
        self._study_task.shutdown()

    def _on_run_started(self) -> None:
        """Take a run that is complete from its start for one that was repeated."""
        self._comparison.cancel()  # another one has taken the place of the run that had just ended
        run, snapshot = self._session.run, self._session.newest
        if self.change is not None and (run is None or run.config != self.change.config):
            self._forget_change()
        if isinstance(run, TrainingRun) and snapshot is not None and run.is_over:
            self._finish(_Finished(run.dataset, run.config, snapshot, run))

    def _on_evaluated(self) -> None:
        """Take an opened network for the last one of its run, before that is repeated, which may take long."""
        run, snapshot = self._session.run, self._session.newest
        if isinstance(run, SavedRun) and run.is_on_own_data and snapshot is not None and run.position == run.iterations:
            assert run.dataset is not None
            self._finish(_Finished(run.dataset, run.config, snapshot))

    def _on_session_changed(self) -> None:
        after, before, steps = self._ended_run, self._finished, self._edit_steps
        if after is None or self._session.state is not RunState.IDLE or after.snapshot is self._ended:
            return
        self._ended = after.snapshot
        if after.dataset is not self._workspace.dataset:
            return
        if after.is_over:  # one that was stopped, once the data are edited: it may be continued before
            self._finish(after)
        if before is None or before.config != after.config or before.dataset.edits == after.dataset.edits:
            return
        if after.is_over or before.run is not None:
            photos = tuple(entry for entry in self._photos if entry.picture_shape == after.dataset.picture_shape)
            self._comparison.start(partial(_compare, before, after, photos, steps, self._session.threshold))

    @property
    def _ended_run(self) -> _Finished | None:
        """The run of the session, if it rests after some iterations."""
        run, snapshot = self._session.run, self._session.newest
        if not isinstance(run, TrainingRun) or snapshot is None or not snapshot.iterations:
            return None
        is_at_rest = self._session.is_inactive and not self._session.has_failed
        return _Finished(run.dataset, run.config, snapshot, run) if is_at_rest else None

    def _finish(self, run: _Finished) -> None:
        """Compare the next run with this one."""
        self._finished = run
        self._steps.clear()

    @property
    def _edit_steps(self) -> EditSteps:
        """What lies between the finished run and the data now."""
        titles, directions = tuple(it.text for _, it in self._steps), {direction for direction, _ in self._steps}
        return EditSteps(directions.pop().value, titles) if len(directions) == 1 else EditSteps(titles=titles)

    def _note_step(self) -> None:
        """Add the command that edits the data just now, or drop the one that it reverses."""
        step = self._undo_stack.performing
        if step is None:
            return
        is_undone = step[0] is Direction.UNDO
        if self._steps and self._steps[-1][1] is step[1] and (self._steps[-1][0] is Direction.UNDO) != is_undone:
            self._steps.pop()
        else:
            self._steps.append(step)

    def _on_dataset_changed(self) -> None:
        """Forget what is about other data, or about other edits."""
        self.shutdown()
        resting = self._ended_run
        if resting is not None and (self._finished is None or self._finished.snapshot is not resting.snapshot):
            self._finish(resting)
        self._note_step()
        dataset = self._workspace.dataset
        if self._finished is not None and (dataset is None or self._finished.dataset.original is not dataset.original):
            self._finished = None
        if self._finished is None:
            self._steps.clear()
        self._forget_change()

    def _forget_change(self) -> None:
        """Drop what is of networks that are no longer those of the window."""
        self._study_task.cancel()
        self.study = self.change = None
        self.studied.emit()

    def _on_compared(self, change: Change) -> None:
        self.change = change
        self.compared.emit()

    def _on_studied(self, study: ChangeStudy) -> None:
        self.study = study


def _compare(
    before: _Finished,
    after: _Finished,
    photos: tuple[PhotoEntry, ...],
    steps: EditSteps,
    shown_threshold: float,
    work: Work,
) -> Change:
    run = after.run
    assert run is not None
    are_over = before.is_over and after.is_over
    iterations = None if are_over else min(before.snapshot.iterations, after.snapshot.iterations)
    first, second = _network_at(before, iterations), _network_at(after, iterations)
    evaluated = run.evaluate_network(first.network, first.iterations)
    # That of a network from a file may have the threshold of its user.
    earlier, later = (snapshot.test.with_threshold(THRESHOLD) for snapshot in (first, second))
    predictions = PredictionChanges.between(evaluated.test, later)
    of_photos = _compare_photos(run, (first.network, second.network), photos, work)
    return Change(
        before.dataset,
        run.dataset,
        run.config,
        (earlier, later),
        predictions,
        photos,
        of_photos,
        steps,
        shown_threshold,
        iterations,
    )


def _network_at(run: _Finished, iterations: int | None) -> Snapshot:
    """The network after some iterations of a run, or its last one."""
    if iterations is None or iterations == run.snapshot.iterations:
        return run.snapshot
    assert run.run is not None, "an opened network is compared with complete runs only"
    return run.run.snapshot_at(iterations)


def _compare_photos(
    run: TrainingRun,
    networks: tuple[TrainableNetwork, TrainableNetwork],
    photos: tuple[PhotoEntry, ...],
    work: Work,
) -> PredictionChanges:
    """The answers of both networks to the photos, whose labels are their actual classes."""
    classes = run.dataset.classes
    known = [label_of(photo.actual, classes) for photo in photos]
    labels = np.array([UNKNOWN if label is None else label for label in known], dtype=np.int64)
    if not photos:
        return PredictionChanges(np.zeros(0), np.zeros(0), labels)
    pixels = np.stack([entry.view for entry in photos if entry.view is not None])
    examples = make_examples(run.config.features, pixels, labels[np.newaxis], work)
    first, second = (network.forward(examples)[0][0] for network in networks)
    return PredictionChanges(first, second, labels)


def _study(change: Change, work: Work) -> ChangeStudy:
    from engine.experiments.change_study import study_change  # the window starts without it

    return study_change(change.before, change.after, change.config, work=work)
