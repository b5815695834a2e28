"""One run of training: its settings, its data, and the network it makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.analysis.dead_units import silence_of
from engine.analysis.evaluation import Evaluation
from engine.data.dataset import Dataset, Part
from engine.errors import DivergedError
from engine.nn.examples import Examples
from engine.nn.gram_layer import GramFirstLayer
from engine.nn.network import Network
from engine.nn.parameters import initialize_parameters_deep
from engine.nn.propagation import cost_of_logits
from engine.training.checkpoints import Timeline
from engine.training.config import TrainingConfig
from engine.training.trainer import Step, Trainer
from engine.typing import FloatArray


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps that a run took with the same settings; maybe none, but what they were set to leaves its mark.

    Attributes: `begin`, the first of them; `config`; `at_rest`, whether momentum had no speed as they began;
    `is_over`, whether these settings left no step to take after the last of them.
    """

    begin: int
    config: TrainingConfig
    at_rest: bool = True
    is_over: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The network after `iterations` steps, evaluated on both parts of the data."""

    iterations: int
    network: Network
    train: Evaluation
    test: Evaluation
    test_cost: float

    def at_threshold(self, threshold: float) -> Snapshot:
        """The same network, its probabilities answered with another threshold."""
        train, test = self.train.at_threshold(threshold), self.test.at_threshold(threshold)
        return self if train is self.train and test is self.test else replace(self, train=train, test=test)

    def part(self, name: str) -> Evaluation:
        """The evaluation on the part "train" or "test"."""
        return self.test if name == "test" else self.train


class TrainingRun:
    """A trainer over a data set, made at the first step, so that its matrices are computed in the worker's thread.

    Attributes: `dataset`; `config`; `trained_on`, the name of the data its network has learned from; `has_moments`,
    whether its steps are taken here, so that each of its moments is at hand; `branched_at`, the step of another run
    from which it goes on, or None; `mishap`, what its last steps have led to, in a word, or empty if all is well.
    """

    def __init__(
        self,
        dataset: Dataset,
        config: TrainingConfig,
        trained_on: str | None = None,
        examples: tuple[Examples, Examples] | None = None,
        has_moments: bool = True,
    ) -> None:
        self.dataset = dataset
        self.config = config
        self.trained_on = trained_on or dataset.name
        self._train, self._test = examples or (
            Examples.from_pictures(dataset.train.pictures, dataset.train.labels),
            Examples.from_pictures(dataset.test.pictures, dataset.test.labels),
        )
        self.has_moments = has_moments
        self.branched_at: int | None = None
        self.mishap = ""
        self._before: tuple[Stage, ...] = ()
        self._began_at_rest = True
        self._trainer: Trainer | None = None
        self._timeline: Timeline | None = None

    def history_until(self, iteration: int) -> tuple[Stage, ...]:
        """The stages that led to the moment after `iteration` steps; one that took no step may have left its mark."""
        newest = Stage(self.branched_at or 0, self.config, self._began_at_rest)
        *before, last = (stage for stage in (*self._before, newest) if stage.begin <= iteration)
        return (*before, replace(last, is_over=self.is_over and iteration == self.iterations_done))

    def starting_weights(self) -> FloatArray | None:
        """W1 (n1, features) before the first step; None for a network of which that is not known."""
        if not self.has_moments:
            return None
        layer = self._trainer.network.first_layer if self._trainer else None
        if isinstance(layer, GramFirstLayer):
            return layer.initial
        # A layer of plain weights has not kept them; they can be drawn again.
        first = self._before[0].config if self._before else self.config
        dims = first.layer_dims(self.dataset.features)
        return initialize_parameters_deep(dims, first.seed, first.initialization)["W1"]

    @classmethod
    def beside(cls, other: TrainingRun | None, dataset: Dataset, config: TrainingConfig) -> TrainingRun:
        """A new run; on the data of `other` it shares the products of the pictures, which are computed once."""
        if other is None or other.dataset is not dataset:
            return cls(dataset, config)
        return cls(dataset, config, examples=(other._train, other._test))

    def branched_from(self, iteration: int, config: TrainingConfig) -> TrainingRun:
        """A run that goes on from a moment of this one. Raises ConfigError for settings of another network."""
        moment = self._the_timeline().trainer_at(iteration)
        trainer = moment.branched_from(moment.checkpoint(), config)
        branch = TrainingRun(self.dataset, trainer.config, self.trained_on, (self._train, self._test))
        branch.branched_at = iteration
        branch._before = self.history_until(iteration)
        branch._began_at_rest = trainer.checkpoint().is_at_rest
        branch._trainer = trainer
        branch._timeline = Timeline(trainer, before=self._timeline)
        return branch

    @property
    def iterations(self) -> int:
        """The iterations of the whole run."""
        return self.config.iterations

    @property
    def iterations_done(self) -> int:
        """How many steps have been taken."""
        return self._trainer.iteration if self._trainer else 0

    @property
    def is_over(self) -> bool:
        """Whether no step is left: all are done, or the run has stopped early."""
        return self._trainer is not None and self._trainer.is_over

    def __iter__(self) -> Iterator[Step]:
        timeline = self._the_timeline()
        self.mishap = ""
        try:
            for step in self._the_trainer():
                timeline.keep()
                yield step
        except DivergedError:
            self.mishap = "diverged"
            raise

    def _the_trainer(self) -> Trainer:
        if self._trainer is None:
            self._trainer = Trainer(self._train, self.config, self._test)
        return self._trainer

    def _the_timeline(self) -> Timeline:
        if self._timeline is None:
            self._timeline = Timeline(self._the_trainer())
        return self._timeline

    def test_cost(self) -> float:
        """The cost on the test part now."""
        return self._the_trainer().figures(self._test).cost

    def snapshot(self) -> Snapshot:
        """The network now, evaluated on both parts."""
        return self.snapshot_of(self._the_trainer().network.snapshot(), self.iterations_done)

    def snapshot_at(self, iteration: int) -> Snapshot:
        """The network as it was after `iteration` steps, evaluated on both parts."""
        return self.snapshot_of(self._the_timeline().trainer_at(iteration).network, iteration)

    def snapshot_of(self, network: Network, iterations: int) -> Snapshot:
        """`network`, which took `iterations` steps, evaluated on both parts."""
        train, _ = network.forward(self._train)
        test, test_logits = network.forward(self._test)
        return Snapshot(
            iterations=iterations,
            network=network,
            train=self._evaluation(train, self.dataset.train),
            test=self._evaluation(test, self.dataset.test),
            test_cost=cost_of_logits(test_logits, self._test.Y),
        )

    def _evaluation(self, probabilities: FloatArray, part: Part) -> Evaluation:
        return Evaluation(probabilities, part.labels, self.dataset.classes)

    def warning(self) -> str | None:
        """What is wrong with the network now, for the user; None if nothing is. It is the run's mishap as well."""
        silence = silence_of(self._the_trainer().network)
        if silence is None:
            return None
        self.mishap = "died" if silence.for_ever else "all but died"
        return str(silence)
