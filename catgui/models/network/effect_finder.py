"""Finds what each training picture changes in answers when the network is trained without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from catgui.domain import effect_texts, saved_run_texts
from catgui.domain.effect_texts import EffectPage, effect_page
from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.picture import Picture
from catgui.domain.prediction_texts import NO_NETWORK, NO_PICTURE, OTHER_SHAPE
from catgui.domain.run_texts import setting_error
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.analysis import Analysis, Offer, Subject
from catgui.models.tasks.background_task import without_work
from catgui.models.training.session import RunNow, RunState, TrainingSession
from engine.data.duplicates import picture_digests
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.errors import ConfigError
from engine.experiments.duration import estimate_study_seconds
from engine.experiments.leave_one_out import SEEDS, PictureEffects, leave_one_out
from engine.nn.examples import Examples
from engine.progress import Work
from engine.training.batches import depends_on_seed
from engine.training.features import count_features, make_examples
from engine.training.networks import plan_training
from engine.training.run import TrainingRun


@dataclass(frozen=True, slots=True, eq=False)
class AllEffects:
    """The effects of all training pictures on the targets of the networks, or on any picture if the networks are kept.

    Attributes: `run`; `columns`, the target of each picture, by its digest.
    """

    run: TrainingRun
    effects: PictureEffects
    columns: dict[bytes, int]

    def on(self, pixels: NDArray[np.uint8], example: Examples) -> PictureEffects | None:
        """The effects on a picture (height, width, 3), of which `example` has the features; None if not known."""
        column, found = self.columns.get(_digest(pixels)), self.effects
        if column is not None:
            return PictureEffects(found.omitted, found.logits[:, [column]], found.without[:, :, [column]])
        return None if found.networks is None else found.on(example)


class EffectFinder(Analysis):
    """Trains without each training picture of the complete run, once the user has agreed: finds AllEffects."""

    def __init__(self, session: TrainingSession, photos: Iterable[PhotoEntry], parent: QObject | None = None) -> None:
        super().__init__(session.changed, parent=parent)
        self._session, self._photos = session, photos

    def subject(self) -> Subject | str | None:
        """The run, with the time that its effects take."""
        now, run = self._session.now, self._session.now.trained
        if now.saved is not None:
            return saved_run_texts.needs_run_text(now.saved.trained_on)
        if run is None:
            return NO_NETWORK
        if obstacle := _find_obstacle(run, now):
            return obstacle
        if not depends_on_seed(run.config, run.dataset.train.count):
            return effect_texts.NO_SEEDS
        try:
            seconds = _estimate_seconds(run)
        except ConfigError as error:  # less memory is free than for the run
            return setting_error(error, run.config.features)
        count = run.dataset.train.count
        if refusal := effect_texts.refusal(count, seconds):
            return refusal
        offer = Offer(effect_texts.WHAT_IT_IS, effect_texts.offer_action(count, seconds))
        compute = partial(_find_all, run, tuple(self._photos))
        return Subject((self._first_alike(run),), compute, waiting=effect_texts.FINDING, offer=offer)

    def _first_alike(self, run: TrainingRun) -> TrainingRun:
        """The run whose effects are those of `run`: the one they were found for if it has the same steps."""
        return next((found.run for _, found in self._offered if _are_alike(found.run, run)), run)

    @property
    def known(self) -> AllEffects | None:
        """The effects at the end of the run shown, whichever iteration is shown; None if unknown."""
        found: AllEffects | None = self.value
        run = self._session.now.trained
        return found if found is not None and run is not None and _are_alike(found.run, run) else None

    def key_of(self, picture: Picture) -> PictureKey | None:
        """The edit key of a training picture of the run; None for another picture, or without a run."""
        run = self._session.now.trained
        if run is None or picture.part != "train":
            return None
        return EditedDataset.of(run.dataset).members["train"][picture.index]


class EffectLister(Analysis):
    """Lists the effects on the selected picture, once `effects` are known: finds an EffectPage."""

    def __init__(
        self,
        session: TrainingSession,
        picked: SelectedPicture,
        effects: EffectFinder,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(session.changed, picked.changed, effects.found, parent=parent)
        self._session, self._picked, self._effects = session, picked, effects
        for gone in (effects.unavailable, effects.offered):
            gone.connect(self.discard)

    def subject(self) -> Subject | str | None:
        """The effects and the picture; as long as there are no effects, `effects` says why."""
        found, pixels = self._effects.known, self._picked.pixels
        if found is None:
            return None
        if pixels is None:
            return NO_PICTURE
        run = found.run
        if (example := self._picked.example_for(run.picture_shape, run.config.features)) is None:
            return OTHER_SHAPE
        snapshot, threshold = self._session.now.snapshot, self._session.now.threshold
        is_rewound = snapshot is not None and snapshot.iterations != run.iterations_done
        title = f"{self._picked.title}, {effect_texts.AT_THE_END}" if is_rewound else self._picked.title
        make = partial(effect_page, run.dataset, pixels, title, threshold)
        return Subject((found, pixels, threshold, is_rewound), without_work(_list, found, pixels, example, make))


def _are_alike(run: TrainingRun, other: TrainingRun) -> bool:
    """Whether two complete runs of one stage have the same settings and pictures, and so the same steps."""
    return run.config == other.config and run.dataset.has_pictures_of(other.dataset)


def _find_obstacle(run: TrainingRun, now: RunNow) -> str:
    """For the user, why the effects of pictures cannot be computed; or ''."""
    if now.has_failed:
        return effect_texts.FAILED
    if not run.is_over:
        is_stopped = now.state is RunState.IDLE and run.iterations_done > 0
        return effect_texts.stopped(run.iterations_done, run.iterations) if is_stopped else effect_texts.TRAINING
    return "" if run.branched_at is None else effect_texts.SEVERAL_STAGES


def _estimate_seconds(run: TrainingRun) -> float:
    """The seconds that the effects take, roughly. Raises ConfigError."""
    config, shape, train, test = run.config, run.picture_shape, run.dataset.train.count, run.dataset.test.count
    plan = plan_training(config, count_features(config.features, shape), train, test)
    return estimate_study_seconds(plan, shape, {train: SEEDS * (train + 1)}, train + test)


def _find_all(run: TrainingRun, photos: Sequence[PhotoEntry], work: Work) -> AllEffects:
    """The effects on all pictures of the data and all photos."""
    features, train, test = run.config.features, run.dataset.train, run.dataset.test
    views = [view for it in photos if it.photo is not None for view in it.photo.views.values()]
    pictures = [*test.pictures, *train.pictures, *(view for view in views if view.shape == test.pictures.shape[1:])]
    examples = make_examples(features, train.pictures, train.labels, Work(within=work))
    # Their labels are not used.
    targets = make_examples(features, np.stack(pictures), np.zeros((1, len(pictures)), np.int64), Work(within=work))
    columns = {_digest(pixels): column for column, pixels in enumerate(pictures)}
    return AllEffects(run, leave_one_out(examples, targets, run.config, work=work), columns)


def _list(
    found: AllEffects,
    pixels: NDArray[np.uint8],
    example: Examples,
    make_page: Callable[[PictureEffects], EffectPage],
) -> EffectPage | str:
    """The page of a picture, or why there is none."""
    effects = found.on(pixels, example)
    return effect_texts.LATER_PICTURE if effects is None else make_page(effects)


def _digest(pixels: NDArray[np.uint8]) -> bytes:
    return next(iter(picture_digests([pixels])))
