"""The record of a detector: in the description of filters and back, and in words."""

import json
from pathlib import Path

import pytest

from engine.vision.detection.record import (
    KIND,
    LIMITS,
    Calibration,
    DetectorRecord,
    Scaling,
    Score,
    record_from,
    with_record,
)

ROOT = Path(__file__).parents[4]
CALIBRATION = Calibration((64, 256), (Scaling(1.5, -0.2), Scaling(2.5, -1.2)))
RECORD = DetectorRecord(Score(9, 10), Score(600, 1000), Score(1000, 1000), area=0.93, small_cats=Score(3, 6))


def test_it_comes_back_from_the_description_of_filters():
    about = json.loads(json.dumps(with_record({"seed": 3}, CALIBRATION, RECORD)))

    assert record_from(about) == (CALIBRATION, RECORD)
    assert about["seed"] == 3


@pytest.mark.parametrize(
    ("side", "scaling"),
    [(10, (1.5, -0.2)), (64, (1.5, -0.2)), (128, (2.0, -0.7)), (256, (2.5, -1.2)), (999, (2.5, -1.2))],
)
def test_the_scaling_goes_with_the_logarithm_of_the_side(side, scaling):
    assert CALIBRATION.scaling(side) == pytest.approx(scaling)


def test_a_description_without_one_is_an_error():
    with pytest.raises(KeyError):
        record_from({"seed": 3})


def test_the_record_of_an_older_version_is_an_error():
    kept = {"cats_right": 9, "cats": 10, "others_right": 16, "others": 20, "area": 0.9}

    with pytest.raises((KeyError, TypeError)):
        record_from({"detector": {"calibration": {"scale": 1.0, "offset": 0.0}, "kept": kept}})


def test_the_readmes_have_the_kind_and_the_limits_in_the_same_words():
    for name in ("README.md", "datasets/README.md"):
        text = " ".join((ROOT / name).read_text(encoding="utf-8").split())
        assert KIND in text
        assert LIMITS in text
