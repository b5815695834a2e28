"""The notebook's arithmetic beside the engine's: the same steps taken both ways, compared cost by cost.

The notebook's steps are those of its functions as they are: W1 X and dZ1 X^T are multiplied out over all features of
all pictures, and so is dA0, which nothing uses. The engine's steps are those of `Trainer`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.core import (
    NOTEBOOKS_INITIALIZATION,
    ZEROS,
    L_model_backward,
    L_model_forward,
    compute_cost,
    initialize_parameters_deep,
    update_parameters,
)
from engine.nn.examples import PIXEL_RANGE, Examples
from engine.progress import UNOBSERVED, Work
from engine.system.threads import limit_blas_threads
from engine.text import counted, format_decimal, printable
from engine.training.config import TITLES, TrainingConfig, layers_text, non_default_options
from engine.training.features import PIXELS, is_convolution, make_examples
from engine.training.trainer import Trainer
from engine.typing import FloatArray

# Costs that differ by no more than this agree. Both ways round in the 16th digit, and training may amplify that.
TOLERANCE = 1e-9

_NO_CONVOLUTION = "The notebook has no convolution: its own network is compared."
_OTHER_ORDER = "At a high learning rate, rounding errors can grow: check again with a lower one."
_REPORT = "If the costs differ there too, please report it."
_EXACT = "Nothing is approximated."


def notebook_settings(config: TrainingConfig) -> TrainingConfig:
    """What the notebook has of `config`: layers, learning rate, iterations and seed, on its features.

    The notebook before it begins with zeros: they stay as well.

    Of convolution it is the seed alone: filters are no layers, and their learning rate is too high for these.
    """
    if is_convolution(config.features):
        return TrainingConfig(seed=config.seed)
    layers, rate, iterations = config.hidden_layers, config.learning_rate, config.iterations
    start = ZEROS if config.initialization == ZEROS else NOTEBOOKS_INITIALIZATION
    return TrainingConfig(layers, rate, iterations, config.seed, initialization=start, features=config.features)


def describe_comparison(data: str, pictures: int, config: TrainingConfig) -> str:
    """A text about what the comparison covers of the settings `config`, and what it leaves out."""
    common = notebook_settings(config)
    count = counted(pictures, "training picture", "training pictures")
    iterations = counted(common.iterations, "iteration", "iterations")
    start = "zeros" if common.initialization == ZEROS else f"seed {common.seed}"
    text = (
        f"{printable(data)}, {count}; hidden layers {layers_text(common.hidden_layers)}; "
        f"learning rate {format_decimal(common.learning_rate)}; {iterations}; weights: {start}."
    )
    if is_convolution(config.features):
        return f"{text} {_NO_CONVOLUTION}"
    left_out = [
        TITLES[field] for field, value in non_default_options(config).items() if value != getattr(common, field)
    ]
    return f"{text} Left out, as the notebook has none: {', '.join(left_out)}." if left_out else text


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of the costs of two runs.

    Attributes: `iterations`, how many were compared; `pictures`, on how many; `largest_difference` of two costs,
    infinite if one is no number; `differs_from`, the first iteration whose costs differ by more than TOLERANCE, or
    None.
    """

    iterations: int
    pictures: int
    largest_difference: float
    differs_from: int | None = None

    @property
    def is_finite(self) -> bool:
        """Whether every cost is a number."""
        return math.isfinite(self.largest_difference)

    @property
    def verdict(self) -> str:
        """The result in a sentence for the user."""
        difference = f"{self.largest_difference:.0e}"
        if self.differs_from is None:
            iterations = counted(self.iterations, "iteration", "iterations")
            pictures = counted(self.pictures, "training picture", "training pictures")
            if not self.largest_difference:
                return f"The costs agree in every digit: {iterations}, {pictures}. {_EXACT}"
            return f"The costs agree to {difference}: {iterations}, {pictures}. {_EXACT}"
        return (
            f"The costs differ by up to {difference}, from iteration {self.differs_from:,} on by more than "
            f"{TOLERANCE:.0e}. {_OTHER_ORDER} {_REPORT}"
        )


def compare_with_notebook(
    pictures: NDArray[np.uint8], labels: NDArray[np.int64], config: TrainingConfig, work: Work = UNOBSERVED
) -> Agreement:
    """The agreement of both trainings, by `notebook_settings(config)`, on pictures (m, h, w, 3) and labels (1, m).

    It reports the notebook's iterations to `work`. Raises ConfigError for networks that do not fit into memory, and
    DivergedError.
    """
    config = notebook_settings(config)
    examples = make_examples(config.features, pictures, labels, Work(within=work))
    engine = _engine_costs(examples, config, work)
    notebook = _notebook_costs(_as_matrix(examples, config), examples.Y, config, work)
    differences = np.abs(notebook - engine)
    differences[~np.isfinite(differences)] = np.inf
    beyond = np.flatnonzero(differences > TOLERANCE)
    largest = float(differences.max(initial=0.0))
    return Agreement(len(engine), len(pictures), largest, int(beyond[0]) if len(beyond) else None)


def _as_matrix(examples: Examples, config: TrainingConfig) -> FloatArray:
    """X (features, m), for pixels as the notebook makes it."""
    columns = examples.rows.T
    X: FloatArray = columns / PIXEL_RANGE if config.features == PIXELS else columns * examples.scale
    return X


def _engine_costs(examples: Examples, config: TrainingConfig, work: Work) -> FloatArray:
    costs: list[float] = []
    for step in Trainer(examples, config):
        costs.append(step.cost)
        work.check()
    return np.array(costs)


def _notebook_costs(X: FloatArray, Y: FloatArray, config: TrainingConfig, work: Work) -> FloatArray:
    """The costs by the notebook's functions."""
    parameters = initialize_parameters_deep(config.layer_dims(len(X)), config.seed, config.initialization)
    costs = np.empty(config.iterations)
    # A network that diverges shows it in its cost, so NumPy need not warn.
    with np.errstate(all="ignore"), limit_blas_threads(2 * config.first_units * X.size):
        for iteration in range(config.iterations):
            AL, caches = L_model_forward(X, parameters)
            costs[iteration] = compute_cost(AL, Y)
            parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), config.learning_rate)
            work.report(iteration + 1, config.iterations)
    return costs
