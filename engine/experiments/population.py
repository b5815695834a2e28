"""Training of a population: networks of one shape that take each step together.

They are one `Network` in the Gram form, whose arrays have a first axis with one entry for each of the P networks. A
single small network spends half its time on calls into NumPy, which a population shares.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from engine.core import initialize_parameters_deep, is_recorded
from engine.nn.examples import Examples
from engine.nn.first_layer import GramFirstLayer
from engine.nn.network import Network
from engine.training.config import TrainingConfig
from engine.training.optimizer import Optimizer
from engine.training.trainer import TrainingOutcome
from engine.typing import FloatArray
from engine.validation import MAX_SEED

# Measured on the notebook's network: a step takes 85 us alone, 76 per network in a population of 2, 57 in one of 8,
# 53 in one of 13 and no less above that. Smaller populations return results earlier.
_MAX_NETWORKS = 13
# Numbers of Z1 in a population, 512 KB: beyond, calls into NumPy are short beside the work, and caches overflow.
_MAX_ACTIVATIONS = 2**16
# Numbers in weights or Gram matrices of a population, 128 MB.
_MAX_WEIGHTS = 2**24


def networks_per_population(config: TrainingConfig, train: Examples, own_examples: bool = False) -> int:
    """The number of networks to train in one population.

    They learn from `train`, or with `own_examples` each from its own part of it.
    """
    weights = max(fan_in * fan_out for fan_in, fan_out in pairwise(config.layer_dims(train.features)))
    largest = max(weights, train.count**2) if own_examples else weights
    activations = max(config.layer_dims(train.features)[1:]) * train.count
    return max(1, min(_MAX_NETWORKS, _MAX_ACTIVATIONS // activations, _MAX_WEIGHTS // largest))


def seeds_from(first: int, count: int) -> tuple[int, ...]:
    """`first` and the seeds after it, `count` in all; after the largest seed comes 0."""
    return tuple((first + number) % (MAX_SEED + 1) for number in range(count))


def create_population(config: TrainingConfig, seeds: Sequence[int], train: Examples) -> Network:
    """The networks of a run with each of `seeds`, before their first step."""
    dims = config.layer_dims(train.features)
    each = [initialize_parameters_deep(dims, seed, config.initialization) for seed in seeds]
    stacked = {name: np.stack([parameters.pop(name) for parameters in each]) for name in list(each[0])}
    return Network(GramFirstLayer(stacked.pop("W1"), stacked.pop("b1"), train), stacked)


def train_together(networks: Network, config: TrainingConfig, counter: Callable[[int], None]) -> list[TrainingOutcome]:
    """Take all steps of `config`; `counter`, called with their numbers, may raise to stop."""
    optimizer = Optimizer(networks.train, np.arange(networks.train.count), config)
    velocities = optimizer.prepare(networks)
    count = len(networks.first_layer.b)
    recorded: list[tuple[int, FloatArray]] = []
    diverged_at = np.full(count, -1)

    def record_divergence(costs: FloatArray, iteration: int) -> None:
        if not math.isfinite(costs.sum()):
            diverged_at[~np.isfinite(costs) & (diverged_at < 0)] = iteration

    # Each cost is checked, so NumPy need not warn of overflow.
    with np.errstate(over="ignore", invalid="ignore"):
        for iteration in range(config.iterations):
            costs, velocities = optimizer.step(networks, iteration, velocities)
            record_divergence(costs, iteration)
            if is_recorded(iteration, config.iterations):
                recorded.append((iteration, costs))
            counter(count)
        # The last step has no cost after it that would show divergence.
        record_divergence(networks.cost_and_gradients(networks.train).cost, config.iterations)
    return [_outcome(recorded, network, int(at)) for network, at in enumerate(diverged_at)]


def _outcome(recorded: list[tuple[int, FloatArray]], network: int, diverged_at: int) -> TrainingOutcome:
    if diverged_at < 0:
        return TrainingOutcome(np.array([costs[network] for _, costs in recorded]), None)
    return TrainingOutcome(np.array([costs[network] for at, costs in recorded if at < diverged_at]), diverged_at)
