"""The background tasks of the effect finder: all effects, those of one picture, and their pages."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from catgui.domain.effects.effect_page import EffectPage
from catgui.domain.effects.omission_page import Omission, omission_page
from catgui.domain.effects.target_page import Target, target_page
from catgui.domain.photo_entry import PhotoEntry
from engine.analysis.attribution import explain
from engine.data.dataset import Dataset
from engine.data.duplicates import picture_digests
from engine.errors import NoContributionsError
from engine.experiments.duration import estimate_study_seconds
from engine.experiments.leave_one_out import (
    SPREAD_SEEDS,
    PictureEffects,
    RepeatedEffects,
    leave_one_out,
    repeat_effects,
)
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.progress import ProgressCallback, cancellable, no_progress
from engine.training.config import TrainingConfig
from engine.training.features import count_features, make_examples
from engine.training.plan import plan_training


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What a complete run has learned from.

    Attributes: `dataset`; `config`; `photos` of the user that are answered too.
    """

    dataset: Dataset
    config: TrainingConfig
    photos: tuple[PhotoEntry, ...] = ()

    @property
    def all_seconds(self) -> float:
        """The seconds that the effects of all training pictures take, roughly. Raises ConfigError."""
        return self._seconds(self.dataset.train.count + SPREAD_SEEDS + 1)

    @property
    def one_seconds(self) -> float:
        """The seconds that the effects of one training picture take, roughly. Raises ConfigError."""
        return self._seconds(2 * SPREAD_SEEDS)

    def _seconds(self, networks: int) -> float:
        config, shape = self.config, self.dataset.picture_shape
        count, tested = self.dataset.train.count, self.dataset.test.count
        plan = plan_training(config, count_features(config.features, shape), count, tested)
        return estimate_study_seconds(plan, shape, {count: networks}, count + tested)

    def is_same(self, other: Trained | None) -> bool:
        """Whether another one would have the same effects."""
        return other is not None and other.dataset is self.dataset and other.config == self.config

    def has_photos_of(self, other: Trained) -> bool:
        """Whether the photos of another one are the same, as the network sees them."""
        pairs = zip_longest(self.photos, other.photos)
        return all(one is not None and two is not None and one.view is two.view for one, two in pairs)


@dataclass(frozen=True, slots=True, eq=False)
class AllEffects:
    """The effects of all training pictures; the networks answer other pictures, too, if they were kept.

    Attributes: `effects`; `columns`, the target in them of each picture, by its digest.
    """

    effects: PictureEffects
    columns: dict[bytes, int]

    def can_answer(self, pixels: NDArray[np.uint8]) -> bool:
        """Whether the effects on a picture (height, width, 3) are known, or can be told by the networks."""
        return self.effects.networks is not None or self.column_of(pixels) is not None

    def column_of(self, pixels: NDArray[np.uint8]) -> int | None:
        """The target of a picture (height, width, 3), or None if the networks have not answered it."""
        return self.columns.get(_digest(pixels))


def find_all(
    trained: Trained, picked: NDArray[np.uint8], progress: ProgressCallback, cancelled: threading.Event
) -> AllEffects:
    """The effects on all test pictures, all photos and the picked picture (height, width, 3)."""
    shape = picked.shape
    views = [view for it in trained.photos if it.photo is not None for view in it.photo.views.values()]
    pictures = [*trained.dataset.test.pictures, *(view for view in views if view.shape == shape), picked]
    columns = {_digest(pixels): column for column, pixels in enumerate(pictures)}
    train = _train_examples(trained, cancelled)
    targets = _targets(trained, pictures, cancelled)
    advance = cancellable(progress, cancelled.is_set)
    return AllEffects(leave_one_out(train, targets, trained.config, progress=advance), columns)


def find_one(
    trained: Trained, index: int, seeds: int, progress: ProgressCallback, cancelled: threading.Event
) -> RepeatedEffects:
    """The effects of one training picture on the test part, then on the photos."""
    views = [view for it in trained.photos if (view := it.view) is not None]
    train = _train_examples(trained, cancelled)
    targets = _targets(trained, [*trained.dataset.test.pictures, *views], cancelled)
    return repeat_effects(train, targets, trained.config, [index], seeds, cancellable(progress, cancelled.is_set))


def make_target_page(
    dataset: Dataset,
    target: Target,
    found: tuple[PictureEffects, int | None],
    network: TrainableNetwork | None,
    example: Examples,
    _progress: ProgressCallback,
    _cancelled: threading.Event,
) -> EffectPage:
    """The page of a picture, `example`, with its shares in `network` if there are any.

    `found` are the effects and which of their targets it is; None for another one, which the same networks answer.
    """
    if network is not None:
        with suppress(NoContributionsError):  # the effects are shown alone
            target = replace(target, shares=explain(network, example).contributions)
    effects, column = found
    if column is None:
        effects, column = effects.on(example), 0
    return target_page(dataset, target, effects, column)


def make_omission_page(
    omission: Omission, found: RepeatedEffects, _progress: ProgressCallback, _cancelled: threading.Event
) -> EffectPage:
    """The page of a training picture."""
    return omission_page(omission, found)


def _train_examples(trained: Trained, cancelled: threading.Event) -> Examples:
    part = trained.dataset.train
    advance = cancellable(no_progress, cancelled.is_set)
    return make_examples(trained.config.features, part.pictures, part.labels, advance)


def _targets(trained: Trained, pictures: Sequence[NDArray[np.uint8]], cancelled: threading.Event) -> Examples:
    """Pictures as the network takes them; their labels are not used."""
    labels = np.zeros((1, len(pictures)), np.int64)
    return make_examples(
        trained.config.features, np.stack(pictures), labels, cancellable(no_progress, cancelled.is_set)
    )


def _digest(pixels: NDArray[np.uint8]) -> bytes:
    return next(iter(picture_digests([pixels])))
