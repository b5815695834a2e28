"""The parts of a script that make the features of pretrained filters.

The filters are not loaded for the scripts of other runs.
"""

from __future__ import annotations

from typing import Any

from engine.export.source_code import SourceCollector
from engine.training.features import PRETRAINED_SCALE, filters_of

FILTERS_PROSE = "The features of a picture: the mean over all places of what pretrained filters make of it."


# The line that reads the filters from `data`.
FILTERS_LINE = (
    "filters = {name.removeprefix('filters_'): data[name] for name in data.files if name.startswith('filters_')}"
)


def filter_arrays(features: str) -> dict[str, Any]:
    """The filters that `features` need, by their keys in the archive."""
    return {f"filters_{name}": array for name, array in filters_of(features).arrays.items()}


def feature_functions(source: SourceCollector) -> str:
    """The source of the functions that make features. Raises MissingSourceError."""
    from engine.vision.features import picture_features

    return source.definitions(picture_features)


def feature_lines(features: str) -> str:
    """The lines that make `features` of both parts of `data`."""
    return (
        f"{FILTERS_LINE}\n"
        f"blocks = {filters_of(features).blocks}\n"
        "train_x, test_x = (\n"
        f"    picture_features(data[k], filters, blocks).T * {PRETRAINED_SCALE!r} for k in ('train_x', 'test_x')\n"
        ")"
    )
