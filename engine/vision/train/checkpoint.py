"""Checkpoints of the training of filters: all that its next step depends on, in a .npz file."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import ModelFileError
from engine.storage.atomic import atomic_write, translate_write_errors
from engine.storage.npz import write_arrays
from engine.vision.convolution import Floats

_ARRAYS = ("flat", "velocity", "average", "means", "variances")


@dataclass(slots=True)
class TrainingState:
    """The state of a training, without random numbers: each step makes its own from the seed.

    Attributes: `step`, those taken; `flat`, the parameters, and their `velocity` and `average`; `averaged`, the number
    of steps in the average; `means` and `variances` of all channels, averaged over the last steps; `epoch_cost`, the
    sum of the costs of this epoch; `curve`, the figures of each epoch so far.
    """

    step: int
    flat: Floats
    velocity: Floats
    average: Floats
    averaged: int
    means: Floats
    variances: Floats
    epoch_cost: float
    curve: list[dict[str, float]]


def save_checkpoint(path: Path, state: TrainingState, plan: dict[str, Any]) -> None:
    """Write `state` to `path`, with the plan that it belongs to. Raises ModelFileError."""
    text = json.dumps(
        {
            "plan": plan,
            "step": state.step,
            "averaged": state.averaged,
            "epoch_cost": state.epoch_cost,
            "curve": state.curve,
        }
    )
    arrays = {name: getattr(state, name) for name in _ARRAYS}
    with translate_write_errors(ModelFileError, path), atomic_write(path) as temporary:
        write_arrays(temporary, {"position": np.frombuffer(text.encode(), np.uint8), **arrays})


def load_checkpoint(path: Path, plan: dict[str, Any]) -> TrainingState:
    """The state in a checkpoint of `plan`. Raises ModelFileError, also for a checkpoint of another plan."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = dict(archive)
        position = json.loads(arrays.pop("position").tobytes())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ModelFileError(path, f"the checkpoint cannot be read ({error}); delete it to begin again") from error
    # As JSON has it: tuples are lists there.
    if position.pop("plan") != json.loads(json.dumps(plan)):
        raise ModelFileError(path, "the checkpoint is of a training with other settings; name another file")
    values: dict[str, Any] = {**position, **arrays}
    return TrainingState(**values)
