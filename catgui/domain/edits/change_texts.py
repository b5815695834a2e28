"""Texts about what an edit of the data has changed in the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.analysis.prediction_changes import SIGNIFICANCE, UNKNOWN, PredictionChanges, flips_text
from engine.text import counted, format_gain, format_p, format_probability, format_ratio, printable

if TYPE_CHECKING:
    from engine.experiments.change_study import ChangeStudy

ABOUT = "Percentages: the probability of the picture's class, before and now."
OUTDATED = "Before your last change of data or settings."
PHOTOS_FLIPPED = "Your photos, another answer"
AT_USUAL_THRESHOLD = f"(At threshold {THRESHOLD}.)"
_OTHER_QUESTIONS = "Both networks answer the edited test part."
_DONE = {"undo": "Undone: {title}.", "redo": "Redone: {title}."}
_SEVERAL_DONE = {"undo": "{count:,} edits undone.", "redo": "{count:,} edits redone."}
_MORE_THAN_CHANCE = "More than chance, by seeds ({seeds}) and by pictures ({pictures})."
_MAY_BE_CHANCE = "May be chance, by seeds ({seeds}) or by pictures ({pictures})."


def after_iterations_text(iterations: int) -> str:
    """Says that not the last networks of two runs are compared, since one run was stopped."""
    return f"Compared at iteration {iterations:,}, where one was stopped."


class EditSteps(NamedTuple):
    """The edits between two runs, in order, as the titles of their commands.

    `kind` is "undo" or "redo" if nothing else lies between them, and else "do".
    """

    kind: str = "do"
    titles: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """A sentence that says what was undone or redone; '' for edits."""
        if self.kind == "do":
            return ""
        if len(self.titles) == 1:
            return _DONE[self.kind].format(title=self.titles[0])
        return _SEVERAL_DONE[self.kind].format(count=len(self.titles))


def change_text(changes: PredictionChanges, steps: EditSteps, asks_others: bool = False) -> str:
    """A text on the number of flipped answers, whether it may be chance, and the accuracies before and after.

    `asks_others` says that the test part was edited too. Nothing is said of chance where an edit was undone: that takes
    back what the edit has changed, however that came about.
    """
    first, second = (format_ratio(accuracy) for accuracy in changes.accuracies)
    improved, worsened = len(changes.improved), len(changes.worsened)
    if improved or worsened:
        flips = flips_text(improved, worsened, len(changes.labels), judges=steps.kind != "undo")
        found = f"{flips} Test accuracy: {first} before, {second} now."
    else:
        found = f"No answer has changed: {second} of the test part right."
    return _joined(steps.heading, found, _OTHER_QUESTIONS if asks_others else "")


def chance_tip(changes: PredictionChanges) -> str:
    """The p-value behind what is said of chance, and what it means."""
    return f"{format_p(changes.p_value)}: how often chance alone changes at least this much."


def same_network_text(before: Evaluation, after: Evaluation, steps: EditSteps) -> str:
    """That an edit of the test part alone changes no answer; both are evaluations of the network on this part."""
    first, second = (f"{format_ratio(part.accuracy)} of {part.count:,}" for part in (before, after))
    same = f"The network is the same: {second} of the new test part right, {first} of the old."
    return _joined(steps.heading, same)


def study_hint() -> str:
    """Why to train with many seeds."""
    from engine.experiments.change_study import SEEDS  # the window starts without the experiments

    return f"One run proves little: train both data sets with {SEEDS} seeds."


def flip_text(name: str, changes: PredictionChanges, index: int, classes: tuple[str, str]) -> str:
    """One picture whose answer changed, in two lines, "Test picture 3" and "cat: 40% → 71%".

    Without a label it is the class that is answered now.
    """
    label = int(changes.labels[index])
    if label == UNKNOWN:
        label = int(changes.after[index] > changes.thresholds[1])
    before, after = (abs(1 - label - float(of_class_1[index])) for of_class_1 in (changes.before, changes.after))
    return f"{name}\n{printable(classes[label])}: {format_probability(before)} → {format_probability(after)}"


def spread_text(study: ChangeStudy) -> str:
    """Whether the change is more than the seeds and the pictures vary, and its figures."""
    earlier, later = study.accuracies
    seeds = counted(len(study.change.values), "seed", "seeds")
    return (
        f"{_verdict(study)} Test accuracy with {seeds}: {earlier} before, {later} now: "
        f"{_change_text(study)} of {study.pictures:,} test pictures."
    )


def _change_text(study: ChangeStudy) -> str:
    """The change in points, with its spread, and in pictures: "+3.2 ± 1.0 points, 1.6"."""
    points = format_gain(study.change.mean)
    spread = f" ± {100 * study.change.std:.1f}" if len(study.change.values) > 1 else ""
    return f"{points}{spread} points, {_changed(study)}"


def _verdict(study: ChangeStudy) -> str:
    """Whether the change is more than both kinds of chance."""
    from engine.experiments.change_study import FEWEST_SEEDS  # the window starts without the experiments

    count = len(study.change.values)
    if count < FEWEST_SEEDS:
        return f"Too few to tell: {counted(count, 'seed', 'seeds')} of {FEWEST_SEEDS}."
    if not any(study.change.values):
        return "No seed changes it."
    sentence = _MORE_THAN_CHANCE if max(study.seed_p, study.picture_p) < SIGNIFICANCE else _MAY_BE_CHANCE
    return sentence.format(seeds=format_p(study.seed_p), pictures=format_p(study.picture_p))


def _changed(study: ChangeStudy) -> str:
    """The mean change over the seeds in pictures: "2", "0.6"."""
    return f"{abs(study.changed_pictures):,.1f}".removesuffix(".0")


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
