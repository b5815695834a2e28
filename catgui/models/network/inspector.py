"""Inspects the network in the background, and lists the layers, units and pictures that the weights panel shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from catgui.domain import unit_texts
from catgui.domain.picture import Picture, PictureRow
from catgui.domain.prediction_texts import NO_NETWORK, actual_text
from catgui.domain.saved_run_texts import other_data_note
from catgui.domain.unit_texts import UnitKind, UnitLayer
from catgui.models.analysis import Analysis, Subject
from catgui.models.background_task import without_work
from catgui.models.picture_lists import PictureListModel
from catgui.models.training.session import RunNow, ShownRun, TrainingSession
from engine.analysis.inspection import Inspection, UnitActivity, dead_layers, inspect_network
from engine.data.dataset import Dataset
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.training.features import PIXELS, filters_of, is_convolution
from engine.typing import Pixels

if TYPE_CHECKING:
    from engine.vision.network import FoldedNetwork


# Folds the network in the background.
FilterSource = Callable[[], "FoldedNetwork"]


class Inspector(Analysis):
    """Inspects the network: finds an InspectedNetwork.

    Attributes: `passes`, which finds the activities of the channels of its blocks on the training pictures.
    """

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(session.changed, parent=parent)
        self._session = session
        self.passes = TrainingPass(session, self)
        session.changed.connect(self._on_session_changed)

    def subject(self) -> Subject | str | None:
        """The data and the features."""
        network, run = self._session.now.network, self._session.now.run
        if run is None:
            return NO_NETWORK
        if network is None:
            return None
        compute = without_work(_inspection, run, network)
        return Subject((run.dataset, run.config.features), compute, (network, run.is_on_other_data))

    def set_active(self, active: bool) -> None:
        """Start or stop following changes; what takes long is cancelled."""
        self.passes.set_active(active)
        super().set_active(active)

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        # A hidden panel must not keep the data of an earlier run in memory.
        if now.is_other_run(before) and not self._active:
            self.unavailable.emit(NO_NETWORK if now.run is None else "")
            self.passes.forget_other_data()


def _inspection(run: ShownRun, network: TrainableNetwork) -> InspectedNetwork:
    features, start = run.config.features, run.initial_weights()
    inspection = inspect_network(network, run.picture_shape if features == PIXELS else None, start)
    blocks = None if features == PIXELS else _inspect_blocks(_filter_source(network, features)())
    note, is_convolutional = other_data_note(run), is_convolution(features)
    can_wake = bool(note) or is_convolutional or not run.config.moves_by_gradient_alone
    dead = 0 if can_wake else dead_layers(inspection.activity)
    return InspectedNetwork(inspection, run.dataset, blocks, is_convolutional, start is not None, note, dead)


@dataclass(frozen=True, slots=True, eq=False)
class InspectedBlocks:
    """What is known of the blocks of a network.

    Attributes: `channels`, per block, how many there are; `filters`, those of the first block as pictures.
    """

    channels: list[int]
    filters: Pixels


@dataclass(frozen=True, slots=True, eq=False)
class ChannelActivity:
    """The activity of channels on training pictures.

    Attributes: `blocks`, per block, the activity of its channels, or None while it is not known; `percent` of the
    pictures that have been looked through; `dataset`, that of these, or None.
    """

    blocks: list[UnitActivity] | None
    percent: int
    dataset: Dataset | None


@dataclass(frozen=True, slots=True, eq=False)
class InspectedNetwork:
    """What is known of a network.

    Attributes: `inspection`; `dataset`, that of its pictures, or None; `blocks`, its blocks of convolution, or None;
    `is_convolutional`, whether its hidden layers are these blocks; `has_start`, whether its weights before the first
    step are known; `note`, what the pictures are if the network was not
    trained on them, else ''; `dead_layers`, how many of the hidden layers, from the first on, have silent units that
    no later step can wake.
    """

    inspection: Inspection
    dataset: Dataset | None
    blocks: InspectedBlocks | None
    is_convolutional: bool
    has_start: bool
    note: str = ""
    dead_layers: int = 0


def unit_layers(found: InspectedNetwork, channels: ChannelActivity) -> list[UnitLayer]:
    """All layers, the blocks first."""
    if found.blocks is None:
        return _dense_layers(found)
    if not found.is_convolutional:
        return [*_block_layers(found.blocks, channels, is_trained=False), *_dense_layers(found)]
    if channels.blocks is None:  # that of the hidden layers, which the blocks are, without regions
        channels = replace(channels, blocks=list(found.inspection.activity), dataset=found.dataset)
    return _block_layers(found.blocks, channels, is_trained=True)


def _block_layers(blocks: InspectedBlocks, seen: ChannelActivity, is_trained: bool) -> list[UnitLayer]:
    """The filters of the first block, and the channels of each."""
    layers = [
        UnitLayer(
            name=f"Block {index + 1}",
            kind=UnitKind.CHANNEL,
            count=count,
            legend=unit_texts.TOP_LEGEND,
            activity=None if seen.blocks is None else seen.blocks[index],
            dataset=seen.dataset,
            percent=seen.percent,
            is_trained=is_trained,
        )
        for index, count in enumerate(blocks.channels)
    ]
    filters = replace(
        layers[0],
        name="Input filters",
        kind=UnitKind.FILTER,
        legend=unit_texts.FILTER_LEGEND,
        pictures=blocks.filters,
    )
    return [filters, *layers]


def _dense_layers(found: InspectedNetwork) -> list[UnitLayer]:
    """The hidden layers, the first one as pictures of its weights, if it has any; without hidden layers the output."""
    inspection = found.inspection
    layers = []
    for index, activity in enumerate(inspection.activity):
        pictures, legend = None, unit_texts.TOP_LEGEND
        if index == 0 and inspection.weights is not None:
            pictures = inspection.weights
            legend = unit_texts.CHANGE_LEGEND if found.has_start else unit_texts.WEIGHTS_LEGEND
        layers.append(
            UnitLayer(
                name="Output" if inspection.is_of_output else f"Layer {index + 1}",
                kind=UnitKind.OUTPUT if inspection.is_of_output else UnitKind.UNIT,
                count=len(activity.active_counts),
                legend=legend,
                pictures=pictures,
                activity=activity,
                dataset=found.dataset,
                is_dead=index < found.dead_layers,
            )
        )
    return layers


class TrainingPass(Analysis):
    """Passes all training pictures through the filters: finds the UnitActivity of each block.

    Once for each data set and filters, but not through those of a network while it is being trained: its inspection has
    its activity, though not the regions.
    """

    def __init__(self, session: TrainingSession, parent: QObject) -> None:
        super().__init__(session.changed, parent=parent)
        self._session = session

    @property
    def state(self) -> ChannelActivity:
        """What is known now, with the data whose pictures pass or have passed."""
        dataset = None if self._wanted is None else self._wanted.of[1]
        assert dataset is None or isinstance(dataset, Dataset)
        return ChannelActivity(self.value, self.percent, dataset)

    def subject(self) -> Subject | str | None:
        """The filters and the data."""
        run, network = self._session.now.run, self._session.now.network
        if run is None or run.config.features == PIXELS:
            return ""
        if network is None:
            return None
        features, dataset = run.config.features, run.dataset
        is_trained = is_convolution(features)
        if dataset is None or (is_trained and not self._session.now.is_inactive):
            return ""
        source = _filter_source(network, features)
        of = (network if is_trained else features), dataset
        return Subject(of, partial(_find_activity, source, dataset.train.pictures))

    def forget_other_data(self) -> None:
        """Drop the activity on data other than the run's."""
        run = self._session.now.run
        if self._known is not None and (run is None or self._known[0].of[1] is not run.dataset):
            self._known = None


@lru_cache(maxsize=1)
def pretrained_network(features: str) -> FoldedNetwork:
    """The filters that make `features`, in single precision: what they show needs no more."""
    return filters_of(features).network.as_type(np.float32)


def _filter_source(network: TrainableNetwork, features: str) -> FilterSource:
    return partial(_fold, network) if is_convolution(features) else partial(pretrained_network, features)


def _fold(network: TrainableNetwork) -> FoldedNetwork:
    from engine.vision.classification import ConvolutionalClassifier  # loaded with the network

    assert isinstance(network, ConvolutionalClassifier)
    return network.folded()


def _inspect_blocks(network: FoldedNetwork) -> InspectedBlocks:
    from engine.analysis.feature_maps import filter_pictures  # not loaded before it is used

    return InspectedBlocks([block.channels for block in network.architecture.blocks], filter_pictures(network))


def _find_activity(source: FilterSource, pictures: Pixels, work: Work) -> list[UnitActivity]:
    from engine.analysis.feature_maps import channel_activity  # not loaded before it is used

    return channel_activity(source(), pictures, work)


class UnitListModel(PictureListModel):
    """One row per unit."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer: UnitLayer | None = None

    def show_layer(self, layer: UnitLayer | None) -> None:
        """Show the units of `layer`; None for none."""
        self._layer = layer
        units = range(0 if layer is None else layer.count)
        self.show_rows(units, keeps_places=len(units) == len(self._rows))

    def make_row(self, row: int) -> PictureRow:
        """A unit with its picture and its name; how often it is active in its description."""
        assert self._layer is not None
        caption, description = unit_texts.caption(self._layer, row), unit_texts.describe_unit(self._layer, row)
        return PictureRow(self._layer.picture(row), caption, (caption,), description, None, None)

    def widest_caption_lines(self) -> list[str]:
        """The longest caption."""
        layer = self._layer
        captions = [] if layer is None else [unit_texts.caption(layer, unit) for unit in self._rows]
        return [max(captions, key=len)] if captions else []


class CollageListModel(PictureListModel):
    """One row per training picture, the one with the largest activation first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer: UnitLayer | None = None
        self._unit = 0

    def show_unit(self, layer: UnitLayer | None, unit: int = 0) -> None:
        """Show the pictures of a unit of `layer`, if they are known; None for none."""
        rows: Sequence[tuple[int, int, float]] = ()
        if layer is not None and layer.activity is not None and layer.dataset is not None:
            indices, activations = layer.activity.top.of_unit(unit)
            rows = list(zip(range(len(indices)), indices.tolist(), activations.tolist(), strict=True))
        self._layer, self._unit = layer, unit
        self.show_rows(rows, keeps_places=len(rows) == len(self._rows))

    def make_row(self, row: tuple[int, int, float]) -> PictureRow:
        """The training picture of a rank, its activation in its description; framed is what that depends on."""
        assert self._layer is not None
        assert self._layer.dataset is not None
        (rank, index, activation), dataset = row, self._layer.dataset
        picture = Picture("train", index)
        label = picture.label(dataset)
        return PictureRow(
            picture.pixels(dataset),
            picture.name(dataset),
            None,
            f"{picture.full_name(dataset)}: activation {activation:.2f}. {actual_text(dataset.classes[label])}.",
            label,
            picture,
            region=self._layer.region(self._unit, rank),
        )
