"""Inspects the network in the background, and makes the layers that the weights panel shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial

from PySide6.QtCore import QObject

from catgui.domain import unit_texts
from catgui.domain.explanation import NO_NETWORK
from catgui.domain.saved_run_texts import other_data_note
from catgui.domain.unit_layer import UnitKind, UnitLayer
from catgui.models.network.block_inspector import InspectedBlocks
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.analysis import Analysis, Subject
from catgui.models.tasks.background_task import without_work
from catgui.models.training.session import RunNow, ShownRun, TrainingSession
from engine.analysis.inspection import Inspection, UnitActivity, asleep_layers, inspect_network, unit_activity
from engine.data.dataset import Dataset
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.training.features import PIXELS, is_convolution
from engine.training.run import TrainingRun


class Inspector(Analysis):
    """Inspects the network and the activations of the selected picture: finds an InspectedNetwork."""

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(session.changed, picked.changed, parent=parent)
        self._session, self._picked = session, picked
        # The same for all networks of a run.
        self._at_start: tuple[ShownRun, Callable[[], tuple[UnitActivity, ...]]] | None = None
        session.changed.connect(self._on_session_changed)

    def subject(self) -> Subject | str | None:
        """The data, and the picture with its features."""
        network, run = self._session.now.network, self._session.now.run
        if run is None:
            return NO_NETWORK
        if network is None:
            return None
        picture = self._picked.example_for(run.picture_shape, run.config.features)
        of = run.dataset, run.config.features, self._picked.pixels
        if self._at_start is None or self._at_start[0] is not run:
            self._at_start = run, cache(partial(_at_start, run))
        compute = without_work(_inspection, run, network, picture, self._at_start[1])
        return Subject(of, compute, (network, run.is_on_other_data))

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        # A hidden panel must not keep the data of an earlier run in memory.
        if now.is_another_than(before) and not self._active:
            self._at_start = None
            self.unavailable.emit(NO_NETWORK)


def _inspection(
    run: ShownRun,
    network: TrainableNetwork,
    picture: Examples | None,
    at_start: Callable[[], tuple[UnitActivity, ...]],
) -> InspectedNetwork:
    shape = run.picture_shape if run.config.features == PIXELS else None
    inspection = inspect_network(network, shape, picture, run.initial_weights())
    note, is_convolutional = other_data_note(run), is_convolution(run.config.features)
    can_wake = bool(note) or is_convolutional or not run.config.moves_by_gradient_alone
    asleep = 0 if can_wake else asleep_layers(inspection.activity)
    return InspectedNetwork(inspection, run.dataset, is_convolutional, note, asleep, at_start())


def _at_start(run: ShownRun) -> tuple[UnitActivity, ...]:
    """The activity of the units before the first step; none where that is not known, or takes long to find."""
    if not isinstance(run, TrainingRun) or is_convolution(run.config.features):
        return ()
    network = run.snapshot_at(0).network
    return tuple(unit_activity(A) for A in network.hidden(network.train))


@dataclass(frozen=True, slots=True, eq=False)
class InspectedNetwork:
    """What is known of a network.

    Attributes: `inspection`; `dataset`, that of its pictures, or None; `is_convolutional`, whether its hidden layers
    are blocks; `note`, what these pictures are if they are not those it was trained on, else ''; `asleep_layers`, how
    many of the hidden layers, from the first on, have silent units that no later step can wake; `at_start`, the
    activity of the units of each hidden layer before the first step, or none where it is not known.
    """

    inspection: Inspection
    dataset: Dataset | None
    is_convolutional: bool
    note: str = ""
    asleep_layers: int = 0
    at_start: tuple[UnitActivity, ...] = ()


def unit_layers(found: InspectedNetwork, blocks: InspectedBlocks | None, shows_all_weights: bool) -> list[UnitLayer]:
    """All layers, the blocks first; `shows_all_weights` as for `_dense_layers`.

    None of them while the blocks of a convolutional network are not known.
    """
    if blocks is not None and blocks.is_trained != found.is_convolutional:
        blocks = None  # those of another network, shown before
    if found.is_convolutional:
        return [] if blocks is None else _block_layers(_with_activity(blocks, found))
    return [*([] if blocks is None else _block_layers(blocks)), *_dense_layers(found, shows_all_weights)]


def _with_activity(blocks: InspectedBlocks, found: InspectedNetwork) -> InspectedBlocks:
    """`blocks` with the activity of the hidden layers, which they are, as long as theirs is not known."""
    hidden = found.inspection.activity
    if blocks.activity is not None or blocks.channels != [len(activity.active_counts) for activity in hidden]:
        return blocks
    return replace(blocks, activity=hidden, dataset=found.dataset)


def _block_layers(blocks: InspectedBlocks) -> list[UnitLayer]:
    """The filters of the first block, and the channels of each, as their maps of the selected picture."""
    layers = [
        UnitLayer(
            name=f"Block {index + 1}",
            kind=UnitKind.CHANNEL,
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
        kind=UnitKind.FILTER,
        legend=unit_texts.FILTER_LEGEND,
        pictures=blocks.filters,
        is_filters=True,
    )
    return [filters, *layers]


def _dense_layers(found: InspectedNetwork, shows_all_weights: bool) -> list[UnitLayer]:
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
                kind=UnitKind.UNIT,
                count=len(activity.active_counts),
                legend=legend,
                has_weights=pictures is not None,
                pictures=pictures,
                activations=None if inspection.activations is None else inspection.activations[index],
                activity=activity,
                dataset=found.dataset,
                is_asleep=index < found.asleep_layers,
                at_start=found.at_start[index] if found.at_start else None,
            )
        )
    return layers
