"""Finds what training pictures change in answers when the network is trained without them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.effects import effect_texts
from catgui.domain.effects.effect_page import EffectNotice, EffectPage
from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.picture import Picture
from catgui.domain.run_texts import setting_error
from catgui.models.effects import effect_tasks
from catgui.models.effects.effect_obstacle import find_obstacle, training_picture
from catgui.models.effects.effect_pages import EffectPages
from catgui.models.effects.effect_tasks import AllEffects, Trained
from catgui.models.effects.omission_finder import OmissionFinder
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.training.session import TrainingSession
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.errors import ConfigError
from engine.experiments.leave_one_out import SPREAD_SEEDS
from engine.training.run import TrainingRun

# What changes without a training picture is found at once, without a question, if it takes no longer.
_AT_ONCE_SECONDS = 20.0


class EffectsShown(Protocol):
    """What shows effects."""

    def show_page(self, page: EffectPage, /) -> None:
        """Show effects, whose rows are in the lists."""

    def show_notice(self, notice: EffectNotice, /) -> None:
        """Show a text in their place."""

    def show_progress(self, done: int, total: int, /) -> None:
        """Show how far the work is."""


class EffectFinder(QObject):
    """Finds the effects on the selected picture, or those of a selected training picture, while active.

    Effects on pictures are found by `start`, for all of them at once. What changes without a training picture is found
    without being asked if that is quick: from the start of the run first, then from many.

    Attributes: `lists`, the rows of each column of the page shown.

    Signals: `found(object)`, an EffectPage; `noticed(object)`, an EffectNotice; `progressed(object, object)`, steps
    done and in all.
    """

    found = Signal(object)
    noticed = Signal(object)
    progressed = Signal(object, object)

    def __init__(
        self,
        session: TrainingSession,
        picked: SelectedPicture,
        photos: Iterable[PhotoEntry],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._picked, self._photos = session, picked, photos
        self._active = self._is_outdated = self._is_offered = False
        self._trained: Trained | None = None
        self._all: AllEffects | None = None
        self._finding_all = False
        self._failure = ""
        self._all_task = BackgroundTask(self)
        self._all_task.succeeded.connect(self._on_all_found)
        self._omissions = OmissionFinder(self)
        self._omissions.found.connect(self._update)
        self._pages = EffectPages(session, picked, self)
        self._pages.made.connect(self.found)
        self.lists = self._pages.lists
        for work in (self._all_task, self._omissions):
            work.progressed.connect(self.progressed)
        for failing in (self._all_task, self._omissions, self._pages):
            failing.failed.connect(self._on_failed)
        for signal in (session.evaluated, session.state_changed, session.run_started):
            signal.connect(self._on_changed)
        picked.changed.connect(self._on_picked)

    def show_in(self, view: EffectsShown) -> None:
        """Show in `view` what is found from now on."""
        self.found.connect(view.show_page)
        self.noticed.connect(view.show_notice)
        self.progressed.connect(view.show_progress)

    def set_active(self, active: bool) -> None:
        """Start or stop following changes; effects on all pictures are found to the end."""
        self._active = active
        self._pages.hide()
        self._on_changed()

    def start(self) -> None:
        """Find what is offered: effects on all pictures, or, for a training picture, what changes without it."""
        trained, pixels = self._trained, self._picked.pixels
        if trained is None or pixels is None or not self._is_offered:
            return
        picture = training_picture(self._picked)
        if picture is None:
            self._start_all(trained, pixels)
        else:
            self._omissions.start(self._with_photos(trained), picture.index, SPREAD_SEEDS)
        self._update()

    def cancel(self) -> None:
        """Cancel the work that is waited for."""
        if training_picture(self._picked) is None:
            self._finding_all = False
            self._all_task.cancel()
        else:
            self._omissions.decline()
        self._update()

    def key_of(self, picture: Picture) -> PictureKey | None:
        """What edits call a training picture of the run; None for another picture, or without a run."""
        if self._trained is None or picture.part != "train":
            return None
        return EditedDataset.of(self._trained.dataset).members["train"][picture.index]

    def shutdown(self) -> None:
        """Cancel all work and wait for the threads."""
        self._active = False
        for work in (self._all_task, self._omissions, self._pages):
            work.shutdown()

    def _on_changed(self) -> None:
        self._follow_run()
        self._update()

    def _on_picked(self) -> None:
        picture = training_picture(self._picked)
        if picture is None or picture.index != self._omissions.index:
            self._omissions.stop()
        self._failure = ""  # it may succeed with another picture
        self._update()

    def _follow_run(self) -> None:
        """Drop what is of other data or other settings than the run's."""
        run = self._session.run
        trained = Trained(run.dataset, run.config) if isinstance(run, TrainingRun) else None
        if self._trained is None or not self._trained.is_same(trained):
            self._is_outdated |= self._all is not None or self._finding_all
            self._all, self._finding_all, self._failure = None, False, ""
            self._all_task.cancel()
            self._omissions.forget()
            self._pages.hide()
        if self._trained is None or trained is None or not self._trained.is_same(trained):
            self._trained = trained

    def _update(self) -> None:
        """Show what there is for the selected picture, or start finding it."""
        if not self._active:
            return
        obstacle = find_obstacle(self._session, self._picked) or self._failure
        trained, picture = self._trained, training_picture(self._picked)
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
            self._is_offered = False
            self._pages.show_target(trained, self._all, pixels)
        elif self._finding_all:
            self._notice(effect_texts.FINDING, is_busy=True)
        else:
            count, seconds = trained.dataset.train.count, trained.all_seconds
            refusal = effect_texts.refusal(count, seconds, trained.config)
            outdated = effect_texts.OUTDATED if self._is_outdated else ""
            reason = outdated if self._all is None else effect_texts.NEW_PICTURE
            action = "" if refusal else effect_texts.offer_action(count, seconds)
            self._notice(refusal or effect_texts.offer_text(reason), action)

    def _update_omission(self, trained: Trained, picture: Picture) -> None:
        trained, omissions = self._with_photos(trained), self._omissions
        found = omissions.known(trained, picture.index)
        if found is not None:
            self._is_offered = False
            self._pages.show_omission(trained, picture, found)
            if omissions.index is None and len(found.logits) < SPREAD_SEEDS:
                omissions.start(trained, picture.index, SPREAD_SEEDS)
        elif omissions.index is not None:
            self._notice(effect_texts.FINDING_ONE, is_busy=True)
        elif (seconds := trained.one_seconds) > _AT_ONCE_SECONDS or omissions.is_declined(picture.index):
            refusal = effect_texts.refusal_of_one(seconds)
            action = "" if refusal else effect_texts.offer_one_action(seconds)
            self._notice(refusal or effect_texts.ABOUT_ONE, action)
        else:
            omissions.start(trained, picture.index, 1)
            self._notice(effect_texts.FINDING_ONE, is_busy=True)

    def _notice(self, text: str, action: str = "", is_busy: bool = False) -> None:
        self._is_offered = bool(action)
        self._pages.hide()
        self.noticed.emit(EffectNotice(text, action, is_busy))

    def _with_photos(self, trained: Trained) -> Trained:
        shape = trained.dataset.picture_shape
        photos = tuple(entry for entry in self._photos if entry.picture_shape == shape)
        return Trained(trained.dataset, trained.config, photos)

    def _start_all(self, trained: Trained, pixels: NDArray[np.uint8]) -> None:
        self._is_outdated, self._finding_all = False, True
        self._all_task.start(partial(effect_tasks.find_all, self._with_photos(trained), pixels))

    def _on_all_found(self, found: AllEffects) -> None:
        self._all, self._finding_all = found, False
        self._update()

    def _on_failed(self, text: str) -> None:
        self._failure, self._finding_all = text, False
        self._update()
