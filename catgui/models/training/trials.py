"""The reliability trials: studies of the settings, which train them from many seeds and cross-validate them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from catgui.domain.run_texts import OTHER_SETTINGS
from catgui.models.background_task import BackgroundTask
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from engine.analysis.evaluation import THRESHOLD, baseline_of
from engine.data.dataset import Dataset
from engine.experiments.cross_validation import CrossValidation
from engine.experiments.seed_study import SeedStudy
from engine.progress import Work
from engine.system.parallel import JobProgress
from engine.training.config import TrainingConfig

OTHER_EDITS = "From before your last edits."

StudyFactory = Callable[[Work], Iterable[JobProgress[Any]]]


@dataclass(slots=True)
class _StudyResults:
    """News from the thread of a study: results, and whether training has begun."""

    results: deque[Any] = field(default_factory=deque)
    is_training: bool = False


class Study(QObject):
    """Many trainings of one config in the background; a cancelled study keeps its results.

    Attributes: `results`, those so far; `dataset` and `config`, what they are of, or None. A study may have seeds of
    its own, in place of that of its config.

    Signals: `changed()`, there are more results, or it has started or ended; `progressed(object, object)`, steps done
    and in all; `features_progressed(object, object)`, before them: pictures whose features are made, and all.
    """

    changed = Signal()
    progressed = Signal(object, object)
    features_progressed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.results: list[Any] = []
        self.dataset: Dataset | None = None
        self.config: TrainingConfig | None = None
        self._arriving = _StudyResults()
        self._task = BackgroundTask(self, shows_errors=True)
        self._task.progressed.connect(self._on_progressed)
        self._task.busy_changed.connect(self._collect_results)

    @property
    def busy(self) -> bool:
        """Whether it is running."""
        return self._task.busy

    def is_of(self, dataset: Dataset | None, config: TrainingConfig) -> bool:
        """Whether the results are of `dataset` with `config`, whatever the seed."""
        if self.dataset is None or self.config is None or not self.dataset.has_pictures_of(dataset):
            return False
        return self.config.with_seed(config.seed) == config

    def start(self, dataset: Dataset, config: TrainingConfig, make_study: StudyFactory) -> None:
        """Clear the results, and run another study in the background."""
        self.dataset, self.config = dataset, config
        self.results = []
        # Another object: a study that was replaced may still add to the old one.
        self._arriving = _StudyResults()
        self._task.start(partial(_run_study, make_study, self._arriving))
        self.changed.emit()

    def cancel(self) -> None:
        """Cancel the study; its results so far stay."""
        self._task.cancel()

    def clear(self) -> None:
        """Cancel the study and clear its results."""
        self._task.shutdown()
        self.dataset = self.config = None
        self.results = []
        self._arriving = _StudyResults()
        self.changed.emit()

    def _on_progressed(self, done: int, total: int) -> None:
        if not self._arriving.is_training:
            self.features_progressed.emit(done, total)
            return
        self.progressed.emit(done, total)
        if self._arriving.results:
            self._collect_results()

    def _collect_results(self) -> None:
        queued = self._arriving.results
        self.results += [queued.popleft() for _ in range(len(queued))]
        self.changed.emit()


def _run_study(make_study: StudyFactory, arriving: _StudyResults, work: Work) -> None:
    study = make_study(work)
    arriving.is_training = True
    for now in study:
        arriving.results.extend(now.results)
        work.report(now.done, now.total)


class Trials(QObject):
    """Owns the two studies of the settings; other data clear them, edits leave them as they are.

    Attributes: `seeds`, the study of random seeds, with results of type SeedResult; `folds`, the cross-validation, with
    results of type RepeatResult; `session`, on which `run_accuracies` depends; `settings`.

    Signals: `dataset_changed()`, after studies of other data are cleared.
    """

    dataset_changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        session: TrainingSession,
        settings: TrainingSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.session, self.settings = session, settings
        self.seeds = Study(self)
        self.folds = Study(self)
        workspace.dataset_changed.connect(self._on_dataset_changed)

    @property
    def studies(self) -> tuple[Study, Study]:
        """The seeds and the cross-validation."""
        return self.seeds, self.folds

    def stale_text(self, study: Study) -> str:
        """A text on what has changed since `study` was started, or ''."""
        if study.dataset is None or study.config is None:
            return ""
        of_settings, of_data = study.is_of(study.dataset, self.settings.config), self._workspace.dataset
        edits = "" if study.dataset.has_pictures_of(of_data) else OTHER_EDITS
        return " ".join(filter(None, (edits, "" if of_settings else OTHER_SETTINGS)))

    @property
    def can_start(self) -> bool:
        """Whether there is a data set."""
        return self._workspace.dataset is not None

    @property
    def baseline(self) -> tuple[str, float]:
        """The baseline of the test part that the seeds are tested on; there must be data."""
        dataset = self.seeds.dataset or self._workspace.dataset
        assert dataset is not None
        return baseline_of(dataset.test.class_counts(), dataset.classes)

    def start_seeds(self, count: int) -> None:
        """Train the settings with the seeds 1 to `count`."""
        seeds = range(1, count + 1)
        self._start(self.seeds, lambda dataset, config: partial(SeedStudy, dataset, config, seeds))

    def start_folds(self, folds: int, repeats: int, parts: tuple[str, ...]) -> None:
        """Cross-validate the settings on `parts` of the data set."""
        self._start(
            self.folds, lambda dataset, config: partial(CrossValidation, dataset, config, folds, repeats, parts)
        )

    def _start(self, study: Study, factory: Callable[[Dataset, TrainingConfig], StudyFactory]) -> None:
        """Start the study that `factory` makes of the data set and the settings, if the settings are valid."""
        dataset = self._workspace.dataset
        if dataset is not None and (plan := self.settings.make_plan(dataset)) is not None:
            study.start(dataset, plan.config, factory(dataset, plan.config))

    @property
    def run_accuracies(self) -> tuple[float, float] | None:
        """Training and test accuracy of a run comparable with the seeds, or None.

        The session's run is comparable if it has the settings of the study, and its end is shown.
        """
        run, snapshot = self.session.now.run, self.session.now.snapshot
        if run is None or snapshot is None or not self.seeds.is_of(run.dataset, run.config):
            return None
        stopped_early = run.is_over and snapshot.iterations == run.iterations_done
        if not (stopped_early or snapshot.iterations == run.iterations):
            return None
        train, test = (part.with_threshold(THRESHOLD).accuracy for part in (snapshot.train, snapshot.test))
        return train, test

    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        for study in self.studies:
            if study.dataset is not None and (dataset is None or study.dataset.original is not dataset.original):
                study.clear()
        self.dataset_changed.emit()
