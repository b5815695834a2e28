"""The reliability trials: the settings trained from many seeds, and cross-validated."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from catgui.domain.run_texts import OTHER_SETTINGS
from catgui.models.tasks.study import Study, StudyFactory
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from engine.analysis.evaluation import THRESHOLD, baseline_of
from engine.data.dataset import Dataset
from engine.experiments.cross_validation import CrossValidation
from engine.experiments.seed_study import SeedStudy
from engine.training.config import TrainingConfig

OTHER_EDITS = "From before your last edits."


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
