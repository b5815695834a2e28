"""Inspection of a network: first weights as pictures, active units, and the pictures that activate them most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.top_examples import TopExamples, top_examples
from engine.nn.examples import Examples
from engine.nn.network import Network
from engine.typing import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Inspection:
    """The weights and units of a network.

    Attributes: `weights` (n[1], height, width, 3), see `weight_pictures`, or None if they are not of pixels;
    `weight_changes`, the same for the difference to the initial weights, or None if those are unknown; `active_counts`,
    per hidden layer, on how many training pictures each unit is active, (n[l],); `top`, per hidden layer, the training
    pictures that activate each unit most; `examples`, the number of training pictures; `activations`, per hidden layer,
    those of one picture (n[l],), or None without a picture.
    """

    weights: NDArray[np.uint8] | None
    weight_changes: NDArray[np.uint8] | None
    active_counts: list[NDArray[np.int64]]
    top: list[TopExamples]
    examples: int
    activations: list[FloatArray] | None

    @property
    def dead(self) -> list[NDArray[np.bool_]]:
        """Per hidden layer, which units are active on no training picture; unknown without training pictures: none."""
        return [(counts == 0) & (self.examples > 0) for counts in self.active_counts]


def inspect_network(
    network: Network,
    picture_shape: tuple[int, int] | None,
    picture: Examples | None = None,
    start: FloatArray | None = None,
) -> Inspection:
    """The weights and units of `network`, for pictures of (height, width); None if it takes other features.

    `picture` is a single example to show the activations of; `start` is W1 before the first step, (n[1], height * width
    * 3), if known.
    """
    train, W1 = network.first_layer.train, network.parameters["W1"]
    hidden = network.hidden(train)
    return Inspection(
        weights=None if picture_shape is None else weight_pictures(W1, picture_shape),
        weight_changes=None if start is None or picture_shape is None else weight_pictures(W1 - start, picture_shape),
        active_counts=[np.count_nonzero(A > 0, axis=1) for A in hidden],
        top=[top_examples(A) for A in hidden],
        examples=train.count,
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
