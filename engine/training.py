"""Training by full-batch gradient descent: `for step in trainer:` trains, leaving the loop stops."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.activations import FloatArray
from engine.config import TrainingConfig
from engine.errors import DivergedError
from engine.evaluation import accuracy, constant_predictor_cost, predicted_labels
from engine.examples import Examples
from engine.first_layer import FIRST_LAYERS, choose_first_layer
from engine.parameters import initialize_parameters_deep, update_parameters
from engine.propagation import backward_to, cost_of_logits, forward_from
from engine.threads import blas_threads_for

# A cost is recorded every so many iterations, and at the last one.
RECORD_EVERY = 100
# Probabilities that differ by less than this over all training pictures are one and the same answer.
_SAME_ANSWER = 1e-9


@dataclass(frozen=True, slots=True)
class Step:
    """One iteration of gradient descent: its number, from 0, and the training cost before its update."""

    iteration: int
    cost: float


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

    Attributes: `config`, `train`, `iteration` (how many steps are done), `first_layer`.
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
        self._depth = len(layer_dims) - 1
        self._upper = initialize_parameters_deep(layer_dims, self.config.seed)
        W1, b1 = self._upper.pop("W1"), self._upper.pop("b1")
        kind = first_layer or choose_first_layer(train, test)
        self.first_layer = FIRST_LAYERS[kind](W1, b1, train)

    def __iter__(self) -> Iterator[Step]:
        # Numbers that leave the finite range are looked for in each cost, so NumPy need not warn of them.
        with blas_threads_for(self.first_layer.product_flops):
            while self.iteration < self.config.iterations:
                with np.errstate(over="ignore", invalid="ignore"):
                    cost = self._descend()
                if not math.isfinite(cost):
                    raise DivergedError(self.iteration, self.config.learning_rate)
                self.iteration += 1
                yield Step(self.iteration - 1, cost)

    def _descend(self) -> float:
        """One step of gradient descent over all examples; the cost before it."""
        rate, Y = self.config.learning_rate, self.train.Y
        Z1 = self.first_layer.forward(self.train)
        AL, caches = forward_from(Z1, self._upper, self._depth)
        cost = cost_of_logits(caches[-1][1], Y)
        dZ1, grads = backward_to(Z1, AL, Y, caches)
        self.first_layer.descend(dZ1, rate)
        self._upper = update_parameters(self._upper, grads, rate)
        return cost

    @property
    def parameters(self) -> dict[str, FloatArray]:
        """The network as it is now, "W1", "b1", ... "WL", "bL"; later steps leave these arrays alone."""
        return {"W1": self.first_layer.weights(), "b1": self.first_layer.b, **self._upper}

    def probabilities(self, examples: Examples) -> FloatArray:
        """The probability of class 1 for each of `examples`, (1, m); cheap for the same object asked again."""
        return self._forward(examples)[0]

    def figures(self, examples: Examples) -> Figures:
        """Cost and accuracy on `examples`; cheap for the same object asked again."""
        AL, ZL = self._forward(examples)
        return Figures(cost_of_logits(ZL, examples.Y), accuracy(predicted_labels(AL), examples.Y))

    def _forward(self, examples: Examples) -> tuple[FloatArray, FloatArray]:
        AL, caches = forward_from(self.first_layer.forward(examples), self._upper, self._depth)
        return AL, caches[-1][1]

    def has_died(self) -> bool:
        """Whether the network gives every training picture the same answer.

        Then no hidden unit of some layer answers to any picture, no gradient passes it, and the cost stays for ever at
        that of the constant predictor.
        """
        return bool(np.ptp(self.probabilities(self.train)) < _SAME_ANSWER)

    def obituary(self) -> str:
        """What to tell of a network that has died."""
        return (
            "The network has died: it gives every picture the same answer, so its cost stays at "
            f"{constant_predictor_cost(self.train.Y):.3f}, that of guessing. Its hidden units no longer answer to any "
            "picture and cannot recover. Try a lower learning rate, wider layers or another seed."
        )
