"""The tab “Effects”: what training pictures change in answers when they are left out, as values and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catgui.domain.edits.change_texts import PHOTOS_FLIPPED, flip_text, short_spread_text, spread_text
from catgui.domain.explanation import format_contribution
from catgui.domain.photo_entry import PhotoEntry, Verdict
from catgui.domain.picture import Picture, PictureRow
from catgui.domain.prediction_texts import actual_text
from engine.analysis.evaluation import predicted_labels
from engine.analysis.prediction_changes import UNKNOWN, PredictionChanges
from engine.data.dataset import Dataset
from engine.experiments.change_study import ChangeStudy
from engine.experiments.duration import duration_text
from engine.experiments.leave_one_out import SPREAD_SEEDS, PictureEffects, RepeatedEffects, by_size
from engine.nn.activations import sigmoid
from engine.text import printable
from engine.training.config import TrainingConfig
from engine.training.features import is_convolution
from engine.typing import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class EffectColumn:
    """Pictures under a heading, the largest effect first; `tip` explains the heading."""

    heading: str
    rows: tuple[PictureRow, ...]
    tip: str = ""


@dataclass(frozen=True, slots=True)
class EffectNote:
    """A line of text; `shorter`, if not '', is shown where there is too little room."""

    text: str
    shorter: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class EffectPage:
    """The effects on one picture, or those of one training picture.

    Attributes: `pixels` (height, width, 3) and `title` of the picture; `heading`; `notes`, at most two; `columns`, at
    most three; `remark`, added to the title.
    """

    pixels: NDArray[np.uint8]
    title: str
    heading: str
    notes: tuple[EffectNote, ...]
    columns: tuple[EffectColumn, ...]
    remark: str = ""

    @property
    def subtitle(self) -> str:
        """The title, unless the heading has it, with the remark."""
        return ", ".join(filter(None, ("" if self.title in self.heading else self.title, self.remark)))


@dataclass(frozen=True, slots=True)
class EffectNotice:
    """A text in the place of effects.

    Attributes: `action`, the text of the button that finds them, or ''; `is_busy`, whether they are being found.
    """

    text: str
    action: str = ""
    is_busy: bool = False


TAB = "Effects"
TAB_TIP = "What training pictures change when the network is trained without them; a share does not say that."
NO_NETWORK = "Train the network: what each training picture changes in its answers will be shown here."
NO_PICTURE = (
    "Select a picture in Data, Wrong predictions or Your photos: the training pictures that change its answer most "
    "when they are left out will be shown here. Of a training picture, what changes without it."
)
FAILED = "This network diverged, or could not be trained to the end. Train with a lower learning rate first."
TRAINING = "The effects of training pictures can be found once the run is complete."
EDITED = "The data have been edited since this network was trained. Train again, then select the picture."
FINDING = "Training without each picture, one at a time…"
FINDING_ONE = "Training without this picture…"
CANCEL = "&Cancel"
COMPARING = EffectNote(f"Comparing with {SPREAD_SEEDS} seeds, to see whether it is chance…")
_DIVERGED_WITHOUT = EffectNote("The network diverges without this picture: train with a lower learning rate first.")
FLIP_HEADINGS = ("Test pictures then right", "Test pictures then wrong")
ABOUT_ONE = (
    "The network is trained again without this picture, from the same start: which answers are then others, and is "
    "that more than chance?"
)
AT_THE_END = "at the end of the run"
OUTDATED = "Another network has been trained since the effects were found."
NEW_PICTURE = "This picture was not there when the other networks were trained."
_WHAT_IT_IS = (
    "A share is a term of a sum: it does not say what would change without the training picture. Its effect does: the "
    "network is trained again from the same start without it, and the effect is by how much the logit then differs "
    "from what is typical without one picture, their median. The same networks answer all test pictures and photos."
)
# Longer work is not offered.
_LONGEST_SECONDS = 3600.0
# Of more training pictures, the lists of those that each network learns from would fill the memory.
MOST_PICTURES = 5000
# Of the pictures whose answer stays the same, as many are shown.
_UNFLIPPED = 20
# As many of the largest shares are looked for among the largest effects.
_COMPARED = 10
# A share or effect that is smaller, and would have an exponent, is shown as 0 if it is such a part of the largest.
_SMALLEST, _SMALLEST_PART = 1e-4, 1e-3


def several_stages(iteration: int) -> str:
    """The reason why there are no effects of a run that went on with other settings."""
    return (
        f"This run went on with other settings after iteration {iteration:,}. The effect of a picture is found by "
        "training again from the start with the settings of the run: train without “Continue from here” first."
    )


def stopped(done: int, iterations: int) -> str:
    """The reason why there are no effects of a run that was stopped."""
    return (
        f"This run was stopped after {done:,} of {iterations:,} iterations. The effect of a picture is found by "
        "training without it to the end: resume the run, or train again with fewer iterations."
    )


def offer_text(reason: str = "") -> str:
    """What effects are; `reason` says why they have to be found again."""
    return f"{reason}\n{_WHAT_IT_IS}" if reason else _WHAT_IT_IS


def offer_action(count: int, seconds: float) -> str:
    """The text of the button that trains without each of the training pictures."""
    return f"Retrain without each of the {count:,} training pictures, {duration_text(seconds)}"


def offer_one_action(seconds: float) -> str:
    """The text of the button that trains without the selected training picture, and as often with it."""
    return f"Retrain without this picture from {SPREAD_SEEDS} seeds, {duration_text(seconds)}"


def refusal(count: int, seconds: float, config: TrainingConfig) -> str:
    """The reason why leaving out each picture is not offered, with a remedy; '' if it is."""
    if count > MOST_PICTURES:
        return (
            f"There are too many training pictures, {count:,}, to train without each of them. Use fewer, or select a "
            "training picture, to see what changes without it."
        )
    if seconds <= _LONGEST_SECONDS:
        return ""
    of_filters = ", or with other features, since convolution trains its filters anew each time"
    return (
        f"To train without each of the {count:,} training pictures would take {duration_text(seconds)}. It is shorter "
        f"with fewer training pictures, fewer iterations or smaller layers"
        f"{of_filters if is_convolution(config.features) else ''}. Or select a training picture, to see what changes "
        "without it."
    )


def refusal_of_one(seconds: float) -> str:
    """The reason why leaving out one picture is not offered, with a remedy; '' if it is."""
    if seconds <= _LONGEST_SECONDS:
        return ""
    return (
        f"To train with and without this picture from {SPREAD_SEEDS} seeds would take {duration_text(seconds)}. It is "
        "shorter with fewer training pictures, fewer iterations or smaller layers."
    )


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """The picture that is answered.

    Attributes: `pixels` (height, width, 3); `title`; `threshold`, above which class 1 is predicted; `shares` (m,) of
    the training pictures, or None if there are none.
    """

    pixels: NDArray[np.uint8]
    title: str
    threshold: float
    shares: FloatArray | None = None


def target_page(dataset: Dataset, target: Target, found: PictureEffects, column: int) -> EffectPage:
    """The effects of all training pictures of `dataset` on the target in a column of `found`, and their shares."""
    effects = found.effects[:, column]
    least = _least_shown(effects), _least_shown(target.shares)
    shift = float(found.shifts[column]) if found.have_clear_shift[column] else None
    spread = float(found.spread[column])
    rows = _TargetRows(dataset, target, effects, found.are_noise[:, column], spread, shift, least)
    verdict = Verdict(float(found.probabilities[column]), dataset.classes, target.threshold)
    shares = rows.by_share()
    columns = (rows.by_effect(is_more=False), rows.by_effect(is_more=True), *shares)
    return EffectPage(target.pixels, target.title, verdict.text, tuple(rows.notes()), columns)


@dataclass(frozen=True, slots=True, eq=False)
class _TargetRows:
    """Rows of training pictures by their effects (m,) on a target, some of which are noise (m,).

    `spread` is that of the logit between seeds, `shift` what leaving out any picture does to it, where that is clear;
    effects and shares below `least` are shown as 0.
    """

    dataset: Dataset
    target: Target
    effects: FloatArray
    are_noise: NDArray[np.bool_]
    spread: float
    shift: float | None
    least: tuple[float, float]

    def notes(self) -> Iterator[EffectNote]:
        """The yardstick, and how well shares tell effects."""
        larger = int(np.count_nonzero(~self.are_noise))
        diverged = int(np.count_nonzero(~np.isfinite(self.effects)))
        shift = "" if self.shift is None else format_contribution(self.shift)
        yield _yardstick(f"±{self.spread:.2f}", shift, larger, len(self.effects), diverged)
        if self.target.shares is not None:
            count = min(_COMPARED, len(self.effects))
            effects = set(by_size(self.effects)[: min(count, larger)].tolist())
            shared = effects.intersection(by_size(self.target.shares)[:count].tolist())
            yield overlap(len(shared), count, len(effects))

    def by_effect(self, is_more: bool) -> EffectColumn:
        """The pictures without which the answer is more class 1 than is typical, or less, largest effect first."""
        values = -self.effects if is_more else self.effects
        indices = [index for index in by_size(self.effects) if values[index] > 0]
        rows = tuple(self._row(int(index), with_effect_first=True) for index in indices)
        class_name = printable(self.dataset.classes[1])
        heading = f"Without it, {'more' if is_more else 'less'} {class_name} than without others: {len(rows):,}"
        return EffectColumn(heading, rows, _WHAT_IT_IS)

    def by_share(self) -> list[EffectColumn]:
        """All pictures in one column, the largest share first; none if there are no shares."""
        if self.target.shares is None:
            return []
        rows = tuple(self._row(int(index), with_effect_first=False) for index in by_size(self.target.shares))
        return [EffectColumn("Largest shares", rows, _WHAT_IT_IS)]

    def _row(self, index: int, with_effect_first: bool) -> PictureRow:
        picture, is_noise = Picture("train", index), bool(self.are_noise[index])
        least_effect, least_share = self.least
        effect = f"{'noise,' if is_noise else 'effect'} {_format(self.effects[index], least_effect)}"
        share = ""
        if self.target.shares is not None:
            share = f"share {_format(self.target.shares[index], least_share)}"
        lines = (effect, share) if with_effect_first else (share, effect)
        name, class_name = picture.full_name(self.dataset), self.dataset.classes[picture.label(self.dataset)]
        said = ", ".join(filter(None, lines))
        return PictureRow(
            picture.pixels(self.dataset),
            picture.name,
            lines,
            f"{name}: {said}. {actual_text(printable(class_name))}.",
            picture.label(self.dataset),
            picture,
            is_noise and with_effect_first,
        )


def _yardstick(spread: str, shift: str, larger: int, count: int, diverged: int) -> EffectNote:
    """How the effects compare with the spread between seeds, and what any omission does, if `shift` is not ''.

    Some networks may have diverged.
    """
    found = f"{f'{larger:,}' if larger else 'none'} of {count:,} effects {'are' if larger > 1 else 'is'} larger"
    others = "the others may be chance and are faint" if larger else "all may be chance and are faint"
    less = f" {diverged:,} network{'s' if diverged > 1 else ''} diverged." if diverged else ""
    if shift:
        any_omission = f"Leaving out any picture moves this logit by about {shift}; beyond that, {found}"
        return EffectNote(
            f"{any_omission} than the {spread} of other seeds, {others}.{less}", f"{any_omission} than {spread}.{less}"
        )
    return EffectNote(
        f"Other seeds alone change this logit by {spread}: {found}, {others}.{less}",
        f"Spread between seeds {spread}: {found}.{less}",
    )


def overlap(shared: int, shares: int, effects: int) -> EffectNote:
    """How many of the largest shares have one of the largest effects, of which only those above the spread count."""
    if not effects:
        text = "All effects may be chance: they do not tell whether the pictures with the largest shares matter."
        return EffectNote(text)
    have = "have" if shared > 1 else "has"
    largest = "the largest effect" if effects == 1 else f"one of the {effects} largest effects"
    found = f"Of the {shares} largest shares, {shared or 'none'} {have} {largest}"
    return EffectNote(f"{found}: a share is not an effect." if shared < effects / 2 else f"{found}.", f"{found}.")


def _least_shown(values: FloatArray | None) -> float:
    if values is None:
        return 0.0
    return min(_SMALLEST, _SMALLEST_PART * float(np.max(np.nan_to_num(np.abs(values)), initial=0.0)))


def _format(value: np.float64, least: float) -> str:
    return format_contribution(0.0 if abs(value) < least else float(value))


@dataclass(frozen=True, slots=True, eq=False)
class Omission:
    """A training picture that is left out.

    Attributes: `dataset`, with it; `picture`; `photos` of the user, which are answered after the test part;
    `threshold`, the probability above which class 1 is predicted.
    """

    dataset: Dataset
    picture: Picture
    photos: Sequence[PhotoEntry]
    threshold: float


def omission_page(omission: Omission, found: RepeatedEffects) -> EffectPage:
    """What leaving out the one picture of `found` changes; its first start is that of the run."""
    dataset, picture = omission.dataset, omission.picture
    heading = f"Without {picture.name}"
    pixels = picture.pixels(dataset)
    if not np.isfinite(found.without[0, 0]).all():
        return EffectPage(pixels, picture.name, heading, (_DIVERGED_WITHOUT,), ())
    changes = _changes(omission, found)
    notes, columns = _notes(omission, found, changes), _columns(omission, found, changes)
    return EffectPage(pixels, picture.name, heading, tuple(notes), tuple(columns))


def _notes(omission: Omission, found: RepeatedEffects, changes: PredictionChanges) -> Iterator[EffectNote]:
    count = omission.dataset.test.count
    of_test = PredictionChanges(
        changes.before[:count], changes.after[:count], changes.labels[:count], changes.thresholds
    )
    yield _accuracy_text(of_test)
    if len(found.logits) < 2:
        yield COMPARING
    else:
        yield chance_text(_study(omission, found))


def _columns(omission: Omission, found: RepeatedEffects, changes: PredictionChanges) -> Iterator[EffectColumn]:
    count = omission.dataset.test.count
    is_noise = np.zeros(len(changes.labels), np.bool_)
    if len(found.logits) > 1:
        is_noise = found.are_noise[0] | (np.sign(found.means[0]) != np.sign(found.effects[0, 0]))

    def column(heading: str, indices: Iterable[int]) -> EffectColumn:
        rows = tuple(_row(omission, changes, int(index), bool(is_noise[index])) for index in indices)
        return EffectColumn(f"{heading}: {len(rows):,}", rows)

    of_photos = [index for index in changes.flipped if index >= count]
    flips = (changes.improved, changes.worsened)
    for heading, indices in zip(FLIP_HEADINGS, flips, strict=True):
        yield column(heading, [index for index in indices if index < count])
    if omission.photos:
        yield column(PHOTOS_FLIPPED, of_photos)
    else:
        yield EffectColumn("Same answer, changed most", column("", _unflipped(changes)).rows)


def _changes(omission: Omission, found: RepeatedEffects) -> PredictionChanges:
    """The answers of the run with and without the picture to the test part, then to the photos."""
    classes = omission.dataset.classes
    of_photos = [classes.index(it.actual) if it.actual in classes else UNKNOWN for it in omission.photos]
    labels = np.concatenate([omission.dataset.test.labels[0], np.array(of_photos, dtype=np.int64)])
    before, after = sigmoid(found.logits[0])[0], sigmoid(found.without[0, 0])[0]
    return PredictionChanges(before, after, labels, (omission.threshold, omission.threshold))


def _unflipped(changes: PredictionChanges) -> Iterator[int]:
    """The pictures whose answer stays the same, those that change most first."""
    flipped = set(changes.flipped.tolist())
    order = np.argsort(-np.abs(changes.after - changes.before), kind="stable")
    same = [index for index in order.tolist() if index not in flipped]
    yield from same[:_UNFLIPPED]


def _study(omission: Omission, found: RepeatedEffects) -> ChangeStudy:
    """The right answers to the test part with and without the picture, from all starts without a diverged network."""
    labels = omission.dataset.test.labels[0]
    finite = np.isfinite(found.effects).all(axis=(1, 2))
    with_it, without = (logits[finite, : len(labels)] for logits in (found.logits, found.without[:, 0]))
    return ChangeStudy(*(predicted_labels(sigmoid(z)[0], omission.threshold) == labels for z in (with_it, without)))


def _row(omission: Omission, changes: PredictionChanges, index: int, is_noise: bool) -> PictureRow:
    """One picture whose answer changed."""
    dataset, photo_index = omission.dataset, index - omission.dataset.test.count
    if photo_index >= 0:
        photo = omission.photos[photo_index]
        view = photo.view
        assert view is not None, "only photos that have been read are answered"
        pixels, title, picture = view, photo.name, None
    else:
        picture = Picture("test", index)
        pixels, title = picture.pixels(dataset), picture.name
    name, probabilities = flip_text(title, changes, index, dataset.classes).split("\n")
    said = " From other seeds it changes otherwise: noise." if is_noise else ""
    label = int(changes.labels[index])
    return PictureRow(
        pixels,
        title,
        (f"noise, {name}" if is_noise else name, probabilities),
        f"{name}: {probabilities}.{said}",
        None if label == UNKNOWN else label,
        picture,
        is_noise,
    )


def _accuracy_text(changes: PredictionChanges) -> EffectNote:
    """The test accuracies with and without a picture, and how many answers flip."""
    before, after = (f"{accuracy:.1%}" for accuracy in changes.accuracies)
    improved, worsened = len(changes.improved), len(changes.worsened)
    if not improved and not worsened:
        same = f"No answer to a test picture flips: {after} are right."
        return EffectNote(same)
    flips = f"{improved} then right, {worsened} then wrong."
    return EffectNote(
        f"Test accuracy with it {before}, without it {after}: {flips}", f"Test accuracy {before} → {after}: {flips}"
    )


def chance_text(study: ChangeStudy) -> EffectNote:
    """Whether the change of the test accuracy may be chance."""
    return EffectNote(spread_text(study, "with it", "without it"), short_spread_text(study))
