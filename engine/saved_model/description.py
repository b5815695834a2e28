"""The JSON in a model file: classes, picture size, and the recipe of the run or else its settings.

What is decoded here was written by anybody: each value is checked before it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from typing import Any

import numpy as np

from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import is_class_name
from engine.data.image_folder.settings import ImageFolderSettings
from engine.data.origin import MAX_PLACES, DataOrigin
from engine.data.reference import DataReference
from engine.saved_model.model import Model, SavedPhoto
from engine.saved_model.recipe import RunRecipe
from engine.text import printable
from engine.training.config import TrainingConfig
from engine.training.features import count_features, filters_fingerprint
from engine.training.networks import kind_of
from engine.training.run import Stage
from engine.validation import check_integer

_FINGERPRINT_LENGTH = 64
_MAX_PATH_LENGTH = 4096
_NAMED_LOCATIONS = ("builtin", "course")


def encode_model(model: Model) -> dict[str, Any]:
    """The fields of `model` that are neither arrays nor photos, for JSON."""
    fields: dict[str, Any] = {"classes": model.classes, "picture_shape": model.picture_shape}
    if model.recipe is None:
        filters = filters_fingerprint(model.config.features)
        return {**fields, "config": asdict(model.config), "trained_on": model.trained_on, "filters": filters}
    return {**fields, "recipe": encode_recipe(model.recipe)}


def decode_model(fields: dict[str, Any]) -> Model:
    """The model of `encode_model`, without arrays. Raises ConfigError, and what wrong types and values raise."""
    first, second = (str(name) for name in fields["classes"])
    height, width = (int(side) for side in fields["picture_shape"])
    _require(min(height, width) >= 1 and first != second and is_class_name(first) and is_class_name(second))
    recipe = decode_recipe(fields["recipe"]) if "recipe" in fields else None
    config = recipe.config if recipe else TrainingConfig.from_dict(fields["config"])
    trained_on = recipe.data.name if recipe else _name(fields["trained_on"])
    # Raises ConfigError for features that pictures of this size do not have.
    count_features(config.features, (height, width))
    return Model({}, (first, second), (height, width), config, np.empty(0), trained_on, recipe)


def decode_filters(fields: dict[str, Any]) -> str:
    """The fingerprint of the filters that made the features of the described model, or ''."""
    return _text(fields.get("recipe", fields).get("filters", ""))


def encode_recipe(recipe: RunRecipe) -> dict[str, Any]:
    """The fields of `recipe` for JSON, but for the edits of its data."""
    fields = asdict(replace(recipe, data=replace(recipe.data, edits=None)))
    del fields["data"]["edits"]
    return fields


def decode_recipe(fields: dict[str, Any]) -> RunRecipe:
    """The recipe of `encode_recipe`. Raises as `decode_model` does."""
    stages = tuple(_decode_stage(stage) for stage in fields["stages"])
    iterations = _integer(fields["iterations"], 0, stages[-1].config.iterations)
    begins = [stage.begin for stage in stages]
    _require(begins[0] == 0 and begins == sorted(begins) and begins[-1] <= iterations)
    _require(all(stage.config.hidden_layers == stages[0].config.hidden_layers for stage in stages))
    _require(all(stage.config.features == stages[0].config.features for stage in stages))
    _require(all(stage.begin < stage.config.iterations for stage in stages))
    _require(all(later.begin <= stage.config.iterations for stage, later in pairwise(stages)))
    position = _integer(fields["position"], 0, iterations)
    threshold = float(fields.get("threshold", THRESHOLD))
    first_layer = _text(fields["first_layer"])
    _require(0 <= threshold <= 1 and first_layer in ("", *kind_of(stages[0].config.features).forms))
    reference, filters = _decode_reference(fields["data"]), _text(fields.get("filters", ""))
    return RunRecipe(reference, stages, iterations, position, threshold, first_layer, filters)


def encode_photos(photos: Sequence[SavedPhoto]) -> list[list[Any]]:
    """The photos, for JSON."""
    return [[photo.path, photo.actual] for photo in photos]


def decode_photos(rows: list[Any]) -> tuple[SavedPhoto, ...]:
    """The photos of `encode_photos`. Raises what wrong types and values raise."""
    _require(all(actual == "" or is_class_name(actual) for _, actual in rows))
    return tuple(SavedPhoto(_path(path), _text(actual)) for path, actual in rows)


def _decode_stage(fields: dict[str, Any]) -> Stage:
    flags = fields["zero_velocity"], fields["is_over"]
    _require(all(isinstance(flag, bool) for flag in flags))
    return Stage(check_integer("begin", fields["begin"]), TrainingConfig.from_dict(fields["config"]), *flags)


def _decode_reference(fields: dict[str, Any]) -> DataReference:
    fingerprint, origin = _text(fields["fingerprint"]), fields["origin"]
    _require(fingerprint == "" or len(fingerprint) == _FINGERPRINT_LENGTH)
    lacks_edits = fields.get("lacks_edits", False)  # earlier files do not say
    _require(isinstance(lacks_edits, bool))
    place = None if origin is None else decode_origin(origin)
    return DataReference(_name(fields["name"]), fingerprint, place, lacks_edits=lacks_edits)


def decode_origin(fields: dict[str, Any]) -> DataOrigin:
    """The place whose `asdict` is `fields`. Raises as `decode_model` does."""
    location, settings = fields["location"], fields["folder_settings"]
    if not isinstance(location, str):
        location = tuple(_path(path) for path in location)
    _require(location in _NAMED_LOCATIONS if isinstance(location, str) else 1 <= len(location) <= MAX_PLACES)
    return DataOrigin(location, None if settings is None else ImageFolderSettings.from_dict(settings).as_dict())


def _path(value: Any) -> str:
    path = _text(value)
    _require(0 < len(path) <= _MAX_PATH_LENGTH and "\0" not in path)
    return path


def _name(value: Any) -> str:
    """A name of data as the program makes them: one line."""
    name = printable(_text(value))
    _require(len(name) <= _MAX_PATH_LENGTH)
    return name


def _text(value: Any) -> str:
    _require(isinstance(value, str))
    return str(value)


def _integer(value: Any, lowest: int, highest: int) -> int:
    number = check_integer("value", value)
    _require(lowest <= number <= highest)
    return number


def _require(condition: bool) -> None:
    if not condition:
        raise ValueError("a value is out of range")
