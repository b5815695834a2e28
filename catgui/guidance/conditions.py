"""The conditions that complete the steps of lessons, and what steps say of the run on the screen, read from the models.

A condition is met by what a run has come to, never by its settings alone: a network that is dead, diverged or has
learned nothing completes no step that speaks of success.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import SignalInstance

from catgui.domain.photo_entry import PhotoState, label_of
from catgui.help import lesson_notes as notes
from catgui.help.lesson import (
    GOOD_RATE,
    NOTEBOOK_RATE,
    TOO_FAST,
    TOO_SLOW,
    Assist,
    Assistance,
    Condition,
    LessonStep,
    Observation,
)
from catgui.help.lessons import AS_NOTEBOOK, TRAIN_FOR_ME
from catgui.models.edits.data_change import DataChange
from catgui.models.photos.collection import PhotoCollection
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.study import Study
from catgui.models.training.controls import RunControls
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from engine.analysis.curve_shape import jumps
from engine.analysis.evaluation import PartAccuracies, gap_can_be_smaller, gap_is_smaller, has_learned
from engine.analysis.run_summary import Failure
from engine.data.edits import TRAIN
from engine.data.sources import BUILTIN
from engine.errors import lower_learning_rate
from engine.experiments.seed_study import divide_dead
from engine.experiments.summary import Summary, describe_comparison, describe_seed_study
from engine.text import format_cost, format_decimal
from engine.training.config import TrainingConfig
from engine.training.features import CONVOLUTION, PIXELS, PRETRAINED, is_convolution
from engine.training.run import TrainingRun
from engine.typing import FloatArray


@dataclass(frozen=True, slots=True)
class LessonModels:
    """The models of a window that lessons watch and change.

    Attributes: `reach`, how many iterations one pixel of the slider is, all else models.
    """

    workspace: Workspace
    settings: TrainingSettings
    session: TrainingSession
    playback: RunPlayback
    controls: RunControls
    picked: SelectedPicture
    photos: PhotoCollection
    seeds: Study
    edits: DataChange
    reach: Callable[[], int]

    def signals(self) -> Iterator[SignalInstance]:
        """The signals after which a condition may have another value."""
        yield self.workspace.dataset_changed
        yield self.playback.changed  # follows the session as well
        yield self.session.completer.changed
        yield self.picked.changed
        yield self.photos.photos_changed
        yield self.photos.dataChanged
        yield self.seeds.changed
        yield self.settings.changed
        yield self.edits.compared


@dataclass(frozen=True, slots=True)
class StepState:
    """The state of a step.

    Attributes: `is_done`; `note`, what the run on the screen shows, or what is missing, or ''; `assist`, what brings
    about what the step needs, in place of its own button, or None.
    """

    is_done: bool = False
    note: str = ""
    assist: Assist | None = None


@dataclass(frozen=True, slots=True, eq=False)
class EndedRun:
    """A run trained here that has ended or is paused and has not failed, with its last network.

    Attributes: `run`; `costs` (iterations,); `cost`, that of the network; `parts`, the evaluations at the
    threshold of the session; `learned`.
    """

    run: TrainingRun
    costs: FloatArray
    cost: float
    parts: PartAccuracies
    learned: bool

    @property
    def config(self) -> TrainingConfig:
        """The settings of its last steps."""
        return self.run.config


_Found = EndedRun | StepState
_Check = Callable[[LessonModels, EndedRun | None], StepState]
_NOTHING = StepState()
_OPEN_DRAWINGS = Assist("Open the drawings", Assistance.COMMAND, "open_builtin")
_PICKS = (Condition.PICKED, Condition.FOLLOWED)
_GESTURES = (Condition.REWOUND, *_PICKS)
# These compare two runs, and need the first one before their own button can bring the second.
_COMPARED = (Condition.OTHER_SEED, Condition.NARROWED_GAP)
# Nothing that a run under way could change.
_OF_NO_RUN = (Condition.OWN_PICTURES, Condition.PHOTO_ADDED, Condition.PHOTO_LABELED, Condition.SEEDS_STUDIED)
# What is said of a run under way, until the step is done: the edit before it has begun it.
_OF_BEGUN_RUN = (Condition.PHOTO_TAUGHT,)


class StepCheck:
    """The state of one step, which `update` reads again from the models.

    Some conditions compare with the run at the beginning of the step, or with the first one after that, or ask for a
    picture to be picked since then. What the user has once done with a run, such as go back in it, stays done until
    there is another one. `met` has what has been met before in this lesson.
    """

    def __init__(self, step: LessonStep | None, models: LessonModels, met: Collection[Condition] = ()) -> None:
        self._models = models
        self._is_too_early = step is not None and bool(step.after) and not set(step.after) & set(met)
        self._picks_before, self._picked_before = models.picked.picks, models.picked.title
        self._step = step
        self._check: _Check | None = None
        if step is not None and step.until is not None:
            self._check = _CONDITIONS[step.until]
        elif step is not None and step.shows is not None:
            self._check = _OBSERVATIONS[step.shows]
        self._before: EndedRun | None = None
        self._run = models.session.run
        self.state = StepState(assist=None if step is None else step.assist)
        self.update()

    def update(self) -> None:
        """Read the state again; while a run is under way, it stays."""
        step, session = self._step, self._models.session
        if self._check is None or step is None:
            return
        follows_run = step.until in _OF_NO_RUN or (step.until in _OF_BEGUN_RUN and not self.state.is_done)
        if not session.is_inactive and not follows_run:
            return
        if self.state.is_done and step.until in _GESTURES and session.run is self._run:
            return
        self._run = session.run
        self._keep_before()
        state = self._check(self._models, self._before)
        if any(_CONDITIONS[condition](self._models, None).is_done for condition in step.after):
            self._is_too_early = False
        if state.is_done and step.until in _PICKS and self._models.picked.picks == self._picks_before:
            is_pick = step.until is Condition.PICKED
            state = StepState(note=notes.picked_before(self._picked_before) if is_pick else "")
        elif state.is_done and self._is_too_early:
            state = StepState(note=notes.NOT_BROKEN)
        elif state.is_done and step.shows is not None:
            state = replace(state, note=_OBSERVATIONS[step.shows](self._models, self._before).note)
        self.state = replace(state, assist=self._chosen_assist(step, state))

    def _keep_before(self) -> None:
        """Keep the first run that can be compared with; that of other data cannot."""
        dataset = self._models.workspace.dataset
        if self._before is not None and self._before.run.dataset is not dataset:
            self._before = None
        found = None if self._before is not None else _ended_run(self._models)
        if isinstance(found, EndedRun) and found.learned:
            is_narrowed = self._step is not None and self._step.until is Condition.NARROWED_GAP
            self._before = found if not is_narrowed or gap_can_be_smaller(found.parts) else None

    def _chosen_assist(self, step: LessonStep, state: StepState) -> Assist | None:
        """The remedy of `state` if the button of the step has been tried in vain, or is too early; else that button."""
        if state.assist is None:
            return step.assist if step.until is not None or not state.note else None
        is_too_early = step.until in _COMPARED and self._before is None
        is_untried = step.assist is not None and _is_untried(step.assist, self._models)
        return step.assist if is_untried and not is_too_early else state.assist


def _is_untried(assist: Assist, models: LessonModels) -> bool:
    """Whether the button would train other settings than those of the run."""
    run, settings = models.session.run, models.settings.config
    if run is None or not isinstance(run, TrainingRun):
        return True
    if assist.kind is Assistance.TRAIN_WITH:
        return any(getattr(run.config, field) != value for field, value in ((assist.field, assist.value), *assist.also))
    return assist.kind is Assistance.TRAIN and run.config != settings


def _ended_run(models: LessonModels) -> _Found:
    """The run that has ended, or what is in its way."""
    session, run = models.session, models.session.run
    if models.workspace.dataset is None:
        return StepState(note=notes.NO_DATA)
    if run is None or not session.is_inactive:
        return _NOTHING
    if not isinstance(run, TrainingRun):
        return StepState(note=notes.REPEATING if models.playback.reproducer.is_repeating else notes.FROM_FILE)
    if run.failure:
        return StepState(note=notes.failed(run.config.learning_rate), assist=_remedy(run.config))
    newest, costs = session.newest, session.costs.train
    if newest is None or not len(costs):
        return _NOTHING
    newest = newest.with_threshold(session.threshold)
    parts = PartAccuracies(newest.train, newest.test)
    return EndedRun(run, costs, newest.train_cost, parts, has_learned(newest.train))


def _remedy(config: TrainingConfig) -> Assist:
    """What to train after a run with `config` that has come to nothing."""
    if config != TrainingConfig():
        return AS_NOTEBOOK
    rate = lower_learning_rate(config.learning_rate)
    return Assist(f"Train with {format_decimal(rate)}", Assistance.TRAIN_WITH, "learning_rate", rate)


def _train_pixels(rate: float) -> Assist:
    """Trains as the notebook does, but at another rate."""
    return Assist(f"Train pixels with {rate}", Assistance.TRAIN_AS_NOTEBOOK, "learning_rate", rate)


def _not_learned(found: EndedRun) -> StepState:
    return StepState(note=_not_learned_note(found), assist=_remedy(found.config))


def _not_learned_note(found: EndedRun) -> str:
    return notes.not_learned(found.cost, found.parts.train)


def _trained(models: LessonModels, _before: EndedRun | None) -> StepState:
    found = _ended_run(models)
    return StepState(True, notes.trained(len(found.costs), found.cost)) if isinstance(found, EndedRun) else found


def _trained_as_notebook(models: LessonModels, _before: EndedRun | None) -> StepState:
    found = _ended_run(models)
    if not isinstance(found, EndedRun):
        return found
    if found.config.learning_rate != NOTEBOOK_RATE:
        return StepState(note="" if _is_notebooks(models.settings.config) else notes.OTHER_SETTINGS)
    if not _is_notebooks(found.config):
        return StepState(note=notes.OTHER_SETTINGS)
    return StepState(True, notes.curve(found.costs, found.cost)) if found.learned else _not_learned(found)


def _is_notebooks(config: TrainingConfig) -> bool:
    """Whether all settings are the notebook's that decide at which rates its network learns."""
    default = TrainingConfig()
    return default == replace(
        config, seed=default.seed, iterations=default.iterations, learning_rate=default.learning_rate
    )


def _trained_fast(models: LessonModels, _before: EndedRun | None) -> StepState:
    run = models.session.run
    if not isinstance(run, TrainingRun) or not len(models.session.costs):
        found = _ended_run(models)
        return _NOTHING if isinstance(found, EndedRun) else found
    if run.config.learning_rate < TOO_FAST:
        return _NOTHING
    if run.failure:
        return StepState(True, _failure(models, run, run.failure))
    found = _ended_run(models)
    if not isinstance(found, EndedRun):
        return found
    if jumps(found.costs) and not found.learned:
        return StepState(True, notes.jumping(found.costs))
    assist = _train_pixels(TOO_FAST)
    return StepState(note=notes.SURVIVED, assist=assist)


def _failure(models: LessonModels, run: TrainingRun, failure: Failure) -> str:
    newest = models.session.newest
    if failure is Failure.DIVERGED or newest is None:
        return notes.diverged(run.iterations_done)
    return notes.dead(newest.train)


def _trained_slowly(models: LessonModels, _before: EndedRun | None) -> StepState:
    found = _ended_run(models)
    if not isinstance(found, EndedRun):
        return found
    if found.config.learning_rate > TOO_SLOW:
        return _NOTHING
    if not found.run.is_over:
        return StepState(note=notes.NOT_OVER)
    if not found.learned:
        return StepState(True, notes.fallen(found.costs, found.cost, found.parts))
    assist = _train_pixels(TOO_SLOW)
    return StepState(note=notes.SURVIVED, assist=assist)


def _trained_well(models: LessonModels, _before: EndedRun | None) -> StepState:
    found = _ended_run(models)
    if not isinstance(found, EndedRun):
        return found
    config = found.config
    assist = _train_pixels(GOOD_RATE)
    if not found.learned:
        return StepState(note=_not_learned_note(found), assist=assist)
    if config.batch_size or config.dropout or config.uses_augmentation:
        return StepState(note=notes.NOISY, assist=assist)
    if jumps(found.costs):
        return StepState(note=notes.jumping(found.costs), assist=assist)
    return StepState(True, notes.fallen(found.costs, found.cost, found.parts))


def _trained_on(features: str) -> _Check:
    def check(models: LessonModels, _before: EndedRun | None) -> StepState:
        found = _ended_run(models)
        if not isinstance(found, EndedRun):
            return found
        return StepState(True, notes.test_accuracy(found.parts.test)) if found.config.features == features else _NOTHING

    return check


def _learned(models: LessonModels, _before: EndedRun | None) -> StepState:
    found, snapshot = _ended_run(models), models.session.snapshot
    if not isinstance(found, EndedRun):
        return found
    if snapshot is None or not found.learned or not has_learned(snapshot.train):
        return _not_learned(found)
    return StepState(True, notes.test_accuracy(snapshot.with_threshold(models.session.threshold).test))


def _with_first_run(found: _Found, before: EndedRun | None) -> StepState:
    """What is in the way of a comparison: that of the first run is removed first, that of the second by the step."""
    state = _not_learned(found) if isinstance(found, EndedRun) else found
    return replace(state, assist=None if before is not None else state.assist or AS_NOTEBOOK)


def _other_seed(models: LessonModels, before: EndedRun | None) -> StepState:
    found = _ended_run(models)
    if not isinstance(found, EndedRun) or before is None:
        return _with_first_run(found, before)
    first, second = before.config.seed, found.config.seed
    if first == second:
        return _NOTHING if before.config == found.config else StepState(note=notes.SAME_SEED_STILL)
    is_branch = any(ended.run.branched_at is not None for ended in (before, found))
    if is_branch or found.config.with_seed(first) != before.config or len(found.costs) != len(before.costs):
        return StepState(note=notes.SAME_SEED_STILL)
    accuracies = before.parts.test.accuracy, found.parts.test.accuracy
    return StepState(True, notes.two_seeds((first, accuracies[0]), (second, accuracies[1])))


def _rewound(models: LessonModels, _before: EndedRun | None) -> StepState:
    found, snapshot = _ended_run(models), models.session.snapshot
    iterations, costs = models.session.costs.test
    if not isinstance(found, EndedRun):
        return found
    is_shown = snapshot is not None and models.playback.position == snapshot.iterations
    if snapshot is None or not is_shown or models.session.completer.busy or not len(costs):
        return _NOTHING  # what it is about is about to be known
    lowest = int(costs.argmin())
    where, least, shown, reach = int(iterations[lowest]), float(costs[lowest]), snapshot.iterations, models.reach()
    note = notes.test_cost(shown, snapshot.test_cost, where, least)
    if format_cost(snapshot.test_cost) == format_cost(least) or abs(shown - where) <= reach:
        here = snapshot.with_threshold(models.session.threshold).test
        return StepState(True, f"{note} {notes.accuracy_lost(here, found.parts.test)}".rstrip())
    return StepState(note=note)


def _narrowed_gap(models: LessonModels, before: EndedRun | None) -> StepState:
    found = _ended_run(models)
    if isinstance(found, EndedRun) and found.learned and before is None:
        return StepState(note=notes.no_gap(found.parts), assist=_wider_gap(models, found.config))
    if not isinstance(found, EndedRun) or before is None:
        return _with_first_run(found, before)
    if found.run is before.run:
        return StepState(note=notes.gap_before(before.parts))
    is_clear = (
        found.learned
        and found.parts.test.accuracy >= before.parts.test.accuracy
        and gap_is_smaller(before.parts, found.parts)
    )
    # In vain, since few pictures are for the test.
    assist = None if is_clear or _is_builtin(models) else _OPEN_DRAWINGS
    return StepState(is_clear, notes.gap_after(before.parts, found.parts, is_clear), assist)


def _wider_gap(models: LessonModels, config: TrainingConfig) -> Assist | None:
    """What leads to a network with a gap to narrow."""
    if not _is_notebooks(config):
        return AS_NOTEBOOK
    return None if _is_builtin(models) else _OPEN_DRAWINGS


def _is_builtin(models: LessonModels) -> bool:
    dataset = models.workspace.dataset
    origin = None if dataset is None else dataset.origin
    return origin is not None and origin.location == BUILTIN


def _picked(models: LessonModels, _before: EndedRun | None) -> StepState:
    network, picture = _learned(models, None), models.picked.picture
    snapshot, dataset = models.session.snapshot, models.workspace.dataset
    if not network.is_done or snapshot is None or dataset is None:
        return replace(network, is_done=False, note=network.note or notes.NO_RUN)
    if picture is None:
        return _NOTHING
    misled = (snapshot.test.predictions == 1) & (snapshot.test.labels == 0)
    prediction = snapshot.part(picture.part).prediction(picture.index)
    note = notes.picked(picture.name, dataset.classes[prediction.label], dataset.classes[prediction.predicted])
    if prediction.predicted == 1 and not prediction.is_correct:
        return StepState(True, note)
    return StepState(not misled.any(), note if misled.any() else f"{note} {notes.no_mistakes(dataset.classes[1])}")


def _followed(models: LessonModels, _before: EndedRun | None) -> StepState:
    network, picture = _learned(models, None), models.picked.picture
    if not network.is_done:
        return replace(network, note=network.note or notes.NO_RUN)
    is_followed = bool(models.picked.previous_title) and picture is not None and picture.part == TRAIN
    return StepState(is_followed)


def _seeds_studied(models: LessonModels, _before: EndedRun | None) -> StepState:
    study = models.seeds
    if study.busy or not study.results:
        return _NOTHING
    if not study.is_of(models.workspace.dataset, models.settings.config):
        return StepState(note=notes.OTHER_SEEDS)
    return StepState(len(study.results) > 1, notes.seeds_done(len(study.results)))


def _own_pictures(models: LessonModels, _before: EndedRun | None) -> StepState:
    folder_data = models.workspace.folder_data
    if folder_data is None:
        return _NOTHING
    dataset = folder_data.dataset
    return StepState(True, notes.parts(dataset.name, dataset.train.count, dataset.test.count))


def _trained_on_own(models: LessonModels, _before: EndedRun | None) -> StepState:
    if models.workspace.folder_data is None:
        return StepState(note=notes.NOT_OWN)
    found = _ended_run(models)
    if not isinstance(found, EndedRun) or found.run.dataset is not models.workspace.dataset:
        return found if isinstance(found, StepState) else _NOTHING
    return StepState(True, notes.gap(found.parts)) if found.learned else _not_learned(found)


def _photo_added(models: LessonModels, _before: EndedRun | None) -> StepState:
    if any(entry.state is PhotoState.READ for entry in models.photos):
        return StepState(True)
    return StepState(note=notes.NOT_YET_READ if len(models.photos) else "")


def _photo_labeled(models: LessonModels, _before: EndedRun | None) -> StepState:
    dataset = models.workspace.dataset
    answers = [entry.actual for entry in models.photos if entry.state is PhotoState.READ and entry.actual]
    if dataset is None or any(label_of(answer, dataset.classes) is not None for answer in answers):
        return StepState(dataset is not None)
    return StepState(note=notes.OTHER_CLASS if answers else "")


def _photo_taught(models: LessonModels, _before: EndedRun | None) -> StepState:
    dataset = models.workspace.dataset
    edited = None if dataset is None else dataset.edited
    added = [] if edited is None else [edit for edit in edited.changes if edit.is_added and edit.after.part == TRAIN]
    if not added:
        return StepState(note=notes.NOT_IN_TRAINING)
    if not models.session.is_inactive:
        return StepState(note=notes.TRAINING_AGAIN)
    found = _ended_run(models)
    if not isinstance(found, EndedRun):
        return found if found.note else StepState(note=notes.NOT_TRAINED_AGAIN)
    if found.run.dataset is not dataset:
        return StepState(note=notes.NOT_TRAINED_AGAIN)
    return StepState(True, notes.taught(len(added)))


def _accuracy(models: LessonModels, _before: EndedRun | None) -> StepState:
    found = _ended_run(models)
    return StepState(note=notes.test_accuracy(found.parts.test)) if isinstance(found, EndedRun) else found


def _change(models: LessonModels, _before: EndedRun | None) -> StepState:
    if models.edits.change is not None:
        return _NOTHING
    run, dataset = models.session.run, models.workspace.dataset
    is_edited = dataset is not None and dataset.edits is not None
    if is_edited and (run is None or run.dataset is not dataset or not models.session.is_inactive):
        return StepState(note=notes.NOT_COMPARED, assist=TRAIN_FOR_ME)
    return StepState(note=notes.NOTHING_CHANGED)


def _curves(models: LessonModels, _before: EndedRun | None) -> StepState:
    costs, run = models.session.costs, models.session.run
    if not len(costs):
        return _NOTHING  # nor is there anything in the plot
    if run is not None and run.failure:
        return StepState(note=notes.failed(run.config.learning_rate))
    if models.session.completer.busy:
        return _NOTHING  # where the test cost is lowest is not known yet
    test = costs.test[1] if costs.is_complete else None
    newest = models.session.newest
    end = costs.train[-1] if newest is None else newest.train_cost
    return StepState(note=notes.curves(costs.train[0], end, test))


def _gap(models: LessonModels, _before: EndedRun | None) -> StepState:
    found, snapshot = _ended_run(models), models.session.snapshot
    if not isinstance(found, EndedRun) or snapshot is None:
        return StepState(note=found.note or notes.NO_RUN) if isinstance(found, StepState) else _NOTHING
    shown = snapshot.with_threshold(models.session.threshold)
    return StepState(note=notes.gap(PartAccuracies(shown.train, shown.test)))


def _seen_failure(models: LessonModels, _before: EndedRun | None) -> StepState:
    run, costs = models.session.run, models.session.costs.train
    if not isinstance(run, TrainingRun) or not len(costs):
        found = _ended_run(models)
        return StepState(note=(found.note if isinstance(found, StepState) else "") or notes.NO_RUN)
    if run.failure:
        return StepState(note=_failure(models, run, run.failure))
    return StepState(note=notes.jumping(costs) if jumps(costs) else notes.NOT_FAILED)


def _filters(models: LessonModels, _before: EndedRun | None) -> StepState:
    run = models.session.run
    if run is None or models.session.network is None:
        return StepState(note=notes.NO_RUN)
    if is_convolution(run.config.features):
        return _NOTHING
    return StepState(note=notes.NO_FILTERS if run.config.features == PIXELS else notes.PRETRAINED_FILTERS)


def _spread(models: LessonModels, _before: EndedRun | None) -> StepState:
    results = models.seeds.results
    if models.seeds.busy or not results:
        return StepState(note="" if models.seeds.busy else notes.NO_SEEDS)
    living, dead = ([result.test_accuracy for result in group] for group in divide_dead(results))
    if not living:
        return StepState(note=notes.NO_SEEDS)
    summary, of_dead = Summary.of(living), Summary.of(dead) if dead else None
    described = describe_seed_study(summary, dead=of_dead)
    return StepState(note=f"{described} {describe_comparison(summary)}".rstrip())


_CONDITIONS: dict[Condition, _Check] = {
    Condition.TRAINED: _trained,
    Condition.TRAINED_AS_NOTEBOOK: _trained_as_notebook,
    Condition.TRAINED_FAST: _trained_fast,
    Condition.TRAINED_SLOWLY: _trained_slowly,
    Condition.TRAINED_WELL: _trained_well,
    Condition.TRAINED_ON_PIXELS: _trained_on(PIXELS),
    Condition.TRAINED_ON_PRETRAINED: _trained_on(PRETRAINED),
    Condition.TRAINED_BY_CONVOLUTION: _trained_on(CONVOLUTION),
    Condition.LEARNED: _learned,
    Condition.OTHER_SEED: _other_seed,
    Condition.REWOUND: _rewound,
    Condition.NARROWED_GAP: _narrowed_gap,
    Condition.PICKED: _picked,
    Condition.FOLLOWED: _followed,
    Condition.SEEDS_STUDIED: _seeds_studied,
    Condition.OWN_PICTURES: _own_pictures,
    Condition.TRAINED_ON_OWN: _trained_on_own,
    Condition.PHOTO_ADDED: _photo_added,
    Condition.PHOTO_LABELED: _photo_labeled,
    Condition.PHOTO_TAUGHT: _photo_taught,
}
_OBSERVATIONS: dict[Observation, _Check] = {
    Observation.CURVES: _curves,
    Observation.GAP: _gap,
    Observation.FAILURE: _seen_failure,
    Observation.FILTERS: _filters,
    Observation.SPREAD: _spread,
    Observation.ACCURACY: _accuracy,
    Observation.CHANGE: _change,
}
