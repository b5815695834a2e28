"""The reliability trials: the settings trained from many seeds, and cross-validated."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from catgui.workers.gil_pause import GilPause
from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.experiments.cross_validation import CrossValidation
from engine.experiments.seed_study import SeedStudy
from engine.progress import ProgressCallback, cancellable
from engine.system.parallel import JobProgress
from engine.training.config import TrainingConfig
from engine.training.features import CONVOLUTION, make_part_examples

StudyFactory = Callable[[ProgressCallback], Iterable[JobProgress[Any]]]


class Trials(QObject):
    """Owns the two studies of the settings; another data set clears both.

    Attributes: `seeds`, the study of random seeds, with results of type SeedResult; `folds`, the cross-validation, with
    results of type RepeatResult.

    Signals: `dataset_changed()`; `features_changed()`, the settings have other features; `run_changed()`,
    `run_accuracies` may be different; `failed(str)`, a text for the user.
    """

    dataset_changed = Signal()
    features_changed = Signal()
    run_changed = Signal()
    failed = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        session: TrainingSession,
        settings: TrainingSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._session = session
        self._settings = settings
        self._features = settings.config.features
        self.seeds = Study(self)
        self.folds = Study(self)
        for study in (self.seeds, self.folds):
            study.failed.connect(self.failed)
        session.evaluated.connect(self.run_changed)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        settings.changed.connect(self._on_settings_changed)

    @property
    def trains_filters(self) -> bool:
        """Whether the settings are those of convolution, of which a network takes seconds."""
        return self._features == CONVOLUTION

    @property
    def can_start(self) -> bool:
        """Whether there is a data set."""
        return self._workspace.dataset is not None

    def start_seeds(self, count: int) -> None:
        """Train the settings with the seeds 1 to `count`."""
        dataset = self._workspace.dataset
        if dataset is not None and (plan := self._settings.request_plan(dataset)) is not None:
            self.seeds.start(plan.config, partial(_seed_study, dataset, plan.config, count))

    def start_folds(self, folds: int, repeats: int, parts: tuple[str, ...]) -> None:
        """Cross-validate the settings on `parts` of the data set."""
        dataset = self._workspace.dataset
        if dataset is not None and (plan := self._settings.request_plan(dataset)) is not None:
            make_study = partial(CrossValidation, dataset, plan.config, folds, repeats, parts)
            self.folds.start(plan.config, make_study)

    @property
    def has_run(self) -> bool:
        """Whether the session has a run with an evaluated network."""
        return self._session.run is not None and self._session.snapshot is not None

    @property
    def run_accuracies(self) -> tuple[float, float] | None:
        """Training and test accuracy of a run comparable with the seeds, or None.

        The session's run is comparable if it has the settings of the study from the first step, and its end is shown.
        """
        run, snapshot, studied = self._session.run, self._session.snapshot, self.seeds.config
        if run is None or snapshot is None or studied is None or run.config.with_seed(studied.seed) != studied:
            return None
        stopped_early = run.is_over and snapshot.iterations == run.iterations_done
        if run.branched_at is not None or not (stopped_early or snapshot.iterations == run.iterations):
            return None
        train, test = (part.with_threshold(THRESHOLD).accuracy for part in (snapshot.train, snapshot.test))
        return train, test

    def shutdown(self) -> None:
        """Cancel both studies and wait for their threads."""
        self.seeds.shutdown()
        self.folds.shutdown()

    def _on_settings_changed(self) -> None:
        if self._features != (features := self._settings.config.features):
            self._features = features
            self.features_changed.emit()

    def _on_dataset_changed(self) -> None:
        self.seeds.clear()
        self.folds.clear()
        self.dataset_changed.emit()


@dataclass(slots=True)
class _News:
    """What the thread of a study has for the study: results, and whether it has all features and trains."""

    results: deque[Any] = field(default_factory=deque)
    is_training: bool = False


class Study(QObject):
    """Many trainings of one config in the background; a cancelled study keeps its results.

    Attributes: `results`, those so far; `config`, the settings that are or were trained, or None.

    Signals: `changed()`, there are more results, or it has started or ended; `progressed(object, object)`, steps done
    and in all; `features_progressed(object, object)`, before them: pictures whose features are made, and all;
    `failed(str)`, a text for the user.
    """

    changed = Signal()
    progressed = Signal(object, object)
    features_progressed = Signal(object, object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.results: list[Any] = []
        self.config: TrainingConfig | None = None
        self._news = _News()
        self._task = BackgroundTask(self)
        self._task.progressed.connect(self._on_progressed)
        self._task.failed.connect(self.failed)
        self._task.busy_changed.connect(self._collect_results)

    @property
    def busy(self) -> bool:
        """Whether it is running."""
        return self._task.busy

    def start(self, config: TrainingConfig, make_study: StudyFactory) -> None:
        """Clear the results, and run another study in the background."""
        self.config = config
        self.results = []
        # Another object: a study that was replaced may still add to the old one.
        self._news = _News()
        self._task.start(partial(_run_study, make_study, self._news))
        self.changed.emit()

    def cancel(self) -> None:
        """Cancel the study; its results so far stay."""
        self._task.cancel()

    def clear(self) -> None:
        """Cancel the study and clear its results."""
        self._task.shutdown()
        self.config = None
        self.results = []
        self._news = _News()
        self.changed.emit()

    def shutdown(self) -> None:
        """Cancel the study and wait for its thread."""
        self._task.shutdown()

    def _on_progressed(self, done: int, total: int) -> None:
        if not self._news.is_training:
            self.features_progressed.emit(done, total)
            return
        self.progressed.emit(done, total)
        if self._news.results:
            self._collect_results()

    def _collect_results(self) -> None:
        queued = self._news.results
        self.results += [queued.popleft() for _ in range(len(queued))]
        self.changed.emit()


def _seed_study(dataset: Dataset, config: TrainingConfig, count: int, progress: ProgressCallback) -> SeedStudy:
    train, test = make_part_examples(config.features, list(dataset.parts.values()), progress)
    return SeedStudy(train, test, config, range(1, count + 1))


def _run_study(make_study: StudyFactory, news: _News, progress: ProgressCallback, cancelled: threading.Event) -> None:
    gil_pause = GilPause()
    study_progress = make_study(cancellable(progress, cancelled.is_set))
    news.is_training = True
    for study in study_progress:
        gil_pause.tick()
        news.results.extend(study.results)
        progress(study.done, study.total)
        if cancelled.is_set():
            return
