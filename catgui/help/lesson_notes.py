"""What a lesson says of the run on the screen, from its numbers."""

from __future__ import annotations

from engine.analysis.curve_shape import jump_count, jumps
from engine.analysis.evaluation import Evaluation, PartAccuracies, constant_predictor_cost, is_clear_change
from engine.text import counted, format_cost, format_decimal, format_ratio, printable
from engine.typing import FloatArray

NO_DATA = "Choose pictures in Data first."
NO_RUN = "Nothing is trained yet."
NO_SEEDS = "No seed has learned yet."
OTHER_SEEDS = "These seeds have other settings than the form."
SAME_SEED_STILL = "Change only the seed; train as long as before."
NOT_BROKEN = "First train in “Too fast” or “Too slow”."
OTHER_SETTINGS = "The rates of this lesson are for the notebook's settings."
NOTHING_CHANGED = "First go back to “Teach it your photo”."
NOT_COMPARED = "First train on the edited data to the end."
NOT_OVER = "Not all iterations are done yet."
NO_FILTERS = "A network on pixels has no filters."
PRETRAINED_FILTERS = "These filters were pretrained on other photos."
NOISY = "With mini-batches, dropout, flips or shifts the cost swings at every rate."
NOT_YET_READ = "The photo is not read yet: see its card."
OTHER_CLASS = "These data have no such class."
NOT_IN_TRAINING = "No picture has been added to the training part yet."
TRAINING_AGAIN = "The network trains on your photo: wait until it ends."
NOT_TRAINED_AGAIN = "The photo is in the training part: press Train."
NOT_OWN = "First open your own folders."
NOT_FAILED = "This run has not failed."
SURVIVED = "Even at this rate it has learned. The button takes the notebook's other settings."
REPEATING = "This network's training is being repeated: a moment."
FROM_FILE = "This network comes from a file. Train one for this lesson."


def failed(rate: float) -> str:
    """That a run has failed, as an obstacle."""
    return f"At the learning rate {format_decimal(rate)} the last run has failed."


def diverged(done: int) -> str:
    """When a run has diverged."""
    return f"Diverged after {_iterations(done)}."


def dead(train: Evaluation) -> str:
    """What a dead network says of the training part."""
    name, share = train.baseline
    answer = printable(train.classes[int(train.predictions[0, 0])])
    return (
        f"It says {answer} of every training picture, right for {format_ratio(train.accuracy)}; always "
        f"{printable(name)}: {format_ratio(share)}."
    )


def jumping(costs: FloatArray) -> str:
    """How often a curve jumps."""
    return f"The cost jumps {jump_count(costs):,} times."


def curve(costs: FloatArray, end: float) -> str:
    """How a curve falls that has learned something; `end` is the cost of the last network."""
    return f"{_fall(costs, end)} {jumping(costs)}" if jumps(costs) else _fall(costs, end)


def not_learned(end: float, train: Evaluation) -> str:
    """What a network has come to that has not plainly learned: a high cost, or no more right than by one answer."""
    name, share = train.baseline
    constant = format_cost(constant_predictor_cost(train.labels))
    return (
        f"Cost {format_cost(end)}, one answer for all: {constant}. Training accuracy {format_ratio(train.accuracy)}, "
        f"always {printable(name)}: {format_ratio(share)}."
    )


def fallen(costs: FloatArray, end: float, parts: PartAccuracies) -> str:
    """How far a cost has fallen; `end` is that of the last network, and `parts` are its accuracies."""
    return f"{_fall(costs, end)} Right: {_accuracies(parts)}."


def trained(done: int, end: float) -> str:
    """How far a run has come, and the cost of its last network."""
    return f"Cost {format_cost(end)} after {_iterations(done)}."


def curves(first: float, end: float, test_costs: FloatArray | None) -> str:
    """Where both curves begin and end: the training cost at the `first` network and at the last one, the `end`.

    `test_costs` are those of all iterations, or None if some are not known.
    """
    sentence = f"Training cost: from {format_cost(first)} to {format_cost(end)}."
    if test_costs is None:
        return sentence
    lowest = int(test_costs.argmin())
    least, last = format_cost(test_costs[lowest]), format_cost(test_costs[-1])
    return f"{sentence} Test cost: lowest at iteration {lowest:,}, {least}; at the end {last}."


def gap(parts: PartAccuracies) -> str:
    """The gap between the parts, with the baseline."""
    name, share = parts.test.baseline
    return f"Right: {_accuracies(parts)}; always {printable(name)}: {format_ratio(share)} of the test part."


def test_cost(iteration: int, cost: float, lowest: int, least: float) -> str:
    """The test cost of the iteration shown, and the least, at the iteration `lowest`."""
    here = f"Test cost {format_cost(cost)} at iteration {iteration:,}."
    return here if iteration == lowest else f"{here} Lowest at iteration {lowest:,}: {format_cost(least)}."


def accuracy_lost(here: Evaluation, end: Evaluation) -> str:
    """How the accuracy disagrees with the test cost, if fewer are right at its lowest than at the end; else ''."""
    if here.correct >= end.correct:
        return ""
    sentence = f"Yet {format_ratio(end.accuracy)} are right at the end, {format_ratio(here.accuracy)} here."
    return sentence if is_clear_change(here, end) else f"{sentence} That may be chance."


def gap_before(parts: PartAccuracies) -> str:
    """The gap to be narrowed."""
    return f"Before: {_accuracies(parts)}."


def no_gap(parts: PartAccuracies) -> str:
    """That a gap cannot be seen to narrow."""
    return f"Now: {_accuracies(parts)}. With {_pictures(parts.test.count)}, no smaller gap could be seen."


def gap_after(before: PartAccuracies, after: PartAccuracies, is_clear: bool) -> str:
    """The gap before and after."""
    sentence = f"Before: {_accuracies(before)}. After: {_accuracies(after)}."
    if is_clear:
        return sentence
    if after.test.correct < before.test.correct:
        return f"{sentence} The test accuracy is lower."
    if after.gap >= before.gap:
        return f"{sentence} The gap is not smaller."
    return f"{sentence} The gap is smaller, but may be chance."


def test_accuracy(test: Evaluation) -> str:
    """The test accuracy of a network."""
    return f"Test accuracy: {format_ratio(test.accuracy)}."


def two_seeds(before: tuple[int, float], after: tuple[int, float]) -> str:
    """The test accuracies of two seeds, each with its seed."""
    (first, first_share), (second, second_share) = before, after
    return (
        f"Test accuracy {format_ratio(first_share)} with seed {first}, {format_ratio(second_share)} with seed {second}."
    )


def seeds_done(count: int) -> str:
    """How many seeds were trained."""
    return f"{counted(count, 'seed', 'seeds')}."


def picked_before(name: str) -> str:
    """That a picture had been selected as the step began."""
    return f"{printable(name)} was selected before: click one that is wrong."


def picked(name: str, label: str, predicted: str) -> str:
    """The picture that is selected, its label and its prediction."""
    return f"{name}: labeled {printable(label)}, predicted {printable(predicted)}."


def no_mistakes(one: str) -> str:
    """That no test picture is wrongly taken for class 1, so that any may be asked about."""
    return f"No test picture is wrongly taken for {printable(one)}: this one will do."


def parts(name: str, train: int, test: int) -> str:
    """The name of the data, and how their pictures are split."""
    return f"{printable(name)}: {train:,} for training, {test:,} for the test."


def taught(count: int) -> str:
    """How many pictures were added to those that the network was trained on."""
    return f"Added to the training part: {_pictures(count)}."


def _fall(costs: FloatArray, end: float) -> str:
    return f"The cost falls from {format_cost(costs[0])} to {format_cost(end)}."


def _accuracies(parts: PartAccuracies) -> str:
    train, test = format_ratio(parts.train.accuracy), format_ratio(parts.test.accuracy)
    gap = f"{100 * parts.gap:.1f} points".replace("-", "−")
    return f"training {train}, test {test}, gap {gap}"


def _iterations(count: int) -> str:
    return counted(count, "iteration", "iterations")


def _pictures(count: int) -> str:
    return counted(count, "picture", "pictures")
