"""What leaving out one training picture changes in the answers to test pictures and photos."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from catgui.domain.edits.change_texts import PHOTOS_FLIPPED, flip_text
from catgui.domain.effects import effect_texts
from catgui.domain.effects.effect_page import EffectColumn, EffectNote, EffectPage
from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.picture import Picture, PictureRow
from engine.analysis.evaluation import predicted_labels
from engine.analysis.prediction_changes import UNKNOWN, PredictionChanges
from engine.data.dataset import Dataset
from engine.experiments.change_study import ChangeStudy
from engine.experiments.leave_one_out import RepeatedEffects
from engine.nn.activations import sigmoid

# Of the pictures whose answer stays the same, as many are shown.
_UNFLIPPED = 20


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
    heading = effect_texts.omission_heading(picture.name)
    pixels = picture.pixels(dataset)
    if not np.isfinite(found.without[0, 0]).all():
        return EffectPage(pixels, picture.name, heading, (effect_texts.DIVERGED_WITHOUT,), ())
    return EffectPage(pixels, picture.name, heading, tuple(_notes(omission, found)), tuple(_columns(omission, found)))


def _notes(omission: Omission, found: RepeatedEffects) -> Iterator[EffectNote]:
    changes = _changes(omission, found)
    count = omission.dataset.test.count
    of_test = PredictionChanges(
        changes.before[:count], changes.after[:count], changes.labels[:count], changes.thresholds
    )
    yield effect_texts.accuracy_text(of_test)
    if len(found.logits) < 2:
        yield effect_texts.COMPARING
    else:
        yield effect_texts.chance_text(_study(omission, found))


def _columns(omission: Omission, found: RepeatedEffects) -> Iterator[EffectColumn]:
    changes, count = _changes(omission, found), omission.dataset.test.count
    is_noise = found.are_noise[0] if len(found.logits) > 1 else np.zeros(len(changes.labels), np.bool_)

    def column(heading: str, indices: Iterable[int]) -> EffectColumn:
        rows = tuple(_row(omission, changes, int(index), bool(is_noise[index])) for index in indices)
        return EffectColumn(f"{heading}: {len(rows):,}", rows)

    of_photos = [index for index in changes.flipped if index >= count]
    flips = (changes.improved, changes.worsened)
    for heading, indices in zip(effect_texts.FLIP_HEADINGS, flips, strict=True):
        yield column(heading, [index for index in indices if index < count])
    if omission.photos:
        yield column(PHOTOS_FLIPPED, of_photos)
    else:
        yield EffectColumn(effect_texts.UNFLIPPED_HEADING, column("", _unflipped(changes)).rows)


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
    shown = effect_texts.noise_line(name) if is_noise else name
    said = effect_texts.NOISE_SAID if is_noise else ""
    label = int(changes.labels[index])
    return PictureRow(
        pixels,
        title,
        (shown, probabilities),
        f"{name}: {probabilities}.{said}",
        None if label == UNKNOWN else label,
        picture,
        is_noise,
    )
