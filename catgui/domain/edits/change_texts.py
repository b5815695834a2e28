"""Texts about what an edit of the data has changed in the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.analysis.evaluation import Evaluation
from engine.analysis.prediction_changes import UNKNOWN, PredictionChanges
from engine.text import format_gain, printable

if TYPE_CHECKING:
    from engine.experiments.change_study import ChangeStudy

ABOUT = (
    "Both networks began with the same weights and answer the test pictures of the edited data. A percentage is the "
    "probability of the picture's class, before and now."
)
PHOTOS_FLIPPED = "Your photos, another answer"


def change_text(changes: PredictionChanges) -> str:
    """The accuracies before and after, and how many answers became right or wrong."""
    before, after = (f"{accuracy:.1%}" for accuracy in changes.accuracies)
    improved, worsened = len(changes.improved), len(changes.worsened)
    if not improved and not worsened:
        return f"The edit has changed no answer to a test picture: {after} are right."
    return f"Test accuracy before the edit {before}, now {after}: {improved} now right, {worsened} now wrong."


def same_network_text(before: Evaluation, after: Evaluation) -> str:
    """That an edit of the test part alone changes no answer; both are evaluations of the network on this part."""
    first, second = (f"{part.accuracy:.1%} of {part.count:,}" for part in (before, after))
    return (
        "Only the test part was edited. No network is trained on it, so no answer can be another one. Before the edit "
        f"{first} test pictures were right, now {second}."
    )


def study_hint() -> str:
    """Why to train with many seeds."""
    from engine.experiments.change_study import SEEDS  # the window starts without the experiments

    return f"One run proves little: train both data sets with {SEEDS} seeds, to see whether it is chance."


def flip_text(name: str, changes: PredictionChanges, index: int, classes: tuple[str, str]) -> str:
    """One picture whose answer changed, in two lines, "test picture 3" and "cat: 40% → 71%".

    Without a label it is the class that is answered now.
    """
    label = int(changes.labels[index])
    if label == UNKNOWN:
        label = int(changes.after[index] > changes.thresholds[1])
    before, after = (abs(1 - label - float(of_class_1[index])) for of_class_1 in (changes.before, changes.after))
    return f"{name}\n{printable(classes[label])}: {before:.0%} → {after:.0%}"


def spread_text(study: ChangeStudy, before: str = "before", after: str = "now") -> str:
    """The change beside the spread between seeds, and whether it may be chance; the words say what it is between."""
    points, spread = format_gain(study.change.mean), 100 * study.change.std
    verdict = _verdict(study)
    return (
        f"Test accuracy with {len(study.change.values)} seeds: {study.before} {before}, {study.after} {after}. The "
        f"change is {points} points, and differs by {spread:.1f} from seed to seed. {verdict}"
    )


def short_spread_text(study: ChangeStudy) -> str:
    """The same in few words."""
    points, spread = format_gain(study.change.mean), 100 * study.change.std
    return f"With {len(study.change.values)} seeds {points} ± {spread:.1f} points. {_verdict(study)}"


def _verdict(study: ChangeStudy) -> str:
    return "This may be chance." if study.is_chance else "That is more than chance."
