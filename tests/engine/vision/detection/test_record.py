"""The record of a detector: in the description of filters and back, and in words."""

import json
import re

import pytest

from engine.statistics import Score
from engine.vision.detection.detector import builtin_detector
from engine.vision.detection.record import LIMITS, Calibration, DetectorRecord, Scaling, record_from, with_record
from tests import ROOT

CALIBRATION = Calibration((64, 256), (Scaling(1.5, -0.2), Scaling(2.5, -1.2)), unsure_below=0.625)
RECORD = DetectorRecord(
    Score(9, 10),
    Score(600, 1000, 50),
    Score(1000, 1000),
    0.93,
    small_cats=Score(3, 6),
    dark_others=Score(500, 2000),
)


def test_a_record_comes_back_from_the_description_of_filters():
    about = json.loads(json.dumps(with_record({"seed": 3}, CALIBRATION, RECORD)))

    assert record_from(about) == (CALIBRATION, RECORD)
    assert about["seed"] == 3


@pytest.mark.parametrize(
    ("side", "scaling"),
    [(10, (1.5, -0.2)), (64, (1.5, -0.2)), (128, (2.0, -0.7)), (256, (2.5, -1.2)), (999, (2.5, -1.2))],
)
def test_the_scaling_goes_with_the_logarithm_of_the_side(side, scaling):
    assert CALIBRATION.scaling(side) == pytest.approx(scaling)


def test_the_record_of_an_older_version_is_an_error():
    kept = {"cats_right": 9, "cats": 10, "others_right": 16, "others": 20, "area": 0.9}

    with pytest.raises((KeyError, TypeError)):
        record_from({"detector": {"calibration": {"scale": 1.0, "offset": 0.0}, "kept": kept}})


def test_a_record_has_the_shares_of_right_answers_with_intervals():
    assert RECORD.photos == Score(1609, 2010, 50)
    assert RECORD.photos.share == pytest.approx(1609 / 2010)
    # By hand, with z^2 = 3.8415: (9 + 1.9207 -+ 1.96 sqrt(0.9 + 0.9604)) / 13.8415.
    assert RECORD.sentence() == (
        "On new photos of pets and things the detector was right for 90% of 10 cats (60–98%), 60% of 1,000 dogs "
        "(57–63%) and 100% of 1,000 other things (100–100%). It was unsure of 50 of them. "
        f"{LIMITS} It saw 50% of 6 cats (19–81%) pasted into such photos a quarter as high. It was right for 25% of "
        "2,000 darkened photos without a cat (23–27%)."
    )


def words_of(name):
    return " ".join((ROOT / name).read_text(encoding="utf-8").split())


def test_the_readmes_have_the_record_of_the_file_in_its_own_words():
    sentence = builtin_detector().record.sentence()
    assert sentence in words_of("datasets/README.md")
    shares, _ = re.sub(r" \([^)]*\)", "", sentence).split(". ", 1)
    assert f"{shares}." in words_of("README.md"), "without the intervals"
