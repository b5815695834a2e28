"""The maps of one picture: by the network shown, and by the cat detector."""

from __future__ import annotations

from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, SignalInstance

from catgui.domain import map_texts, prediction_texts
from catgui.domain.map_texts import MapKind, MappedPicture, PlaceMap
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.analysis import Analysis, Subject
from catgui.models.training.session import TrainingSession
from engine.analysis.occlusion import Occlusion
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.statistics import DETECTOR_CLASSES
from engine.system.threads import threads_for
from engine.training.features import is_convolution, make_examples


class MapsView(Protocol):
    """What shows the maps of a picture."""

    def show_maps(self, kind: MapKind, mapped: MappedPicture, /) -> None:
        """Show the maps of one kind."""

    def show_text(self, kind: MapKind, text: str, /) -> None:
        """Show why there are no maps of one kind."""

    def offer_detector(self, offered: bool, /) -> None:
        """Offer the maps of the detector, or not."""


class DetectorActivity(Protocol):
    """An object that knows whether the detector answers photos, such as `PhotoDetections`."""

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


# Covered pictures between two looks at whether the map is still wanted.
_AT_ONCE = 64


class MappedExamples:
    """A picture as a network takes it for a map; for occlusion, its examples are made once for all networks.

    Attributes: `pixels` (height, width, 3); `features`, those of the network.
    """

    def __init__(self, pixels: NDArray[np.uint8], features: str) -> None:
        self.pixels, self.features = pixels, features
        self._occlusion: Occlusion | None = None
        self._covered: list[Examples] = []

    def make_map(self, network: TrainableNetwork, work: Work) -> PlaceMap:
        """The exact map of a convolutional network, that by occlusion of another; the first one may be slow."""
        if is_convolution(self.features):
            return self._activation_map(network)
        if self._occlusion is None:
            self._occlusion = Occlusion(self.pixels)
        total = len(self._occlusion.pictures)
        logits = np.empty(total)
        for number, begin in enumerate(range(0, total, _AT_ONCE)):
            work.report(begin, total)
            some = slice(begin, begin + _AT_ONCE)
            if number == len(self._covered):
                # The same objects for all networks: the first layer caches its products by object.
                self._covered.append(_make_examples(self.features, self._occlusion.pictures[some]))
            logits[some] = network.forward(self._covered[number])[1][0]
        found = self._occlusion.make_map(logits)
        return PlaceMap(map_texts.BY_OCCLUSION, found.changes, found.logit, patch=found.patch)

    def _activation_map(self, network: TrainableNetwork) -> PlaceMap:
        from engine.vision.classification.network import ConvolutionalClassifier  # loaded with the network
        from engine.vision.convolution import team

        assert isinstance(network, ConvolutionalClassifier)
        folded = network.folded()
        with team(threads_for(1), folded.dtype) as members:
            found = folded.activation_map(self.pixels, members)
        return PlaceMap(map_texts.EXACT, found.values, found.logit, found.bias)


def _make_examples(features: str, pictures: NDArray[np.uint8]) -> Examples:
    return make_examples(features, pictures, np.zeros((1, len(pictures)), np.int64))


class NetworkMapper(Analysis):
    """Maps the selected picture by the network shown: finds a MappedPicture."""

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(session.changed, picked.changed, parent=parent)
        self._session, self._picked = session, picked
        self._examples: MappedExamples | None = None

    def subject(self) -> Subject | str | None:
        """The picture, as the network takes it."""
        run, network = self._session.now.run, self._session.now.network
        pixels, examples = self._picked.pixels, self._examples
        self._examples = None
        if run is None:
            return prediction_texts.NO_NETWORK
        if pixels is None:
            return prediction_texts.NO_PICTURE
        if pixels.shape[:2] != run.picture_shape:
            return prediction_texts.OTHER_SHAPE
        if examples is None or examples.pixels is not pixels or examples.features != run.config.features:
            examples = MappedExamples(pixels, run.config.features)
        self._examples = examples
        if network is None:
            return None
        return Subject((examples,), partial(_find_by_network, network, examples, run.classes), (network,))


def _find_by_network(
    network: TrainableNetwork,
    examples: MappedExamples,
    classes: tuple[str, str],
    work: Work,
) -> MappedPicture:
    return MappedPicture(examples.pixels, (examples.make_map(network, work),), classes)


class DetectorMapper(Analysis):
    """Maps the selected picture by the cat detector: finds a MappedPicture."""

    def __init__(self, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(picked.changed, parent=parent)
        self._picked = picked

    def subject(self) -> Subject | str:
        """The picture."""
        detail = self._picked.detail
        if detail is None:
            return prediction_texts.NO_PICTURE
        return Subject((detail,), partial(_find_by_detector, detail))


def _find_by_detector(detail: NDArray[np.uint8], work: Work) -> MappedPicture:
    # Neither imported nor loaded before it is used.
    from engine.vision.convolution import team
    from engine.vision.detection.detector import SCALES, builtin_detector

    trained = builtin_detector()
    maps = []
    with team(threads_for(SCALES)) as members:
        for name, detector in ((map_texts.DETECTOR, trained), (map_texts.UNTRAINED, trained.untrained())):
            work.check()
            detection = detector.detect(detail, members)
            window = detection.window if detector is trained else None
            values, is_unsure = detection.activation_map, window is not None and detection.is_unsure
            maps.append(PlaceMap(name, values, detection.logit, detection.bias, window=window, is_unsure=is_unsure))
    return MappedPicture(detail, tuple(maps), DETECTOR_CLASSES)
