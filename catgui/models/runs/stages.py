"""The texts of the stages of a run."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from catgui.domain.run_texts import format_value
from engine.training.config import ALL_OPTIONS, Option
from engine.training.run import Stage


def stages_with_steps(stages: Sequence[Stage], iterations: int) -> list[Stage]:
    """Those of `stages` that took any of the `iterations` steps."""
    ends = [*(stage.begin for stage in stages[1:]), iterations]
    return [stage for stage, end in zip(stages, ends, strict=True) if end > stage.begin]


def format_stages(stages: Sequence[Stage]) -> list[tuple[str, str]]:
    """The first iteration of each stage and the settings that it changed; of the first, those changed later."""
    if not stages:
        return []
    changes = [_changed_options(before, after) for before, after in pairwise(stages)]
    first = [option for option in ALL_OPTIONS if any(option in changed for changed in changes)]
    return [
        (f"{stage.begin:,}", ", ".join(f"{option.title} {_value(option, stage)}" for option in options) or "unchanged")
        for stage, options in zip(stages, [first, *changes], strict=True)
    ]


def format_rates(stages: Sequence[Stage]) -> str:
    """The learning rate of a run as the title of its plot, with each iteration from which it was another."""
    if not stages:
        return ""
    changes = [
        f"From iteration {after.begin:,}: {format_value(after.config.learning_rate)}"
        for before, after in pairwise(stages)
        if after.config.learning_rate != before.config.learning_rate
    ]
    return "  ·  ".join([f"Learning rate: {format_value(stages[0].config.learning_rate)}", *changes])


def _changed_options(before: Stage, after: Stage) -> list[Option]:
    return [option for option in ALL_OPTIONS if option.value_in(before.config) != option.value_in(after.config)]


def _value(option: Option, stage: Stage) -> str:
    return format_value(option.value_in(stage.config))
