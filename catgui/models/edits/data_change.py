"""What an edit of the data has changed in the answers of the network."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from catgui.domain.edits.change_texts import PHOTOS, Change, EditSteps
from catgui.domain.photo_entry import PhotoEntry, label_of
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.training.session import RunNow, RunState, TrainingSession
from catgui.models.undo_stack import Direction, UndoCommand, UndoStack
from catgui.models.workspace import Workspace
from engine.analysis.evaluation import THRESHOLD
from engine.analysis.prediction_changes import UNKNOWN, PredictionChanges
from engine.data.edits import TEST, TRAIN
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.training.features import make_examples
from engine.training.run import Snapshot, TrainingRun

if TYPE_CHECKING:
    from engine.experiments.change_study import ChangeStudy


class DataChange(QObject):
    """Compares each run that has ended with the one before it, if only edits of the data are between them.

    That may be a run that was opened or brought back, and an opened one that is still being repeated. If one of the two
    was stopped, their networks are compared after as many iterations as both have done.

    Attributes: `change`, the last comparison, or None if the data or the settings are others now; `study`, the same
    with many seeds, or None.

    Signals: `compared()`, there is another change, or none any more; `studied()`, `study` or `busy` may be different;
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
        self._finished: RunNow | None = None  # with which the next run is compared
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

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        """Compare the run if it has just ended here; one that is complete from its start was opened or brought back."""
        is_another = now.is_another_than(before)
        if is_another:
            self._comparison.cancel()  # another one has taken the place of the run that had just ended
            if self.change is not None and (now.run is None or now.run.config != self.change.config):
                self._forget_change()
        if not _is_at_rest(now) or now.state is not RunState.IDLE or now.newest is self._ended:
            return
        self._ended, earlier, steps = now.newest, self._finished, self._edit_steps
        if now.run is None or now.run.dataset is not self._workspace.dataset:
            return
        if _is_over(now):  # one that was stopped, once the data are edited: it may be continued before
            self._finish(now)
        if earlier is not None and not is_another and _can_be_compared(earlier, now):
            photos = tuple(entry for entry in self._photos if entry.picture_shape == now.run.picture_shape)
            self._comparison.start(partial(_compare, earlier, now, photos, steps))

    def _finish(self, run: RunNow) -> None:
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
        now = self._session.now
        if _is_at_rest(now) and (self._finished is None or self._finished.newest is not now.newest):
            self._finish(now)
        self._note_step()
        dataset = self._workspace.dataset
        finished = None if self._finished is None or self._finished.run is None else self._finished.run.dataset
        if finished is None or dataset is None or finished.original is not dataset.original:
            self._finished = None
        if self._finished is None:
            self._steps.clear()
        self._forget_change()

    def _forget_change(self) -> None:
        """Drop what is of networks that are no longer those of the window."""
        self._study_task.cancel()
        had_change = self.change is not None
        self.study = self.change = None
        self.studied.emit()
        if had_change:
            self.compared.emit()

    def _on_compared(self, change: Change) -> None:
        self.change = change
        self.compared.emit()

    def _on_studied(self, study: ChangeStudy) -> None:
        self.study = study


def _is_over(now: RunNow) -> bool:
    """Whether a run is complete; an opened network at its end is."""
    return now.saved is not None or (now.run is not None and now.run.is_over)


def _is_at_rest(now: RunNow) -> bool:
    """Whether there is a network to compare: a run rests after some iterations, or is opened at its end."""
    if now.newest is None or now.has_failed:
        return False
    if now.saved is not None:
        return now.saved.is_on_own_data and now.saved.position == now.saved.iterations
    return now.is_inactive and now.newest.iterations > 0


def _can_be_compared(before: RunNow, now: RunNow) -> bool:
    """Whether two runs differ by edits of the data alone, and both have networks after as many iterations."""
    one, other = before.run, now.trained
    if one is None or one.dataset is None or other is None:
        return False
    are_alike = one.config == other.config and one.dataset.edits != other.dataset.edits
    return are_alike and (_is_over(now) or before.trained is not None)


def _compare(before: RunNow, after: RunNow, photos: tuple[PhotoEntry, ...], steps: EditSteps, work: Work) -> Change:
    earlier, run, are_over = before.run, after.trained, _is_over(before) and _is_over(after)
    assert earlier is not None
    assert earlier.dataset is not None
    assert run is not None
    assert before.newest is not None
    assert after.newest is not None
    iterations = None if are_over else min(before.newest.iterations, after.newest.iterations)
    first, second = (_network_at(now, iterations).with_threshold(THRESHOLD) for now in (before, after))
    evaluated = run.evaluate_network(first.network, first.iterations)
    answers = {name: PredictionChanges.between(evaluated.part(name), second.part(name)) for name in (TEST, TRAIN)}
    answers[PHOTOS] = _compare_photos(run, (first.network, second.network), photos, work)
    data = earlier.dataset, run.dataset
    return Change(*data, run.config, first.test, answers, photos, steps, after.threshold, iterations)


def _network_at(now: RunNow, iterations: int | None) -> Snapshot:
    """The network after some iterations of a run, or its last one."""
    assert now.newest is not None
    if iterations is None or iterations == now.newest.iterations:
        return now.newest
    assert now.trained is not None, "an opened network is compared with complete runs only"
    return now.trained.snapshot_at(iterations)


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
