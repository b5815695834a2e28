"""The cat detector on one photo: the function that runs in the thread of PhotoDetections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.system.parallel import threads_for

if TYPE_CHECKING:
    from engine.vision.detection.detector import Detection
    from engine.vision.detection.record import DetectorRecord


def detect(pixels: NDArray[np.uint8]) -> tuple[Detection, DetectorRecord | None]:
    """The answer for the pixels (height, width, 3) of a photo, and how often the detector was right.

    Raises ModelFileError if the file of its filters is missing or damaged.
    """
    from engine.vision.detection.detector import SCALES, builtin_detector  # not needed before there is a photo
    from engine.vision.team import team

    detector = builtin_detector()
    with team(threads_for(SCALES)) as members:
        return detector.detect(pixels, members), detector.record
