"""Repeats the run of a recipe, and compares it with the saved one.

On the same computer the parameters come out equal, bit for bit. Another BLAS rounds differently, and the steps may
enlarge that, so parameters count as equal within `TOLERANCE`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np

from engine.data.dataset import Dataset
from engine.errors import DivergedError, ReproductionError
from engine.progress import UNOBSERVED, Work
from engine.saved_model.model import Model, RunRecipe, TestCosts
from engine.training.features import count_features, filters_fingerprint
from engine.training.networks import plan_training
from engine.training.run import Snapshot, TrainingRun
from engine.training.trainer import Step
from engine.typing import FloatArray

# The largest difference between repeated and saved parameters, as a share of the largest parameter. The same holds for
# costs, as a share of each.
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Reproduction:
    """A run that was repeated.

    Attributes: `run`, after the last step; `costs` (iterations,); `test_costs`, those that a run computes as it goes;
    `snapshot`, at the recipe's position; `newest`, after the last step.
    """

    run: TrainingRun
    costs: FloatArray
    test_costs: TestCosts
    snapshot: Snapshot
    newest: Snapshot


def reproduce(
    recipe: RunRecipe,
    dataset: Dataset,
    work: Work = UNOBSERVED,
    costs: FloatArray | None = None,
    parameters: Mapping[str, FloatArray] | None = None,
) -> Reproduction:
    """The run of `recipe`, repeated on `dataset`, with `costs` and, at its position, `parameters`, if they are known.

    Raises ReproductionError as soon as one of these differs, if it ends before the last step or needs what this Catgui
    does not have, ConfigError if the memory is too small, and CancelledError. It reports iterations to `work`, after
    the features have been made.
    """
    repetition = _Repetition(recipe, dataset)
    for step in repetition.steps(work):
        saved = step.cost if costs is None else float(costs[step.iteration])
        if abs(step.cost - saved) > TOLERANCE * abs(saved):
            raise ReproductionError(f"its cost differs from iteration {step.iteration:,} on")
    found = repetition.result()
    if parameters is not None:
        difference = _largest_difference(found.snapshot.network.parameters, parameters)
        if difference > TOLERANCE:
            raise ReproductionError(f"its weights differ by up to {difference:.1%} of the largest one")
    return found


def reproduce_model(model: Model, dataset: Dataset, work: Work = UNOBSERVED) -> Reproduction:
    """The run of `model`, repeated on `dataset`."""
    return reproduce(model.recipe, dataset, work, model.costs, model.parameters or None)


class _Repetition:
    """Takes the steps of a recipe, with test costs as often as a run computes them."""

    def __init__(self, recipe: RunRecipe, dataset: Dataset) -> None:
        self._recipe = recipe
        config = recipe.config
        if not recipe.is_repeatable:
            raise ReproductionError("this Catgui does not have its options")
        if recipe.filters != filters_fingerprint(config.features):
            raise ReproductionError("this Catgui does not have its filters")
        counts = dataset.train.count, dataset.test.count
        features = count_features(config.features, dataset.picture_shape)
        plan = plan_training(config, features, *counts, first_layer=recipe.first_layer or None)
        self._run = TrainingRun(dataset, config, plan=plan)
        self._costs: list[float] = []
        self._test_costs: list[tuple[int, float]] = []

    def steps(self, work: Work) -> Iterator[Step]:
        """Take all steps."""
        unreported = Work(within=work)
        self._run.make_features(unreported)
        self._run.multiply_pictures(unreported)
        self._record_evaluations()
        total = self._recipe.iterations
        try:
            for step in islice(self._run, total):
                self._costs.append(step.cost)
                self._record_evaluations()
                yield step
                work.report(len(self._costs), total)
        except DivergedError as error:
            raise ReproductionError(f"it diverges at iteration {error.iteration:,}") from error
        if self._run.iterations_done != total:
            raise ReproductionError(f"it ends after {self._run.iterations_done:,} iterations")

    def _record_evaluations(self) -> None:
        """Record the test cost of the network now, as often as a run does."""
        done = len(self._costs)
        if done % self._run.test_stride == 0 or done == self._recipe.iterations:
            self._test_costs.append((done, self._run.test_cost()))

    def result(self) -> Reproduction:
        """The run and its costs, after all steps."""
        iterations, costs = np.array(self._test_costs, dtype=np.float64).reshape(-1, 2).T
        snapshot = self._run.snapshot_at(self._recipe.position).with_threshold(self._recipe.threshold)
        self._run.warning()  # a dead network becomes its failure, as where it was trained first
        return Reproduction(self._run, np.array(self._costs), (iterations, costs), snapshot, self._run.snapshot())


def _largest_difference(parameters: Mapping[str, FloatArray], saved: Mapping[str, FloatArray]) -> float:
    largest = max(float(np.abs(array).max()) for array in saved.values())
    differences = [float(np.abs(array - saved[name]).max()) for name, array in parameters.items()]
    return max(differences) / largest if largest else max(differences)
