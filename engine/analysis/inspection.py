"""What a network has learned, to be looked at: its first weights as pictures, its units and what makes them answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.nn.examples import Examples
from engine.nn.network import Network
from engine.typing import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Inspection:
    """A network taken apart.

    Attributes: `weights` (n[1], height, width, 3), see `weight_pictures`; `weight_changes`, the same of what training
    has added to the random start, or None where the start is not known; `active_counts`, for each hidden layer the
    number of training pictures that each of its units answers to, (n[l],); `examples`, how many there are;
    `activations`, for each hidden layer the activations (n[l],) that one picture gives, or None without a picture.
    """

    weights: NDArray[np.uint8]
    weight_changes: NDArray[np.uint8] | None
    active_counts: list[NDArray[np.int64]]
    examples: int
    activations: list[FloatArray] | None

    @property
    def dead(self) -> list[NDArray[np.bool_]]:
        """For each hidden layer, which units answer to no training picture: no gradient reaches them."""
        return [counts == 0 for counts in self.active_counts]


def inspect_network(
    network: Network,
    picture_shape: tuple[int, int],
    picture: Examples | None = None,
    start: FloatArray | None = None,
) -> Inspection:
    """Take `network`, over pictures of (height, width), apart.

    `picture` is one example to light it with; `start` is W1 before the first step, (n[1], height * width * 3).
    """
    train, W1 = network.first_layer.train, network.parameters["W1"]
    return Inspection(
        weights=weight_pictures(W1, picture_shape),
        weight_changes=None if start is None else weight_pictures(W1 - start, picture_shape),
        active_counts=[np.count_nonzero(A > 0, axis=1) for A in network.hidden(train)],
        examples=train.count,
        activations=None if picture is None else [A[:, 0] for A in network.hidden(picture)],
    )


def weight_pictures(W1: FloatArray, picture_shape: tuple[int, int]) -> NDArray[np.uint8]:
    """The weights of each unit as a picture: W1 (n[1], height * width * 3) -> (n[1], height, width, 3).

    Middle grey is a weight of zero, and the unit's largest weight in size is black or white in its colour: a pixel that
    is bright in red says that red there excites the unit, a dark one that it inhibits it.
    """
    height, width = picture_shape
    largest = np.abs(W1).max(axis=1, keepdims=True, initial=np.finfo(np.float64).tiny)
    with np.errstate(invalid="ignore"):
        shades = np.nan_to_num(127.5 + 127.5 * (W1 / largest), nan=127.5)
    pictures: NDArray[np.uint8] = np.rint(shades).astype(np.uint8).reshape(len(W1), height, width, 3)
    return pictures
