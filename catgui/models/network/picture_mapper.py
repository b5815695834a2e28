"""The maps of one picture: by the network shown, and by the cat detector."""

from __future__ import annotations

from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, SignalInstance

from catgui.domain.place_map import MapKind, MappedPicture
from catgui.models.network.detector_mapper import DetectorMapper
from catgui.models.network.network_mapper import NetworkMapper
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import TrainingSession


class MapsView(Protocol):
    """What shows the maps of a picture."""

    def show_maps(self, kind: MapKind, mapped: MappedPicture, /) -> None:
        """Show the maps of one kind."""

    def show_text(self, kind: MapKind, text: str, /) -> None:
        """Show why there are no maps of one kind."""

    def offer_detector(self, offered: bool, /) -> None:
        """Offer the maps of the detector, or not."""


class DetectorActivity(Protocol):
    """What knows whether the detector answers photos, such as `PhotoDetections`."""

    @property
    def active(self) -> bool:
        """Whether it is switched on, and the data are about cats."""

    @property
    def active_changed(self) -> SignalInstance:
        """Emitted when `active` has changed."""


class PictureMapper(QObject):
    """Finds the maps of `picture` that are looked at.

    Attributes: `picture`, whose maps are found.

    Signals: `found(object, object)`, a MapKind and its MappedPicture; `unavailable(object, str)`, a MapKind and a text
    for the user; `offered_changed(bool)`, whether the detector answers photos, and so has maps.
    """

    found = Signal(object, object)
    unavailable = Signal(object, str)
    offered_changed = Signal(bool)

    def __init__(
        self,
        session: TrainingSession,
        detector: DetectorActivity,
        picture: SelectedPicture | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.picture = SelectedPicture(self) if picture is None else picture
        self._detector = detector
        self._mappers: dict[MapKind, NetworkMapper | DetectorMapper] = {
            MapKind.NETWORK: NetworkMapper(session, self.picture, self),
            MapKind.DETECTOR: DetectorMapper(self.picture, self),
        }
        for kind, mapper in self._mappers.items():
            mapper.found.connect(partial(self.found.emit, kind))
            mapper.unavailable.connect(partial(self.unavailable.emit, kind))
        detector.active_changed.connect(self._on_active_changed)

    @property
    def offers_detector(self) -> bool:
        """Whether the detector answers photos: it is switched on, and the data are about cats."""
        return self._detector.active

    def show_in(self, view: MapsView) -> None:
        """Show in `view` what is found from now on."""
        view.offer_detector(self.offers_detector)
        self.offered_changed.connect(view.offer_detector)
        self.found.connect(view.show_maps)
        self.unavailable.connect(view.show_text)

    def show(self, pixels: NDArray[np.uint8], title: str, detail: NDArray[np.uint8] | None = None) -> None:
        """Map another picture (height, width, 3), of which `detail` has more pixels; nothing is done for the same."""
        if pixels is not self.picture.pixels:
            self.picture.pick_photo(pixels, title, pixels if detail is None else detail)

    def follow(self, kind: MapKind | None) -> None:
        """Find the maps of one kind, for each picture and network from now on; None for none."""
        for other, mapper in self._mappers.items():
            mapper.set_active(other is kind)

    def shutdown(self) -> None:
        """Cancel, and wait for the threads."""
        for mapper in self._mappers.values():
            mapper.shutdown()

    def _on_active_changed(self) -> None:
        self.offered_changed.emit(self.offers_detector)
