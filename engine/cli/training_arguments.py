"""The arguments of `train` for the options of a run."""

from __future__ import annotations

import argparse
from typing import Any

from engine.training.options import OPTIONS, Option
from engine.validation import Choice, Switch

_METAVARS = {int: "N", float: "NUMBER"}


def add_training_arguments(parser: argparse.ArgumentParser) -> None:
    """An argument for each option, named like its field."""
    group = parser.add_argument_group("the notebook's open questions", "by default as in the notebook")
    for option in OPTIONS:
        group.add_argument(f"--{option.field.replace('_', '-')}", **_argument_kwargs(option), help=_help(option))


def training_options(arguments: argparse.Namespace) -> dict[str, Any]:
    """The value of each option, by its field."""
    return {option.field: getattr(arguments, option.field) for option in OPTIONS}


def _argument_kwargs(option: Option) -> dict[str, Any]:
    """The keyword arguments of `add_argument` for `option`."""
    if isinstance(option.values, Switch):
        return {"action": "store_true"}
    if isinstance(option.values, Choice):
        return {"choices": option.values.names, "default": option.default}
    kind = type(option.default)
    return {"type": kind, "default": option.default, "metavar": _METAVARS[kind]}


def _help(option: Option) -> str:
    text = f"{option.description[0].lower()}{option.description[1:].rstrip('.')}: {option.formula}"
    if not option.allows_gram_layer:
        text += "; uses the pixels in each iteration, which takes many times as long"
    # argparse formats its help texts with the operator %.
    return text.replace("%", "%%")
