"""Training the detector: steps of the optimizer on changed pictures, watched on the validation part, and averaged.

A checkpoint, a .npz file, has all that the next step depends on.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import DivergedError, ModelFileError
from engine.storage.atomic import atomic_write, translate_write_errors
from engine.storage.npz import write_arrays
from engine.vision.augmentation import draw_changes, render
from engine.vision.block import BatchStatistics, BlockSpec
from engine.vision.classification.state import state_of_filters, statistics_in
from engine.vision.convolution import Floats, Team
from engine.vision.folded import FoldedNetwork, fold
from engine.vision.network import Architecture, ConvolutionalNetwork, initial_parameters
from engine.vision.train.archives import CAT, CLASSES, PictureData, RandomStream, epoch_order
from engine.vision.train.cost import UNKNOWN_CLASS, detector_cost, positive_weight
from engine.vision.train.hard_cases import draw_hard_cases, render_hard_cases

_BLOCKS = (
    BlockSpec(32, stride=2),
    BlockSpec(48, pool=True),
    BlockSpec(96, pool=True),
    BlockSpec(192, pool=True),
    BlockSpec(256),
)
_ARCHITECTURE = Architecture(_BLOCKS, 1 + len(CLASSES))
# Of the running statistics, the part that a step replaces.
_STATISTICS_RATE = 0.02
_ARRAYS = ("flat", "velocity", "average", "means", "variances")


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a training.

    Attributes: `until`, the fraction of the epochs at which it ends; `side` of the pictures; `pasted`, the share of
    them that is pasted small into others; `hard`, whether the changes are hard cases, with shares of their own.
    """

    until: float
    side: int
    pasted: float = 0.0
    hard: bool = False


# Small pictures first, which take half the time; small animals late, when large ones are known.
_STAGES = (Stage(1 / 2, 64, 0.1), Stage(2 / 3, 64, 0.4), Stage(1, 96, 0.4))


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """All that a result depends on, beside the pictures.

    Attributes: `stages`, one after the other; `cifar_share`, that of the pictures of CIFAR; `batch`, the number of
    pictures in a step; `peak_rate` of the one cycle; `averaged_fraction` of the steps, the last ones, whose parameters
    are averaged; `statistics_batches`, from which the statistics of the average are computed; `boxed_times`, how often
    an epoch has each animal with a box; `on`, the fingerprint of the filters that it begins with, or "" for none.
    """

    seed: int = 1
    epochs: int = 48
    architecture: Architecture = _ARCHITECTURE
    stages: tuple[Stage, ...] = _STAGES
    cifar_share: float = 0.2
    batch: int = 128
    peak_rate: float = 0.1
    momentum: float = 0.9
    decay: float = 5e-4
    averaged_fraction: float = 0.1
    statistics_batches: int = 60
    boxed_times: int = 1
    on: str = ""

    def as_json(self) -> dict[str, Any]:
        """The plan as JSON has it."""
        return asdict(self)

    def stage(self, epoch: int) -> Stage:
        """The stage of an epoch, counted from 0."""
        return next((stage for stage in self.stages if epoch < stage.until * self.epochs), self.stages[-1])


# To train on, from filters that are trained: a low rate, hard cases, and more of the animals that can be cut out.
ON_PLAN = TrainingPlan(
    epochs=4,
    stages=(Stage(1 / 2, 64, hard=True), Stage(1, 96, hard=True)),
    cifar_share=0.1,
    peak_rate=0.02,
    averaged_fraction=0.25,
    boxed_times=3,
)


class DetectorTrainer:
    """Takes the steps of a plan, from a state on.

    Attributes: `state`, which each step changes. A step raises DivergedError if its cost is not finite.
    """

    def __init__(
        self,
        plan: TrainingPlan,
        data: PictureData,
        team: Team,
        state: TrainingState | None = None,
        on: FoldedNetwork | None = None,
    ) -> None:
        self._plan, self._data, self._team = plan, data, team
        self.state = state or _initial_state(plan)
        self._network = ConvolutionalNetwork(plan.architecture, self.state.flat, team)
        self._optimizer = NesterovOptimizer(plan.momentum, decay_of_weights(plan.architecture, plan.decay))
        self._classes, self._boxes, self._is_scene = data.classes, data.boxes, data.is_scene
        self._positive_weight = positive_weight(self._classes[self._order(0)] == CAT)
        self._padded: Floats = np.empty(0, np.float32)
        sizes = [len(self._order(epoch)) // plan.batch for epoch in range(plan.epochs)]
        self._first_steps = np.concatenate([[0], np.cumsum(sizes)])
        if on is not None and state is None:
            self._begin_with(on)

    @property
    def steps(self) -> int:
        """The steps of the whole plan."""
        return int(self._first_steps[-1])

    @property
    def epoch(self) -> int:
        """The epoch of the next step, from 0."""
        return int(np.searchsorted(self._first_steps, self.state.step, side="right")) - 1

    @property
    def epoch_progress(self) -> tuple[int, int]:
        """The number of steps done in this epoch, and in all of it."""
        first, last = self._first_steps[self.epoch : self.epoch + 2]
        return self.state.step - int(first), int(last - first)

    def run_epoch(self) -> Iterator[float]:
        """Take the steps that are left of this epoch; the cost of each."""
        order, (done, count) = self._order(self.epoch), self.epoch_progress
        for number in range(done, count):
            yield self._step(order[number * self._plan.batch : (number + 1) * self._plan.batch])

    def end_epoch(self, figures: dict[str, float], steps: int) -> None:
        """Add the figures of an epoch of `steps` to the curve, and its mean cost."""
        self.state.curve.append({"cost": self.state.epoch_cost / steps, **figures})
        self.state.epoch_cost = 0.0

    def current(self) -> FoldedNetwork:
        """The network as it is, with the running statistics."""
        return fold(self._plan.architecture, self.state.flat, self._running_statistics())

    def averaged(self) -> FoldedNetwork:
        """The network of the averaged parameters, with statistics of its own."""
        network = ConvolutionalNetwork(self._plan.architecture, self.state.average.copy(), self._team)
        stream = np.random.default_rng([self._plan.seed, RandomStream.LAST_STATISTICS])
        means, variances = np.zeros_like(self.state.means), np.zeros_like(self.state.variances)
        order = self._order(self._plan.epochs - 1)
        for count in range(1, self._plan.statistics_batches + 1):
            self._render(stream.choice(order, self._plan.batch), self._plan.stages[-1], stream)
            network.forward(self._padded)
            add_to_average(means, _joined(network.batch_statistics, "mean"), count)
            add_to_average(variances, _joined(network.batch_statistics, "variance"), count)
        return fold(self._plan.architecture, network.flat, self._split(means, variances))

    def _begin_with(self, filters: FoldedNetwork) -> None:
        """Make of the parameters a network that finds in the first batch what `filters` do."""
        stream = np.random.default_rng([self._plan.seed, RandomStream.LAST_STATISTICS])
        self._render(self._order(0)[: self._plan.batch], self._plan.stages[0], stream)
        found = state_of_filters(filters, self._padded, self._team)
        deviation = 1 / statistics_in(found)[-1].inverse_deviation
        found |= {"W": filters.parameters["W"] * deviation[:, np.newaxis], "b": filters.parameters["b"]}
        for name, values in self._network.parameters.items():
            values[...] = found[name]

    def _step(self, indices: Any) -> float:
        state, plan = self.state, self._plan
        stream = np.random.default_rng([plan.seed, RandomStream.CHANGES, state.step])
        self._render(indices, plan.stage(self.epoch), stream)
        outputs = self._network.forward(self._padded)
        classes = self._classes[indices]
        cost, d_outputs = detector_cost(outputs, classes == CAT, classes, self._positive_weight)
        if not np.isfinite(cost):
            raise DivergedError(state.step, plan.peak_rate)
        self._network.backward(d_outputs)
        rate = one_cycle(state.step, self.steps, plan.peak_rate)
        self._optimizer.step(state.flat, self._network.gradient, state.velocity, rate)
        self._keep_statistics()
        state.step += 1
        state.epoch_cost += cost
        if state.step > (1 - plan.averaged_fraction) * self.steps:
            state.averaged += 1
            add_to_average(state.average, state.flat, state.averaged)
        return cost

    def _render(self, indices: Any, stage: Stage, stream: np.random.Generator) -> None:
        """Write the changed pictures at `indices` to `_padded`, in the size of `stage`."""
        shape = (self._plan.batch, stage.side + 2, stage.side + 2, self._plan.architecture.channels)
        if self._padded.shape != shape:
            self._padded = np.zeros(shape, np.float32)
        if stage.hard:
            labels = self._classes[indices], self._boxes[indices], self._is_scene[indices]
            cases = draw_hard_cases(*labels, stage.side, stream)
            render_hard_cases(self._data.pictures(indices), cases, self._padded, self._team)
            return
        # Only photos of other things than cats and dogs are of no known class.
        can_hold = self._classes[indices] == UNKNOWN_CLASS
        changes = draw_changes(can_hold, self._boxes[indices], stage.side, stage.pasted, stream)
        render(self._data.pictures(indices), changes, self._padded, self._team)

    def _keep_statistics(self) -> None:
        statistics = self._network.batch_statistics
        rate = max(_STATISTICS_RATE, 1 / (self.state.step + 1))
        self.state.means += rate * (_joined(statistics, "mean") - self.state.means)
        self.state.variances += rate * (_joined(statistics, "variance") - self.state.variances)

    def _running_statistics(self) -> list[BatchStatistics]:
        return self._split(self.state.means, self.state.variances)

    def _split(self, means: Floats, variances: Floats) -> list[BatchStatistics]:
        ends = np.cumsum([block.channels for block in self._plan.architecture.blocks])[:-1]
        return [
            BatchStatistics(mean, variance)
            for mean, variance in zip(np.split(means, ends), np.split(variances, ends), strict=True)
        ]

    def _order(self, epoch: int) -> Any:
        return epoch_order(self._data, self._plan.cifar_share, self._plan.seed, epoch, self._plan.boxed_times)


def _joined(statistics: list[BatchStatistics], which: str) -> Floats:
    return np.concatenate([getattr(block, which) for block in statistics])


def _initial_state(plan: TrainingPlan) -> TrainingState:
    flat = initial_parameters(plan.architecture, plan.seed)
    channels = sum(block.channels for block in plan.architecture.blocks)
    means = np.zeros(channels, np.float32)
    return TrainingState(0, flat, np.zeros_like(flat), np.zeros_like(flat), 0, means, np.zeros_like(means), 0.0, [])


# The part of the steps in which the rate rises, and where it begins and ends, in parts of the peak.
_RISING = 0.2
_FIRST_RATE, _LAST_RATE = 0.1, 0.02


def one_cycle(step: int, steps: int, peak: float) -> float:
    """The learning rate of a step: up to `peak` and down again, each as half a cosine (after Smith, 2018)."""
    rising = _RISING * steps
    if step < rising:
        return peak * (_FIRST_RATE + (1 - _FIRST_RATE) * _half_cosine(step / rising))
    return peak * (1 - (1 - _LAST_RATE) * _half_cosine((step - rising) / max(1.0, steps - rising)))


def _half_cosine(progress: float) -> float:
    """From 0 to 1, flat at both ends."""
    return float(0.5 - 0.5 * np.cos(np.pi * progress))


@dataclass(frozen=True, slots=True)
class NesterovOptimizer:
    """Steps of v <- momentum v + g, W <- W - rate (g + momentum v), where g = dW + decay W.

    Attributes: `momentum`; `decay`, an array as long as the parameters: see `decay_of_weights`.
    """

    momentum: float
    decay: Floats

    def step(self, flat: Floats, gradient: Floats, velocity: Floats, rate: float) -> None:
        """Take a step of `flat` and `velocity`, in place. `gradient` is overwritten."""
        scratch = self.decay * flat
        gradient += scratch
        velocity *= self.momentum
        velocity += gradient
        np.multiply(velocity, self.momentum, out=scratch)
        gradient += scratch
        gradient *= rate
        flat -= gradient


def decay_of_weights(architecture: Architecture, decay: float, dtype: str = "f4") -> Floats:
    """`decay` for each weight, and 0 for shifts and biases."""
    flat = np.zeros(architecture.size(), dtype)
    for name, values in architecture.views(flat).items():
        if name.startswith("W"):
            values[...] = decay
    return flat


def add_to_average(average: Floats, values: Floats, count: int) -> None:
    """Make `average`, that of `count - 1` arrays, that of `count` with `values` among them."""
    average += (values - average) / count


@dataclass(slots=True)
class TrainingState:
    """The state of a training, without random numbers: each step makes its own from the seed.

    Attributes: `step`, those taken; `flat`, the parameters, and their `velocity` and `average`; `averaged`, the number
    of steps in the average; `means` and `variances` of all channels, averaged over the last steps; `epoch_cost`, the
    sum of the costs of this epoch; `curve`, the figures of each epoch so far.
    """

    step: int
    flat: Floats
    velocity: Floats
    average: Floats
    averaged: int
    means: Floats
    variances: Floats
    epoch_cost: float
    curve: list[dict[str, float]]


def save_checkpoint(path: Path, state: TrainingState, plan: dict[str, Any]) -> None:
    """Write `state` to `path`, with the plan that it belongs to. Raises ModelFileError."""
    text = json.dumps(
        {
            "plan": plan,
            "step": state.step,
            "averaged": state.averaged,
            "epoch_cost": state.epoch_cost,
            "curve": state.curve,
        }
    )
    arrays = {name: getattr(state, name) for name in _ARRAYS}
    with translate_write_errors(ModelFileError, path), atomic_write(path) as temporary:
        write_arrays(temporary, {"position": np.frombuffer(text.encode(), np.uint8), **arrays})


def load_checkpoint(path: Path, plan: dict[str, Any]) -> TrainingState:
    """The state in a checkpoint of `plan`. Raises ModelFileError, also for a checkpoint of another plan."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = dict(archive)
        position = json.loads(arrays.pop("position").tobytes())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ModelFileError(path, f"the checkpoint cannot be read ({error}); delete it to begin again") from error
    # As JSON has it: tuples are lists there.
    if position.pop("plan") != json.loads(json.dumps(plan)):
        raise ModelFileError(path, "the checkpoint is of a training with other settings; name another file")
    values: dict[str, Any] = {**position, **arrays}
    return TrainingState(**values)
