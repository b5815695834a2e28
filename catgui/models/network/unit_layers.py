"""The layers of the network shown, as the weights panel shows them."""

from __future__ import annotations

from dataclasses import dataclass

from catgui.domain.units import unit_texts
from catgui.domain.units.layer import UnitLayer
from engine.analysis.inspection import Inspection
from engine.data.dataset import Dataset


@dataclass(frozen=True, slots=True, eq=False)
class InspectedNetwork:
    """What is known of a network. Attributes: `inspection`; `dataset`, that of its pictures, or None."""

    inspection: Inspection
    dataset: Dataset | None


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
