"""Changing the kind of features of settings, and the options that a kind rules out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from engine.errors import ConfigError
from engine.training.config import ALL_OPTIONS, OPTIONS, TrainingConfig, describe_error

# The field of the choice itself.
FEATURES_FIELD = "features"


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
            replace(TrainingConfig.for_features(features), **{option.field: option.used_value})
        except ConfigError as error:
            found[option.field] = describe_error(error)
    return MappingProxyType(found)
