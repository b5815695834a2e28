"""A whole training: from the archives to the file of filters, going on from a checkpoint if there is one."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import PIL

from engine.errors import ModelFileError
from engine.storage.atomic import check_writable, translate_write_errors
from engine.version import PROGRAM_VERSION
from engine.vision.convolution import Team, team
from engine.vision.filters_file import load_filters, save_filters
from engine.vision.pretrained import PretrainedFilters
from engine.vision.train.archives import (
    CIFAR,
    MORE,
    PHOTOS,
    PictureData,
    learning_names,
    read_pictures,
    scene_names,
    validation_names,
)
from engine.vision.train.calibration import Validation
from engine.vision.train.trainer import DetectorTrainer, TrainingPlan, load_checkpoint, save_checkpoint


@dataclass(frozen=True, slots=True)
class TrainingFiles:
    """Where a training reads and writes.

    Attributes: `folder` of the archives; `out`, the file of filters; `checkpoint`, which is deleted at the end; `on`, a
    file of filters to begin with, or None.
    """

    folder: Path
    out: Path
    checkpoint: Path
    on: Path | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a training stands after a step.

    Attributes: `epoch`, from 1, of `epochs`; `done` of its `steps`; `cost` of the step; `curve`, the figures of the
    epochs that have ended.
    """

    epoch: int
    epochs: int
    done: int
    steps: int
    cost: float
    curve: tuple[dict[str, float], ...]


class Pictures:
    """The pictures that are learned from, of three archives, without their kept parts. Raises DatasetError.

    Attributes: `learning`, those to learn from; `validation`, those on which it is watched.
    """

    def __init__(self, folder: Path) -> None:
        cifar, photos, more = (_Split(folder / name) for name in (CIFAR, PHOTOS, MORE))
        self.learning = PictureData(cifar.learning, photos.learning, more.learning, scene_names(folder / MORE))
        self.validation = PictureData(cifar.validation, photos.validation, more.validation)


class _Split:
    """The pictures of an archive: a part to learn from, and the validation part."""

    def __init__(self, path: Path) -> None:
        names = learning_names(path)
        watched = validation_names(names)
        self.learning = read_pictures(path, [name for name in names if name not in watched])
        self.validation = read_pictures(path, [name for name in names if name in watched])


def train_detector(
    files: TrainingFiles, plan: TrainingPlan, threads: int, command: str, checkpoint_seconds: float = 180.0
) -> Iterator[Position]:
    """Train the detector and write its file; the position after each step.

    Goes on from the checkpoint, if there is one, with the same result to the bit. Leaving the iterator stops.
    `command` is written into the file. Raises DatasetError and ModelFileError.
    """
    for path in (files.out, files.checkpoint):
        with translate_write_errors(ModelFileError, path):
            check_writable(path)
    filters = None if files.on is None else load_filters(files.on).network
    if filters is not None:
        plan = replace(plan, architecture=filters.architecture, on=PretrainedFilters(filters).fingerprint)
    pictures = Pictures(files.folder)
    validation = Validation(pictures.validation)
    state = load_checkpoint(files.checkpoint, plan.as_json()) if files.checkpoint.exists() else None
    with team(threads) as members:
        trainer = DetectorTrainer(plan, pictures.learning, members, state, filters)
        yield from _run(trainer, plan, files.checkpoint, checkpoint_seconds, validation, members)
        network = trainer.averaged()
        about = _about(plan, command, trainer, validation.figures(network, plan.stages[-1].side, members))
    save_filters(files.out, network, about)
    files.checkpoint.unlink(missing_ok=True)


def _run(
    trainer: DetectorTrainer,
    plan: TrainingPlan,
    checkpoint: Path,
    seconds: float,
    validation: Validation,
    members: Team,
) -> Iterator[Position]:
    saved = time.monotonic()
    while trainer.epoch < plan.epochs:
        epoch, (_, steps) = trainer.epoch, trainer.epoch_progress
        for cost in trainer.run_epoch():
            is_over = trainer.epoch != epoch
            if is_over:
                trainer.end_epoch(validation.figures(trainer.current(), plan.stage(epoch).side, members), steps)
            if is_over or time.monotonic() - saved >= seconds:
                save_checkpoint(checkpoint, trainer.state, plan.as_json())
                saved = time.monotonic()
            done = steps if is_over else trainer.epoch_progress[0]
            yield Position(epoch + 1, plan.epochs, done, steps, cost, tuple(trainer.state.curve))


def _about(plan: TrainingPlan, command: str, trainer: DetectorTrainer, figures: dict[str, float]) -> dict[str, Any]:
    """How the filters were made, for their file."""
    return {
        "command": command,
        "seed": plan.seed,
        "plan": plan.as_json(),
        "versions": {
            "catgui": PROGRAM_VERSION,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "pillow": PIL.__version__,
        },
        "steps": trainer.steps,
        "curve": trainer.state.curve,
        "validation": figures,
    }
