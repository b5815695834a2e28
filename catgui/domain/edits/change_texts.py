"""What an edit of the data has changed in the answers: one comparison, and all that is said of it and listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.picture import Picture
from catgui.domain.prediction_texts import is_default_threshold
from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.analysis.prediction_changes import SIGNIFICANCE, UNKNOWN, PredictionChanges, flips_text
from engine.data.dataset import Dataset, Part
from engine.data.edits import TEST, TRAIN
from engine.text import counted, format_gain, format_p, format_probability, format_ratio, printable
from engine.training.batches import SEED_CHANGES_NOTHING, depends_on_seed
from engine.training.config import TrainingConfig
from engine.typing import Indices

if TYPE_CHECKING:
    from engine.experiments.change_study import ChangeStudy

ABOUT = "Percentages: the probability of the class named, before and now."
OUTDATED = "Before your last change of data or settings."
# What a Change has answers to, beside TEST and TRAIN, the parts of the data.
PHOTOS = "photos"
# The lists of pictures whose answer has changed, by their titles, and what each is of.
NOW_RIGHT, NOW_WRONG, OF_PHOTOS, OF_TRAINING = "Test, now right", "Test, now wrong", "Your photos", "Training pictures"
LISTS = {NOW_RIGHT: TEST, NOW_WRONG: TEST, OF_PHOTOS: PHOTOS, OF_TRAINING: TRAIN}
_NONE_CHANGED = "No answer has changed: {right} of the test part right."
_NO_TEST_CHANGED = "No answer to a test picture has changed: {right} right."
_OTHERS_CHANGED = "Another answer: {counts}."
_OTHER_QUESTIONS = "Both networks answer the edited test part."
_AT_ITERATION = "Compared at iteration {iterations:,}, where one was stopped."
_AT_USUAL_THRESHOLD = f"(At threshold {THRESHOLD}.)"
_DONE = {"undo": "Undone: {title}.", "redo": "Redone: {title}."}
_SEVERAL_DONE = {"undo": "{count:,} edits undone.", "redo": "{count:,} edits redone."}
_MORE_THAN_CHANCE = "More than chance, by seeds ({seeds}) and by pictures ({pictures})."
_MAY_BE_CHANCE = "May be chance, by seeds ({seeds}) or by pictures ({pictures})."

Flips = Sequence[tuple[NDArray[np.uint8], str]]  # the pixels (height, width, 3) and the text of each picture


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


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """The answers of the networks before and after an edit, at the usual threshold.

    Attributes: `before` and `after`, the data; `config`, with which both were trained; `old_test`, the evaluation of
    the network before on the test part of its data; `answers`, those of both networks to the pictures of `after`, by
    TEST and TRAIN, and to `photos`, those of the user, by PHOTOS; `steps`, the edits between the two;
    `shown_threshold`, that of the window; `iterations`, after which both networks are compared, None where both runs
    are complete.
    """

    before: Dataset
    after: Dataset
    config: TrainingConfig
    old_test: Evaluation
    answers: Mapping[str, PredictionChanges]
    photos: tuple[PhotoEntry, ...]
    steps: EditSteps
    shown_threshold: float = THRESHOLD
    iterations: int | None = None

    @property
    def is_of_test_part(self) -> bool:
        """Whether both networks were trained on the same pictures, so that they are the same."""
        return _is_same(self.before.train, self.after.train)

    @property
    def flips(self) -> dict[str, Indices]:
        """The pictures whose answer has changed, by the titles of the lists, largest change first."""
        of_test, of_train, of_photos = (self.answers[name] for name in (TEST, TRAIN, PHOTOS))
        return {
            NOW_RIGHT: of_test.improved,
            NOW_WRONG: of_test.worsened,
            OF_PHOTOS: of_photos.flipped,
            OF_TRAINING: of_train.flipped,
        }


def _is_same(one: Part, other: Part) -> bool:
    """Whether no edit lies between two parts: edits share the pictures that they do not touch."""
    return one.pictures is other.pictures and np.array_equal(one.labels, other.labels)


def change_text(change: Change) -> str:
    """A text on the number of changed answers, whether it may be chance, and the accuracies before and after."""
    sentences = [
        change.steps.heading,
        _same_network_text(change) if change.is_of_test_part else _answers_text(change),
        "" if change.iterations is None else _AT_ITERATION.format(iterations=change.iterations),
        "" if is_default_threshold(change.shown_threshold) else _AT_USUAL_THRESHOLD,
    ]
    return " ".join(filter(None, sentences))


def _same_network_text(change: Change) -> str:
    """That an edit of the test part alone changes no answer, with the accuracies on the parts before and now."""
    new = change.answers[TEST]
    accuracies = (change.old_test.count, change.old_test.accuracy), (len(new.labels), new.accuracies[1])
    first, second = (f"{format_ratio(accuracy)} of {count:,}" for count, accuracy in accuracies)
    return f"The network is the same: {second} of the new test part right, {first} of the old."


def _answers_text(change: Change) -> str:
    """What the lists of changed answers count.

    Nothing is said of chance where an edit was undone: that takes back what the edit has changed, however that came
    about.
    """
    counts, of_test = {name: len(flips) for name, flips in change.flips.items()}, change.answers[TEST]
    before, now = map(format_ratio, of_test.accuracies)
    if not any(counts.values()):
        found = _NONE_CHANGED.format(right=now)
    elif not counts[NOW_RIGHT] + counts[NOW_WRONG]:
        found = _NO_TEST_CHANGED.format(right=now)
    else:
        judges = change.steps.kind != "undo"
        flips = flips_text(counts[NOW_RIGHT], counts[NOW_WRONG], len(of_test.labels), judges)
        found = f"{flips} Test accuracy: {before} before, {now} now."
    others = [f"{counts[OF_PHOTOS]:,} of your photos"] if counts[OF_PHOTOS] else []
    others += [counted(counts[OF_TRAINING], "training picture", "training pictures")] if counts[OF_TRAINING] else []
    also = _OTHERS_CHANGED.format(counts=", ".join(others)) if others else ""
    is_of_other_test_part = not _is_same(change.before.test, change.after.test)
    return " ".join(filter(None, [found, also, _OTHER_QUESTIONS if is_of_other_test_part else ""]))


def chance_tip(change: Change) -> str:
    """The p-value behind what is said of chance, and what it means; '' where nothing can change."""
    if change.is_of_test_part:
        return ""
    return f"{format_p(change.answers[TEST].p_value)}: how often chance alone changes at least this much."


def flip_lists(change: Change) -> dict[str, Flips]:
    """The pictures whose answer has changed, by the titles of the lists; none of photos where there are no photos."""
    return {
        title: [_flip(change, title, int(index)) for index in flips]
        for title, flips in change.flips.items()
        if title != OF_PHOTOS or change.photos
    }


def _flip(change: Change, title: str, index: int) -> tuple[NDArray[np.uint8], str]:
    """A picture whose answer has changed, with a text in two lines, "Test picture 3" and "cat: 40% → 71%".

    Without a label it is the class that is answered now.
    """
    answered = LISTS[title]
    if answered == PHOTOS:
        pixels, name = change.photos[index].view, change.photos[index].name
        assert pixels is not None, "an answer is one to the view"
    else:
        pixels, name = change.after.parts[answered].pictures[index], Picture(answered, index).name
    found, label = change.answers[answered], int(change.answers[answered].labels[index])
    if label == UNKNOWN:
        label = int(found.after[index] > found.thresholds[1])
    before, after = (abs(1 - label - float(of_class_1[index])) for of_class_1 in (found.before, found.after))
    shown = printable(change.after.classes[label]), format_probability(before), format_probability(after)
    return pixels, "{}\n{}: {} → {}".format(name, *shown)


def seeds_obstacle(change: Change | None) -> str:
    """A sentence on why more seeds would tell nothing of a change; '' if they would."""
    if change is None or depends_on_seed(change.config, change.after.train.count):
        return ""
    return SEED_CHANGES_NOTHING


def study_hint() -> str:
    """Why to train with many seeds."""
    from engine.experiments.change_study import SEEDS  # the window starts without the experiments

    return f"One run proves little: train both data sets with {SEEDS} seeds."


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
