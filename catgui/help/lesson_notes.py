"""What a lesson says of the run on the screen, from its numbers."""

from __future__ import annotations

from engine.analysis.curve_shape import jump_count, jumps, levels_off, slow_start
from engine.analysis.evaluation import Evaluation, PartAccuracies, constant_predictor_cost, is_clear_change
from engine.analysis.run_summary import Failure
from engine.text import format_cost, format_decimal, format_ratio, printable
from engine.typing import FloatArray

NO_DATA = "No data are open yet: choose some in Data."
NO_RUN = "Nothing is trained yet."
NO_SEEDS = "No seeds have been trained with these settings yet."
OTHER_SEEDS = "These seeds were trained with other settings than those of the form now."
SAME_SEED_STILL = "Only the seed must be another: the data, all other settings and the iterations done as before."
NOT_BROKEN = "Nothing has been broken yet in this lesson: go back to “Too fast” or “Too slow”, and train there first."
OTHER_SETTINGS = "The rates of this lesson are for the notebook's settings: with others they may do something else."
NOTHING_CHANGED = "There is nothing to compare yet: go back to “Teach it your photo”."
NOT_COMPARED = "The data have been edited, but no network has been trained on them to its end."
NOT_OVER = "It has not done all its iterations yet."
NO_SHARES = (
    "The network on the screen has no shares: only that of the notebook has them, on pixels without flips and shifts, "
    "or on pretrained filters."
)
NO_FILTERS = "The network on the screen has trained no filters: it looks at pixels."
PRETRAINED_FILTERS = "The network on the screen has filters too, but they were pretrained on other photos."
NOISY = (
    "With mini-batches, dropout, flips or shifts the cost swings at every rate, since each iteration sees something "
    "else. It does not show here whether the rate is good."
)
NOT_YET_READ = "The photo has not been read yet, or cannot be read: its card says which."
OTHER_CLASS = "What you said is none of the two classes of these data, so it cannot be added to them."
NOT_IN_TRAINING = "No picture has been added to the training part yet."
TRAINING_AGAIN = "The photo is in the training part, and the network is being trained on it: wait until it ends."
NOT_TRAINED_AGAIN = "The photo is in the training part, but the network has not been trained on it: press Train."


def from_file(is_repeating: bool) -> str:
    """Why the network of a model file completes no step."""
    if is_repeating:
        return "The network on the screen comes from a file, and its training is just being repeated: a moment."
    return (
        "The network on the screen comes from a file, and its steps are not known here. Train one for this lesson: the "
        "file stays as it is."
    )


def failed(failure: Failure, rate: float) -> str:
    """How a run has failed, as an obstacle."""
    rate_text = format_decimal(rate)
    if failure is Failure.DIVERGED:
        return f"The last run diverged with the learning rate {rate_text}: there is no network to go on with."
    nearly = "" if failure is Failure.DEAD else "nearly "
    return f"The network of the last run is {nearly}dead, with the learning rate {rate_text}: it has learned nothing."


def failure(failure_: Failure, done: int, train: Evaluation | None) -> str:
    """What is seen of a run that has failed."""
    if failure_ is Failure.DIVERGED or train is None:
        return f"This run diverged: after {_iterations(done)} its cost was no number any more."
    name, share = train.baseline
    nearly = "" if failure_ is Failure.DEAD else "nearly "
    return (
        f"This network is {nearly}dead: it says {printable(train.classes[int(train.predictions[0, 0])])} of every "
        f"training picture, and {format_ratio(train.accuracy)} are right. Always saying {printable(name)} gives "
        f"{format_ratio(share)}."
    )


def survived(rate: float, features: str) -> str:
    """That a rate that should be too high was not."""
    return (
        f"With {format_decimal(rate)} this network ({features}) has learned all the same. Try a higher rate, or pixels."
    )


def jumping(costs: FloatArray) -> str:
    """How often a curve jumps."""
    count = jump_count(costs)
    return f"The cost jumps: {count:,} times it rises, in one iteration, by more than a tenth of all that it falls."


def curve(costs: FloatArray, end: float) -> str:
    """How a curve falls that has learned something; `end` is the cost of the last network."""
    sentence = f"The cost falls from {format_cost(costs[0])} to {format_cost(end)}"
    slow = slow_start(costs)
    if slow:
        sentence += f", slowly for about {_round(slow):,} iterations, then fast"
        if levels_off(costs):
            sentence += ", then ever less"
    elif levels_off(costs):
        sentence += ", fast at first and later ever less"
    return f"{sentence}. {jumping(costs)}" if jumps(costs) else f"{sentence}."


def not_learned(done: int, end: float, train: Evaluation) -> str:
    """What a network has come to that has not plainly learned: a high cost, or no more right than by one answer."""
    name, share = train.baseline
    constant = format_cost(constant_predictor_cost(train.labels))
    return (
        f"After {_iterations(done)} the cost is {format_cost(end)}; one answer for all pictures costs {constant}. "
        f"{format_ratio(train.accuracy)} of the training pictures are right; always saying {printable(name)} gives "
        f"{format_ratio(share)}."
    )


def slow(costs: FloatArray, end: float, parts: PartAccuracies) -> str:
    """How little a cost has fallen; `end` is that of the last network, and `parts` are its accuracies."""
    return (
        f"From {format_cost(costs[0])} to {format_cost(end)} in {_iterations(len(costs))}. {_right(parts)}: how sure "
        "it is of them only the cost shows."
    )


def not_slow(rate: float) -> str:
    """That a rate that should be too low was not."""
    return f"Even with {format_decimal(rate)} this network has learned: its settings differ from the notebook's."


def mended(rate: float, costs: FloatArray, end: float, parts: PartAccuracies) -> str:
    """What a rate has come to that works; `end` is the cost of the last network."""
    return f"With {format_decimal(rate)} it falls from {format_cost(costs[0])} to {format_cost(end)}. {_right(parts)}."


def trained(done: int, end: float) -> str:
    """How far a run has come, and the cost of its last network."""
    return f"{_iterations(done)}, the cost at the end {format_cost(end)}."


def curves(first: float, end: float, test_costs: FloatArray | None) -> str:
    """Where both curves begin and end: the training cost at the `first` network and at the last one, the `end`.

    `test_costs` are those of all iterations, or None if some are not known.
    """
    sentence = f"The training cost of this run goes from {format_cost(first)} to {format_cost(end)}."
    if test_costs is None:
        return sentence
    lowest = int(test_costs.argmin())
    if lowest == len(test_costs) - 1:
        return f"{sentence} The test cost is lowest at the end, {format_cost(test_costs[lowest])}."
    return (
        f"{sentence} The test cost was lowest at iteration {lowest:,}, {format_cost(test_costs[lowest])}, "
        f"and is {format_cost(test_costs[-1])} at the end."
    )


def gap(parts: PartAccuracies) -> str:
    """The gap between the parts, with the baseline."""
    name, share = parts.test.baseline
    return (
        f"Here: training {format_ratio(parts.train.accuracy)}, test {format_ratio(parts.test.accuracy)}, a gap of "
        f"{_points(parts.gap)}. Always saying {printable(name)} would be right for {format_ratio(share)} of the test "
        "pictures."
    )


def at_lowest(iteration: int, cost: float, lowest: str, here: Evaluation, end: Evaluation) -> str:
    """The iteration shown, at the lowest test cost, and how the accuracy disagrees if fewer are right than at the end.

    `lowest` is what `near_lowest` says of it, or ''; `here` and `end` are of the test part.
    """
    sentence = f"Iteration {iteration:,}, test cost {format_cost(cost)}.{lowest}"
    lost = end.correct - here.correct
    if lost <= 0:
        return sentence
    both = f"{format_ratio(here.accuracy)} are right there, {format_ratio(end.accuracy)} at the end"
    sentence = f"{sentence} Cost and accuracy may disagree: {both}"
    if is_clear_change(here, end):
        return f"{sentence}."
    return f"{sentence}; but {_pictures(lost)} of {here.count} may be chance."


def near_lowest(iteration: int, lowest: float, reach: int) -> str:
    """That the lowest test cost is no further away than a hand can tell."""
    return f" The lowest, {format_cost(lowest)}, is at {iteration:,}: one pixel of the slider is {_iterations(reach)}."


def not_at_lowest(cost: float, iteration: int, lowest: float, reach: int) -> str:
    """How far the iteration shown is from the lowest test cost, and how near is near enough."""
    sentence = (
        f"Here the test cost is {format_cost(cost)}. It was lowest at iteration {iteration:,}: {format_cost(lowest)}."
    )
    return sentence if reach <= 1 else f"{sentence} Within {reach:,}, one pixel of the slider, is near enough."


def gap_before(parts: PartAccuracies) -> str:
    """The gap to be narrowed."""
    return f"Before: {_accuracies(parts)}, at the end of the run."


def no_gap(parts: PartAccuracies) -> str:
    """That a gap cannot be seen to narrow."""
    return (
        f"This network has {_accuracies(parts)}: by {_pictures(parts.test.count)} no network could be seen to narrow "
        "that. Another one may have a wider gap."
    )


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
    more = f"{_pictures(gained)} of {after.test.count} more" if gained else "as many test pictures right as before"
    return f"{sentence} Smaller, but with so few pictures that may be chance ({more})."


def test_accuracy(test: Evaluation) -> str:
    """The test accuracy of a network."""
    return f"Test accuracy: {format_ratio(test.accuracy)}."


def two_seeds(before: tuple[int, float], after: tuple[int, float]) -> str:
    """The test accuracies of two seeds, each with its seed."""
    return "Test accuracy {}, {}.".format(
        *(f"{format_ratio(share)} with seed {seed}" for seed, share in (before, after))
    )


def picked_before(name: str) -> str:
    """That a picture had been selected as the step began."""
    return f"{printable(name)} was selected before this step: click one of those that are wrong."


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
        f"Right: {format_ratio(parts.train.accuracy)} of the training pictures, {format_ratio(parts.test.accuracy)} of "
        f"the test pictures; always saying {printable(name)}, {format_ratio(share)} of these."
    )


def parts(name: str, train: int, test: int) -> str:
    """The name of the data, and how their pictures are split."""
    return f"{printable(name)}: {train:,} for training, {test:,} for the test."


def taught(count: int) -> str:
    """How many pictures were added to those that the network was trained on."""
    return f"{_pictures(count)} added to the training part."


def _right(parts: PartAccuracies) -> str:
    train, test = format_ratio(parts.train.accuracy), format_ratio(parts.test.accuracy)
    return f"{train} of the training and {test} of the test pictures are right"


def _accuracies(parts: PartAccuracies) -> str:
    train, test = format_ratio(parts.train.accuracy), format_ratio(parts.test.accuracy)
    return f"training {train}, test {test}, gap {_points(parts.gap)}"


def _points(share: float) -> str:
    return f"{100 * share:.1f} points".replace("-", "−")


def _iterations(count: int) -> str:
    return "1 iteration" if count == 1 else f"{count:,} iterations"


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count:,} pictures"


def _round(count: int) -> int:
    """`count` to two digits."""
    digits = max(0, len(str(count)) - 2)
    return int(round(count, -digits))
