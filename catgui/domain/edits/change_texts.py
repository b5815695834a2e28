"""Texts about what an edit of the data has changed in the answers."""

from __future__ import annotations

from engine.analysis.prediction_changes import PredictionChanges
from engine.experiments.change_study import SEEDS, ChangeStudy
from engine.text import printable

ABOUT = (
    "Both networks began with the same weights and answer the test pictures of the edited data. A percentage is the "
    "probability of the picture's label, before and now."
)
STUDY_HINT = f"One run proves little: train both data sets with {SEEDS} seeds, to see whether it is chance."


def change_text(changes: PredictionChanges) -> str:
    """The accuracies before and after, and how many answers became right or wrong."""
    before, after = (f"{accuracy:.1%}" for accuracy in changes.accuracies)
    improved, worsened = len(changes.improved), len(changes.worsened)
    if not improved and not worsened:
        return f"The edit has changed no answer to a test picture: {after} are right."
    return f"Test accuracy before the edit {before}, now {after}: {improved} now right, {worsened} now wrong."


def flip_text(changes: PredictionChanges, index: int, classes: tuple[str, str]) -> str:
    """One picture whose answer changed: "test picture 3, cat: 40% → 71%"."""
    label = int(changes.labels[index])
    before, after = (abs(1 - label - float(of_class_1[index])) for of_class_1 in (changes.before, changes.after))
    return f"test picture {index}, {printable(classes[label])}: {before:.0%} → {after:.0%}"


def spread_text(study: ChangeStudy) -> str:
    """The change beside the spread between seeds, and whether it may be chance."""
    points, spread = 100 * study.change.mean, 100 * study.change.std
    verdict = "This may be chance." if study.is_chance else "That is more than chance."
    return (
        f"Test accuracy with {len(study.change.values)} seeds: {study.before} before, {study.after} now. The change is "
        f"{points:+.1f} points, and differs by {spread:.1f} from seed to seed. {verdict}"
    )
