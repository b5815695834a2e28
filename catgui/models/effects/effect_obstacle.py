"""What is in the way of the effects of training pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catgui.domain import saved_run_texts
from catgui.domain.effects import effect_texts
from catgui.domain.explanation import OTHER_SHAPE
from catgui.domain.picture import Picture
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import RunState, TrainingSession
from engine.training.run import TrainingRun


def find_obstacle(session: TrainingSession, picked: SelectedPicture) -> str:
    """What is in the way of effects on the selected picture, as a text for the user; '' if nothing is."""
    run, pixels = session.run, picked.pixels
    if run is None:
        return effect_texts.NO_NETWORK
    if not isinstance(run, TrainingRun):
        return saved_run_texts.needs_run_text(run.trained_on)
    if session.has_failed:
        return effect_texts.FAILED
    if not run.is_over:
        is_stopped = session.state is RunState.IDLE and run.iterations_done > 0
        return effect_texts.stopped(run.iterations_done, run.iterations) if is_stopped else effect_texts.TRAINING
    if run.branched_at is not None:
        return effect_texts.several_stages(run.branched_at)
    if pixels is None:
        return effect_texts.NO_PICTURE
    if pixels.shape[:2] != run.picture_shape:
        return OTHER_SHAPE
    picture = training_picture(picked)
    return "" if picture is None or _has_learned_from(run, picture, pixels) else effect_texts.EDITED


def training_picture(picked: SelectedPicture) -> Picture | None:
    """The selected picture, if it is a training picture."""
    picture = picked.picture
    return picture if picture is not None and picture.part == "train" else None


def _has_learned_from(run: TrainingRun, picture: Picture, pixels: NDArray[np.uint8]) -> bool:
    """Whether a picture of the open data is the same in the data of the run, which may have been edited since."""
    pictures = run.dataset.train.pictures
    return picture.index < len(pictures) and np.array_equal(pictures[picture.index], pixels)
