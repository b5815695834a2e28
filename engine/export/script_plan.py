"""What a program of plain NumPy is to do again: the stages of a run, and the loops of a program that take its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.early_stopping import EarlyStopping
from engine.training.options import non_default_options
from engine.training.run import Stage
from engine.typing import Indices

# Options whose value the lines of a step ask for, and those that draw random numbers at each step.
_WITH_VALUE = ("l2", "momentum", "batch_size", "dropout", "shifts")
_DRAWN = frozenset({"batch_size", "dropout", "flips", "shifts"})


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What a program is to do again.

    Attributes: `stages`, in order, the first from iteration 0; `iterations`, those that were done; `threshold`, the
    probability above which a picture is called class 1.
    """

    stages: tuple[Stage, ...]
    iterations: int
    threshold: float = THRESHOLD

    @property
    def initial_config(self) -> TrainingConfig:
        """The settings that the weights began with."""
        return self.stages[0].config


@dataclass(frozen=True, slots=True)
class Loop:
    """Steps that are taken by the same lines of a program.

    Attributes: `begin`, the first of them, and `end`, that after the last one it may take; `uses`, the options whose
    lines there are, by field; `settings`, the values that the lines ask for by name, with the iterations from which
    they hold; `zero_velocity`, as in `Stage`; `held_out`, the name in the archive of the numbers of the examples kept
    back for early stopping, or none; `restores_best`, whether early stopping, or the last iteration, ended it with the
    best weights.
    """

    begin: int
    end: int
    uses: frozenset[str]
    settings: tuple[tuple[int, Mapping[str, Any]], ...]
    zero_velocity: bool
    held_out: str
    restores_best: bool

    @property
    def varying(self) -> tuple[str, ...]:
        """The names of the settings that change within it."""
        _, first = self.settings[0]
        return tuple(name for name in first if any(values[name] != first[name] for _, values in self.settings))

    def can_merge(self, later: Loop) -> bool:
        """Whether the lines of this loop can take the steps of the next one too."""
        if self.restores_best or later.restores_best or ("momentum" in self.uses and later.zero_velocity):
            return False
        return (self.uses, self.held_out) == (later.uses, later.held_out)

    def merged_with(self, later: Loop) -> Loop:
        """One loop that takes the steps of both."""
        is_same = later.settings[0][1] == self.settings[-1][1]
        return replace(self, end=later.end, settings=self.settings if is_same else self.settings + later.settings)


def plan_loops(run: RunPlan, dataset: Dataset) -> tuple[Loop, ...]:
    """The loops that take the steps of `run` on `dataset`, as few as can be, and at least one."""
    spans = _spans(run)
    taken = [(stage, end) for stage, end in spans if end > stage.begin] or spans[:1]
    return reduce(_with_next, (_loop(stage, end, dataset) for stage, end in taken), ())


def held_out_indices(run: RunPlan, dataset: Dataset) -> dict[str, Indices]:
    """The numbers of the train pictures that early stopping keeps back in `run`, by their names in the archive."""
    configs = [stage.config for stage in run.stages if stage.config.patience]
    return {_held_out_key(config): _held_out_of(config, dataset) for config in configs}


def _spans(run: RunPlan) -> list[tuple[Stage, int]]:
    """The stages and where they end; what went on with unchanged settings is one stage."""
    stages: list[Stage] = []
    for stage in run.stages:
        if stages and stage.config == stages[-1].config:
            stages[-1] = replace(stages[-1], is_over=stage.is_over)
        else:
            stages.append(stage)
    return list(zip(stages, [*(stage.begin for stage in stages[1:]), run.iterations], strict=True))


def _with_next(loops: tuple[Loop, ...], later: Loop) -> tuple[Loop, ...]:
    if loops and loops[-1].can_merge(later):
        return (*loops[:-1], loops[-1].merged_with(later))
    return (*loops, later)


def _loop(stage: Stage, end: int, dataset: Dataset) -> Loop:
    config = stage.config
    held_out = _held_out_key(config) if config.patience else ""
    uses = _uses(config, dataset)
    settings: dict[str, Any] = {"learning_rate": config.learning_rate}
    settings |= {field: getattr(config, field) for field in _WITH_VALUE if field in uses}
    restores_best = bool(config.patience and stage.is_over)
    if restores_best:
        settings["patience"] = config.patience
        end = config.iterations
    if uses & _DRAWN:
        settings["seed"] = config.seed
    return Loop(stage.begin, end, uses, ((stage.begin, settings),), stage.zero_velocity, held_out, restores_best)


def _uses(config: TrainingConfig, dataset: Dataset) -> frozenset[str]:
    """The options that steps with `config` differ by from the notebook's: a batch of all is none."""
    uses = non_default_options(config).keys() - {"initialization"}
    learned = dataset.train.count - (len(_held_out_of(config, dataset)) if config.patience else 0)
    return frozenset(uses - ({"batch_size"} if config.batch_size >= learned else set()))


def _held_out_key(config: TrainingConfig) -> str:
    return f"kept_back_{config.seed}"


def _held_out_of(config: TrainingConfig, dataset: Dataset) -> Indices:
    train = Examples.from_pictures(dataset.train.pictures, dataset.train.labels)
    return EarlyStopping(train, config).held_out
