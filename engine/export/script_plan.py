"""The stages of a run as loops of a script that repeats it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.training.batches import largest_batch
from engine.training.config import TrainingConfig
from engine.training.early_stopping import EarlyStopping
from engine.training.features import is_convolution, make_examples, takes_pixels, uses_filters
from engine.training.options import non_default_options
from engine.training.run import Stage
from engine.typing import Indices

# The options that say with which network and data the loops begin, or when they end.
_NOT_OF_STEPS = {"initialization", "patience", "features", "steps", "trained_blocks"}


@dataclass(frozen=True, slots=True)
class RunPlan:
    """A run that a script is to repeat.

    Attributes: `stages`, in order, the first from iteration 0; `iterations`, the number done; `threshold`, the
    probability above which a picture is called class 1; `first_layer`, the form of the first layer in the run, or '' if
    unknown.
    """

    stages: tuple[Stage, ...]
    iterations: int
    threshold: float = THRESHOLD
    first_layer: str = ""

    @property
    def initial_config(self) -> TrainingConfig:
        """The settings that the weights were initialized with."""
        return self.stages[0].config

    @property
    def uses_filters(self) -> bool:
        """Whether it needs the pretrained filters."""
        return uses_filters(self.initial_config.features)

    @property
    def filters_pictures(self) -> bool:
        """Whether these make the features of its pictures."""
        return not takes_pixels(self.initial_config.features)

    @property
    def uses_convolution(self) -> bool:
        """Whether its network is the convolutional one."""
        return is_convolution(self.initial_config.features)


@dataclass(frozen=True, slots=True)
class Loop:
    """The steps that one loop of a script takes, all with the same settings.

    Attributes: `begin`, its first iteration; `end`, one past the last that it may take; `options`, the fields of
    `config` that change its steps; `zero_velocity`, as in `Stage`; `held_out`, the key of the held-out indices in the
    archive, or ''; `stops_early`, whether it ends by early stopping, or by its last iteration, with the best weights.
    """

    begin: int
    end: int
    config: TrainingConfig
    options: frozenset[str]
    zero_velocity: bool
    held_out: str
    stops_early: bool


def plan_loops(run: RunPlan, dataset: Dataset) -> tuple[Loop, ...]:
    """The loops that take the steps of `run` on `dataset`: one for each stage that took any, and at least one."""
    stages = _merge_unchanged(run.stages)
    ends = [*(stage.begin for stage in stages[1:]), run.iterations]
    spans = [(stage, end) for stage, end in zip(stages, ends, strict=True) if end > stage.begin]
    return tuple(_loop(stage, end, dataset) for stage, end in spans or [(stages[0], ends[0])])


def held_out_indices(run: RunPlan, dataset: Dataset) -> dict[str, Indices]:
    """The training pictures that early stopping holds out in `run`: their indices, by key in the archive."""
    configs = [stage.config for stage in run.stages if stage.config.patience]
    return {_held_out_key(config): _held_out_by(config, dataset) for config in configs}


def _merge_unchanged(stages: tuple[Stage, ...]) -> list[Stage]:
    """The stages, those that continue with unchanged settings merged into one."""
    merged: list[Stage] = []
    for stage in stages:
        if merged and stage.config == merged[-1].config:
            merged[-1] = replace(merged[-1], is_over=stage.is_over)
        else:
            merged.append(stage)
    return merged


def _loop(stage: Stage, end: int, dataset: Dataset) -> Loop:
    config = stage.config
    held_out = _held_out_key(config) if config.patience else ""
    stops_early = bool(config.patience and stage.is_over)
    end = config.iterations if stops_early else end
    return Loop(stage.begin, end, config, _options(config, dataset), stage.zero_velocity, held_out, stops_early)


def _options(config: TrainingConfig, dataset: Dataset) -> frozenset[str]:
    """The options that change the steps with `config`; a batch of all examples changes nothing."""
    options = frozenset(non_default_options(config)) - _NOT_OF_STEPS
    learned = dataset.train.count - (len(_held_out_by(config, dataset)) if config.patience else 0)
    return options - ({"batch_size"} if largest_batch(config, learned) == learned else set())


def _held_out_key(config: TrainingConfig) -> str:
    return f"kept_back_{config.seed}"


def _held_out_by(config: TrainingConfig, dataset: Dataset) -> Indices:
    train = make_examples(config.features, dataset.train.pictures, dataset.train.labels)
    return EarlyStopping(train, config).held_out
