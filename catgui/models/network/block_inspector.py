"""Inspects the filters of the network in the background: their maps, and the pictures that activate them most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.analysis import Analysis, Subject
from catgui.models.tasks.background_task import without_work
from catgui.models.training.session import RunNow, TrainingSession
from engine.analysis.inspection import UnitActivity
from engine.data.dataset import Dataset
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.training.features import PIXELS, filters_of, is_convolution
from engine.typing import Pixels

if TYPE_CHECKING:
    from engine.vision.folded import FoldedNetwork

# Folds the network in the background.
FilterSource = Callable[[], "FoldedNetwork"]


@dataclass(frozen=True, slots=True, eq=False)
class InspectedBlocks:
    """What is known of the blocks of a network.

    Attributes: `channels`, per block, how many there are; `filters`, those of the first block as pictures; `maps`, per
    block, those of the selected picture as pictures (channels, height, width, 3), and `activations`, the largest value
    of each (channels,), both None without one; `activity`, per block, that of its channels on the training pictures, or
    None while it is not known; `percent` of these that have been looked through; `dataset`, that of these, or None;
    `is_trained`, whether the blocks are trained here, and so all layers of the network.
    """

    channels: list[int]
    filters: Pixels
    maps: list[Pixels] | None
    activations: list[NDArray[np.floating]] | None
    activity: list[UnitActivity] | None = None
    percent: int = 0
    dataset: Dataset | None = None
    is_trained: bool = False


class BlockInspector(Analysis):
    """Inspects the filters of the network.

    Signals: `inspected(object)`, InspectedBlocks, or None for a network without filters.
    """

    inspected = Signal(object)

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(session.changed, picked.changed, parent=parent)
        self._session, self._picked = session, picked
        self._blocks: InspectedBlocks | None = None
        self._passes = _TrainingPass(session, self)
        self._passes.progressed.connect(self._emit)
        self._passes.found.connect(self._emit)
        self.found.connect(self._on_found)
        self.unavailable.connect(self._forget)
        session.changed.connect(self._on_session_changed)

    def subject(self) -> Subject | str | None:
        """The picture and the features, whose filters change with the network if it trains them."""
        run, network, pixels = self._session.now.run, self._session.now.network, self._picked.pixels
        if run is None or run.config.features == PIXELS:
            return ""
        if network is None:  # before the first snapshot of a run
            return None
        if pixels is not None and pixels.shape[:2] != run.picture_shape:
            pixels = None
        features = run.config.features
        compute = without_work(_inspect_blocks, _filter_source(network, features), is_convolution(features), pixels)
        return Subject((features, pixels), compute, (network,) if is_convolution(features) else ())

    def set_active(self, active: bool) -> None:
        """Start or stop following changes; what takes long is cancelled."""
        self._passes.set_active(active)
        super().set_active(active)

    def shutdown(self) -> None:
        """Cancel the analysis and wait for its threads."""
        super().shutdown()
        self._passes.shutdown()

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        # A hidden panel must not keep the data of an earlier run in memory.
        if now.is_another_than(before) and not self._active:
            self._forget()
            self._passes.forget_other_data()

    def _forget(self) -> None:
        if self._blocks is not None:
            self._blocks = None
            self.inspected.emit(None)

    def _on_found(self, blocks: InspectedBlocks) -> None:
        self._blocks = blocks
        self._emit()

    def _emit(self) -> None:
        if self._blocks is not None:
            found = self._passes
            self.inspected.emit(
                replace(self._blocks, activity=found.value, percent=found.percent, dataset=found.dataset)
            )


class _TrainingPass(Analysis):
    """Passes all training pictures through the filters: finds the UnitActivity of each block.

    Once for each data set and filters, but not through those of a network while it is being trained: `Inspector` knows
    its activity, though not the regions.
    """

    def __init__(self, session: TrainingSession, parent: QObject) -> None:
        super().__init__(session.changed, parent=parent)
        self._session = session

    @property
    def dataset(self) -> Dataset | None:
        """The data whose pictures pass or have passed, or None."""
        if self._wanted is None:
            return None
        dataset = self._wanted.of[1]
        assert isinstance(dataset, Dataset)
        return dataset

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
        """Keep no activity on other data than those of the run."""
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
    from engine.vision.classification.network import ConvolutionalClassifier  # loaded with the network

    assert isinstance(network, ConvolutionalClassifier)
    return network.folded()


def _inspect_blocks(
    source: FilterSource,
    is_trained: bool,
    picture: Pixels | None,
) -> InspectedBlocks:
    from engine.analysis.feature_maps import feature_maps, filter_pictures, map_pictures  # not loaded before it is used

    network = source()
    channels = [block.channels for block in network.architecture.blocks]
    filters = filter_pictures(network)
    if picture is None:
        return InspectedBlocks(channels, filters, None, None, is_trained=is_trained)
    maps = feature_maps(network, picture)
    pictures, activations = [map_pictures(A) for A in maps], [A.max(axis=(0, 1)) for A in maps]
    return InspectedBlocks(channels, filters, pictures, activations, is_trained=is_trained)


def _find_activity(source: FilterSource, pictures: Pixels, work: Work) -> list[UnitActivity]:
    from engine.analysis.feature_maps import channel_activity  # not loaded before it is used

    return channel_activity(source(), pictures, work)
