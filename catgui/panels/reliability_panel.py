"""The panel of luck and truth: how much of a run is its seed, and how good such networks really are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtWidgets import QComboBox, QSpinBox, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.training.trials import Trials
from catgui.models.workspace import Workspace
from catgui.widgets.forms.trials_view import TrialsView
from catgui.widgets.plots.strip_plot import Strip
from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.experiments.cross_validation import FOLDS, REPEATS, CrossValidation, RepeatResult
from engine.experiments.seed_study import DEFAULT_SEEDS, SeedResult, SeedStudy
from engine.experiments.summary import Summary, describe_cross_validation, describe_seed_study
from engine.nn.examples import Examples
from engine.system.parallel import JobProgress
from engine.training.config import TrainingConfig
from engine.training.run import Snapshot, TrainingRun

_SEED_QUESTION = "How much of this is the seed?"
_CROSS_VALIDATION_QUESTION = "How good is it really?"
_SEED_HINT = "Trains the same network from many random starts and shows how the accuracies spread."
_CROSS_VALIDATION_HINT = (
    "Trains on most of the pictures and tries the rest, in turn, so that each is answered by a network that has not "
    "seen it."
)
_PARTS = {"training pictures": ("train",), "all pictures": ("train", "test")}


class ReliabilityPanel(QWidget):
    """Asks the two questions of the settings, on the data of a workspace."""

    def __init__(
        self,
        workspace: Workspace,
        session: TrainingSession,
        settings: TrainingSettings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("luck_panel")
        self._workspace = workspace
        self._session = session
        self._settings = settings
        self._configs: dict[Trials, TrainingConfig] = {}
        self._baseline: tuple[str, float] | None = None
        self.seeds = Trials(self)
        self.folds = Trials(self)
        self._build()
        self._connect()
        self._show_data()

    def _build(self) -> None:
        self._seed_count = _count(2, 1000, len(DEFAULT_SEEDS), "seeds")
        self._fold_count = _count(2, 20, FOLDS, "folds")
        self._repeats = _count(1, 100, REPEATS, "repeats")
        self._part_box = QComboBox()
        self._part_box.addItems(list(_PARTS))
        self._part_box.setAccessibleName("Pictures that are cross-validated")
        self._part_box.setToolTip("Pictures that are cross-validated")
        self._seed_view = TrialsView("seeds", _SEED_QUESTION, [self._seed_count])
        self._cross_validation_view = TrialsView(
            "folds", _CROSS_VALIDATION_QUESTION, [self._part_box, self._fold_count, self._repeats]
        )
        self._questions = QTabBar()
        self._questions.setAccessibleName("Question that many trainings answer")
        self._questions.setDrawBase(False)
        self._questions.setExpanding(False)
        pages = QStackedWidget()
        for question, view in (
            (_SEED_QUESTION, self._seed_view),
            (_CROSS_VALIDATION_QUESTION, self._cross_validation_view),
        ):
            self._questions.addTab(question)
            pages.addWidget(view)
        self._questions.currentChanged.connect(pages.setCurrentIndex)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self._questions)
        layout.addWidget(pages, stretch=1)

    def _connect(self) -> None:
        for view, experiment in ((self._seed_view, self.seeds), (self._cross_validation_view, self.folds)):
            view.cancel_requested.connect(experiment.cancel)
            experiment.progressed.connect(view.show_progress)
        self._seed_view.start_requested.connect(self.run_seed_study)
        self._cross_validation_view.start_requested.connect(self.run_cross_validation)
        self.seeds.changed.connect(self._show_seed_study)
        self.folds.changed.connect(self._show_cross_validation)
        self._session.evaluated.connect(self._show_seed_study)
        self._workspace.dataset_changed.connect(self._on_dataset_changed)

    def run_seed_study(self) -> None:
        """Train many seeds."""
        dataset = self._workspace.dataset
        config = self._settings.request_config(dataset)
        if config is not None and dataset is not None:
            self._configs[self.seeds] = config
            self.seeds.start(partial(_seed_study, dataset, config, self._seed_count.value()))

    def run_cross_validation(self) -> None:
        """Cross-validate."""
        dataset = self._workspace.dataset
        config = self._settings.request_config(dataset)
        if config is None or dataset is None:
            return
        parts = _PARTS[self._part_box.currentText()]
        self._configs[self.folds] = config
        self._baseline = _majority_baseline(dataset, parts)
        how = (self._fold_count.value(), self._repeats.value(), parts)
        self.folds.start(lambda: iter(CrossValidation(dataset, config, *how)))

    def shutdown(self) -> None:
        """End the trainings; the program is closing."""
        self.seeds.shutdown()
        self.folds.shutdown()

    def _on_dataset_changed(self) -> None:
        self.seeds.clear()
        self.folds.clear()
        self._show_data()

    def _show_data(self) -> None:
        for view in (self._seed_view, self._cross_validation_view):
            view.set_startable(self._workspace.dataset is not None)
        self._show_seed_study()
        self._show_cross_validation()

    def _current_accuracies(self) -> tuple[float, float] | None:
        """Accuracies of the session's run, where its end is shown and the seeds were trained with its settings."""
        run, snapshot, studied = self._session.run, self._session.snapshot, self._configs.get(self.seeds)
        if run is None or snapshot is None or studied is None or run.config.with_seed(studied.seed) != studied:
            return None
        # The seeds were trained to the end and with these settings from the first step: nothing else compares.
        if run.branched_at is not None or not _shows_end(run, snapshot):
            return None
        return tuple(part.with_threshold(THRESHOLD).accuracy for part in (snapshot.train, snapshot.test))  # type: ignore[return-value]

    def _show_seed_study(self) -> None:
        self._seed_view.show_busy(self.seeds.busy)
        results: list[SeedResult] = [result for result in self.seeds.results if result.diverged_at is None]
        if not results:
            self._seed_view.plot.show_strips((), None, _SEED_HINT)
            self._seed_view.show_text("" if self.seeds.busy else _SEED_HINT)
            return
        current = self._current_accuracies() or (None, None)
        train, test = [result.train_accuracy for result in results], [result.test_accuracy for result in results]
        text = describe_seed_study("Test accuracy", Summary.of(test), current[1])
        diverged = len(self.seeds.results) - len(results)
        text += f" Training accuracy {Summary.of(train)}." + (f" {diverged} diverged." if diverged else "")
        strips = (Strip("training", tuple(train), current[0]), Strip("test", tuple(test), current[1]))
        self._seed_view.plot.show_strips(strips, None, text)
        self._seed_view.show_text(text)

    def _show_cross_validation(self) -> None:
        self._cross_validation_view.show_busy(self.folds.busy)
        results: list[RepeatResult] = [result for result in self.folds.results if not result.diverged]
        if not results or self._baseline is None:
            self._cross_validation_view.plot.show_strips((), None, _CROSS_VALIDATION_HINT)
            self._cross_validation_view.show_text("" if self.folds.busy else _CROSS_VALIDATION_HINT)
            return
        values = [result.evaluation.accuracy for result in results]
        text = describe_cross_validation(Summary.of(values), self._baseline)
        line = (f"always {self._baseline[0]}", self._baseline[1])
        self._cross_validation_view.plot.show_strips((Strip("never seen", tuple(values)),), line, text)
        self._cross_validation_view.show_text(text)


def _count(minimum: int, maximum: int, value: int, of: str) -> QSpinBox:
    box = QSpinBox()
    box.setObjectName(f"{of}_count")
    box.setAccessibleName(of)
    box.setSuffix(f" {of}")
    box.setRange(minimum, maximum)
    box.setValue(value)
    return box


def _shows_end(run: TrainingRun, snapshot: Snapshot) -> bool:
    stopped_early = run.is_over and snapshot.iterations == run.iterations_done
    return snapshot.iterations == run.iterations or stopped_early


def _seed_study(dataset: Dataset, config: TrainingConfig, count: int) -> Iterator[JobProgress[SeedResult]]:
    train, test = (Examples.from_pictures(part.pictures, part.labels) for part in (dataset.train, dataset.test))
    return iter(SeedStudy(train, test, config, range(1, count + 1)))


def _majority_baseline(dataset: Dataset, parts: tuple[str, ...]) -> tuple[str, float]:
    """The more frequent class of the parts together, and its share."""
    counts = [sum(dataset.parts[name].class_counts()[label] for name in parts) for label in (0, 1)]
    best = int(counts[1] > counts[0])
    return dataset.classes[best], counts[best] / sum(counts)
