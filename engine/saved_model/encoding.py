"""What model files hold as JSON, which the files of runs, edits and sessions contain as well, and its limits.

What is decoded here was written by anybody: each value is checked before it is used. The settings of a run have their
limits in `engine.training.config`, those of folders of pictures in `engine.data.image_folder`; all other numbers and
texts have them here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.data.dataset import MAX_PICTURE_SIDE, MAX_PLACES, DataOrigin, is_class_name
from engine.data.edited_dataset import DataReference
from engine.data.edits import (
    ADDED,
    LEFT_OUT,
    LONGEST_FILE,
    TEST,
    TRAIN,
    AddedPicture,
    DatasetEdits,
    PictureKey,
    Placement,
    current_name,
)
from engine.data.image_folder import ImageFolderSettings
from engine.errors import ConfigError
from engine.saved_model.model import Model, RunRecipe
from engine.text import printable
from engine.training.config import TrainingConfig, uses_removed_options
from engine.training.features import count_features
from engine.training.networks import kind_of
from engine.validation import Choice, Integers, Switch, Texts, check_count
from engine.version import PROGRAM_VERSION

_SIDES = Integers(1, MAX_PICTURE_SIDE)
_LABELS = Integers(0, 1)
# Where a picture is in its part, and the number of an added one.
_INDICES = Integers(0, 2**31 - 1)
DOES_NOT_FIT = "does not fit"
NAMES, _PATHS, _PROGRAMS, _FILES = Texts(1_000), Texts(4_096), Texts(40), Texts(LONGEST_FILE)
_FINGERPRINT = Texts(64)
_NAMED_LOCATIONS = ("builtin", "course")


def encode_model(model: Model) -> dict[str, Any]:
    """The fields of `model` that are no arrays, for JSON."""
    return {
        "program": PROGRAM_VERSION,
        "classes": model.classes,
        "picture_shape": model.picture_shape,
        "recipe": encode_recipe(model.recipe),
    }


def decode_model(fields: dict[str, Any]) -> Model:
    """Decode the fields of `encode_model` to a model without arrays. Raises ConfigError, and others for wrong types."""
    first, second = (_class_name("classes", name) for name in fields["classes"])
    _require(first != second, "classes", first)
    height, width = (_SIDES.check("picture_shape", side) for side in fields["picture_shape"])
    recipe = decode_recipe(fields["recipe"])
    # Raises ConfigError for features that pictures of this size do not have.
    count_features(recipe.config.features, (height, width))
    return Model({}, (first, second), (height, width), np.empty(0), recipe)


def decode_program(fields: dict[str, Any]) -> str:
    """The version of the program that wrote `fields`, or '' if it is not stated."""
    program = fields.get("program", "")
    return program if isinstance(program, str) and len(program) <= _PROGRAMS.longest else ""


def encode_recipe(recipe: RunRecipe) -> dict[str, Any]:
    """The fields of `recipe` for JSON, but for the edits of its data; its settings are one of Catgui 1's stages."""
    fields, data, origin = recipe._asdict(), recipe.data._asdict(), recipe.data.origin
    del data["edits"], fields["config"]
    stage = {"begin": 0, "config": recipe.config.as_dict(), "zero_velocity": True, "is_over": fields.pop("is_over")}
    fields["data"] = {**data, "origin": None if origin is None else origin._asdict()}
    return {**fields, "stages": [stage]}


def decode_recipe(fields: dict[str, Any]) -> RunRecipe:
    """The recipe of `encode_recipe`. Raises as `decode_model` does."""
    *earlier, last = fields["stages"]
    config, is_over = TrainingConfig.from_dict(last["config"]), Switch().check("is_over", last["is_over"])
    iterations = Integers(0, config.iterations).check("iterations", fields["iterations"])
    position = Integers(0, iterations).check("position", fields["position"])
    threshold = float(fields["threshold"])
    _require(0 <= threshold <= 1, "threshold", threshold)
    first_layer = fields["first_layer"]  # '' if unknown
    if first_layer != "":
        first_layer = Choice(kind_of(config.features).forms).check("first_layer", first_layer)
    filters = _fingerprint("filters", fields["filters"])
    reference = _decode_reference(fields["data"])
    is_repeatable = Switch().check("is_repeatable", fields.get("is_repeatable", True))
    is_repeatable &= not (earlier or uses_removed_options(last["config"]))
    return RunRecipe(reference, config, iterations, position, threshold, first_layer, filters, is_over, is_repeatable)


def _decode_reference(fields: dict[str, Any]) -> DataReference:
    fingerprint, origin = _fingerprint("fingerprint", fields["fingerprint"]), fields["origin"]
    place = None if origin is None else decode_origin(origin)
    return DataReference(printable(current_name(NAMES.check("name", fields["name"]))), fingerprint, place)


def decode_origin(fields: dict[str, Any]) -> DataOrigin:
    """The place whose `_asdict` is `fields`. Raises as `decode_model` does."""
    location, settings = fields["location"], fields["folder_settings"]
    if isinstance(location, str):
        Choice(_NAMED_LOCATIONS).check("location", location)
    else:
        _require(len(location) > 0, "location", location)
        check_count("location", location, MAX_PLACES, "paths")
        location = tuple(decode_path("location", path) for path in location)
    return DataOrigin(location, None if settings is None else ImageFolderSettings.from_dict(settings).as_dict())


def decode_path(field: str, value: Any) -> str:
    """The path `value`. Raises ConfigError if it can be none."""
    path = _PATHS.check(field, value)
    _require(bool(path) and "\0" not in path, field, path)
    return path


def _class_name(field: str, value: Any) -> str:
    _require(isinstance(value, str) and is_class_name(value), field, value)
    return str(value)


def _fingerprint(field: str, value: Any) -> str:
    text = _FINGERPRINT.check(field, value)
    _require(len(text) in (0, _FINGERPRINT.longest), field, text)
    return text


def _require(condition: bool, field: str, value: Any) -> None:
    if not condition:
        raise ConfigError(field, value, DOES_NOT_FIT)


def encode_edits(edits: DatasetEdits) -> dict[str, Any]:
    """The edits without pixels, for JSON: rows of source, index, part, label; and of number, file, shape, SHA-256."""
    return {
        "placements": [[key.source, key.index, at.part, at.label] for key, at in edits.placements.items()],
        "added": [
            [number, picture.file, picture.pixels.shape[:2], picture.sha256] for number, picture in edits.added.items()
        ],
    }


def decode_edits(fields: dict[str, Any], pixels: Mapping[str, bytes]) -> DatasetEdits:
    """The edits of `encode_edits`, with the `pixels` of the added pictures by their SHA-256.

    Raises what wrong types and values raise.
    """
    placements = dict(_decode_placement(*row) for row in fields["placements"])
    added = dict(_decode_picture(pixels, *row) for row in fields["added"])
    _require({key.index for key in placements if key.source == ADDED} == added.keys(), "added", sorted(added))
    return DatasetEdits(placements, added)


def _decode_placement(source: Any, index: Any, part: Any, label: Any) -> tuple[PictureKey, Placement]:
    if source not in (TRAIN, TEST, ADDED) or part not in (TRAIN, TEST, LEFT_OUT) or (source, part) == (ADDED, LEFT_OUT):
        raise ConfigError("placements", (source, part), DOES_NOT_FIT)
    return PictureKey(source, _INDICES.check("index", index)), Placement(part, _LABELS.check("label", label))


def _decode_picture(
    kept: Mapping[str, bytes], number: Any, file: Any, shape: Any, sha256: Any
) -> tuple[int, AddedPicture]:
    height, width = (_SIDES.check("side", side) for side in shape)
    name = _FILES.check("file", file)
    pixels = np.frombuffer(kept.get(sha256, b""), np.uint8).reshape(height, width, 3)
    picture = AddedPicture(pixels, printable(name))
    _require(picture.sha256 == sha256, "sha256", sha256)
    return _INDICES.check("number", number), picture
