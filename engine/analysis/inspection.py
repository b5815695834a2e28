"""Inspection of a network: first weights as pictures, active units, and the pictures that activate them most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.top_examples import UnitActivity, unit_activity
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.typing import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Inspection:
    """The weights and units of a network.

    Attributes: `weights` (n[1], height, width, 3), see `weight_pictures`, or None if they are not of pixels;
    `weight_changes`, the same for the difference to the initial weights, or None if those are unknown; `activity`, per
    hidden layer, that of its units on the training pictures; `activations`, per hidden layer, those of one picture
    (n[l],), or None without a picture.
    """

    weights: NDArray[np.uint8] | None
    weight_changes: NDArray[np.uint8] | None
    activity: list[UnitActivity]
    activations: list[FloatArray] | None


def inspect_network(
    network: TrainableNetwork,
    picture_shape: tuple[int, int] | None,
    picture: Examples | None = None,
    start: FloatArray | None = None,
) -> Inspection:
    """The weights and units of `network`, for pictures of (height, width); None if it takes other features.

    `picture` is a single example to show the activations of; `start` is W1 before the first step, (n[1], height * width
    * 3), if known.
    """
    train, W1 = network.train, network.parameters["W1"]
    return Inspection(
        weights=None if picture_shape is None else weight_pictures(W1, picture_shape),
        weight_changes=None if start is None or picture_shape is None else weight_pictures(W1 - start, picture_shape),
        activity=[unit_activity(A) for A in network.hidden(train)],
        activations=None if picture is None else [A[:, 0] for A in network.hidden(picture)],
    )


def weight_pictures(W1: FloatArray, picture_shape: tuple[int, int]) -> NDArray[np.uint8]:
    """The weights of each unit as a picture: W1 (n[1], height * width * 3) -> (n[1], height, width, 3).

    Medium gray is a weight of zero, and the unit's weight of largest magnitude is black or white in its channel: a
    pixel that is bright in red shows that red there activates the unit, a dark one that it inhibits it.
    """
    height, width = picture_shape
    largest = np.abs(W1).max(axis=1, keepdims=True, initial=np.finfo(np.float64).tiny)
    with np.errstate(invalid="ignore"):
        shades = np.nan_to_num(127.5 + 127.5 * (W1 / largest), nan=127.5)
    pictures: NDArray[np.uint8] = np.rint(shades).astype(np.uint8).reshape(len(W1), height, width, 3)
    return pictures
