"""Maps of the selected picture by the cat detector, and by the same network untrained, in the background."""

from __future__ import annotations

import threading
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain import map_texts
from catgui.domain.photo_entry import DETECTOR_CLASSES
from catgui.domain.place_map import MappedPicture, PlaceMap
from catgui.models.network.observer import PictureObserver
from catgui.models.selected_picture import SelectedPicture
from engine.errors import CancelledError
from engine.progress import ProgressCallback
from engine.system.threads import threads_for


class DetectorMapper(PictureObserver):
    """Maps the selected picture, while active; another picture replaces a running request.

    Signals: `found(object)`, a MappedPicture; `unavailable(str)`, a text for the user about what is missing, or what
    has failed.
    """

    found = Signal(object)
    unavailable = Signal(str)

    def __init__(self, picked: SelectedPicture, parent: QObject | None = None) -> None:
        super().__init__(picked, parent)
        self._last: MappedPicture | None = None

    def _request(self) -> None:
        detail = self._picked.detail
        if detail is None:
            self._task.cancel()
            self.unavailable.emit(map_texts.NO_PICTURE)
        elif self._last is not None and self._last.pixels is detail:
            self._task.cancel()
            self.found.emit(self._last)
        else:
            self._task.start(partial(_find, detail))

    def _on_succeeded(self, found: MappedPicture) -> None:
        self._last = found
        self.found.emit(found)

    def _on_failed(self, text: str) -> None:
        self.unavailable.emit(text)


def _find(detail: NDArray[np.uint8], _progress: ProgressCallback, cancelled: threading.Event) -> MappedPicture:
    # Neither imported nor loaded before it is used.
    from engine.vision.detection.detector import SCALES, builtin_detector
    from engine.vision.team import team

    trained = builtin_detector()
    maps = []
    with team(threads_for(SCALES)) as members:
        for name, detector in ((map_texts.DETECTOR, trained), (map_texts.UNTRAINED, trained.untrained())):
            if cancelled.is_set():
                raise CancelledError
            detection = detector.detect(detail, members)
            window = detection.window if detector is trained else None
            maps.append(PlaceMap(name, detection.activation_map, detection.logit, detection.bias, window=window))
    return MappedPicture(detail, tuple(maps), DETECTOR_CLASSES)
