"""What a lesson says of the run on the screen, from its numbers."""

from __future__ import annotations

from enum import Enum, auto

from engine.analysis.curve_shape import jump_count, jumps, levels_off, slow_start
from engine.analysis.evaluation import Evaluation, PartAccuracies, constant_predictor_cost, is_clear_change
from engine.analysis.run_summary import Failure
from engine.text import counted, format_cost, format_decimal, format_ratio, printable
from engine.typing import FloatArray

NO_DATA = "Choose pictures in Data first."
NO_RUN = "Nothing is trained yet."
NO_SEEDS = "No seeds have been trained with these settings yet."
OTHER_SEEDS = "These seeds have other settings than the form."
SAME_SEED_STILL = "Change only the seed; train as long as before."
NOT_BROKEN = "First go back to “Too fast” or “Too slow”, and train there."
OTHER_SETTINGS = "The rates of this lesson are for the notebook's settings."
NOTHING_CHANGED = "Nothing to compare yet: go back to “Teach it your photo”."
NOT_COMPARED = "The data were edited; train on them to the end first."
NOT_OVER = "It has not done all its iterations yet."
NO_SHARES = "Shares need pixels (no flips or shifts) or pretrained filters."
NO_FILTERS = "This network looks at pixels: it has no filters."
PRETRAINED_FILTERS = "The filters of this network were pretrained on other photos."
NOISY = "With mini-batches, dropout, flips or shifts the cost swings at every rate: it tells nothing of yours."
NOT_YET_READ = "The photo is not read yet, or cannot be: see its card."
OTHER_CLASS = "These data have no such class."
NOT_IN_TRAINING = "No picture has been added to the training part yet."
TRAINING_AGAIN = "The network is being trained on your photo: wait until it ends."
NOT_TRAINED_AGAIN = "The photo is in the training part: press Train."
NOT_OWN = "The data that are open are not your own folders."
NOT_FAILED = "The run on the screen has not failed."


class _Fall(Enum):
    """How a cost falls."""

    STEADY = auto()
    LEVELS_OFF = auto()
    SLOW_START = auto()
    SLOW_START_LEVELS_OFF = auto()


_FALLS = {
    _Fall.STEADY: "The cost falls from {first} to {end}.",
    _Fall.LEVELS_OFF: "The cost falls from {first} to {end}, fast at first, then ever less.",
    _Fall.SLOW_START: "The cost falls from {first} to {end}, slowly for about {slow}, then fast.",
    _Fall.SLOW_START_LEVELS_OFF: (
        "The cost falls from {first} to {end}, slowly for about {slow}, then fast, then ever less."
    ),
}
_FAILED = {
    Failure.DIVERGED: "The last run diverged at the learning rate {rate}: there is no network to go on with.",
    Failure.DEAD: "The last network is dead, at the learning rate {rate}: it has learned nothing.",
    Failure.NEARLY_DEAD: "The last network is nearly dead, at the learning rate {rate}: it has learned nothing.",
}
_ALL_ALIKE = {
    Failure.DEAD: "Dead: it says {answer} of every training picture, right for {right}; always {name}: {share}.",
    Failure.NEARLY_DEAD: (
        "Nearly dead: it says {answer} of every training picture, right for {right}; always {name}: {share}."
    ),
}


def from_file(is_repeating: bool) -> str:
    """Why the network of a model file completes no step."""
    if is_repeating:
        return "This network comes from a file, and its training is being repeated: a moment."
    return "This network comes from a file; train one for this lesson. The file stays."


def failed(failure: Failure, rate: float) -> str:
    """How a run has failed, as an obstacle."""
    return _FAILED[failure].format(rate=format_decimal(rate))


def failure(failure_: Failure, done: int, train: Evaluation | None) -> str:
    """What is seen of a run that has failed."""
    if failure_ is Failure.DIVERGED or train is None:
        return f"Diverged: after {_iterations(done)} its cost was no number any more."
    name, share = train.baseline
    return _ALL_ALIKE[failure_].format(
        answer=printable(train.classes[int(train.predictions[0, 0])]),
        right=format_ratio(train.accuracy),
        name=printable(name),
        share=format_ratio(share),
    )


def survived(rate: float, features: str) -> str:
    """That a rate that should be too high was not."""
    return f"Even with {format_decimal(rate)} it has learned ({features}). Try a higher rate, or pixels."


def jumping(costs: FloatArray) -> str:
    """How often a curve jumps."""
    return f"The cost jumps {jump_count(costs):,} times, by more than a tenth of its whole fall."


def curve(costs: FloatArray, end: float) -> str:
    """How a curve falls that has learned something; `end` is the cost of the last network."""
    slow = slow_start(costs)
    if levels_off(costs):
        fall = _Fall.SLOW_START_LEVELS_OFF if slow else _Fall.LEVELS_OFF
    else:
        fall = _Fall.SLOW_START if slow else _Fall.STEADY
    sentence = _FALLS[fall].format(
        first=format_cost(costs[0]), end=format_cost(end), slow=_iterations(_round(slow)) if slow else ""
    )
    return f"{sentence} {jumping(costs)}" if jumps(costs) else sentence


def not_learned(done: int, end: float, train: Evaluation) -> str:
    """What a network has come to that has not plainly learned: a high cost, or no more right than by one answer."""
    name, share = train.baseline
    constant = format_cost(constant_predictor_cost(train.labels))
    return (
        f"Cost {format_cost(end)} after {_iterations(done)}; the same answer for all: {constant}. Training accuracy "
        f"{format_ratio(train.accuracy)}; always {printable(name)}: {format_ratio(share)}."
    )


def slow(costs: FloatArray, end: float, parts: PartAccuracies) -> str:
    """How little a cost has fallen; `end` is that of the last network, and `parts` are its accuracies."""
    return (
        f"From {format_cost(costs[0])} to {format_cost(end)} in {_iterations(len(costs))}. {_right(parts)} Only the "
        "cost shows how sure it is."
    )


def not_slow(rate: float) -> str:
    """That a rate that should be too low was not."""
    return f"Even with {format_decimal(rate)} it has learned: its settings differ from the notebook's."


def mended(rate: float, costs: FloatArray, end: float, parts: PartAccuracies) -> str:
    """What a rate has come to that works; `end` is the cost of the last network."""
    return (
        f"With {format_decimal(rate)} the cost falls from {format_cost(costs[0])} to {format_cost(end)}. "
        f"{_right(parts)}"
    )


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
    if lowest == len(test_costs) - 1:
        return f"{sentence} Test cost: lowest at the end, {format_cost(test_costs[lowest])}."
    return (
        f"{sentence} Test cost: lowest at iteration {lowest:,}, {format_cost(test_costs[lowest])}; at the end "
        f"{format_cost(test_costs[-1])}."
    )


def gap(parts: PartAccuracies) -> str:
    """The gap between the parts, with the baseline."""
    name, share = parts.test.baseline
    return (
        f"Training {format_ratio(parts.train.accuracy)}, test {format_ratio(parts.test.accuracy)}: a gap of "
        f"{_points(parts.gap)}. Always {printable(name)}: {format_ratio(share)} of the test part."
    )


def at_lowest(iteration: int, cost: float, lowest: str, here: Evaluation, end: Evaluation) -> str:
    """The iteration shown, at the lowest test cost, and how the accuracy disagrees if fewer are right than at the end.

    `lowest` is what `near_lowest` says of it, or ''; `here` and `end` are of the test part.
    """
    sentences = [f"Iteration {iteration:,}, test cost {format_cost(cost)}."]
    if lowest:
        sentences.append(lowest)
    lost = end.correct - here.correct
    if lost > 0:
        both = f"{format_ratio(here.accuracy)} right here, {format_ratio(end.accuracy)} at the end"
        sentences.append(f"Cost and accuracy may disagree: {both}.")
        if not is_clear_change(here, end):
            sentences.append(f"But {_pictures(lost)} of {here.count} may be chance.")
    return " ".join(sentences)


def near_lowest(iteration: int, lowest: float, reach: int) -> str:
    """That the lowest test cost is no further away than a hand can tell."""
    return f"The lowest, {format_cost(lowest)}, is at {iteration:,}: one pixel of the slider is {_iterations(reach)}."


def not_at_lowest(cost: float, iteration: int, lowest: float, reach: int) -> str:
    """How far the iteration shown is from the lowest test cost, and how near is near enough."""
    sentence = f"Test cost {format_cost(cost)}; lowest at iteration {iteration:,}: {format_cost(lowest)}."
    return sentence if reach <= 1 else f"{sentence} Within {reach:,}, one pixel of the slider, is near enough."


def gap_before(parts: PartAccuracies) -> str:
    """The gap to be narrowed."""
    return f"Before: {_accuracies(parts)}."


def no_gap(parts: PartAccuracies) -> str:
    """That a gap cannot be seen to narrow."""
    return f"Now: {_accuracies(parts)}. With {_pictures(parts.test.count)}, no smaller gap could be seen."


def gap_after(before: PartAccuracies, after: PartAccuracies, is_clear: bool) -> str:
    """The gap before and after."""
    sentence = f"Before: {_accuracies(before)}. After: {_accuracies(after)}."
    gained = after.test.correct - before.test.correct
    if is_clear:
        return sentence
    if gained < 0:
        return f"{sentence} The test accuracy is lower: {_pictures(-gained)} of {after.test.count} fewer."
    if after.gap >= before.gap:
        return f"{sentence} The gap is not smaller."
    if gained:
        return f"{sentence} Smaller, but may be chance: {_pictures(gained)} of {after.test.count} more."
    return f"{sentence} Smaller, but may be chance: as many test pictures right as before."


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
    """The picture that is selected, its label and what it is taken for."""
    if label == predicted:
        return f"{name} is {printable(label)}, and predicted right."
    return f"{name} is {printable(label)}, and taken for {printable(predicted)}."


def no_mistakes(one: str) -> str:
    """That no test picture is wrongly taken for class 1, so that any may be asked about."""
    return f"No test picture is wrongly taken for {printable(one)}: this one will do."


def learned_own(parts: PartAccuracies) -> str:
    """What a network has learned of the user's pictures."""
    name, share = parts.test.baseline
    return (
        f"Right: {format_ratio(parts.train.accuracy)} of the training part, {format_ratio(parts.test.accuracy)} of the "
        f"test part; always {printable(name)}: {format_ratio(share)} of these."
    )


def parts(name: str, train: int, test: int) -> str:
    """The name of the data, and how their pictures are split."""
    return f"{printable(name)}: {train:,} for training, {test:,} for the test."


def taught(count: int) -> str:
    """How many pictures were added to those that the network was trained on."""
    if count == 1:
        return "1 picture was added to the training part."
    return f"{count:,} pictures were added to the training part."


def _right(parts: PartAccuracies) -> str:
    train, test = format_ratio(parts.train.accuracy), format_ratio(parts.test.accuracy)
    return f"Right: {train} of the training part, {test} of the test part."


def _accuracies(parts: PartAccuracies) -> str:
    train, test = format_ratio(parts.train.accuracy), format_ratio(parts.test.accuracy)
    return f"training {train}, test {test}, gap {_points(parts.gap)}"


def _points(share: float) -> str:
    return f"{100 * share:.1f} points".replace("-", "−")


def _iterations(count: int) -> str:
    return counted(count, "iteration", "iterations")


def _pictures(count: int) -> str:
    return counted(count, "picture", "pictures")


def _round(count: int) -> int:
    """`count` to two digits."""
    digits = max(0, len(str(count)) - 2)
    return int(round(count, -digits))
