"""The notebook's arithmetic beside the engine's: the same steps taken both ways, compared cost by cost.

The notebook's steps are those of its functions as they are: W1 X and dZ1 X^T are multiplied out over all features of
all pictures, and so is dA0, which nothing uses. The engine's steps are those of `Trainer`. Where the notebook's
products are large enough for several threads of BLAS, its steps have these or one, whichever is faster on this computer
now: on a busy one, several wait for each other, and the times would not compare the arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from engine.errors import ConfigError, DivergedError
from engine.nn.examples import PIXEL_RANGE, Examples
from engine.nn.parameters import initialize_parameters_deep, update_parameters
from engine.nn.propagation import L_model_backward, L_model_forward, compute_cost
from engine.progress import UNOBSERVED, Work
from engine.system.blas import limit_blas_threads
from engine.system.memory import available_memory, format_bytes
from engine.training.config import TrainingConfig
from engine.training.features import PIXELS, count_features, is_convolution, make_examples
from engine.training.trainer import Step, Trainer
from engine.typing import FloatArray

# The notebook takes the logarithm of a probability. Of one as near to 1 as this, on a picture of class 0, the cost has
# lost digits that count; the engine computes the cost from the logit, which loses none.
_NEAR_ONE, _NEAR_ZERO = 1.0 - 1e-9, float(np.finfo(np.float64).tiny)
# The time that the notebook's steps of one block take, in seconds.
_BLOCK_SECONDS = 0.2
# The share of the free memory that the notebook's arrays may take.
_MEMORY_SHARE = 0.5
_FLOAT_BYTES = 8
# Arrays of the size of X: itself and dA0. Per unit and picture: Z, A, their gradients, and one more on the way.
_INPUT_COPIES, _UNIT_COPIES = 2, 5
# Arrays of the size of the parameters: old values, gradients, what is subtracted, new values.
_PARAMETER_COPIES = 4

# Costs that differ by no more than this agree. Both ways round in the 16th digit, and training may amplify that.
TOLERANCE = 1e-9


def notebook_settings(config: TrainingConfig, iterations: int, features: str = PIXELS) -> TrainingConfig:
    """What the notebook has of `config`: layers, learning rate and seed; with other `iterations` and `features`.

    Of convolution it is the seed alone: filters are no layers, and their learning rate is too high for these.
    """
    if is_convolution(config.features):
        return TrainingConfig(iterations=iterations, seed=config.seed, features=features)
    return TrainingConfig(config.hidden_layers, config.learning_rate, iterations, config.seed, features=features)


@dataclass(frozen=True, slots=True, eq=False)
class ComparedSteps:
    """The costs (k,) of the next iterations, computed both ways, and the `agreement` up to there."""

    notebook: FloatArray
    engine: FloatArray
    agreement: Agreement


class NotebookComparison:
    """Trains `config` on pictures (m, height, width, 3) with labels (1, m), both ways in turn.

    Of `config` only what the notebook has counts, and the features. Iterating yields ComparedSteps, a few times per
    second; leaving the loop stops. It checks `work` between any two steps, outside of what is timed. The time of the
    engine includes what it computes before the first step.

    Raises ConfigError for convolution and for networks that do not fit into memory; iterating also raises
    DivergedError, after the last finite costs.

    Attributes: `config`; `count`, how many of the pictures are used: the first ones, if the notebook's arrays of all
    would not fit into memory.
    """

    def __init__(
        self, pictures: NDArray[np.uint8], labels: NDArray[np.int64], config: TrainingConfig, work: Work = UNOBSERVED
    ) -> None:
        if is_convolution(config.features):
            raise ConfigError(
                "features", config.features, "must be pixels or pretrained: the notebook has no convolution"
            )
        self.config = notebook_settings(config, config.iterations, config.features)
        features = count_features(config.features, (pictures.shape[1], pictures.shape[2]))
        self.count = min(len(pictures), _fitting_count(self.config, features))
        self._pictures, self._labels = pictures, labels
        self._work = work

    def __iter__(self) -> Iterator[ComparedSteps]:
        examples = self._examples()
        notebook = _NotebookSteps(_as_matrix(examples, self.config), examples.Y, self.config, self._work)
        engine = _EngineSteps(examples, self.config, self._work)
        agreement = Agreement()
        while agreement.iterations < self.config.iterations:
            costs = notebook.take(self.config.iterations - agreement.iterations)
            engine_costs = engine.take(len(costs))
            costs = costs[: len(engine_costs)]
            if len(costs):
                agreement = replace(
                    agreement.extended(costs, engine_costs),
                    notebook_seconds=notebook.seconds,
                    engine_seconds=engine.seconds,
                    loses_digits_from=notebook.loses_digits_from,
                )
                yield ComparedSteps(costs, engine_costs, agreement)
            if engine.failure is not None:
                raise engine.failure

    def _examples(self) -> Examples:
        examples = make_examples(self.config.features, self._pictures, self._labels, Work(within=self._work))
        return examples if self.count == examples.count else examples.subset(np.arange(self.count))


def _fitting_count(config: TrainingConfig, features: int) -> int:
    """How many pictures the notebook's arrays have room for. Raises ConfigError if not for one."""
    dims = config.layer_dims(features)
    of_parameters = _PARAMETER_COPIES * sum(fan_in * fan_out for fan_in, fan_out in pairwise(dims))
    of_picture = _INPUT_COPIES * features + _UNIT_COPIES * sum(dims[1:])
    free = _MEMORY_SHARE * available_memory()
    count = int((free / _FLOAT_BYTES - of_parameters) // of_picture)
    if count < 1:
        needed = _FLOAT_BYTES * (of_parameters + of_picture)
        reason = (
            f"must be narrower: the notebook's arithmetic needs {format_bytes(needed)}, {format_bytes(free)} is free"
        )
        raise ConfigError("hidden_layers", config.hidden_layers, reason)
    return count


def _as_matrix(examples: Examples, config: TrainingConfig) -> FloatArray:
    """X (features, m), for pixels as the notebook makes it."""
    columns = examples.rows.T
    X: FloatArray = columns / PIXEL_RANGE if config.features == PIXELS else columns * examples.scale
    return X


class _NotebookSteps:
    """The notebook's steps. Attributes: `seconds`, the time they took; `loses_digits_from`, as in Agreement."""

    def __init__(self, X: FloatArray, Y: FloatArray, config: TrainingConfig, work: Work) -> None:
        self._X, self._Y, self._rate = X, Y, config.learning_rate
        self._work = work
        self._iteration = 0
        self._product_flops = 2 * config.hidden_layers[0] * X.size
        # The seconds of a step in the first two blocks: with all threads, if the products are large, and with one.
        self._trials: list[float] = []
        self.loses_digits_from: int | None = None
        began = perf_counter()
        self._parameters = initialize_parameters_deep(config.layer_dims(len(X)), config.seed)
        self.seconds = perf_counter() - began

    def take(self, most: int) -> FloatArray:
        """Take the steps of one block, from 1 to `most`; returns their costs."""
        costs: list[float] = []
        began = self.seconds
        # A network that diverges shows it in its cost, so NumPy need not warn.
        with np.errstate(all="ignore"), limit_blas_threads(self._flops_to_limit_by()):
            while not costs or (len(costs) < most and self.seconds < began + _BLOCK_SECONDS):
                costs.append(self._step())
                self._work.check()
        if len(self._trials) < 2:
            self._trials.append((self.seconds - began) / len(costs))
        return np.array(costs)

    def _flops_to_limit_by(self) -> int:
        """What decides on the threads of the next block; 0 means one thread."""
        if len(self._trials) == 2:
            return self._product_flops if self._trials[0] <= self._trials[1] else 0
        return 0 if self._trials else self._product_flops

    def _step(self) -> float:
        began = perf_counter()
        AL, caches = L_model_forward(self._X, self._parameters)
        cost = compute_cost(AL, self._Y)
        grads = L_model_backward(AL, self._Y, caches)
        self._parameters = update_parameters(self._parameters, grads, self._rate)
        self.seconds += perf_counter() - began
        if self.loses_digits_from is None and _loses_digits(AL, self._Y):
            self.loses_digits_from = self._iteration
        self._iteration += 1
        return cost


def _loses_digits(AL: FloatArray, Y: FloatArray) -> bool:
    return bool(np.any(np.where(Y == 1, AL < _NEAR_ZERO, AL > _NEAR_ONE)))


class _EngineSteps:
    """The engine's steps.

    Attributes: `seconds`, the time they took, with all that is computed before them; `failure`, the error that ended
    them, or None.
    """

    def __init__(self, examples: Examples, config: TrainingConfig, work: Work) -> None:
        self._work = work
        self.failure: DivergedError | None = None
        began = perf_counter()
        self._trainer = Trainer(examples, config)
        self.seconds = perf_counter() - began

    def take(self, steps: int) -> FloatArray:
        """Take `steps` steps, or those up to the failure; returns their costs."""
        costs: list[float] = []
        # BLAS has one thread as long as this lives. It ends with the block: the notebook's steps have all threads.
        iterator = iter(self._trainer)
        while len(costs) < steps and (step := self._next(iterator)) is not None:
            costs.append(step.cost)
            self._work.check()
        return np.array(costs)

    def _next(self, iterator: Iterator[Step]) -> Step | None:
        began = perf_counter()
        try:
            return next(iterator)
        except DivergedError as error:
            self.failure = error
            return None
        finally:
            self.seconds += perf_counter() - began


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the costs agree, and how long both took.

    Attributes: `iterations`, how many were compared; `largest_difference` of two costs, infinite if one is no number;
    `differs_from`, the first iteration whose costs differ by more than TOLERANCE, or None; `notebook_seconds` and
    `engine_seconds`, of computing alone; `loses_digits_from`, the first iteration whose cost the notebook computes from
    a probability so near to the wrong end that digits are lost, or None.
    """

    iterations: int = 0
    largest_difference: float = 0.0
    differs_from: int | None = None
    notebook_seconds: float = 0.0
    engine_seconds: float = 0.0
    loses_digits_from: int | None = None

    @property
    def speedup(self) -> float:
        """How many times as fast the engine was."""
        return self.notebook_seconds / self.engine_seconds

    @property
    def differs_by_lost_digits(self) -> bool:
        """Whether the notebook's cost loses digits where the two begin to differ."""
        if self.differs_from is None or self.loses_digits_from is None:
            return False
        return self.loses_digits_from <= self.differs_from

    def extended(self, notebook: FloatArray, engine: FloatArray) -> Agreement:
        """The agreement with the costs (k,) of the next iterations."""
        differences = np.abs(notebook - engine)
        differences[~np.isfinite(differences)] = np.inf
        beyond = np.flatnonzero(differences > TOLERANCE)
        differs_from = self.differs_from
        if differs_from is None and len(beyond):
            differs_from = self.iterations + int(beyond[0])
        return replace(
            self,
            iterations=self.iterations + len(differences),
            largest_difference=float(differences.max(initial=self.largest_difference)),
            differs_from=differs_from,
        )
