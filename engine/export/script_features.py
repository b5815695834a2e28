"""The parts of a script that make the features of pretrained filters.

The filters are not loaded for the scripts of other runs.
"""

from __future__ import annotations

from typing import Any

from engine.export.source_code import SourceCollector
from engine.training.features import PRETRAINED_SCALE

FILTERS_PROSE = "The features of a picture: the mean over all places of what pretrained filters make of it."


def filter_arrays() -> dict[str, Any]:
    """The filters, by their keys in the archive."""
    from engine.vision.pretrained import pretrained_filters

    return {f"filters_{name}": array for name, array in pretrained_filters().arrays.items()}


def feature_functions(source: SourceCollector) -> str:
    """The source of the functions that make features. Raises MissingSourceError."""
    from engine.vision.features import picture_features

    return source.definitions(picture_features)


def feature_lines() -> str:
    """The lines that make the features of both parts of `data`."""
    from engine.vision.pretrained import pretrained_filters

    return (
        "filters = {name.removeprefix('filters_'): data[name] for name in data.files if name.startswith('filters_')}\n"
        f"blocks = {pretrained_filters().blocks}\n"
        "train_x, test_x = (\n"
        f"    picture_features(data[k], filters, blocks).T * {PRETRAINED_SCALE!r} for k in ('train_x', 'test_x')\n"
        ")"
    )
