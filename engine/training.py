"""Training by full-batch gradient descent: `for step in trainer:` trains, leaving the loop stops."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from engine.activations import FloatArray
from engine.config import TrainingConfig
from engine.errors import ConfigError, DivergedError
from engine.evaluation import accuracy, predicted_labels
from engine.examples import Examples
from engine.first_layer import FIRST_LAYERS, choose_first_layer
from engine.network import Network
from engine.parameters import initialize_parameters_deep
from engine.propagation import cost_of_logits
from engine.silence import silence_of
from engine.threads import blas_threads_for

# A cost is recorded every so many iterations, and at the last one.
RECORD_EVERY = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One iteration of gradient descent: its number, from 0, and the training cost before its update."""

    iteration: int
    cost: float


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """All that the steps after it depend on: the network after `iteration` steps, which later steps leave alone."""

    iteration: int
    network: Network

    @property
    def nbytes(self) -> int:
        """The memory that keeping it takes."""
        return self.network.nbytes


@dataclass(frozen=True, slots=True)
class Figures:
    """Cost and accuracy of the network as it is now, on one part of the data."""

    cost: float
    accuracy: float


def is_recorded(iteration: int, iterations: int) -> bool:
    """Whether the notebook records the cost of this iteration: 0, 100, 200, ... and the last."""
    return iteration % RECORD_EVERY == 0 or iteration == iterations - 1


class Trainer:
    """A network and the examples it learns from.

    Iterating takes steps until `config.iterations` are done; a loop that was left can be resumed by another. The
    weights are always those after the last step. Raises ConfigError for a network that does not fit in memory, and
    DivergedError from the step whose cost is no longer finite.

    Attributes: `config`; `train`; `network`, as it is after the last step; `iteration`, how many steps are done.
    """

    def __init__(
        self,
        train: Examples,
        config: TrainingConfig | None = None,
        test: Examples | None = None,
        first_layer: str | None = None,
    ) -> None:
        self.config = config or TrainingConfig()
        self.train = train
        self.iteration = 0
        self.config.require_memory(train.features, train.count)
        layer_dims = self.config.layer_dims(train.features)
        parameters = initialize_parameters_deep(layer_dims, self.config.seed)
        kind = first_layer or choose_first_layer(train, test)
        held = FIRST_LAYERS[kind](parameters.pop("W1"), parameters.pop("b1"), train)
        self.network = Network(held, parameters)

    def __iter__(self) -> Iterator[Step]:
        with blas_threads_for(self.network.first_layer.product_flops):
            while self.iteration < self.config.iterations:
                # Numbers that leave the finite range are looked for in each cost, so NumPy need not warn of them.
                with np.errstate(over="ignore", invalid="ignore"):
                    cost = self.network.descend(self.config.learning_rate)
                self._require_finite(cost)
                self.iteration += 1
                yield Step(self.iteration - 1, cost)
            # The very last step may have done it.
            self._require_finite(self.figures(self.train).cost)

    def take(self, steps: int) -> None:
        """Take so many steps, or those that are left."""
        for _ in islice(self, steps):
            pass

    def checkpoint(self) -> Checkpoint:
        """The state after the last step; cheap."""
        return Checkpoint(self.iteration, self.network.snapshot())

    def branched_from(self, checkpoint: Checkpoint, config: TrainingConfig | None = None) -> Trainer:
        """A trainer of its own that goes on from `checkpoint`, with other settings of the steps if `config` is given.

        Raises ConfigError for settings of another network.
        """
        branch = copy.copy(self)
        branch.config = config or self.config
        if branch.config.hidden_layers != self.config.hidden_layers:
            raise ConfigError(
                "hidden_layers", branch.config.hidden_layers, "a run goes on with the layers it began with"
            )
        branch.iteration = checkpoint.iteration
        branch.network = checkpoint.network.snapshot()
        return branch

    def _require_finite(self, cost: float) -> None:
        if not math.isfinite(cost):
            raise DivergedError(self.iteration, self.config.learning_rate)

    @property
    def parameters(self) -> dict[str, FloatArray]:
        """The network as it is now, "W1", "b1", ... "WL", "bL"; later steps leave these arrays alone."""
        return self.network.parameters

    def probabilities(self, examples: Examples) -> FloatArray:
        """The probability of class 1 for each of `examples`, (1, m); cheap for the same object asked again."""
        return self.network.forward(examples)[0]

    def figures(self, examples: Examples) -> Figures:
        """Cost and accuracy on `examples`; cheap for the same object asked again."""
        AL, ZL = self.network.forward(examples)
        with np.errstate(invalid="ignore"):
            cost = cost_of_logits(ZL, examples.Y)
        return Figures(cost, accuracy(predicted_labels(AL), examples.Y))

    def has_died(self) -> bool:
        """Whether the network answers one class to every training picture because its hidden units are silent."""
        return silence_of(self.network) is not None

    def obituary(self) -> str:
        """What to tell of a network that has died; nothing of one that lives."""
        return str(silence_of(self.network) or "")


def _require_continuation(config: TrainingConfig, begun: TrainingConfig, iteration: int) -> None:
    if config.hidden_layers != begun.hidden_layers:
        raise ConfigError("hidden_layers", config.hidden_layers, "a run goes on with the layers it began with")
    if config.iterations <= iteration:
        raise ConfigError("iterations", config.iterations, f"the run goes on from {iteration:,}; more are needed")
