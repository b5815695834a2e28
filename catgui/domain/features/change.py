"""Changing the kind of features of settings, and the options that a kind rules out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

from engine.errors import ConfigError
from engine.training.config import TrainingConfig
from engine.training.options import ALL_OPTIONS, OPTIONS, Option, describe_error
from engine.validation import Choice, Integers, Switch

# The field of the choice itself.
FEATURES_FIELD = "features"
_PROBED_DECIMAL = 0.5


def change_features(config: TrainingConfig, features: str) -> TrainingConfig:
    """`config` with other features.

    A setting whose default is the same for both kinds keeps its value. The others, such as the layers of a
    convolutional network, mean something else for each kind, and get the new default; so does an option that the new
    kind rules out.
    """
    before, after = TrainingConfig.for_features(config.features), TrainingConfig.for_features(features)
    ruled_out = ruled_out_options(features)
    kept = {
        option.field: option.value_in(config)
        for option in ALL_OPTIONS
        if option.field not in ruled_out and option.value_in(before) == option.value_in(after)
    }
    return replace(after, **kept)


@cache
def ruled_out_options(features: str) -> Mapping[str, str]:
    """The reasons why options cannot be used with `features`, by field."""
    found = {}
    for option in OPTIONS:
        if option.field == FEATURES_FIELD:
            continue
        try:
            replace(TrainingConfig.for_features(features), **{option.field: _used_value(option)})
        except ConfigError as error:
            found[option.field] = describe_error(error)
    return MappingProxyType(found)


def _used_value(option: Option) -> Any:
    """A value with which an option is in use."""
    values = option.values
    if isinstance(values, Choice):
        return next(name for name in values.names if name != option.default)
    if isinstance(values, Switch):
        return True
    return values.lowest + 1 if isinstance(values, Integers) else _PROBED_DECIMAL
