"""Inspects the filters of the network in the background: their maps, and the pictures that activate them most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.models.network.observer import NetworkObserver
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.training.session import TrainingSession
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


class BlockInspector(NetworkObserver):
    """Inspects the filters of the network, while active.

    All training pictures pass through the blocks once for each network and data set, but not of a network while it is
    being trained: `Inspector` knows its activity, though not the regions.

    Signals: `inspected(object)`, InspectedBlocks, or None for a network without filters.
    """

    inspected = Signal(object)

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(session, picked, parent)
        self._blocks: InspectedBlocks | None = None
        self._activity: list[UnitActivity] | None = None
        self._percent = 0
        # What the activity is of, or will be.
        self._subject: tuple[object, Dataset] | None = None
        self._activity_task = BackgroundTask(self, shows_errors=True)
        self._activity_task.progressed.connect(self._on_progressed)
        self._activity_task.succeeded.connect(self._on_activity_found)
        self._was_inactive = session.is_inactive
        session.changed.connect(self._on_session_changed)
        session.run_started.connect(self._on_run_started)

    def set_active(self, active: bool) -> None:
        """Start or stop following changes; what takes long is cancelled."""
        if not active and self._activity is None:
            self._forget_activity()
        super().set_active(active)

    def shutdown(self) -> None:
        """Cancel the analysis and wait for its threads."""
        super().shutdown()
        self._activity_task.shutdown()

    def _on_session_changed(self) -> None:
        """Find the activity of the filters once they rest."""
        if self._session.is_inactive is not self._was_inactive:
            self._was_inactive = self._session.is_inactive
            self._on_changed()

    def _on_run_started(self) -> None:
        # A hidden panel must not keep the data of an earlier run in memory.
        if self._active:
            return
        self._forget_blocks()
        dataset = None if self._session.run is None else self._session.run.dataset
        if self._subject is not None and self._subject[1] is not dataset:
            self._forget_activity()

    def _request(self) -> None:
        run, network = self._session.run, self._session.network
        if run is None or run.config.features == PIXELS:
            self._task.discard_waiting()
            self._forget_activity()
            self._forget_blocks()
            return
        if network is None:  # before the first snapshot of a run
            self._task.discard_waiting()
            return
        pixels = self._picked.pixels
        if pixels is not None and pixels.shape[:2] != run.picture_shape:
            pixels = None
        features = run.config.features
        is_trained = is_convolution(features)
        source = partial(_fold, network) if is_trained else partial(pretrained_network, features)
        self._task.submit(partial(_inspect_blocks, source, is_trained, pixels))
        if is_trained and not self._session.is_inactive:
            self._forget_activity()
        else:
            self._request_activity(network if is_trained else features, source, run.dataset)

    def _request_activity(self, subject: object, source: FilterSource, dataset: Dataset | None) -> None:
        """Find the activity of the filters `subject` on the data set, unless it is known or being found."""
        if dataset is None:
            self._forget_activity()
        elif self._subject is None or self._subject[0] is not subject or self._subject[1] is not dataset:
            self._forget_activity()
            self._subject = subject, dataset
            self._activity_task.start(partial(_find_activity, source, dataset.train.pictures))

    def _forget_blocks(self) -> None:
        if self._blocks is not None:
            self._blocks = None
            self.inspected.emit(None)

    def _forget_activity(self) -> None:
        self._activity_task.cancel()
        self._subject, self._activity, self._percent = None, None, 0

    def _on_succeeded(self, found: InspectedBlocks) -> None:
        run = self._session.run
        if not self._active or run is None or run.config.features == PIXELS:
            return
        if is_convolution(run.config.features) == found.is_trained:
            self._blocks = found
            self._emit()

    def _on_progressed(self, done: int, total: int) -> None:
        self._percent = 100 * done // total
        self._emit()

    def _on_activity_found(self, activity: list[UnitActivity]) -> None:
        self._activity = activity
        self._emit()

    def _emit(self) -> None:
        if self._blocks is not None:
            dataset = None if self._subject is None else self._subject[1]
            self.inspected.emit(replace(self._blocks, activity=self._activity, percent=self._percent, dataset=dataset))


@lru_cache(maxsize=1)
def pretrained_network(features: str) -> FoldedNetwork:
    """The filters that make `features`, in single precision: what they show needs no more."""
    return filters_of(features).network.as_type(np.float32)


def _fold(network: TrainableNetwork) -> FoldedNetwork:
    from engine.vision.classification.network import ConvolutionalClassifier  # loaded with the network

    assert isinstance(network, ConvolutionalClassifier)
    return network.folded()


def _inspect_blocks(
    source: FilterSource,
    is_trained: bool,
    picture: Pixels | None,
    _work: Work,
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
