"""The kinds of features: their names, what layers and inputs are called with each, and changing the kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from engine.training.config import ALL_OPTIONS, TrainingConfig
from engine.training.features import (
    CONVOLUTION,
    PIXELS,
    PRETRAINED,
    is_convolution,
    takes_pixels,
)


class LayerWords(NamedTuple):
    """The words for the hidden layers of a network.

    Attributes: `title`, all of them; `description`, a sentence; `size` to `add`, what the editor of layers says of the
    layer `{number}`, and `add_first` where there are none; `fewest`, how many there must be; `are_blocks`, whether they
    are blocks of convolution.
    """

    title: str
    description: str
    size: str
    remove: str
    add: str
    add_first: str = ""
    fewest: int = 1
    are_blocks: bool = False


class FeaturesTexts(NamedTuple):
    """The texts of one kind of features.

    Attributes: `title`; `description`, a sentence; `layers`.
    """

    title: str
    description: str
    layers: LayerWords


class InputsText(NamedTuple):
    """A short text on the input of the network, and a sentence for a tooltip."""

    text: str
    tip: str


_DENSE_LAYERS = LayerWords(
    "Hidden layers",
    "Neurons (units) in each hidden layer, such as 20, 7, 5, or none",
    "Neurons of layer {number}",
    "Remove layer {number}",
    "Add a layer after layer {number}",
    "Add a hidden layer",
    fewest=0,
)
_BLOCKS = LayerWords(
    "Filters",
    "Filters of each block, such as 16, 32, 64",
    "Filters of block {number}",
    "Remove block {number}",
    "Add a block after block {number}",
    are_blocks=True,
)
FEATURES_TEXTS: Mapping[str, FeaturesTexts] = MappingProxyType(
    {
        PIXELS: FeaturesTexts(
            "pixels",
            "The network gets each pixel, as in the notebook.",
            _DENSE_LAYERS,
        ),
        PRETRAINED: FeaturesTexts(
            "pretrained filters",
            "The network gets what filters trained on other photos find.",
            _DENSE_LAYERS,
        ),
        CONVOLUTION: FeaturesTexts(
            "convolution",
            "The network learns filters of its own, of 3 x 3 places.",
            _BLOCKS,
        ),
    }
)


def describe_inputs(features: str, picture_shape: tuple[int, int] | None, count: int | None) -> InputsText:
    """The text on the input of a network: `count` numbers of `features` of a picture (height, width).

    Both are None without data, and `count` where the network cannot take the pictures.
    """
    if picture_shape is None or count is None:
        name = "pixels" if takes_pixels(features) else "features"
        return InputsText(name, f"The input: {name}")
    if not takes_pixels(features):
        return InputsText(f"{count:,}", f"The input: {count:,} numbers from pretrained filters")
    sides = " x ".join(map(str, picture_shape))
    text = sides if is_convolution(features) else f"{count:,}"
    return InputsText(text, f"The input: {sides} x 3 pixels, {count:,} numbers")


# The field of the choice itself.
FEATURES_FIELD = "features"


def change_features(config: TrainingConfig, features: str) -> TrainingConfig:
    """`config` with other features.

    A setting whose default is the same for both kinds keeps its value. The others, such as the layers of a
    convolutional network, mean something else for each kind, and get the new default.
    """
    before, after = TrainingConfig.for_features(config.features), TrainingConfig.for_features(features)
    kept = {
        option.field: option.value_in(config)
        for option in ALL_OPTIONS
        if option.value_in(before) == option.value_in(after)
    }
    return replace(after, **kept)
