"""Which form of the first layer a run takes: Gram matrices or the pixels themselves."""

from __future__ import annotations

from engine.nn.examples import Examples
from engine.nn.gram_layer import GramFirstLayer
from engine.nn.pixel_layer import PixelFirstLayer
from engine.system.memory import available_memory

# Gram matrices may take this share of the memory that is free.
_MEMORY_SHARE = 0.25
_FLOAT_BYTES = 8

FIRST_LAYERS: dict[str, type[PixelFirstLayer] | type[GramFirstLayer]] = {
    layer.kind: layer for layer in (GramFirstLayer, PixelFirstLayer)
}


def choose_first_layer(train: Examples, test: Examples | None) -> str:
    """The faster way for these examples."""
    return select_first_layer_kind(train.features, train.count, test.count if test is not None else 0)


def select_first_layer_kind(features: int, examples: int, tested: int) -> str:
    """The faster way: Gram while the examples are well below the features and the Gram matrices fit in memory."""
    pays = 2 * examples <= features
    fits = _FLOAT_BYTES * examples * (examples + tested) <= _MEMORY_SHARE * available_memory()
    return GramFirstLayer.kind if pays and fits else PixelFirstLayer.kind
