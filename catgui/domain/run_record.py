"""The record of a run: settings, costs and accuracies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from engine.analysis.evaluation import Failure
from engine.data.dataset import DataOrigin
from engine.saved_model.model import Model, RunRecipe, TestCosts
from engine.text import printable
from engine.training.config import TrainingConfig
from engine.typing import FloatArray

# By how a run failed, and whether it has done fewer iterations than it was to.
_ENDINGS = {
    (None, False): "",
    (None, True): "stopped",
    (Failure.DIVERGED, False): "diverged",
    (Failure.DIVERGED, True): "diverged",
    (Failure.DEAD, False): "dead network",
    (Failure.DEAD, True): "dead network, stopped",
    (Failure.NEARLY_DEAD, False): "nearly dead network",
    (Failure.NEARLY_DEAD, True): "nearly dead network, stopped",
}


class LastNetwork(NamedTuple):
    """The costs of the network whose accuracies a record has, that of training with its L2 penalty.

    Attributes: `iteration`, whose network it is: the last one, or the best one to which early stopping has gone back,
    or that evaluated last in a run that has failed; `rights`, of each test picture "1" if it is right, else "0", at the
    usual threshold; '' where that is not known.
    """

    iteration: int
    train_cost: float
    test_cost: float
    rights: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class RunRecord:
    """The record of a run at its last rest.

    Attributes: `number`, unique; `name`, given by the user, or ''; `shown`, over the plot; `ended`, seconds since 1970;
    `model`, its recipe and costs, without weights; `train_accuracy` and `test_accuracy` from 0 to 1; `last`;
    `failure`, or None.
    """

    number: int
    name: str
    shown: bool
    ended: float
    model: Model
    train_accuracy: float
    test_accuracy: float
    last: LastNetwork
    failure: Failure | None = None

    @property
    def data(self) -> str:
        """The name of its data set."""
        return self.model.trained_on

    @property
    def config(self) -> TrainingConfig:
        """Its settings."""
        return self.model.config

    @property
    def train(self) -> FloatArray:
        """The costs of iterations 0, 1, 2, ...."""
        return self.model.costs

    @property
    def test(self) -> TestCosts:
        """Iterations done, and the test costs after them."""
        return self.model.test_costs

    @property
    def recipe(self) -> RunRecipe:
        """What repeats it."""
        return self.model.recipe

    @property
    def title(self) -> str:
        """The name of the run, or its number."""
        return printable(self.name) or f"Run {self.number}"

    @property
    def origin(self) -> DataOrigin | None:
        """The place of the data, or None if it is unknown."""
        return self.recipe.data.origin

    def is_on(self, name: str, origin: DataOrigin | None) -> bool:
        """Whether the run is of the data `name`, or of data from `origin` with other edits."""
        return self.data == name or (origin is not None and self.origin == origin)

    @property
    def ending(self) -> str:
        """The unusual end of the run: a failure, an early stop, or both; else ''."""
        return _ENDINGS[self.failure, len(self.train) < self.config.iterations]

    def changed(self, **fields: object) -> RunRecord:
        """A copy with other values of some fields."""
        return replace(self, **fields)  # type: ignore[arg-type]
