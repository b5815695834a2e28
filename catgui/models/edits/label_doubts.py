"""The search for doubtful labels, and its list, which stays while the data are edited."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

from PySide6.QtCore import QObject, Signal

from catgui.domain.edits import doubt_texts
from catgui.domain.run_texts import OTHER_SETTINGS, setting_error
from catgui.models.tasks.study import Study
from catgui.models.tasks.throttle import Throttle
from catgui.models.training.settings import TrainingSettings
from catgui.models.training.trials import PLAN_INTERVAL_MS, study_plan
from catgui.models.workspace import Workspace
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.errors import ConfigError
from engine.experiments.cross_validation import FOLDS, REPEATS, CrossValidation
from engine.experiments.doubtful_labels import DoubtfulLabels, rank_labels
from engine.training.config import TrainingConfig
from engine.training.features import is_convolution

# Of convolution, of which a network takes seconds, fewer.
_CONVOLUTION_REPEATS = 2


@dataclass(frozen=True, eq=False)
class FoundDoubts:
    """The labels of a data set, least likely first.

    Attributes: `dataset`, with the edits that it had then; `config`, that of the networks; `labels`; `repeats`, how
    often every picture was predicted, and `wanted`, how often it was to be.
    """

    dataset: Dataset
    config: TrainingConfig
    labels: DoubtfulLabels
    repeats: int
    wanted: int

    @cached_property
    def keys(self) -> tuple[PictureKey, ...]:
        """What edits call the pictures, in the order of the list."""
        members = EditedDataset.of(self.dataset).members
        return tuple(members[doubt.part][doubt.index] for doubt in self.labels.doubts)


class LabelDoubts(QObject):
    """Looks for doubtful labels in all pictures of the data, with the settings of the form.

    Edits of the data leave the list as it is; other data clear it. A search that is stopped keeps the repeats it has.

    Attributes: `found`, the list, or None; `problem`, why the last search found nothing, or ''; `study`, the networks
    that it trains.

    Signals: `changed()`, any of these, `busy` or the texts; `settings_changed()`, only `plan_text` and `stale_text`, at
    most twice a second.
    """

    changed = Signal()
    settings_changed = Signal()

    def __init__(self, workspace: Workspace, settings: TrainingSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: FoundDoubts | None = None
        self.problem = ""
        self._workspace, self._settings = workspace, settings
        self._dataset = workspace.dataset
        self.study = Study(self)
        self.study.changed.connect(self._on_study_changed)
        self.study.failed.connect(self._on_failed)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        self._throttle = Throttle(PLAN_INTERVAL_MS, self)
        self._throttle.due.connect(self.settings_changed)
        settings.changed.connect(self._throttle.request)

    @property
    def dataset(self) -> Dataset | None:
        """The open data set, with its edits."""
        return self._workspace.dataset

    @property
    def busy(self) -> bool:
        """Whether it is searching."""
        return self.study.busy

    @property
    def obstacle(self) -> str:
        """Why there is nothing to look through, or ''."""
        dataset = self.dataset
        if dataset is None:
            return doubt_texts.NO_DATA
        counts = [sum(part.class_counts()[label] for part in dataset.parts.values()) for label in (0, 1)]
        return doubt_texts.too_few_text(counts, dataset.classes, FOLDS)

    @property
    def plan_text(self) -> str:
        """What a search would train, and how long that takes; '' if it cannot."""
        dataset = self.dataset
        if dataset is None or self.obstacle:
            return ""
        count = sum(part.count for part in dataset.parts.values())
        networks = FOLDS * _repeats(self._settings.config)
        return study_plan(self._settings, dataset, {count - count // FOLDS: networks})

    @property
    def stale_text(self) -> str:
        """What is different now from when the list was made, or ''."""
        if self.found is None:
            return ""
        return " ".join(
            text
            for text, differs in (
                (doubt_texts.repeats_text(self.found.repeats, self.found.wanted), True),
                (doubt_texts.OTHER_EDITS, not self.found.dataset.has_pictures_of(self.dataset)),
                (OTHER_SETTINGS, self.found.config != self._settings.config),
            )
            if text and differs
        )

    def start(self) -> None:
        """Look through the data with the settings of the form; the list before stays until there is another."""
        dataset = self.dataset
        if dataset is None or (plan := self._settings.make_plan(dataset)) is None:
            return
        self.problem = ""
        config, repeats = plan.config, _repeats(plan.config)
        make = partial(CrossValidation, dataset, config, FOLDS, repeats, tuple(dataset.parts), first_seed=config.seed)
        self.study.start(dataset, config, lambda work: make(work=work))

    def shutdown(self) -> None:
        """Cancel, and wait for the thread."""
        self._throttle.stop()
        self.study.shutdown()

    def _on_study_changed(self) -> None:
        dataset, config, results = self.study.dataset, self.study.config, self.study.results
        if dataset is not None and config is not None and results and not self.busy:
            try:
                labels = rank_labels(dataset, config, results)
            except ConfigError as error:
                self.problem, self.found = setting_error(error, config.features), None
            else:
                self.found = FoundDoubts(dataset, config, labels, len(results), _repeats(config))
        self.changed.emit()

    def _on_failed(self, text: str) -> None:
        self.problem, self.found = text, None

    def _on_dataset_changed(self) -> None:
        before, self._dataset = self._dataset, self.dataset
        if before is None or self._dataset is None or before.original is not self._dataset.original:
            self.found, self.problem = None, ""
            self.study.clear()
        self.changed.emit()


def _repeats(config: TrainingConfig) -> int:
    return _CONVOLUTION_REPEATS if is_convolution(config.features) else REPEATS
