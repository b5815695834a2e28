"""Texts about what an edit of the data has changed in the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.analysis.prediction_changes import SIGNIFICANCE, UNKNOWN, PredictionChanges, flips_text
from engine.text import format_gain, format_p, format_probability, format_ratio, printable

if TYPE_CHECKING:
    from engine.experiments.change_study import ChangeStudy

ABOUT = (
    "Both networks began with the same weights, and both answer the test pictures as they are now. A percentage is the "
    "probability of the picture's class, before and now."
)
OUTDATED = "The data or the settings have changed since: this is of the networks before that."
PHOTOS_FLIPPED = "Your photos, another answer"
AT_USUAL_THRESHOLD = f"(At threshold {THRESHOLD}.)"
_OTHER_QUESTIONS = " The test part was edited too: both networks are asked its pictures as they are now."
_DONE = {"undo": "Undone", "redo": "Redone"}


def after_iterations_text(iterations: int) -> str:
    """Says that not the last networks of two runs are compared, since one run was stopped."""
    return f"Both networks after {iterations:,} iterations: one of them was stopped there."


class EditSteps(NamedTuple):
    """The edits between two runs, in order, as the titles of their commands.

    `kind` is "undo" or "redo" if nothing else lies between them, and else "do".
    """

    kind: str = "do"
    titles: tuple[str, ...] = ()

    @property
    def dialog_title(self) -> str:
        """The title of the dialog on what they changed."""
        return "What changed" if self.kind == "do" else f"What {self.kind} changed"

    @property
    def before_after(self) -> tuple[str, str]:
        """What an accuracy before and one after is called, in a sentence after `heading`."""
        them = "it" if len(self.titles) == 1 else "them"
        names = {"undo": (f"with {them}", f"without {them}"), "redo": (f"without {them}", f"with {them}")}
        return names.get(self.kind, ("before the edit", "now"))

    @property
    def heading(self) -> str:
        """A sentence that says what was undone or redone, and a space; '' for edits."""
        if self.kind == "do":
            return ""
        what = self.titles[0] if len(self.titles) == 1 else f"{len(self.titles)} edits"
        return f"{_DONE[self.kind]}: {what}. "


def change_text(changes: PredictionChanges, steps: EditSteps, asks_others: bool = False) -> str:
    """The accuracies before and after, how many answers flipped, and whether so many may be chance.

    `asks_others` says that the test part was edited too. Nothing is said of chance where an edit was undone: that takes
    back what the edit has changed, however that came about.
    """
    first, second = (format_ratio(accuracy) for accuracy in changes.accuracies)
    improved, worsened = len(changes.improved), len(changes.worsened)
    others = _OTHER_QUESTIONS if asks_others else ""
    if not improved and not worsened:
        return f"{steps.heading}No answer to a test picture has changed: {second} are right.{others}"
    before, after = steps.before_after
    flips = flips_text(improved, worsened, len(changes.labels), judges=steps.kind != "undo")
    return f"{steps.heading}Test accuracy {before} {first}, {after} {second}: {flips}{others}"


def chance_tip(changes: PredictionChanges) -> str:
    """The p-value behind what is said of chance, and what it means."""
    return (
        f"The p-value: {format_p(changes.p_value)}. So often chance alone would turn at least as many of these answers "
        f"more one way than the other; from p={SIGNIFICANCE:g} on, a change may be chance."
    )


def same_network_text(before: Evaluation, after: Evaluation, steps: EditSteps) -> str:
    """That an edit of the test part alone changes no answer; both are evaluations of the network on this part."""
    first, second = (f"{format_ratio(part.accuracy)} of {part.count:,}" for part in (before, after))
    return (
        f"{steps.heading}Only the test part was edited. No network is trained on it, so no answer can be another one. "
        f"Before, {first} test pictures were right, now {second}: other questions, so the two cannot be compared."
    )


def study_hint() -> str:
    """Why to train with many seeds."""
    from engine.experiments.change_study import SEEDS  # the window starts without the experiments

    return f"One run proves little: train both data sets with {SEEDS} seeds, to see whether it is chance."


def flip_text(name: str, changes: PredictionChanges, index: int, classes: tuple[str, str]) -> str:
    """One picture whose answer changed, in two lines, "Test picture 3" and "cat: 40% → 71%".

    Without a label it is the class that is answered now.
    """
    label = int(changes.labels[index])
    if label == UNKNOWN:
        label = int(changes.after[index] > changes.thresholds[1])
    before, after = (abs(1 - label - float(of_class_1[index])) for of_class_1 in (changes.before, changes.after))
    return f"{name}\n{printable(classes[label])}: {format_probability(before)} → {format_probability(after)}"


def spread_text(study: ChangeStudy, before: str = "before", after: str = "now") -> str:
    """The change, and whether it is more than the seeds and the pictures vary; the words say what it is between."""
    earlier, later = study.accuracies
    count, points = len(study.change.values), format_gain(study.change.mean)
    spread = f", and differs by {100 * study.change.std:.1f} from seed to seed" if count > 1 else ""
    return (
        f"Test accuracy with {_seeds(count)}: {earlier} {before}, {later} {after}. "
        f"The change is {points} points{spread}. {_verdict(study)}"
    )


def _verdict(study: ChangeStudy) -> str:
    """Whether the change is more than both kinds of chance, and if not, which of them it may be."""
    from engine.experiments.change_study import FEWEST_SEEDS  # the window starts without the experiments

    count = len(study.change.values)
    if count < FEWEST_SEEDS:
        return f"{_seeds(count).capitalize()} cannot tell whether that is chance: it takes {FEWEST_SEEDS}."
    if not any(study.change.values):
        return "No seed changes it."
    exceeds_seeds, exceeds_pictures = study.seed_p < SIGNIFICANCE, study.picture_p < SIGNIFICANCE
    seeds = f"more than the seeds vary ({format_p(study.seed_p)})"
    pictures = f"{_changed(study)} of {study.pictures:,} test pictures ({format_p(study.picture_p)})"
    if exceeds_seeds and exceeds_pictures:
        return f"That is {seeds} and {pictures}: more than chance."
    if exceeds_seeds:
        return f"That is {seeds}, but only {pictures}: it may be chance."
    if exceeds_pictures:
        return f"That is {pictures}, but no {seeds}: it may be chance."
    return f"That is no {seeds}, and only {pictures}: it may be chance."


def _seeds(count: int) -> str:
    return f"{count} seed{'' if count == 1 else 's'}"


def _changed(study: ChangeStudy) -> str:
    """How many pictures the change amounts to, in the mean over the seeds: "2", "0.6"."""
    return f"{abs(study.changed_pictures):,.1f}".removesuffix(".0")
