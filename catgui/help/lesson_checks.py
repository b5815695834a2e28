"""The checks of lesson steps: what the window shows, what is missing, and what would bring it.

A check is a pure function of `RunFacts`. It is met by what a run has come to, never by its settings alone: a network
that is dead, diverged or has learned nothing completes no step that speaks of success.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

import numpy as np
from numpy.typing import NDArray

from catgui.help.lesson import Assist, Assistance, Check, CrossValidated, RunFacts, StepState
from engine.analysis.curves import jump_count, jumps
from engine.analysis.evaluation import (
    Evaluation,
    PartAccuracies,
    constant_predictor_cost,
    gap_can_be_smaller,
    gap_is_smaller,
    has_learned,
    is_clear_change,
)
from engine.analysis.run_summary import Failure
from engine.analysis.trend import lowest_block, lowest_trend, typical_iteration
from engine.data.edits import TRAIN
from engine.data.sources import BUILTIN
from engine.errors import lower_learning_rate
from engine.experiments.change_study import ChangeStudy
from engine.experiments.reliability_texts import folds_texts
from engine.experiments.seed_study import divide_dead
from engine.experiments.summary import Summary, describe_comparison, describe_seed_study
from engine.saved_model.model import SavedRun
from engine.text import counted, format_cost, format_decimal, format_ratio, printable
from engine.training.batches import SEED_CHANGES_NOTHING, depends_on_seed
from engine.training.config import LOGISTIC_REGRESSION, TITLES, TrainingConfig
from engine.training.features import PIXELS, is_convolution
from engine.training.run import Snapshot
from engine.typing import FloatArray

# A learning rate at which the notebook's network dies or diverges, one at which 2,500 iterations teach it little, and
# one at which its cost falls without jumps: tried on the drawings, the course photos and the practice pictures.
TOO_FAST, TOO_SLOW, GOOD_RATE = 0.5, 0.0001, 0.003
NOTEBOOK_RATE = 0.0075
TRAIN_FOR_ME = Assist("Train for me", Assistance.TRAIN)
AS_NOTEBOOK = Assist("Train as the notebook does", Assistance.TRAIN_AS_NOTEBOOK)
AS_NOTEBOOK_BEFORE = Assist(
    "Train as the notebook before",
    Assistance.TRAIN_AS_NOTEBOOK,
    {field: getattr(LOGISTIC_REGRESSION, field) for field in TITLES},
)
# The units of a hidden layer that is added. At the notebook's rate they learn the drawings and the course photos, at
# the one before not these.
LAYER = (3,)
WITH_LAYER = Assist(f"Train with {LAYER[0]} neurons", Assistance.TRAIN_AS_NOTEBOOK, {"hidden_layers": LAYER})
_OPEN_BETWEEN = Assist("Open Between", Assistance.SHOW)
ANOTHER_THREE = Assist("Another three", Assistance.COMMAND, action="between_another")
# How far from a straight line the eye sees a boundary bend, in the size of the field.
_BENT = 0.01
_OPEN_DRAWINGS = Assist("Open the drawings", Assistance.COMMAND, action="open_builtin")
_NO_RUN = "Nothing is trained yet."
_OTHER_SETTINGS = "The rates of this lesson are for the notebook's settings."
_SURVIVED = "Even at this rate it has learned. The button takes the notebook's other settings."


def of_ended_run(check: Callable[[RunFacts, Snapshot], StepState]) -> Check:
    """`check` of a run and its last network, once these are as `_ended` says; until then, what is in the way."""

    @wraps(check)
    def checked(facts: RunFacts) -> StepState:
        end = _ended(facts)
        return _obstacle(facts) if end is None else check(facts, end)

    return checked


def has_run_that_learned(facts: RunFacts) -> bool:
    """Whether a run has ended, and its network has learned."""
    end = _ended(facts)
    return end is not None and has_learned(end.train)


def has_gap_to_narrow(facts: RunFacts) -> bool:
    """Whether a run has ended, and its gap is one that could be seen to be smaller."""
    end = _ended(facts)
    return end is not None and has_learned(end.train) and gap_can_be_smaller(_parts(end))


@of_ended_run
def trained(facts: RunFacts, end: Snapshot) -> StepState:
    """A run has ended or is paused, and its network is neither dead nor diverged."""
    return StepState(f"Cost {format_cost(end.train_cost)} after {_iterations(len(facts.costs))}.", True)


@of_ended_run
def tested(_facts: RunFacts, end: Snapshot) -> StepState:
    """The same, with its test accuracy."""
    return StepState(_test_accuracy(end.test), True)


def curves(facts: RunFacts) -> StepState:
    """Where both curves begin and end, and where the test cost is lowest."""
    costs, test, run = facts.costs, facts.test_costs, facts.run
    if run is None or not len(costs):
        return StepState()  # nor is there anything in the plot
    if facts.failure:
        return StepState(_failed(run.config))
    if facts.is_completing:
        return StepState()  # where the test cost is lowest is not known yet
    end = costs[-1] if facts.end is None else facts.end.train_cost
    note = f"Training cost: from {format_cost(costs[0])} to {format_cost(end)}."
    if len(test) <= len(costs):
        return StepState(note)
    lowest, least = typical_iteration(test), format_cost(lowest_trend(test))
    return StepState(
        f"{note} Test cost: lowest about iteration {lowest:,}, {least}; at the end {format_cost(test[-1])}."
    )


def gap_shown(facts: RunFacts) -> StepState:
    """The accuracies of the network shown."""
    if facts.shown is None or _ended(facts) is None:
        return StepState(_obstacle(facts).note or _NO_RUN)
    return StepState(_gap(_parts(facts.shown)))


@of_ended_run
def rewound(facts: RunFacts, end: Snapshot) -> StepState:
    """The iteration of the lowest test cost is shown, as near as a hand gets with the slider."""
    shown, costs = facts.shown, facts.test_costs
    if shown is None or facts.position != shown.iterations or facts.is_completing or not len(costs):
        return StepState()  # what it is about is about to be known
    block, least = lowest_block(costs), lowest_trend(costs)
    first, last = facts.test_iterations[block][[0, -1]]
    note = f"Test cost {format_cost(shown.test_cost)} at iteration {shown.iterations:,}."
    is_near = first - facts.reach <= shown.iterations <= last + facts.reach
    if not is_near:
        lowest = int(facts.test_iterations[typical_iteration(costs)])
        note = f"{note} Lowest about iteration {lowest:,}: {format_cost(least)}."
    if not is_near and format_cost(shown.test_cost) > format_cost(least):
        return StepState(note)
    return StepState(f"{note} {_accuracy_lost(shown.test, end.test)}".rstrip(), True)


def narrowed_gap(facts: RunFacts) -> StepState:
    """A run has a gap that is smaller than that of the first run with one to narrow, and is as good on the test."""
    before, end = facts.before or facts, _ended(facts)
    first = _ended(before)
    if first is None or not has_gap_to_narrow(before):
        return _no_gap(facts)
    if end is None:
        return _obstacle(facts)._replace(remedy=None)
    # Both at the threshold of now.
    parts, earlier = _parts(end), _parts(first.with_threshold(end.test.threshold))
    if facts.run is before.run:
        return StepState(f"Before: {_accuracies(earlier)}.")
    note = f"Before: {_accuracies(earlier)}. After: {_accuracies(parts)}."
    if parts.test.correct < earlier.test.correct:
        note = f"{note} The test accuracy is lower."
    elif parts.gap >= earlier.gap:
        note = f"{note} The gap is not smaller."
    elif not gap_is_smaller(earlier, parts):
        note = f"{note} The gap is smaller, but may be chance."
    elif has_learned(end.train):
        return StepState(note, True)
    # In vain, since few pictures are for the test.
    return StepState(note, remedy=None if _is_builtin(facts) else _OPEN_DRAWINGS)


def _no_gap(facts: RunFacts) -> StepState:
    """That there is no gap to narrow, and what leads to a network with one."""
    end = _ended(facts)
    if end is None or not has_learned(end.train):
        return _first_run(facts)
    way_out = None if _is_builtin(facts) else _OPEN_DRAWINGS
    note = f"Now: {_accuracies(_parts(end))}. With {_pictures(end.test.count)}, no smaller gap could be seen."
    return StepState(note, remedy=way_out if _is_notebooks(_config(facts)) else AS_NOTEBOOK)


def _first_run(facts: RunFacts) -> StepState:
    """What is in the way of the first run, that another can be compared with."""
    end = _ended(facts)
    state = _obstacle(facts) if end is None else _not_learned(facts, end)
    return state._replace(remedy=state.remedy or AS_NOTEBOOK)


@of_ended_run
def trained_as_notebook(facts: RunFacts, end: Snapshot) -> StepState:
    """A network with the notebook's settings but for seed and iterations has learned."""
    config = _config(facts)
    if config.learning_rate != NOTEBOOK_RATE:
        return StepState("" if _is_notebooks(facts.settings) else _OTHER_SETTINGS)
    if not _is_notebooks(config):
        return StepState(_OTHER_SETTINGS)
    if not has_learned(end.train):
        return _not_learned(facts, end)
    return StepState(f"{_fall(facts, end)} {_jumping(facts)}" if jumps(facts.costs) else _fall(facts, end), True)


def trained_fast(facts: RunFacts) -> StepState:
    """A run with a rate that is far too high has failed, or jumps and has not learned."""
    run, end = facts.ran, _ended(facts)
    if run is None:
        return _obstacle(facts)
    if run.config.learning_rate < TOO_FAST:
        return StepState()
    if facts.failure:
        return StepState(_failure(facts), True)
    if end is None:
        return _obstacle(facts)
    if jumps(facts.costs) and not has_learned(end.train):
        return StepState(_jumping(facts), True)
    return StepState(_SURVIVED, remedy=_train_pixels(TOO_FAST))


def failure(facts: RunFacts) -> StepState:
    """The StepState: how the run failed, or that it has not."""
    if facts.ran is None:
        return StepState(_obstacle(facts).note or _NO_RUN)
    if facts.failure:
        return StepState(_failure(facts))
    return StepState(_jumping(facts) if jumps(facts.costs) else "This run has not failed.")


@of_ended_run
def trained_slowly(facts: RunFacts, end: Snapshot) -> StepState:
    """A whole run with a rate that is far too low has not learned."""
    if _config(facts).learning_rate > TOO_SLOW:
        return StepState()
    if not facts.is_over:
        return StepState("Not all iterations are done yet.")
    if has_learned(end.train):
        return StepState(_SURVIVED, remedy=_train_pixels(TOO_SLOW))
    return StepState(_fallen(facts, end), True)


@of_ended_run
def trained_well(facts: RunFacts, end: Snapshot) -> StepState:
    """The network has learned, and the cost does not jump, after a run that was too fast or too slow."""
    config, remedy = _config(facts), _train_pixels(GOOD_RATE)
    if not has_learned(end.train):
        return StepState(_unlearned(end), remedy=remedy)
    if config.batch_size or config.dropout:
        noisy = "With mini-batches or dropout the cost swings at every rate."
        return StepState(noisy, remedy=remedy)
    if jumps(facts.costs):
        return StepState(_jumping(facts), remedy=remedy)
    if not facts.met & {trained_fast, trained_slowly}:
        return StepState("First train in “Too fast” or “Too slow”.")
    return StepState(_fallen(facts, end), True)


@of_ended_run
def learned(facts: RunFacts, end: Snapshot) -> StepState:
    """The network shown has learned, and so has that at the end."""
    shown = facts.shown or end
    for network in (end, shown):
        if not has_learned(network.train):
            return _not_learned(facts, network)
    return StepState(_test_accuracy(shown.test), True)


def picked(facts: RunFacts) -> StepState:
    """Since the step began, a picture was selected that is wrongly taken for class 1."""
    network, pick, shown, before = learned(facts), facts.pick, facts.shown, facts.before or facts
    if not network.is_done or shown is None:
        return _without(network)
    if not pick.part:
        return StepState()
    prediction, classes = shown.part(pick.part).prediction(pick.index), shown.test.classes
    label, predicted = (printable(classes[number]) for number in (prediction.label, prediction.predicted))
    note = f"{pick.name}: labeled {label}, predicted {predicted}."
    is_mistake = prediction.predicted == 1 and not prediction.is_correct
    if not is_mistake and shown.test.confusion[0, 1]:
        return StepState(note)
    if pick.count == before.pick.count:
        return StepState(f"{printable(before.pick.title)} was selected before: click one that is wrong.")
    if not is_mistake:
        note = f"{note} No test picture is wrongly taken for {printable(classes[1])}: this one will do."
    return StepState(note, True)


def followed(facts: RunFacts) -> StepState:
    """Since the step began, a training picture was opened to be explained."""
    network, pick, before = learned(facts), facts.pick, facts.before or facts
    if not network.is_done:
        return _without(network)
    return StepState(is_done=bool(pick.origin) and pick.part == TRAIN and pick.count > before.pick.count)


def _without(network: StepState) -> StepState:
    """What is in the way of a network that could be asked about a picture."""
    return network._replace(note=network.note or _NO_RUN)


def other_seed(facts: RunFacts) -> StepState:
    """A run differs in its seed alone from the first one of the step that has learned."""
    before, end = facts.before or facts, _ended(facts)
    first = _ended(before)
    if first is None or not has_learned(first.train):
        return _first_run(facts)
    if end is None:
        return _obstacle(facts)._replace(remedy=None)
    old, new = _config(before), _config(facts)
    if old == new:
        return StepState()
    is_branch = any(run is not None and run.branched_at is not None for run in (before.run, facts.run))
    is_longer = len(facts.costs) != len(before.costs)
    if is_branch or is_longer or new.with_seed(old.seed) != old:
        return StepState("Change only the seed; train as long as before.")
    ratios = [format_ratio(one.test.accuracy) for one in (first.with_threshold(end.test.threshold), end)]
    return StepState(f"Test accuracy {ratios[0]} with seed {old.seed}, {ratios[1]} with seed {new.seed}.", True)


def seeds_studied(facts: RunFacts) -> StepState:
    """The settings were trained from several seeds."""
    count = len(facts.seeds)
    if facts.dataset is not None and not depends_on_seed(facts.settings, facts.dataset.train.count):
        return StepState(SEED_CHANGES_NOTHING, remedy=AS_NOTEBOOK)
    if facts.is_studying or not count:
        return StepState()
    if not facts.is_study_current:
        return StepState("These seeds have other settings than the form.")
    return StepState(f"{counted(count, 'seed', 'seeds')}.", count > 1)


def spread(facts: RunFacts) -> StepState:
    """The test accuracies of the seeds."""
    if facts.is_studying:
        return StepState()
    living, dead = ([result.test_accuracy for result in group] for group in divide_dead(facts.seeds))
    if not living:
        return StepState("No seed has learned yet.")
    summary, of_dead = Summary.of(living), Summary.of(dead) if dead else None
    described = describe_seed_study(summary, dead=of_dead)
    return StepState(f"{described} {describe_comparison(summary)}".rstrip())


def trained_on(features: str) -> Check:
    """The check that a network was trained on these features."""

    @of_ended_run
    def check(facts: RunFacts, end: Snapshot) -> StepState:
        return StepState(_test_accuracy(end.test), True) if _config(facts).features == features else StepState()

    return check


def filters(facts: RunFacts) -> StepState:
    """Why there are no filters."""
    if facts.run is None or facts.network is None:
        return StepState(_NO_RUN)
    features = facts.run.config.features
    if is_convolution(features):
        return StepState()
    if features == PIXELS:
        return StepState("A network on pixels has no filters.")
    return StepState("These filters were pretrained on other photos.")


def own_pictures(facts: RunFacts) -> StepState:
    """The data set is made of folders of pictures."""
    folder = facts.folder
    if folder is None:
        return StepState()
    note = f"{printable(folder.name)}: {folder.train.count:,} for training, {folder.test.count:,} for the test."
    return StepState(note, True)


def trained_on_own(facts: RunFacts) -> StepState:
    """A network has learned these."""
    if facts.folder is None:
        return StepState("First open your own folders.")
    end = _ended(facts)
    if end is None:
        return _obstacle(facts)
    if not _is_of_data(facts):
        return StepState()
    return StepState(_gap(_parts(end)), True) if has_learned(end.train) else _not_learned(facts, end)


def photo_added(facts: RunFacts) -> StepState:
    """A photo has been read."""
    is_waiting = facts.photos.unread and not facts.photos.read
    return StepState("The photo is not read yet: see its card." if is_waiting else "", facts.photos.read > 0)


def photo_labeled(facts: RunFacts) -> StepState:
    """A photo has an actual class that the data have."""
    is_other = facts.dataset is not None and facts.photos.answered and not facts.photos.labeled
    return StepState("These data have no such class." if is_other else "", facts.photos.labeled > 0)


def photo_taught(facts: RunFacts) -> StepState:
    """A run has ended on a training part to which pictures were added."""
    edited = None if facts.dataset is None else facts.dataset.edited
    added = [] if edited is None else [edit for edit in edited.changes if edit.is_added and edit.after.part == TRAIN]
    if not added:
        return StepState("No picture has been added to the training part yet.")
    if facts.is_training:
        return StepState("The network trains on your photo: wait until it ends.")
    if _ended(facts) is None and _obstacle(facts).note:
        return _obstacle(facts)
    if _ended(facts) is None or not _is_of_data(facts):
        return StepState("The photo is in the training part: press Train.")
    return StepState(f"Added to the training part: {_pictures(len(added))}.", True)


def change_known(facts: RunFacts) -> StepState:
    """What is in the way of comparing the networks before and after an edit."""
    if facts.has_change:
        return StepState()
    if facts.dataset is not None and facts.dataset.edits is not None and not _is_of_data(facts):
        return StepState("First train on the edited data to the end.", remedy=TRAIN_FOR_ME)
    return StepState("First go back to “Teach it your photo”.")


@of_ended_run
def trained_without_layers(facts: RunFacts, end: Snapshot) -> StepState:
    """A network without hidden layers has learned."""
    if _config(facts).hidden_layers:
        return StepState()
    if not has_learned(end.train):
        return StepState(_unlearned(end), remedy=AS_NOTEBOOK_BEFORE)
    return StepState(_gap(_parts(end)), True)


def one_picture(facts: RunFacts) -> StepState:
    """Why there is not one picture of weights alone."""
    if facts.run is None or facts.network is None:
        return StepState(_NO_RUN)
    config = facts.run.config
    if config.hidden_layers:
        return StepState("This network has hidden layers, each neuron with weights of its own.")
    return StepState("" if config.features == PIXELS else "The weights of features are no picture.")


def validated_without_layers(facts: RunFacts) -> StepState:
    """A network without hidden layers was cross-validated."""
    found = facts.folds
    if found is None:
        return StepState()
    if found.config.hidden_layers:
        remedy = AS_NOTEBOOK_BEFORE if facts.settings.hidden_layers else None
        return StepState("This cross-validation has hidden layers.", remedy=remedy)
    return StepState(" ".join(folds_texts(found.results)), any(not result.diverged for result in found.results))


def trained_with_layers(facts: RunFacts) -> StepState:
    """A network with hidden layers has learned."""
    run = facts.ran
    if run is not None and facts.failure and run.initial_config.standstill:
        return StepState(f"{run.initial_config.standstill}.", remedy=WITH_LAYER)
    return _trained_with_layers(facts)


@of_ended_run
def _trained_with_layers(facts: RunFacts, end: Snapshot) -> StepState:
    if not _config(facts).hidden_layers:
        return StepState(_deviation(facts))
    if not has_learned(end.train):
        return StepState(_unlearned(end), remedy=WITH_LAYER)
    return StepState(_gap(_parts(end)), True)


@of_ended_run
def bent(facts: RunFacts, end: Snapshot) -> StepState:
    """The boundary of a network with hidden layers is seen to bend between three pictures."""
    seen, config = facts.boundary, _config(facts)
    if config.features != PIXELS or not config.hidden_layers:
        return StepState("This step is for hidden layers on pixels.", remedy=WITH_LAYER)
    if not has_learned(end.train):
        return _not_learned(facts, end)
    if seen is None:
        return StepState("Between is hidden.", remedy=_OPEN_BETWEEN)
    if seen.network is not facts.network:
        return StepState()
    if not len(seen.segments):
        return StepState("Between these three there is no boundary.", remedy=ANOTHER_THREE)
    if _farthest(seen.segments) >= _BENT:
        return StepState(_deviation(facts), True)
    return StepState(_deviation(facts), remedy=AS_NOTEBOOK if config.hidden_layers == LAYER else ANOTHER_THREE)


def _deviation(facts: RunFacts) -> str:
    """How far the boundary that is seen leaves a straight line, or ''."""
    seen = facts.boundary
    if seen is None or seen.network is not facts.network or not len(seen.segments):
        return ""
    return f"The boundary leaves a straight line by up to {100 * _farthest(seen.segments):.1f}% of the field."


def _farthest(segments: FloatArray) -> float:
    """The distance from `segments` (s, 4) to the straight line nearest to all of them, where it is largest."""
    points = segments.reshape(-1, 2)
    points = points - points.mean(axis=0)
    normal = np.linalg.eigh(points.T @ points)[1][:, 0]
    return float(np.abs(points @ normal).max())


def has_folds_without_layers(facts: RunFacts) -> bool:
    """Whether a network without hidden layers was cross-validated last."""
    return validated_without_layers(facts).is_done


def layers_compared(facts: RunFacts) -> StepState:
    """A network with hidden layers was cross-validated on the same folds as one without them before."""
    before, now = (facts.before or facts).folds, facts.folds
    if before is None or not has_folds_without_layers(facts.before or facts):
        return StepState("First go back to “Pictures it has not seen”.")
    if now is None or not now.config.hidden_layers:
        return StepState()
    pairs = _pairs(before, now)
    if not pairs:
        return StepState("Cross-validate the same pictures, as often as before.")
    study = ChangeStudy(*(np.stack(rights) for rights in zip(*pairs, strict=True)))
    without, with_layers = study.accuracies
    verdict = "That may be chance" if study.is_chance else "That is more than chance"
    return StepState(f"Without hidden layers {without}, with them {with_layers}. {verdict}.", True)


def _pairs(before: CrossValidated, now: CrossValidated) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Which pictures are right before and now in each repeat that has not diverged; none of other folds."""
    if [result.seed for result in before.results] != [result.seed for result in now.results]:
        return []
    both = list(zip(before.results, now.results, strict=True))
    if any(not np.array_equal(one.evaluation.labels, other.evaluation.labels) for one, other in both):
        return []
    return [
        (_rights(one.evaluation), _rights(other.evaluation))
        for one, other in both
        if not one.diverged and not other.diverged
    ]


def _rights(evaluation: Evaluation) -> NDArray[np.bool_]:
    """Mask (m,) of the pictures that are right."""
    rights: NDArray[np.bool_] = (evaluation.predictions == evaluation.labels)[0]
    return rights


def _ended(facts: RunFacts) -> Snapshot | None:
    """The last network of a run trained here that has ended or is paused and has not failed."""
    is_ended = facts.ran is not None and not facts.is_training and not facts.failure
    return facts.end if is_ended and facts.dataset is not None else None


def _obstacle(facts: RunFacts) -> StepState:
    """What is in the way of a run that has ended."""
    if facts.dataset is None:
        return StepState("Choose pictures in Data first.")
    if facts.run is None:
        return StepState()
    if isinstance(facts.run, SavedRun):
        if facts.is_repeating:
            return StepState("This network's training is being repeated: a moment.")
        return StepState("This network comes from a file. Train one for this lesson.")
    return StepState(_failed(facts.run.config), remedy=_remedy(facts.run.config)) if facts.failure else StepState()


def _config(facts: RunFacts) -> TrainingConfig:
    """The settings of the last steps of the run."""
    assert facts.run is not None
    return facts.run.config


def _is_of_data(facts: RunFacts) -> bool:
    return facts.run is not None and facts.run.dataset is facts.dataset


def _is_builtin(facts: RunFacts) -> bool:
    origin = None if facts.dataset is None else facts.dataset.origin
    return origin is not None and origin.location == BUILTIN


def _is_notebooks(config: TrainingConfig) -> bool:
    """Whether all settings are the notebook's that decide at which rates its network learns."""
    default = TrainingConfig()
    return default == replace(
        config, seed=default.seed, iterations=default.iterations, learning_rate=default.learning_rate
    )


def _remedy(config: TrainingConfig) -> Assist:
    """What to train after a run with `config` that has come to nothing."""
    if config != TrainingConfig():
        return AS_NOTEBOOK
    rate = lower_learning_rate(config.learning_rate)
    return Assist(f"Train with {format_decimal(rate)}", Assistance.TRAIN_WITH, {"learning_rate": rate})


def _train_pixels(rate: float) -> Assist:
    """Trains as the notebook does, but at another rate."""
    return Assist(f"Train pixels with {rate}", Assistance.TRAIN_AS_NOTEBOOK, {"learning_rate": rate})


def _not_learned(facts: RunFacts, network: Snapshot) -> StepState:
    return StepState(_unlearned(network), remedy=_remedy(_config(facts)))


def _unlearned(network: Snapshot) -> str:
    """What a network has come to that has not plainly learned: a high cost, or no more right than by one answer."""
    train, constant = network.train, format_cost(constant_predictor_cost(network.train.labels))
    name, share = train.baseline
    return (
        f"Cost {format_cost(network.train_cost)}, one answer for all: {constant}. Training accuracy "
        f"{format_ratio(train.accuracy)}, always {printable(name)}: {format_ratio(share)}."
    )


def _failed(config: TrainingConfig) -> str:
    """That a run has failed, as an obstacle."""
    return f"At the learning rate {format_decimal(config.learning_rate)} the last run has failed."


def _failure(facts: RunFacts) -> str:
    """When the run has diverged, or what its dead network says of the training part."""
    if facts.failure is Failure.DIVERGED or facts.end is None:
        return f"Diverged after {_iterations(len(facts.costs))}."
    train = facts.end.train
    name, share = train.baseline
    answer = printable(train.classes[int(train.predictions[0, 0])])
    return (
        f"It says {answer} of every training picture, right for {format_ratio(train.accuracy)}; always "
        f"{printable(name)}: {format_ratio(share)}."
    )


def _jumping(facts: RunFacts) -> str:
    """A sentence with the number of jumps: "The cost jumps 12 times."."""
    return f"The cost jumps {jump_count(facts.costs):,} times."


def _fall(facts: RunFacts, end: Snapshot) -> str:
    return f"The cost falls from {format_cost(facts.costs[0])} to {format_cost(end.train_cost)}."


def _fallen(facts: RunFacts, end: Snapshot) -> str:
    return f"{_fall(facts, end)} Right: {_accuracies(_parts(end))}."


def _parts(network: Snapshot) -> PartAccuracies:
    return PartAccuracies(network.train, network.test)


def _accuracies(parts: PartAccuracies) -> str:
    train, test = format_ratio(parts.train.accuracy), format_ratio(parts.test.accuracy)
    gap = f"{100 * parts.gap:.1f} points".replace("-", "−")
    return f"training {train}, test {test}, gap {gap}"


def _gap(parts: PartAccuracies) -> str:
    """The gap between the parts, with the baseline."""
    name, share = parts.test.baseline
    return f"Right: {_accuracies(parts)}; always {printable(name)}: {format_ratio(share)} of the test part."


def _test_accuracy(test: Evaluation) -> str:
    return f"Test accuracy: {format_ratio(test.accuracy)}."


def _accuracy_lost(here: Evaluation, end: Evaluation) -> str:
    """How the accuracy disagrees with the test cost, if fewer are right at its lowest than at the end; else ''."""
    if here.correct >= end.correct:
        return ""
    sentence = f"Yet {format_ratio(end.accuracy)} are right at the end, {format_ratio(here.accuracy)} here."
    return sentence if is_clear_change(here, end) else f"{sentence} That may be chance."


def _iterations(count: int) -> str:
    return counted(count, "iteration", "iterations")


def _pictures(count: int) -> str:
    return counted(count, "picture", "pictures")
