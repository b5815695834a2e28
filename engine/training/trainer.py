"""Training by gradient descent: `for step in trainer:` trains, leaving the loop stops.

By default a step is the notebook's, over all examples; options make it another one (`options`).
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from engine.analysis.dead_units import detect_dead_network
from engine.analysis.evaluation import accuracy, predicted_labels
from engine.errors import ConfigError, DivergedError
from engine.nn.examples import Examples
from engine.nn.network import FIRST_LAYERS, Network
from engine.nn.parameters import initialize_parameters_deep
from engine.nn.propagation import cost_from_logits
from engine.system.blas import limit_blas_threads
from engine.training.config import TrainingConfig
from engine.training.early_stopping import BestNetwork, EarlyStopping
from engine.training.optimizer import Optimizer, Velocities
from engine.training.plan import TrainingPlan, plan_training
from engine.typing import FloatArray

# A cost is recorded every so many iterations, and at the last one.
RECORD_EVERY = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One iteration of gradient descent: its number, from 0, and the training cost before its update.

    The cost is that of what the step saw: of its mini-batch, with its dropout, and with the penalty of L2.
    """

    iteration: int
    cost: float


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """All that the steps after it depend on; later steps leave it alone.

    Attributes: `network`, as it is after `iteration` steps; `velocities`, of momentum; `best`, of early stopping.
    """

    iteration: int
    network: Network
    velocities: Velocities
    best: BestNetwork | None

    def with_pixel_layer(self) -> Checkpoint:
        """The same moment, with the first layer and its velocity held as W1."""
        network = self.network
        return replace(self, network=network.with_pixel_layer(), velocities=network.to_weight_space(self.velocities))

    @property
    def has_zero_velocity(self) -> bool:
        """Whether momentum has no speed to carry on."""
        return not any(velocity.any() for velocity in self.velocities.values())

    @property
    def nbytes(self) -> int:
        """The memory that keeping it takes."""
        held = self.network.nbytes + sum(velocity.nbytes for velocity in self.velocities.values())
        return held + (self.best.network.nbytes if self.best else 0)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Cost and accuracy of the network as it is now, on one part of the data."""

    cost: float
    accuracy: float


def is_recorded(iteration: int, iterations: int) -> bool:
    """Whether the notebook records the cost of this iteration: 0, 100, 200, ... and the last."""
    return iteration % RECORD_EVERY == 0 or iteration == iterations - 1


class Trainer:
    """A network and the examples it learns from.

    Iterating takes steps until `config.iterations` are done; a loop that was left can be resumed by another. The
    weights are always those after the last step. With early stopping the last step may come before, and it leaves the
    weights that were the best on the examples kept back. Altered pictures take the pixel path, whatever `first_layer`
    asks for. Raises ConfigError for a network that does not fit in memory and for options that `train` does not admit,
    and DivergedError from the step whose cost is no longer finite.

    Attributes: `config`; `train`; `network`, as it is after the last step; `iteration`, how many steps are done;
    `best`, with early stopping, the network that was the best so far.
    """

    def __init__(
        self,
        train: Examples,
        config: TrainingConfig | None = None,
        test: Examples | None = None,
        first_layer: str | None = None,
        plan: TrainingPlan | None = None,
    ) -> None:
        self.config = config or TrainingConfig()
        self.train = train
        self.iteration = 0
        counts = train.count, test.count if test else 0
        self.plan = plan or plan_training(self.config, train.features, *counts, first_layer=first_layer)
        layer_dims = self.config.layer_dims(train.features)
        parameters = initialize_parameters_deep(layer_dims, self.config.seed, self.config.initialization)
        layer = FIRST_LAYERS[self.plan.first_layer](parameters.pop("W1"), parameters.pop("b1"), train)
        self.network = Network(layer, parameters)
        self._prepare()

    def _prepare(self) -> None:
        """Choose how `config` takes steps from here on."""
        config = self.config
        self._early_stopping = EarlyStopping(self.train, config) if config.patience else None
        train_indices = self._early_stopping.train_indices if self._early_stopping else np.arange(self.train.count)
        self._optimizer = None if config.uses_plain_steps else Optimizer(self.train, train_indices, config)
        self._velocities = self._optimizer.initial_velocities(self.network) if self._optimizer else {}
        self.best = self._early_stopping.initial_best(self.network, self.iteration) if self._early_stopping else None

    @property
    def is_over(self) -> bool:
        """Whether no more steps are to come."""
        if self.iteration >= self.config.iterations:
            return True
        return bool(self._early_stopping and self.best and self._early_stopping.is_over(self.best, self.iteration))

    def __iter__(self) -> Iterator[Step]:
        with limit_blas_threads(self.network.first_layer.product_flops):
            while not self.is_over:
                # Numbers that leave the finite range are looked for in each cost: NumPy need not warn of any.
                with np.errstate(over="ignore", invalid="ignore"):
                    cost = self._descend()
                self._require_finite(cost)
                self.iteration += 1
                if self._early_stopping:
                    self._watch(self._early_stopping)
                yield Step(self.iteration - 1, cost)
            # The very last step may have done it.
            self._require_finite(self.metrics(self.train).cost)

    def _descend(self) -> float:
        if self._optimizer is None:
            return self.network.descend(self.config.learning_rate)
        cost, self._velocities = self._optimizer.step(self.network, self.iteration, self._velocities)
        return cost

    def _watch(self, stopping: EarlyStopping) -> None:
        """Keep the network after a step if it is the best one; after the last step, go back to that."""
        assert self.best is not None
        self.best = stopping.update_best(self.best, self.network, self.iteration)
        if self.is_over and self.best.iteration < self.iteration:
            self.network = self.best.network.snapshot()
            # Whoever goes on from there begins at rest: the velocities belong to another place.
            self._velocities = self._optimizer.initial_velocities(self.network) if self._optimizer else {}

    def take_steps(self, steps: int) -> None:
        """Take so many steps, or those that are left."""
        for _ in islice(self, steps):
            pass

    def checkpoint(self) -> Checkpoint:
        """The state after the last step; cheap."""
        return Checkpoint(self.iteration, self.network.snapshot(), self._velocities, self.best)

    def resume_from(self, checkpoint: Checkpoint, config: TrainingConfig | None = None) -> Trainer:
        """A trainer of its own that goes on from `checkpoint`, with other settings of the steps if `config` is given.

        Raises ConfigError for settings of another network, or of a run that would be over already.
        """
        branch = copy.copy(self)
        if config is not None:
            _require_continuation(config, self.config, checkpoint.iteration)
            branch.config = config
        if branch.config.uses_augmentation:
            checkpoint = checkpoint.with_pixel_layer()
        branch.iteration = checkpoint.iteration
        branch.network = checkpoint.network.snapshot()
        branch._go_on_from(checkpoint, is_changed=branch.config != self.config)
        return branch

    def _go_on_from(self, checkpoint: Checkpoint, is_changed: bool) -> None:
        """Take over what the steps before have left; early stopping begins anew with changed settings."""
        if not is_changed:
            self._velocities, self.best = checkpoint.velocities, checkpoint.best
            return
        self._prepare()
        if self._velocities.keys() == checkpoint.velocities.keys():
            self._velocities = checkpoint.velocities

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

    def metrics(self, examples: Examples) -> Metrics:
        """Cost and accuracy on `examples`; cheap for the same object asked again."""
        AL, ZL = self.network.forward(examples)
        return Metrics(cost_from_logits(ZL, examples.Y), accuracy(predicted_labels(AL), examples.Y))

    def is_dead(self) -> bool:
        """Whether the network answers one class to every training picture because its hidden units are silent."""
        return detect_dead_network(self.network) is not None

    def dead_network_message(self) -> str:
        """What to tell of a network that has died; nothing of one that lives."""
        return str(detect_dead_network(self.network) or "")


def _require_continuation(config: TrainingConfig, begun: TrainingConfig, iteration: int) -> None:
    if config.hidden_layers != begun.hidden_layers:
        raise ConfigError("hidden_layers", config.hidden_layers, "a run goes on with the layers it began with")
    if config.iterations <= iteration:
        raise ConfigError("iterations", config.iterations, f"the run goes on from {iteration:,}; more are needed")
