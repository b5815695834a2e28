"""The detector that comes with the program, on one photo."""

import numpy as np
import pytest

from catgui.workers.photo_detection import PhotoDetector
from engine.vision.convolution import team
from engine.vision.detection.detector import builtin_detector


@pytest.mark.slow
def test_the_answer_is_that_of_the_detector_with_its_record():
    pixels = np.random.default_rng(1).integers(0, 256, (64, 96, 3), dtype=np.uint8)

    detector = PhotoDetector()
    detection, record = detector.detect(pixels)
    detector.close()

    with team(1) as members:
        expected = builtin_detector().detect(pixels, members)
    assert detection.logit == pytest.approx(expected.logit, abs=1e-5)
    np.testing.assert_allclose(detection.activation_map, expected.activation_map, atol=1e-4)
    assert record == builtin_detector().record


@pytest.mark.slow
def test_it_can_be_used_again_after_it_was_closed():
    pixels = np.zeros((64, 64, 3), np.uint8)
    detector = PhotoDetector()
    detector.close()
    first, _ = detector.detect(pixels)
    detector.close()
    second, _ = detector.detect(pixels)
    detector.close()
    assert first.logit == second.logit
