"""The layers of the network shown, as the weights panel shows them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catgui.domain import unit_texts
from catgui.domain.unit_layer import UnitLayer
from catgui.models.network.block_inspector import InspectedBlocks
from engine.analysis.inspection import Inspection
from engine.data.dataset import Dataset


@dataclass(frozen=True, slots=True, eq=False)
class InspectedNetwork:
    """What is known of a network.

    Attributes: `inspection`; `dataset`, that of its pictures, or None; `is_convolutional`, whether its hidden layers
    are blocks; `note`, what these pictures are if they are not those it was trained on, else ''.
    """

    inspection: Inspection
    dataset: Dataset | None
    is_convolutional: bool
    note: str = ""


def unit_layers(found: InspectedNetwork, blocks: InspectedBlocks | None, shows_all_weights: bool) -> list[UnitLayer]:
    """All layers, the blocks first; `shows_all_weights` as for `dense_layers`.

    None of them while the blocks of a convolutional network are not known.
    """
    if blocks is not None and blocks.is_trained != found.is_convolutional:
        blocks = None  # those of another network, shown before
    if found.is_convolutional:
        return [] if blocks is None else block_layers(_with_activity(blocks, found))
    return [*([] if blocks is None else block_layers(blocks)), *dense_layers(found, shows_all_weights)]


def _with_activity(blocks: InspectedBlocks, found: InspectedNetwork) -> InspectedBlocks:
    """`blocks` with the activity of the hidden layers, which they are, as long as theirs is not known."""
    hidden = found.inspection.activity
    if blocks.activity is not None or blocks.channels != [len(activity.active_counts) for activity in hidden]:
        return blocks
    return replace(blocks, activity=hidden, dataset=found.dataset)


def block_layers(blocks: InspectedBlocks) -> list[UnitLayer]:
    """The filters of the first block, and the channels of each, as their maps of the selected picture."""
    layers = [
        UnitLayer(
            name=f"Block {index + 1}",
            unit="Channel",
            count=channels,
            legend=unit_texts.TOP_LEGEND if blocks.maps is None else unit_texts.MAP_LEGEND,
            pictures=None if blocks.maps is None else blocks.maps[index],
            activations=None if blocks.activations is None else blocks.activations[index],
            activity=None if blocks.activity is None else blocks.activity[index],
            dataset=blocks.dataset,
            percent=blocks.percent,
            is_trained=blocks.is_trained,
        )
        for index, channels in enumerate(blocks.channels)
    ]
    filters = replace(
        layers[0],
        name="Input filters",
        unit="Filter",
        legend=unit_texts.FILTER_LEGEND,
        pictures=blocks.filters,
        is_filters=True,
    )
    return [filters, *layers]


def dense_layers(found: InspectedNetwork, shows_all_weights: bool) -> list[UnitLayer]:
    """The hidden layers, the first one as pictures of its weights, or of their change by training, if it has any."""
    inspection = found.inspection
    changes = inspection.weight_changes
    first = inspection.weights if shows_all_weights or changes is None else changes
    layers = []
    for index, activity in enumerate(inspection.activity):
        pictures = first if index == 0 else None
        legend = unit_texts.TOP_LEGEND if pictures is None else unit_texts.WEIGHTS_LEGEND
        if pictures is not None and changes is None:
            legend = f"{legend} {unit_texts.UNKNOWN_START}"
        layers.append(
            UnitLayer(
                name=f"Layer {index + 1}",
                unit="Unit",
                count=len(activity.active_counts),
                legend=legend,
                has_weights=pictures is not None,
                pictures=pictures,
                activations=None if inspection.activations is None else inspection.activations[index],
                activity=activity,
                dataset=found.dataset,
            )
        )
    return layers
