"""The cat detector as it works in the thread of PhotoDetections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.system.blas import limit_blas_threads

if TYPE_CHECKING:
    from engine.vision.convolution import Team
    from engine.vision.detection.detector import Detection
    from engine.vision.detection.record import DetectorRecord


class PhotoDetector:
    """The cat detector that comes with the program, for one photo at a time.

    It keeps its threads and their memory, 25 MB, from one photo to the next, which saves a fourth of the time.
    """

    def __init__(self) -> None:
        self._team: Team | None = None

    def detect(self, pixels: NDArray[np.uint8]) -> tuple[Detection, DetectorRecord | None]:
        """The answer for the pixels (height, width, 3) of a photo, and how often the detector was right.

        Raises ModelFileError if the file of its filters is missing or damaged.
        """
        from engine.system.threads import threads_for  # none of these is needed before there is a photo
        from engine.vision.convolution import Team
        from engine.vision.detection.detector import SCALES, builtin_detector

        detector = builtin_detector()
        if self._team is None:
            self._team = Team(threads_for(SCALES))
        with limit_blas_threads(0):  # the team has one thread for each processor
            return detector.detect(pixels, self._team), detector.record

    def close(self) -> None:
        """End the threads, and free their memory; the next photo starts them again."""
        if self._team is not None:
            self._team.close()
            self._team = None
