"""Inspection of a network: first weights as pictures, active units, and which pictures activate them most, or none.

Occlusion is how much a logit changes when a part of the picture is covered, after Zeiler and Fergus, Visualizing and
understanding convolutional networks (2014). It asks the network anew for each position of a patch, so it works for any
network; but a patch is also something new to see, and two parts that can stand in for each other both seem not to
matter. The patch has the mean color of the picture, so that the picture stays as bright as it is: a network on pixels
would answer to another brightness before all else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.typing import FloatArray, Indices, Pixels

# Three rows of three.
TOP_COUNT = 9
# The side of the patch, and the step from one to the next, as parts of the shorter side.
_PATCH_PART, _STEP_PART = 4, 16


@dataclass(frozen=True, slots=True, eq=False)
class Inspection:
    """The weights and units of a network.

    Attributes: `weights` (n[1], height, width, 3), see `weight_pictures`, or None if they are not of pixels: what
    training has added to them, where their start is known; `activity`, per hidden layer, that of its units on the
    training pictures; `is_of_output`, whether there are no hidden layers: then it is that of the logit, the one unit of
    the output.
    """

    weights: NDArray[np.uint8] | None
    activity: list[UnitActivity]
    is_of_output: bool = False


def inspect_network(
    network: TrainableNetwork, picture_shape: tuple[int, int] | None, start: FloatArray | None = None
) -> Inspection:
    """The weights and units of `network`, for pictures of (height, width); None if it takes other features.

    `start` is W1 before the first step, (n[1], height * width * 3), if known.
    """
    train, W1 = network.train, network.parameters["W1"]
    hidden = network.hidden(train)
    added = W1 if start is None else W1 - start
    return Inspection(
        weights=None if picture_shape is None else weight_pictures(added, picture_shape),
        activity=[unit_activity(A) for A in hidden or layer_activations(network, train)],
        is_of_output=not hidden,
    )


def layer_activations(network: TrainableNetwork, examples: Examples) -> list[FloatArray]:
    """The activations of each hidden layer (n[l], m), or the logit (1, m) of a network without hidden layers."""
    return network.hidden(examples) or [network.forward(examples)[1]]


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


@dataclass(frozen=True, slots=True, eq=False)
class TopExamples:
    """The examples that activate each unit most, the largest activation first.

    Of equal activations the first example comes first. A unit that fewer examples activate has activations of zero at
    the end, whose examples have no meaning.

    Attributes: `indices` (n, k) of the examples; `activations` (n, k); `regions` (n, k, 4), the top, left, bottom and
    right of the part of each picture that the activation depends on, or None if that is the whole of it.
    """

    indices: Indices
    activations: FloatArray
    regions: Indices | None = None

    def of_unit(self, unit: int) -> tuple[Indices, FloatArray]:
        """The indices of the examples that activate a unit most, and its activations."""
        count = int(np.count_nonzero(self.activations[unit]))
        return self.indices[unit, :count], self.activations[unit, :count]


@dataclass(frozen=True, slots=True, eq=False)
class UnitActivity:
    """How examples activate the units of a layer.

    Attributes: `active_counts` (n,), on how many examples each unit is active; `top` examples; `examples`, their number
    in all.
    """

    active_counts: Indices
    top: TopExamples
    examples: int

    @property
    def silent(self) -> NDArray[np.bool_]:
        """Mask (n,) of the units that are active on no example; all False without examples."""
        silent: NDArray[np.bool_] = (self.active_counts == 0) & (self.examples > 0)
        return silent


def dead_layers(activity: Sequence[UnitActivity]) -> int:
    """The number of hidden layers, from the first on, whose silent units no gradient can wake.

    A silent unit gets no gradient, so that it wakes only where its inputs change: in the first layer never. Below a
    layer that is silent as a whole nothing changes, so that its outputs stay 0, and the inputs of the next layer.
    """
    silent = [layer for layer, units in enumerate(activity, start=1) if units.silent.all()]
    return max(silent, default=0) + 1


def unit_activity(activations: FloatArray) -> UnitActivity:
    """The activity of the units of a layer: activations (n, m) on m examples."""
    counts = np.count_nonzero(activations > 0, axis=1)
    return UnitActivity(counts, top_examples(activations), activations.shape[1])


def top_examples(activations: FloatArray) -> TopExamples:
    """The `TOP_COUNT` examples with the largest activations of each unit: activations (n, m), at least 0 -> (n, k).

    Activations of NaN count as zero.
    """
    units, examples = activations.shape
    count = min(TOP_COUNT, examples)
    indices, largest = np.zeros((units, count), np.int64), np.zeros((units, count))
    for unit, row in enumerate(activations):
        # Sorting some thousand numbers takes longer than looking through them a few times.
        remaining = np.nan_to_num(row, nan=0.0, posinf=np.inf)
        for rank in range(count):
            example = int(remaining.argmax())
            indices[unit, rank], largest[unit, rank] = example, remaining[example]
            remaining[example] = -1.0
    return TopExamples(indices, np.maximum(largest, 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class OcclusionMap:
    """How the logit of class 1 changes when parts of a picture are covered.

    Attributes: `logit` of the whole picture; `changes` (height, width), at each pixel the mean, over the patches that
    cover it, of the logit minus that of the covered picture: positive where the picture speaks for class 1; `patch`,
    the side in pixels.
    """

    logit: float
    changes: FloatArray
    patch: int


class Occlusion:
    """A picture (height, width, 3) covered by a patch at one place after another.

    Attributes: `pictures` (m, height, width, 3), the covered ones and, last, the whole one; `patch`, the side in
    pixels.
    """

    def __init__(self, picture: Pixels) -> None:
        height, width = self._shape = picture.shape[0], picture.shape[1]
        self.patch, step = (max(1, min(height, width) // part) for part in (_PATCH_PART, _STEP_PART))
        rows, columns = (_patch_offsets(length, self.patch, step) for length in (height, width))
        self._corners = [(row, column) for row in rows for column in columns]
        self.pictures = np.repeat(picture[np.newaxis], len(self._corners) + 1, axis=0)
        mean_color = np.rint(picture.mean(axis=(0, 1))).astype(np.uint8)
        for covered, corner in zip(self.pictures, self._corners, strict=False):
            covered[self._covered_by(corner)] = mean_color

    def make_map(self, logits: FloatArray) -> OcclusionMap:
        """The map, from the logits (m,) of `pictures`."""
        *changed, logit = logits.tolist()
        sums, counts = np.zeros(self._shape), np.zeros(self._shape)
        for corner, value in zip(self._corners, changed, strict=True):
            here = self._covered_by(corner)
            sums[here] += logit - value
            counts[here] += 1
        return OcclusionMap(logit, sums / counts, self.patch)

    def _covered_by(self, corner: tuple[int, int]) -> tuple[slice, slice]:
        row, column = corner
        return slice(row, row + self.patch), slice(column, column + self.patch)


def _patch_offsets(length: int, patch: int, step: int) -> list[int]:
    """The offsets of the patches; the last patch ends at the edge."""
    last = length - patch
    return sorted({*range(0, last, step), last})
