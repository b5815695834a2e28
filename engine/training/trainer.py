"""Training by gradient descent: `for step in trainer:` trains, and leaving the loop stops.

By default a step is the notebook's, on all examples; `engine.training.config` lists what may differ.

Iteration k is the network after k steps: iteration 0 is the random start, and a run of n steps ends with iteration n.
Costs, accuracies, checkpoints, tables and files count so. The training cost of iteration k is computed by the step from
there, before its update, as in the notebook: a run has n of them, and that of iteration n is in its `Snapshot`.

With early stopping, training ends when the held-out cost no longer falls.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np

from engine.analysis.evaluation import accuracy, predicted_labels
from engine.core import is_recorded
from engine.data.duplicates import find_duplicate_groups, stratified_folds
from engine.errors import ConfigError, DivergedError, lower_learning_rate
from engine.nn.examples import Batch, Examples
from engine.nn.interface import TrainableNetwork
from engine.nn.propagation import cost_from_logits
from engine.system.threads import limit_blas_threads
from engine.text import format_decimal
from engine.training.config import TrainingConfig
from engine.training.networks import TrainingPlan, kind_of, plan_training
from engine.training.optimizer import Optimizer, Velocities, l2_overshoots
from engine.typing import FloatArray, Indices

# One of this many folds is held out.
_FOLDS = 5


class Step(NamedTuple):
    """One iteration of gradient descent.

    Attributes: `iteration`, its number from 0; `cost`, the training cost before its update, on its mini-batch, with its
    dropout and the L2 penalty.
    """

    iteration: int
    cost: float


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """The state of a trainer after `iteration` steps.

    It is all that the next steps depend on, and they do not change it.

    Attributes: `network`; `velocities`, of momentum; `best`, of early stopping, or None.
    """

    iteration: int
    network: TrainableNetwork
    velocities: Velocities
    best: BestNetwork | None

    @property
    def nbytes(self) -> int:
        """The memory that keeping it takes."""
        velocities = sum(velocity.nbytes for velocity in self.velocities.values())
        return self.network.nbytes + velocities + (self.best.network.nbytes if self.best else 0)


class Metrics(NamedTuple):
    """The cost and the accuracy of a network on some examples."""

    cost: float
    accuracy: float


class InitialNetwork:
    """Keeps the network that was created last, with its products of the pictures.

    Steps replace arrays and never change them, so that a run may begin with a snapshot of the same network: its seed
    is not drawn again, and the pictures are not multiplied again. Any thread may call `create`.
    """

    def __init__(self) -> None:
        self._newest: tuple[tuple[object, ...], TrainableNetwork] | None = None

    def create(self, config: TrainingConfig, train: Examples, form: str) -> TrainableNetwork:
        """A network of `config` over the examples `train`, with its first layer in `form`, before its first step.

        Raises ConfigError for examples that it cannot take.
        """
        key = config.hidden_layers, config.features, config.initialization, config.seed, form, train
        newest = self._newest
        if newest is None or newest[0] != key:
            newest = self._newest = key, kind_of(config.features).create(config, train, form)
        return newest[1].snapshot()


class Trainer:
    """A network and the examples it learns from.

    Iterating takes steps until `config.iterations` are done; another loop goes on where one was left. The network is
    usable after any step. Early stopping may end the training before, and then restores the network that was best on
    the held-out examples. `test` are other examples that the network will be evaluated on. `plan`, if given, is the one
    to train by; else the trainer plans, with the form of `first_layer` if that is given. Trainers that may begin with
    the same network share `initial`.

    Raises ConfigError for a network that does not fit into memory and for options that `train` does not allow;
    iterating raises DivergedError at the step without a finite cost.

    Attributes: `config`; `train`; `plan`; `network`, after the last step; `iteration`, how many steps are done; with
    early stopping, `best`, the best network so far, else None.
    """

    def __init__(
        self,
        train: Examples,
        config: TrainingConfig | None = None,
        test: Examples | None = None,
        first_layer: str | None = None,
        plan: TrainingPlan | None = None,
        initial: InitialNetwork | None = None,
    ) -> None:
        self.config = config or TrainingConfig()
        self.train = train
        self.iteration = 0
        counts = train.count, test.count if test else 0
        self.plan = plan or plan_training(self.config, train.features, *counts, first_layer=first_layer)
        self.network = (initial or InitialNetwork()).create(self.config, train, self.plan.first_layer)
        self._early_stopping = EarlyStopping(train, self.config) if self.config.patience else None
        train_indices = self._early_stopping.train_indices if self._early_stopping else np.arange(train.count)
        self._optimizer = Optimizer(train, train_indices, self.config)
        self._velocities = self._optimizer.prepare(self.network)
        self.best: BestNetwork | None = None
        if self._early_stopping:
            self._update_best(self._early_stopping)

    @property
    def is_over(self) -> bool:
        """Whether no step is left."""
        if self.iteration >= self.config.iterations:
            return True
        return self.best is not None and self.iteration - self.best.iteration >= self.config.patience

    def __iter__(self) -> Iterator[Step]:
        # Each cost is checked, so NumPy need not warn of overflow. As a decorator that takes half the time per step.
        descend = np.errstate(over="ignore", invalid="ignore")(self._descend)
        with limit_blas_threads(self.network.product_flops), self.network.working():
            while not self.is_over:
                cost = descend()
                self._require_finite(cost)
                self.iteration += 1
                if self._early_stopping:
                    self._update_best(self._early_stopping)
                    if self.best is not None and self.best_iteration is not None:
                        self.network = self.best.network.snapshot()
                yield Step(self.iteration - 1, cost)
            # The last step has no cost after it that would show divergence.
            self._require_finite(self.metrics(self.train).cost)

    def _descend(self) -> float:
        cost: float
        cost, self._velocities = self._optimizer.step(self.network, self.iteration, self._velocities)
        return cost

    def _update_best(self, stopping: EarlyStopping) -> None:
        """Keep the network if its held-out cost is the lowest."""
        cost = stopping.cost(self.network)
        if self.best is None or cost < self.best.cost:
            self.best = BestNetwork(self.iteration, cost, self.network.snapshot())

    @property
    def best_iteration(self) -> int | None:
        """The iteration to whose network early stopping has gone back, None if it has not."""
        return self.best.iteration if self.best and self.is_over and self.best.iteration < self.iteration else None

    @property
    def _learned(self) -> int:
        """The number of examples to learn from, all but those held out for early stopping."""
        return len(self._early_stopping.train_indices) if self._early_stopping else self.train.count

    def take_steps(self, steps: int) -> None:
        """Take `steps` steps, or as many as are left."""
        for _ in islice(self, steps):
            pass

    def checkpoint(self) -> Checkpoint:
        """The state after the last step; cheap, since steps replace arrays."""
        return Checkpoint(self.iteration, self.network.snapshot(), self._velocities, self.best)

    def resume_from(self, checkpoint: Checkpoint) -> Trainer:
        """A separate trainer that goes on from `checkpoint`."""
        other = copy.copy(self)
        other.iteration, other.best = checkpoint.iteration, checkpoint.best
        other.network = checkpoint.network.snapshot()
        other._velocities = checkpoint.velocities
        return other

    def _require_finite(self, cost: float) -> None:
        if not math.isfinite(cost):
            raise DivergedError(self.iteration, self.config.learning_rate, l2_overshoots(self.config, self._learned))

    @property
    def parameters(self) -> dict[str, FloatArray]:
        """The parameters now, "W1", "b1", ... "WL", "bL"; later steps do not change these arrays."""
        return self.network.parameters

    def probabilities(self, examples: Examples) -> FloatArray:
        """The probability of class 1 on `examples`, (1, m). A second call with the same object is cheap."""
        return self.network.forward(examples)[0]

    def metrics(self, examples: Examples) -> Metrics:
        """The cost and accuracy on `examples`. A second call with the same object is cheap."""
        AL, ZL = self.network.forward(examples)
        return Metrics(cost_from_logits(ZL, examples.Y), accuracy(predicted_labels(AL), examples.Y))


@dataclass(frozen=True, slots=True, eq=False)
class TrainingOutcome:
    """The result of training one network.

    Attributes: `costs`, those of the recorded iterations up to divergence; `diverged_at`, the first iteration without a
    finite cost, or None.
    """

    costs: FloatArray
    diverged_at: int | None


def run_to_end(trainer: Trainer, counter: Callable[[int], None]) -> TrainingOutcome:
    """Take all remaining steps; `counter(1)`, called after each, may raise to end them."""
    costs = []
    try:
        for step in trainer:
            if is_recorded(step.iteration, trainer.config.iterations):
                costs.append(step.cost)
            counter(1)
    except DivergedError as error:
        return TrainingOutcome(np.array(costs), error.iteration)
    return TrainingOutcome(np.array(costs), None)


def divergence_error(config: TrainingConfig) -> ConfigError:
    """The error that asks for a lower learning rate."""
    rate = config.learning_rate
    tried = format_decimal(lower_learning_rate(rate))
    return ConfigError("learning_rate", rate, f"must be lower, since the networks diverge. Try {tried}")


@dataclass(frozen=True, slots=True, eq=False)
class BestNetwork:
    """The network with the lowest held-out cost, after `iteration` steps."""

    iteration: int
    cost: float
    network: TrainableNetwork


class EarlyStopping:
    """Evaluates a network on held-out training examples.

    These are a fifth of `train`, with the classes in proportion. Raises ConfigError if that leaves nothing to learn
    from or nothing to evaluate on.

    Attributes: `train_indices`, the examples to learn from; `held_out`, the others.
    """

    def __init__(self, train: Examples, config: TrainingConfig) -> None:
        labels = train.Y[0].astype(np.int64)
        groups = find_duplicate_groups(train.rows)
        self.held_out = stratified_folds(groups, labels, _FOLDS, config.seed)[0]
        self.train_indices: Indices = np.setdiff1d(np.arange(train.count), self.held_out)
        if not (len(self.train_indices) and len(self.held_out)):
            raise ConfigError("patience", config.patience, "must be 0: too few pictures")
        self._held_out_batch = Batch(train, self.held_out)

    def cost(self, network: TrainableNetwork) -> float:
        """The held-out cost of `network`, without penalty or dropout."""
        _, ZL = network.forward(self._held_out_batch)
        return cost_from_logits(ZL, self._held_out_batch.Y)
