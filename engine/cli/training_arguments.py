"""The arguments of `train` for the options of a run."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from engine.training.config import (
    ALL_OPTIONS,
    DEFAULTS,
    NO_LAYERS,
    NOTEBOOK_OPTIONS,
    OPTIONS,
    OTHER_DEFAULTS,
    LayerWidths,
    Option,
    TrainingConfig,
)
from engine.training.features import FEATURES
from engine.validation import Choice

_METAVARS = {int: "N", float: "NUMBER"}
# Other options are off by default, or those of the features.
_FEATURES = "features"


def add_training_arguments(parser: argparse.ArgumentParser) -> None:
    """An argument for each setting of a run, named like its field."""
    for option in NOTEBOOK_OPTIONS:
        text = f"{option.description} Default: {_as_text(DEFAULTS[option.field])}"
        parser.add_argument(argument_of(option.field), **_argument_kwargs(option), help=text)
    # The help is not wrapped.
    defaults = [
        " ".join(
            [f"  --features {features}", *(f"{argument_of(field)} {_as_text(it)}" for field, it in others.items())]
        )
        for features, others in OTHER_DEFAULTS.items()
    ]
    group = parser.add_argument_group("more settings", "\n".join(["Defaults with other features:", *defaults]))
    for option in OPTIONS:
        text = f"{option.description} {option.formula}."
        if option.field == _FEATURES:
            text = f"{text} Default: {option.default}"
        # argparse formats its help texts with the operator %.
        group.add_argument(argument_of(option.field), **_argument_kwargs(option), help=text.replace("%", "%%"))


def training_config(arguments: argparse.Namespace) -> TrainingConfig:
    """The settings that the arguments name, and for all others the defaults of the features. Raises ConfigError."""
    given = {option.field: getattr(arguments, option.field) for option in ALL_OPTIONS}
    default = TrainingConfig.for_features(arguments.features)
    return replace(default, **{field: value for field, value in given.items() if value is not None})


def argument_of(field: str) -> str:
    """The argument for a field of the settings."""
    return "--layers" if field == "hidden_layers" else f"--{field.replace('_', '-')}"


def _as_text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _argument_kwargs(option: Option) -> dict[str, Any]:
    """The keyword arguments of `add_argument` for `option`.

    An option that is not given is None, except `--features`, which has a default.
    """
    if option.field == _FEATURES:
        return {"choices": FEATURES, "default": option.default}
    if isinstance(option.values, Choice):
        return {"choices": option.values.names}
    if isinstance(option.values, LayerWidths):
        return {"type": _layers, "dest": option.field, "metavar": f"N,N,...|{NO_LAYERS}"}
    kind = type(option.default)
    return {"type": kind, "metavar": _METAVARS[kind]}


def _layers(text: str) -> tuple[int, ...]:
    if text == NO_LAYERS:
        return ()
    try:
        return tuple(int(width) for width in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is neither {NO_LAYERS} nor a list such as 20,7,5") from error
