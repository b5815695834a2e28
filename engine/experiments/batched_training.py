"""Batched training: networks of one shape that take each step together.

They are in the Gram form of the first layer. Each array of `engine.nn.propagation` has a first axis more here, one
entry for each of the P networks; the formulas are the same. A single small network spends half its time on calls into
NumPy, which a batch of networks shares.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.analysis.evaluation import predicted_labels
from engine.core import Parameters, initialize_parameters_deep, is_recorded, sigmoid
from engine.nn.constant_units import FlatLayers, Workspace, fold_biases
from engine.nn.examples import Examples
from engine.nn.propagation import (
    Cache,
    Layer,
    backward_to,
    costs_from_logits,
    errors_from_logits,
    layers_above_first,
    logits_from,
)
from engine.training.config import TrainingConfig
from engine.training.trainer import TrainingOutcome
from engine.typing import FloatArray, Indices
from engine.validation import MAX_SEED

# Measured on the notebook's network: a step takes 80 us alone, 63 per network in a batch of 2, 50 in one of 8, 49 in
# one of 13 and no less above that. Smaller batches return results earlier.
_MAX_NETWORKS = 13
# Numbers of Z1 in a batch, 512 KB: beyond, calls into NumPy are short beside the work, and processor caches overflow.
_MAX_ACTIVATIONS = 2**16
# Numbers in weights or Gram matrices of a batch, 128 MB.
_MAX_WEIGHTS = 2**24


def networks_per_batch(config: TrainingConfig, train: Examples, own_examples: bool = False) -> int:
    """The number of networks to train in one batch.

    They learn from `train`, or with `own_examples` each from its own part of it.
    """
    weights = max(fan_in * fan_out for fan_in, fan_out in pairwise(config.layer_dims(train.features)))
    largest = max(weights, train.count**2) if own_examples else weights
    activations = max(config.layer_dims(train.features)[1:]) * train.count
    return max(1, min(_MAX_NETWORKS, _MAX_ACTIVATIONS // activations, _MAX_WEIGHTS // largest))


def seeds_from(first: int, count: int) -> tuple[int, ...]:
    """`first` and the seeds after it, `count` in all; after the largest seed comes 0."""
    return tuple((first + number) % (MAX_SEED + 1) for number in range(count))


@dataclass(frozen=True, slots=True, eq=False)
class InitialWeights:
    """The initial parameters of P networks.

    Attributes: `W1` (P, n1, features); `upper`, the other parameters, "b1", "W2", ...
    """

    W1: FloatArray
    upper: Parameters

    @classmethod
    def from_seeds(cls, config: TrainingConfig, features: int, seeds: Sequence[int]) -> InitialWeights:
        """The initial weights of a run with each of `seeds`."""
        stacked: dict[str, FloatArray] = {}
        for network, seed in enumerate(seeds):
            initial = initialize_parameters_deep(config.layer_dims(features), seed, config.initialization)
            for name, value in initial.items():
                stacked.setdefault(name, np.empty((len(seeds), *value.shape)))[network] = value
        return cls(stacked.pop("W1"), stacked)

    def select_upper(self, indices: Sequence[int]) -> Parameters:
        """`upper` of the networks `indices`, which may repeat."""
        return {name: value[indices] for name, value in self.upper.items()}

    def projected(self, examples: Examples) -> FloatArray:
        """W1 X of each network, (P, n1, m)."""
        return examples.project(self.W1)


@dataclass(frozen=True, slots=True, eq=False)
class GramNetworks:
    """P networks in the Gram form, without their examples; small beside those.

    Attributes: `C` (P, n1, m), one weight per unit and training example; `initial_b` (P, n1, 1), b1 beside C, or None
    if it is 0; `layers`, those above the first.
    """

    C: FloatArray
    initial_b: FloatArray | None
    layers: Sequence[Layer]

    def logits(self, projected: FloatArray, K: FloatArray) -> FloatArray:
        """The logit of class 1 on other examples T, (P, 1, m of T).

        `projected` (P, n1, m of T) is W1_0 T; `K` is X^T T + 1, (m, m of T) or (P, m, m of T).
        """
        with np.errstate(over="ignore", invalid="ignore"):
            return self.forward(projected, K, self.empty_input(projected))[0]

    def empty_input(self, projected: FloatArray) -> FloatArray:
        """An array for Z1 of each network on the examples of `projected` (P, n1, m)."""
        networks, units, count = projected.shape
        return FlatLayers([V.shape for V, _ in self.layers]).empty_input(units, count, (networks,))

    def forward(self, projected: FloatArray, K: FloatArray, Z1: FloatArray) -> tuple[FloatArray, list[Cache]]:
        """The logits and caches from Z1 = W1_0 X + b1_0 + C K, with A1 in `Z1`, as `empty_input` makes it."""
        count = projected.shape[1]
        Z1[:, count:] = 1.0
        units = Z1[:, :count]
        np.matmul(self.C, K, out=units)
        units += projected
        if self.initial_b is not None:
            units += self.initial_b
        return logits_from(Z1, self.layers, in_place=True)


class BatchedNetworks:
    """P networks and the examples that they learn from.

    `upper` are the stacked parameters but W1; `projected` (P, n1, m) is W1_0 X; `K` = X^T X + 1 is (m, m) if all learn
    from the same examples, else (P, m, m); `Y` is (1, m) or (P, 1, m) accordingly.

    Attributes: `without_examples`, what they are after the last step; each step changes its arrays in place.
    """

    def __init__(self, upper: Parameters, projected: FloatArray, K: FloatArray, Y: FloatArray) -> None:
        folded = [V for V, _ in fold_biases(layers_above_first(upper, depth=(1 + len(upper)) // 2))]
        folds = FlatLayers([V.shape for V in folded])
        self._upper = folds.join(folded)
        layers: list[Layer] = [(V, None) for V in folds.split(self._upper)]
        initial_b = upper["b1"] if upper["b1"].any() else None
        self.without_examples = GramNetworks(np.zeros_like(projected), initial_b, layers)
        self._projected, self._K, self._Y = projected, K, Y
        self._space = Workspace(folds, self.without_examples.empty_input(projected))
        self._signs = 1.0 - 2.0 * Y

    def train(self, config: TrainingConfig, counter: Callable[[int], None]) -> list[TrainingOutcome]:
        """Take all steps of `config`; `counter`, called with their numbers, may raise to stop."""
        count = len(self._projected)
        recorded = []
        diverged_at = np.full(count, -1)
        # Each cost is checked, so NumPy need not warn of overflow.
        with np.errstate(over="ignore", invalid="ignore"):
            for iteration in range(config.iterations):
                ZL = self._descend(config.learning_rate)
                self._note_diverged(diverged_at, ZL, iteration)
                if is_recorded(iteration, config.iterations):
                    recorded.append((iteration, self._costs(ZL)))
                counter(count)
            # The last step has no cost after it that would show divergence.
            ZL, _ = self._forward()
            self._note_diverged(diverged_at, ZL, config.iterations)
        return [_outcome(recorded, network, int(at)) for network, at in enumerate(diverged_at)]

    def train_logits(self) -> FloatArray:
        """The logit of class 1 on all training examples, (P, 1, m)."""
        return self.without_examples.logits(self._projected, self._K)

    def train_accuracies(self) -> FloatArray:
        """The accuracy of each network on the examples that it learns from, (P,)."""
        right = predicted_labels(sigmoid(self.train_logits())[0]) == self._Y
        accuracies: FloatArray = right.mean(axis=-1)[:, 0]
        return accuracies

    def _forward(self) -> tuple[FloatArray, list[Cache]]:
        return self.without_examples.forward(self._projected, self._K, self._space.Z1)

    def _costs(self, ZL: FloatArray) -> FloatArray:
        """The cost of each network, (P,)."""
        return costs_from_logits(ZL, self._Y)

    def _descend(self, learning_rate: float) -> FloatArray:
        """Take one step in each network; return the logits before it, (P, 1, m), which the next may overwrite."""
        ZL, caches = self._forward()
        # The gradients of the learning rate times the cost, as in `Network.descend`.
        dZL = errors_from_logits(ZL, self._signs)
        dZL *= learning_rate / self._Y.shape[-1]
        space = self._space
        dZ1, _ = backward_to(space.Z1, dZL, caches, in_place=True, outputs=space.gradients)
        space.fix_constant_units()
        C = self.without_examples.C
        # Which is a step of b1, too.
        C -= dZ1[:, : C.shape[1]]
        self._upper -= space.dV
        return ZL

    def _note_diverged(self, diverged_at: NDArray[np.int64], ZL: FloatArray, iteration: int) -> None:
        """Note `iteration` for each network whose cost is the first that is not finite."""
        # If the squares of the logits have a finite sum, all costs are finite, and need not be computed.
        if not math.isfinite(np.vdot(ZL, ZL)):
            diverged = ~np.isfinite(self._costs(ZL))
            diverged_at[diverged & (diverged_at < 0)] = iteration


def select_columns(A: FloatArray, indices: Indices) -> FloatArray:
    """The columns `indices` (P, k) of A (P, n, m): (P, n, k)."""
    columns: FloatArray = np.take_along_axis(A, indices[:, np.newaxis], axis=-1)
    return columns


def select_blocks(K: FloatArray, rows: Indices, columns: Indices) -> FloatArray:
    """The blocks of K (m, m) at `rows` (P, j) and `columns` (P, k): (P, j, k)."""
    blocks: FloatArray = K[rows[:, :, np.newaxis], columns[:, np.newaxis]]
    return blocks


def _outcome(recorded: list[tuple[int, FloatArray]], network: int, diverged_at: int) -> TrainingOutcome:
    if diverged_at < 0:
        costs = np.array([costs[network] for _, costs in recorded])
        return TrainingOutcome(costs, None)
    return TrainingOutcome(np.array([costs[network] for at, costs in recorded if at < diverged_at]), diverged_at)
