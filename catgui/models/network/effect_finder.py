"""Finds what training pictures change in answers when the network is trained without them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain import saved_run_texts
from catgui.domain.edits import effect_pages
from catgui.domain.edits.effect_pages import (
    EffectNotice,
    EffectPage,
    Omission,
    Target,
    omission_page,
    target_page,
)
from catgui.domain.explanation import OTHER_SHAPE
from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.picture import Picture
from catgui.domain.run_texts import setting_error
from catgui.models.pictures.picture_list import PictureListModel
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.background_task import BackgroundTask, Task
from catgui.models.training.session import RunState, TrainingSession
from engine.analysis.attribution import explain
from engine.data.dataset import Dataset
from engine.data.duplicates import picture_digests
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.errors import ConfigError, NoContributionsError
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
from engine.progress import Work
from engine.training.config import TrainingConfig
from engine.training.features import count_features, make_examples
from engine.training.plan import plan_training
from engine.training.run import TrainingRun

# What changes without a training picture is found at once, without a question, if it takes no longer.
_AT_ONCE_SECONDS = 20.0
_MOST_COLUMNS = 3


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


class EffectFinder(QObject):
    """Finds the effects on the selected picture, or those of a selected training picture, while active.

    Effects on pictures are found by `start`, for all of them at once. What changes without a training picture is found
    without being asked if that is quick: from the start of the run first, then from many.

    Attributes: `lists`, the rows of each column of the page shown.

    Signals: `found(object)`, an EffectPage; `noticed(object)`, an EffectNotice; `progressed(object, object)`, steps
    done and in all; `all_changed()`, the effects of all training pictures are known, or no longer.
    """

    found = Signal(object)
    noticed = Signal(object)
    progressed = Signal(object, object)
    all_changed = Signal()

    def __init__(
        self,
        session: TrainingSession,
        picked: SelectedPicture,
        photos: Iterable[PhotoEntry],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.lists = tuple(PictureListModel(self) for _ in range(_MOST_COLUMNS))
        self._session, self._picked, self._photos = session, picked, photos
        self._active = self._is_outdated = self._is_offered = False
        self._trained: Trained | None = None
        self._failure = ""
        self._all: AllEffects | None = None
        self._finding_all = False
        # The training picture whose effects are being found, those that are known, and those that the user cancelled.
        self._omitted: tuple[Trained, int] | None = None
        self._omissions: dict[int, tuple[Trained, RepeatedEffects]] = {}
        self._declined: set[int] = set()
        # What the page that is shown, or being made, is of.
        self._shown: tuple[object, ...] | None = None
        self._all_task, self._omission_task, self._page_task = (BackgroundTask(self) for _ in range(3))
        self._all_task.succeeded.connect(self._on_all_found)
        self._all_task.failed.connect(self._on_all_failed)
        self._omission_task.succeeded.connect(self._on_omission_found)
        self._omission_task.failed.connect(self._on_omission_failed)
        self._page_task.succeeded.connect(self._on_page_made)
        self._page_task.failed.connect(self._on_failed)
        for task in (self._all_task, self._omission_task):
            task.progressed.connect(self.progressed)
        session.changed.connect(self._on_changed)
        picked.changed.connect(self._on_picked)

    def set_active(self, active: bool) -> None:
        """Start or stop following changes; effects on all pictures are found to the end."""
        self._active = active
        self._hide_page()
        self._on_changed()

    def start(self) -> None:
        """Find what is offered: effects on all pictures, or, for a training picture, what changes without it."""
        trained, pixels = self._trained, self._picked.pixels
        if trained is None or pixels is None or not self._is_offered:
            return
        picture, with_photos = _training_picture(self._picked), self._with_photos(trained)
        if picture is None:
            self._is_outdated, self._finding_all = False, True
            self._all_task.start(partial(_find_all, with_photos, pixels))
        else:
            self._omit(with_photos, picture.index, SPREAD_SEEDS)
        self._update()

    def cancel(self) -> None:
        """Cancel the work that is waited for."""
        if _training_picture(self._picked) is None:
            self._finding_all = False
            self._all_task.cancel()
        else:
            if self._omitted is not None:
                self._declined.add(self._omitted[1])
            self._stop_omitting()
        self._update()

    def key_of(self, picture: Picture) -> PictureKey | None:
        """What edits call a training picture of the run; None for another picture, or without a run."""
        if self._trained is None or picture.part != "train":
            return None
        return EditedDataset.of(self._trained.dataset).members["train"][picture.index]

    @property
    def known(self) -> tuple[AllEffects, int | None] | None:
        """The effects of all training pictures on the selected one, or None if they are not known.

        Beside them, the target in them that it is; None for another one, which the same networks answer. They are of
        the end of the run: at an earlier iteration they are not known.
        """
        pixels = self._picked.pixels
        if self._all is None or pixels is None or self._is_rewound or _find_obstacle(self._session, self._picked):
            return None
        return (self._all, self._all.column_of(pixels)) if self._all.can_answer(pixels) else None

    def shutdown(self) -> None:
        """Cancel all work and wait for the threads."""
        self._active = False
        for task in (self._all_task, self._omission_task, self._page_task):
            task.shutdown()

    def _on_changed(self) -> None:
        self._follow_run()
        self._update()

    def _on_picked(self) -> None:
        picture = _training_picture(self._picked)
        if self._omitted is None or picture is None or picture.index != self._omitted[1]:
            self._stop_omitting()
        self._failure = ""  # it may succeed with another picture
        self._update()

    def _follow_run(self) -> None:
        """Drop what is of other data or other settings than the run's."""
        run = self._session.run
        trained = Trained(run.dataset, run.config) if isinstance(run, TrainingRun) else None
        if self._trained is not None and self._trained.is_same(trained):
            return
        self._is_outdated |= self._all is not None or self._finding_all
        had_all = self._all is not None
        self._trained, self._all, self._finding_all, self._failure = trained, None, False, ""
        if had_all:
            self.all_changed.emit()
        self._all_task.cancel()
        self._stop_omitting()
        self._omissions, self._declined = {}, set()
        self._hide_page()

    def _update(self) -> None:
        """Show what there is for the selected picture, or start finding it."""
        if not self._active:
            return
        obstacle = _find_obstacle(self._session, self._picked) or self._failure
        trained, picture = self._trained, _training_picture(self._picked)
        if obstacle or trained is None:
            self._notice(obstacle)
        else:
            try:
                if picture is None:
                    self._update_target(trained)
                else:
                    self._update_omission(trained, picture)
            except ConfigError as error:  # less memory is free than for the run
                self._notice(setting_error(error, trained.config.features))

    def _update_target(self, trained: Trained) -> None:
        pixels = self._picked.pixels
        assert pixels is not None, "without a picture there is an obstacle"
        if self._all is not None and self._all.can_answer(pixels):
            self._show_target(trained, self._all, pixels)
        elif self._finding_all:
            self._notice(effect_pages.FINDING, is_busy=True)
        else:
            count, seconds = trained.dataset.train.count, trained.all_seconds
            refusal = effect_pages.refusal(count, seconds, trained.config)
            outdated = effect_pages.OUTDATED if self._is_outdated else ""
            reason = outdated if self._all is None else effect_pages.NEW_PICTURE
            action = "" if refusal else effect_pages.offer_action(count, seconds)
            self._notice(refusal or effect_pages.offer_text(reason), action)

    def _show_target(self, trained: Trained, found: AllEffects, pixels: NDArray[np.uint8]) -> None:
        """Show the effects of all training pictures on the selected picture (height, width, 3)."""
        newest, threshold = self._session.newest, self._session.threshold
        example = self._picked.example_for(trained.dataset.picture_shape, trained.config.features)
        assert example is not None, "with another shape there is an obstacle"
        network = None if newest is None else newest.network
        target = Target(pixels, self._picked.title, threshold)
        effects = found.effects, found.column_of(pixels)
        task = partial(_make_target_page, trained.dataset, target, effects, network, example)
        self._show_page((found, pixels, threshold), task)

    def _update_omission(self, trained: Trained, picture: Picture) -> None:
        trained, index = self._with_photos(trained), picture.index
        of, found = self._omissions.get(index, (None, None))
        if of is not None and found is not None and of.has_photos_of(trained):
            omission = Omission(trained.dataset, picture, trained.photos, self._session.threshold)
            self._show_page((found, picture, omission.threshold), partial(_make_omission_page, omission, found))
            if self._omitted is None and len(found.logits) < SPREAD_SEEDS:
                self._omit(trained, index, SPREAD_SEEDS)
        elif self._omitted is not None:
            self._notice(effect_pages.FINDING_ONE, is_busy=True)
        elif (seconds := trained.one_seconds) > _AT_ONCE_SECONDS or index in self._declined:
            refusal = effect_pages.refusal_of_one(seconds)
            action = "" if refusal else effect_pages.offer_one_action(seconds)
            self._notice(refusal or effect_pages.ABOUT_ONE, action)
        else:
            self._omit(trained, index, 1)
            self._notice(effect_pages.FINDING_ONE, is_busy=True)

    def _notice(self, text: str, action: str = "", is_busy: bool = False) -> None:
        self._is_offered = bool(action)
        self._hide_page()
        self.noticed.emit(EffectNotice(text, action, is_busy))

    def _with_photos(self, trained: Trained) -> Trained:
        shape = trained.dataset.picture_shape
        photos = tuple(entry for entry in self._photos if entry.picture_shape == shape)
        return Trained(trained.dataset, trained.config, photos)

    def _omit(self, trained: Trained, index: int, seeds: int) -> None:
        """Find the effects of a training picture on the test part and on the photos, from so many seeds."""
        self._omitted = trained, index
        self._omission_task.start(partial(_find_one, trained, index, seeds))

    def _stop_omitting(self) -> None:
        self._omitted = None
        self._omission_task.cancel()

    def _show_page(self, shown: tuple[object, ...], task: Task) -> None:
        """Have `task` make the page of `shown`, unless that is shown already."""
        self._is_offered = False
        shown = (*shown, self._is_rewound)
        if self._shown is None or any(one is not other for one, other in zip(shown, self._shown, strict=True)):
            self._shown = shown
            self._page_task.start(task)

    def _hide_page(self) -> None:
        """Show no page, not even the one that is being made."""
        self._shown = None
        self._page_task.cancel()

    @property
    def _is_rewound(self) -> bool:
        """Whether the window shows an earlier iteration, which effects are not of."""
        snapshot, run = self._session.snapshot, self._session.run
        return snapshot is not None and run is not None and snapshot.iterations != run.iterations_done

    def _on_page_made(self, page: EffectPage) -> None:
        rows = [column.rows for column in page.columns]
        for shown, of_column in zip(self.lists, [*rows, *((),) * (_MOST_COLUMNS - len(rows))], strict=True):
            shown.show_rows(of_column)
        self.found.emit(replace(page, remark=effect_pages.AT_THE_END if self._is_rewound else ""))

    def _on_all_found(self, found: AllEffects) -> None:
        self._all, self._finding_all = found, False
        self.all_changed.emit()
        self._update()

    def _on_omission_found(self, effects: RepeatedEffects) -> None:
        assert self._omitted is not None, "a cancelled task has no outcome"
        trained, index = self._omitted
        self._omissions[index], self._omitted = (trained, effects), None
        self._update()

    def _on_all_failed(self, text: str) -> None:
        self._finding_all = False
        self._on_failed(text)

    def _on_omission_failed(self, text: str) -> None:
        self._omitted = None
        self._on_failed(text)

    def _on_failed(self, text: str) -> None:
        self._failure = text
        self._update()


def _find_obstacle(session: TrainingSession, picked: SelectedPicture) -> str:
    """What is in the way of effects on the selected picture, as a text for the user; '' if nothing is."""
    run, pixels = session.run, picked.pixels
    if run is None:
        return effect_pages.NO_NETWORK
    if not isinstance(run, TrainingRun):
        return saved_run_texts.needs_run_text(run.trained_on)
    if session.has_failed:
        return effect_pages.FAILED
    if not run.is_over:
        is_stopped = session.state is RunState.IDLE and run.iterations_done > 0
        return effect_pages.stopped(run.iterations_done, run.iterations) if is_stopped else effect_pages.TRAINING
    if run.branched_at is not None:
        return effect_pages.several_stages(run.branched_at)
    if pixels is None:
        return effect_pages.NO_PICTURE
    if pixels.shape[:2] != run.picture_shape:
        return OTHER_SHAPE
    picture = _training_picture(picked)
    return "" if picture is None or _has_learned_from(run, picture, pixels) else effect_pages.EDITED


def _training_picture(picked: SelectedPicture) -> Picture | None:
    """The selected picture, if it is a training picture."""
    picture = picked.picture
    return picture if picture is not None and picture.part == "train" else None


def _has_learned_from(run: TrainingRun, picture: Picture, pixels: NDArray[np.uint8]) -> bool:
    """Whether a picture of the open data is the same in the data of the run, which may have been edited since."""
    pictures = run.dataset.train.pictures
    return picture.index < len(pictures) and np.array_equal(pictures[picture.index], pixels)


def _find_all(trained: Trained, picked: NDArray[np.uint8], work: Work) -> AllEffects:
    """The effects on all test pictures, all photos and the picked picture (height, width, 3)."""
    shape = picked.shape
    views = [view for it in trained.photos if it.photo is not None for view in it.photo.views.values()]
    pictures = [*trained.dataset.test.pictures, *(view for view in views if view.shape == shape), picked]
    columns = {_digest(pixels): column for column, pixels in enumerate(pictures)}
    train = _train_examples(trained, work)
    targets = _targets(trained, pictures, work)
    return AllEffects(leave_one_out(train, targets, trained.config, work=work), columns)


def _find_one(trained: Trained, index: int, seeds: int, work: Work) -> RepeatedEffects:
    """The effects of one training picture on the test part, then on the photos."""
    views = [view for it in trained.photos if (view := it.view) is not None]
    train = _train_examples(trained, work)
    targets = _targets(trained, [*trained.dataset.test.pictures, *views], work)
    return repeat_effects(train, targets, trained.config, [index], seeds, work)


def _make_target_page(
    dataset: Dataset,
    target: Target,
    found: tuple[PictureEffects, int | None],
    network: TrainableNetwork | None,
    example: Examples,
    _work: Work,
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


def _make_omission_page(omission: Omission, found: RepeatedEffects, _work: Work) -> EffectPage:
    """The page of a training picture."""
    return omission_page(omission, found)


def _train_examples(trained: Trained, work: Work) -> Examples:
    part = trained.dataset.train
    return make_examples(trained.config.features, part.pictures, part.labels, Work(within=work))


def _targets(trained: Trained, pictures: Sequence[NDArray[np.uint8]], work: Work) -> Examples:
    """Pictures as the network takes them; their labels are not used."""
    labels = np.zeros((1, len(pictures)), np.int64)
    return make_examples(trained.config.features, np.stack(pictures), labels, Work(within=work))


def _digest(pixels: NDArray[np.uint8]) -> bytes:
    return next(iter(picture_digests([pixels])))
