"""The conditions that complete the steps of lessons, as values read from the models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import SignalInstance

from catgui.help.lesson import NOTEBOOK_RATE, TOO_FAST, TOO_SLOW, USUAL_RATES, Condition
from catgui.models.photos.collection import PhotoCollection
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.study import Study
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from engine.training.features import CONVOLUTION, PIXELS, PRETRAINED
from engine.training.run import TrainingRun


@dataclass(frozen=True, slots=True)
class LessonModels:
    """The models of a window that lessons watch and change."""

    workspace: Workspace
    settings: TrainingSettings
    session: TrainingSession
    playback: RunPlayback
    picked: SelectedPicture
    photos: PhotoCollection
    seeds: Study

    def signals(self) -> Iterator[SignalInstance]:
        """The signals after which a condition may have another value."""
        yield self.workspace.dataset_changed
        yield self.playback.changed  # follows the session as well
        yield self.picked.changed
        yield self.photos.photos_changed
        yield self.photos.dataChanged
        yield self.seeds.changed


class StepCheck:
    """Whether a step is complete. Some conditions compare with what was the case when the step began."""

    def __init__(self, condition: Condition | None, models: LessonModels) -> None:
        self._models = models
        self._value = _VALUES[condition] if condition is not None else None
        self._before = self._value(models) if self._value is not None and condition in _CHANGES else None
        self._done = False

    def is_done(self) -> bool:
        """Whether the condition is met, or has been since the step began."""
        if self._value is not None and not self._done:
            value = self._value(self._models)
            self._done = bool(value) and value != self._before
        return self._done


def _trained_run(models: LessonModels) -> TrainingRun | None:
    """The run of the session, if it has been trained here and is inactive now."""
    session = models.session
    is_trained = session.is_inactive and session.snapshot is not None and len(session.costs) > 0
    return session.run if is_trained and isinstance(session.run, TrainingRun) else None


def _has_rate(low: float, high: float) -> Callable[[LessonModels], object]:
    def has_rate(models: LessonModels) -> bool:
        run = models.session.run if models.session.is_inactive and len(models.session.costs) else None
        return run is not None and low <= run.config.learning_rate <= high

    return has_rate


def _has_features(*features: str) -> Callable[[LessonModels], object]:
    def has_features(models: LessonModels) -> bool:
        run = _trained_run(models)
        return run is not None and run.config.features in features

    return has_features


def _seed(models: LessonModels) -> object:
    run = _trained_run(models)
    return run and (run.config.seed,)


def _own_pictures(models: LessonModels) -> object:
    return models.workspace.folder_data is not None


def _trained_on_own(models: LessonModels) -> object:
    run = _trained_run(models)
    return run is not None and run.dataset is models.workspace.dataset and _own_pictures(models)


def _taught(models: LessonModels) -> object:
    run, dataset = _trained_run(models), models.workspace.dataset
    if run is None or dataset is None or run.dataset is not dataset or dataset.edits is None:
        return False
    return len(dataset.edits.added) > 0


_CHANGES = (Condition.OTHER_SEED, Condition.PICKED)
_VALUES: dict[Condition, Callable[[LessonModels], object]] = {
    Condition.TRAINED: lambda models: _trained_run(models) is not None,
    # A run that diverged has costs, but may have no network.
    Condition.TRAINED_AS_NOTEBOOK: _has_rate(NOTEBOOK_RATE, NOTEBOOK_RATE),
    Condition.TRAINED_WELL: _has_rate(*USUAL_RATES),
    Condition.TRAINED_FAST: _has_rate(TOO_FAST, float("inf")),
    Condition.TRAINED_SLOWLY: _has_rate(0, TOO_SLOW),
    Condition.TRAINED_ON_PIXELS: _has_features(PIXELS),
    Condition.TRAINED_ON_PRETRAINED: _has_features(PRETRAINED),
    Condition.TRAINED_BY_CONVOLUTION: _has_features(CONVOLUTION),
    Condition.TRAINED_WITH_SHARES: _has_features(PIXELS, PRETRAINED),
    Condition.OTHER_SEED: _seed,
    Condition.REWOUND: lambda models: models.playback.is_rewound,
    Condition.PICKED: lambda models: models.picked.title,
    Condition.FOLLOWED: lambda models: models.picked.previous_title,
    Condition.SEEDS_STUDIED: lambda models: models.seeds.results and not models.seeds.busy,
    Condition.OWN_PICTURES: _own_pictures,
    Condition.TRAINED_ON_OWN: _trained_on_own,
    Condition.PHOTO_ADDED: lambda models: len(models.photos) > 0,
    Condition.PHOTO_LABELLED: lambda models: any(entry.actual for entry in models.photos),
    Condition.PHOTO_TAUGHT: _taught,
}
