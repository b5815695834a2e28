"""A run of training: data set, settings, steps, and replay of any iteration.

The life of a run:

1. Prepare: `TrainingRun(dataset, config)` only holds the pictures. The first step makes the trainer, in the thread that
   takes it, since that computes the features and the products of all pictures. `make_features` and
   `multiply_pictures` do that before, with progress.
2. Iterate: `for step in run:` takes steps. Leaving the loop pauses the run, another loop goes on with it.
3. Checkpoint: every few steps the state of the trainer is added to the run's `CheckpointHistory`. A step is a function
   of the state before it, so replaying the few steps after a checkpoint gives the very network that the run had then.
4. Snapshot: `snapshot()` is the network now, and `snapshot_at(k)` is the network after k steps, replayed from the last
   checkpoint before, bit for bit. Any thread may ask, while another one iterates.
5. Continue: `with_iterations(n)` is the same run with another number of iterations.

A network from a model file is shown as an `engine.saved_model.model.SavedRun`, until its run has been repeated.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from engine.analysis.evaluation import Evaluation, Failure, detect_dead_network
from engine.data.dataset import DataOrigin, Dataset, Part
from engine.errors import ConfigError, DivergedError
from engine.nn.examples import Examples
from engine.nn.first_layer import GramFirstLayer
from engine.nn.interface import TrainableNetwork
from engine.nn.network import Network
from engine.nn.propagation import cost_from_logits
from engine.progress import UNOBSERVED, Work
from engine.training.config import TrainingConfig
from engine.training.features import PartExamples
from engine.training.networks import TrainingPlan, kind_of, plan_training
from engine.training.optimizer import l2_penalty
from engine.training.trainer import Checkpoint, EarlyStopping, InitialNetwork, Step, Trainer
from engine.typing import FloatArray

# The notebook prints the cost of each hundredth of its 2,500 iterations.
_STEPS = 25
# The test costs that are computed between two points of the line in the plot while a run is under way.
_TESTS_PER_POINT = 5
# A step of the Gram form takes little time with at most so many multiplications.
_QUICK_STEP = 10_000_000
_OTHER_START = "Try another initialization."


class CheckpointHistory:
    """The checkpoints of a run.

    One thread trains and calls `record`; any thread may call `trainer_at` meanwhile.

    Attributes: `stride`, the steps between two checkpoints, as few as `max_bytes` allows for all iterations.
    """

    def __init__(self, trainer: Trainer, max_bytes: int | None = None) -> None:
        first = trainer.checkpoint()
        if max_bytes is None:
            max_bytes = trainer.network.most_checkpoint_bytes
        # There is one checkpoint more than strides.
        self._max_strides = max(1, max_bytes // first.nbytes - 1)
        self._trainer = trainer
        self.stride = max(trainer.network.checkpoint_stride, -(-trainer.config.iterations // self._max_strides))
        self._checkpoints: list[Checkpoint] = [first]
        # The state that was replayed last: a run that is played back goes on from there.
        self._replayed = first

    def record(self) -> None:
        """Keep a checkpoint after a step, if one is due."""
        if self._trainer.iteration % self.stride == 0:
            self._checkpoints.append(self._trainer.checkpoint())

    def continued_by(self, trainer: Trainer) -> CheckpointHistory:
        """The history of a longer run, whose `trainer` goes on after the last step of this one."""
        every = max(1, -(-trainer.config.iterations // (self.stride * self._max_strides)))
        history = copy.copy(self)
        history._trainer = trainer
        history.stride = every * self.stride
        history._checkpoints = self._checkpoints[::every]
        return history

    @property
    def nbytes(self) -> int:
        """The memory of the checkpoints."""
        return sum(checkpoint.nbytes for checkpoint in self._checkpoints)

    def trainer_at(self, iteration: int) -> Trainer:
        """A separate trainer after `iteration` steps of the run.

        Raises ValueError for steps that the run has not taken.
        """
        if not 0 <= iteration <= self._trainer.iteration:
            raise ValueError(f"iteration {iteration} is outside 0 to {self._trainer.iteration}")
        checkpoint = self._checkpoints[min(iteration // self.stride, len(self._checkpoints) - 1)]
        replayed = self._replayed
        if checkpoint.iteration < replayed.iteration <= iteration:
            checkpoint = replayed
        trainer = self._trainer.resume_from(checkpoint)
        trainer.take_steps(iteration - checkpoint.iteration)
        self._replayed = trainer.checkpoint()
        return trainer

    def replay(self, iterations: Iterable[int]) -> Iterator[tuple[int, TrainableNetwork]]:
        """The networks after each of `iterations`, which increase; each one is valid until the next.

        No step is replayed twice, and none from which a checkpoint is nearer. Raises ValueError as `trainer_at` does.
        """
        trainer: Trainer | None = None
        for iteration in iterations:
            if trainer is None or iteration - trainer.iteration > self.stride:
                trainer = self.trainer_at(iteration)
                steps = iter(trainer)
            else:
                # In one loop over the trainer: its beginning and end take as long as a step.
                next(islice(steps, iteration - trainer.iteration - 1, None))
            yield iteration, trainer.network


def line_stride(iterations: int) -> int:
    """The iterations from one point of the line to the next, in a run of `iterations`: 1, 2, 5, 10, 20, 50, 100, ..."""
    step = max(iterations / _STEPS, 1.0)
    power = int(10 ** math.floor(math.log10(step)))
    return min((power, 2 * power, 5 * power, 10 * power), key=lambda stride: abs(math.log(stride / step)))


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The network after `iterations` steps, evaluated on both parts of the data.

    Attributes: `test_cost` and `train_cost`, the costs of all pictures of a part; `penalty`, what L2 adds to the
    training cost;
    `best_iteration`, the one whose network it is where early stopping has gone back to it, else None.
    """

    iterations: int
    network: TrainableNetwork
    train: Evaluation
    test: Evaluation
    test_cost: float
    train_cost: float = math.nan
    penalty: float = 0.0
    best_iteration: int | None = None

    @property
    def network_iteration(self) -> int:
        """The iteration whose network it is."""
        return self.iterations if self.best_iteration is None else self.best_iteration

    def with_threshold(self, threshold: float) -> Snapshot:
        """The same snapshot with its probabilities classified by another threshold."""
        train, test = self.train.with_threshold(threshold), self.test.with_threshold(threshold)
        return self if train is self.train and test is self.test else replace(self, train=train, test=test)

    def part(self, name: str) -> Evaluation:
        """The evaluation on the part "train" or "test"."""
        return self.test if name == "test" else self.train


class TrainingRun:
    """A run of training over a data set; iterating it takes steps.

    `examples` are the examples of the data set, if other runs share them; without a `plan` the trainer plans at the
    first step.

    Attributes: `dataset`; `config`; `failure`, how its last steps went wrong, or None.
    """

    can_replay = True
    is_on_other_data = False  # as a SavedRun may be

    def __init__(
        self,
        dataset: Dataset,
        config: TrainingConfig,
        examples: PartExamples | None = None,
        plan: TrainingPlan | None = None,
    ) -> None:
        self.dataset = dataset
        self.config = config
        self._examples = PartExamples(dataset, config.features) if examples is None else examples
        self.failure: Failure | None = None
        self._plan = plan
        self._initial = InitialNetwork()
        self._trainer: Trainer | None = None
        self._checkpoints: CheckpointHistory | None = None

    @classmethod
    def create_sharing(
        cls, other: TrainingRun | None, dataset: Dataset, config: TrainingConfig, plan: TrainingPlan | None = None
    ) -> TrainingRun:
        """A new run; on the same data, it shares the products of the pictures and the first network with `other`."""
        if other is None or other.dataset is not dataset or other.config.features != config.features:
            return cls(dataset, config, plan=plan)
        run = cls(dataset, config, other._examples, plan)
        run._initial = other._initial
        return run

    def make_features(self, work: Work = UNOBSERVED) -> None:
        """Make the features of both parts, which else the first step does; reports pictures to `work`."""
        self._examples.make(work)

    def multiply_pictures(self, work: Work = UNOBSERVED) -> None:
        """Compute the products of the pictures for the Gram form, which else the first step does.

        It reports products of two pictures to `work`, and nothing where the plan has another form.
        """
        if self._trainer is None and self._get_plan().uses_gram_layer:
            self._examples.multiply(work)

    def _get_plan(self) -> TrainingPlan:
        if self._plan is None:
            self._plan = plan_training(self.config, self._train.features, self._train.count, self._test.count)
        return self._plan

    @property
    def _train(self) -> Examples:
        return self._examples.make()[0]

    @property
    def _test(self) -> Examples:
        return self._examples.make()[1]

    @property
    def origin(self) -> DataOrigin | None:
        """The place of the data that the network learns from."""
        return self.dataset.origin

    @property
    def trained_on(self) -> str:
        """The name of the data that the network learns from."""
        return self.dataset.name

    @property
    def classes(self) -> tuple[str, str]:
        """The names of class 0 and class 1."""
        return self.dataset.classes

    @property
    def picture_shape(self) -> tuple[int, int]:
        """Height and width of the pictures that the network takes."""
        return self.dataset.picture_shape

    @property
    def first_layer(self) -> str:
        """The form of the first layer that the run was planned with, or '' before the first step."""
        return self._trainer.plan.first_layer if self._trainer else ""

    @property
    def iterations(self) -> int:
        """The iterations of the whole run."""
        return self.config.iterations

    @property
    def iterations_done(self) -> int:
        """The number of steps taken."""
        return self._trainer.iteration if self._trainer else 0

    @property
    def is_over(self) -> bool:
        """Whether no step is left: all are done, or early stopping has ended the run."""
        return self._trainer is not None and self._trainer.is_over

    def __iter__(self) -> Iterator[Step]:
        checkpoints = self._get_checkpoints()
        self.failure = None
        try:
            for step in self._get_trainer():
                checkpoints.record()
                yield step
        except DivergedError:
            self.failure = Failure.DIVERGED
            raise

    def _get_trainer(self) -> Trainer:
        if self._trainer is None:
            self._trainer = Trainer(self._train, self.config, self._test, plan=self._get_plan(), initial=self._initial)
        return self._trainer

    def _get_checkpoints(self) -> CheckpointHistory:
        if self._checkpoints is None:
            self._checkpoints = CheckpointHistory(self._get_trainer())
        return self._checkpoints

    def with_iterations(self, iterations: int) -> TrainingRun:
        """The same run with other `iterations`, more than are done; it has no early stopping."""
        run = copy.copy(self)
        trainer = self._get_trainer()
        run.config = replace(self.config, iterations=iterations)
        run._trainer = trainer.resume_from(trainer.checkpoint())
        run._trainer.config = run.config
        run._checkpoints = self._get_checkpoints().continued_by(run._trainer)
        return run

    def initial_weights(self) -> FloatArray:
        """W1 before the first step: (n[1], features), or the first filters (3, 3, 3, channels)."""
        network = self._trainer.network if self._trainer else None
        if isinstance(network, Network) and isinstance(network.first_layer, GramFirstLayer):
            return network.first_layer.initial_weights
        # Other networks have not kept them; the seed draws them again.
        return kind_of(self.config.features).initial_weights(self.config, self.dataset.picture_shape)

    def test_cost(self) -> float:
        """The cost on the test part now, without the L2 penalty: it compares runs, whatever their penalties."""
        return self._cost_on_test(self._get_trainer().network)

    def _cost_on_test(self, network: TrainableNetwork) -> float:
        _, logits = network.forward(self._test)
        return cost_from_logits(logits, self._test.Y)

    @cached_property
    def _learned(self) -> int:
        """The number of training pictures to learn from, all but those held out for early stopping."""
        if self.config.patience:
            # Other data than a saved network was trained on may be too few to hold some out.
            with suppress(ConfigError):
                return len(EarlyStopping(self._train, self.config).train_indices)
        return self._train.count

    @property
    def test_stride(self) -> int:
        """The steps from one test cost that is computed during the run to the next.

        It is 1 where steps take long, since the others are computed by replaying all of them, and a test cost does not:
        where there are no more test pictures than pictures in a step.
        """
        batch = min(self.config.batch_size or self._train.count, self._train.count)
        multiplications = self.config.first_units * self._train.count * batch
        is_quick = self._get_trainer().network.kind == GramFirstLayer.kind and multiplications <= _QUICK_STEP
        return (
            1
            if self._test.count <= batch and not is_quick
            else max(1, line_stride(self.iterations) // _TESTS_PER_POINT)
        )

    def test_costs_after(self, iterations: Iterable[int]) -> Iterator[tuple[int, float]]:
        """The test cost after each of `iterations`, which increase, computed by replaying the steps before it.

        Raises ValueError for steps not yet taken.
        """
        for iteration, network in self._get_checkpoints().replay(iterations):
            yield iteration, self._cost_on_test(network)

    def snapshot(self) -> Snapshot:
        """The network now, evaluated on both parts."""
        trainer = self._get_trainer()
        return self.evaluate_network(trainer.network.snapshot(), trainer.iteration, trainer.best_iteration)

    def snapshot_at(self, iteration: int) -> Snapshot:
        """The network after `iteration` steps, evaluated on both parts. Raises ValueError for steps not yet taken."""
        trainer = self._get_checkpoints().trainer_at(iteration)
        return self.evaluate_network(trainer.network, iteration, trainer.best_iteration)

    def evaluate_network(
        self, network: TrainableNetwork, iterations: int, best_iteration: int | None = None
    ) -> Snapshot:
        """The snapshot of `network`, which took `iterations` steps, or went back to `best_iteration` after them."""
        train, train_logits = network.forward(self._train)
        test, test_logits = network.forward(self._test)
        penalty = l2_penalty(network, self.config.l2, self._learned) if self.config.l2 else 0.0
        return Snapshot(
            iterations=iterations,
            network=network,
            train=self._evaluation(train, self.dataset.train),
            test=self._evaluation(test, self.dataset.test),
            test_cost=cost_from_logits(test_logits, self._test.Y),
            train_cost=cost_from_logits(train_logits, self._train.Y) + penalty,
            penalty=penalty,
            best_iteration=best_iteration,
        )

    def _evaluation(self, probabilities: FloatArray, part: Part) -> Evaluation:
        return Evaluation(probabilities, part.labels, self.dataset.classes)

    def warning(self) -> str | None:
        """A warning for the user if the network is dead, else None. A dead network is also the run's `failure`."""
        dead_network = detect_dead_network(self._get_trainer().network)
        if dead_network is None:
            return None
        self.failure = Failure.DEAD if dead_network.permanent else Failure.NEARLY_DEAD
        zero_weights_note = self.config.zero_weights_note
        return f"{zero_weights_note}. {_OTHER_START}" if zero_weights_note else str(dead_network)
