"""The detector: an exact map, the same answer for a photo and its mirror image, windows that find what is small."""

import json
import re

import numpy as np
import pytest
from PIL import Image

from engine.errors import ModelFileError
from engine.images.photo import DETAIL_RATIO, DETAIL_SIDE
from engine.statistics import Score
from engine.vision import detection as detector_module
from engine.vision.block import BlockSpec
from engine.vision.detection import (
    LIMITS,
    LONGEST_RATIO,
    SIDES,
    Calibration,
    Detection,
    Detector,
    DetectorRecord,
    Scaling,
    builtin_detector,
    record_from,
    resampling_matrices,
    resize,
    scaled_size,
    with_record,
)
from engine.vision.network import Architecture, FoldedNetwork, initial_parameters
from engine.vision.pretrained import save_filters
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
BLOCKS = (BlockSpec(4, stride=2), BlockSpec(6, pool=True), BlockSpec(5, pool=True), BlockSpec(5, pool=True))
ARCHITECTURE = Architecture(BLOCKS, outputs=2)


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


@pytest.fixture
def network():
    parameters = dict(ARCHITECTURE.views(initial_parameters(ARCHITECTURE, seed=1)))
    return FoldedNetwork(ARCHITECTURE, {**parameters, "b": np.array([0.3, -0.2], np.float32)})


def calibration(scale, offset):
    """The same for photos of all sizes."""
    return Calibration((64,), (Scaling(scale, offset),))


def photo(height, width, seed=3):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)


@pytest.mark.parametrize("size", [(192, 256), (7, 100), (1, 1)])
def test_a_logit_has_its_probability(size, network, members):
    found = Detector(network, calibration(1.7, -0.4)).detect(photo(*size), members)

    assert found.probability == pytest.approx(1 / (1 + np.exp(-found.logit)))
    assert found.is_cat == (found.logit > 0)


def test_a_photo_has_the_calibration_of_its_shorter_side(network, members):
    sized = Calibration((50, 100), (Scaling(1.0, 0.0), Scaling(2.0, -1.0)), unsure_below=0.75)
    small, large = photo(50, 300), photo(300, 100)

    plain = [Detector(network).detect(pixels, members).logit for pixels in (small, large)]
    found = [Detector(network, sized).detect(pixels, members) for pixels in (small, large)]

    assert [one.logit for one in found] == [pytest.approx(plain[0]), pytest.approx(2 * plain[1] - 1)]
    assert found[0].unsure_below == 0.75


def test_the_logit_is_the_mean_over_sizes_of_windows_weighted_by_their_own_logits(network, members):
    picture = photo(256, 256)

    found = Detector(network).detect(picture, members)

    terms = []
    for side in SIDES:
        resized = resize(picture, side, side)
        pair = np.stack([resized, resized[:, ::-1]])
        both = network.feature_maps(pair, members) @ network.parameters["W"][:, 0]
        places, count = (both[0] + both[1][:, ::-1]) / 2, side // 16 - 3
        windows = [places[r : r + 4, c : c + 4].mean() + 0.3 for r in range(count) for c in range(count)]
        terms.append(np.exp(windows) @ windows / np.exp(windows).sum())
    assert found.logit == pytest.approx(np.mean(terms), abs=1e-4)


def test_a_photo_of_the_size_it_has_learned_from_is_one_window_at_the_smallest_size(network, members):
    # With all other sizes switched off, the logit is that of the network's own output.
    picture = photo(64, 64)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(detector_module, "SIDES", (64,))
        found = Detector(network, calibration(1.7, -0.4)).detect(picture, members)

    own = network.outputs(np.stack([picture, picture[:, ::-1]]), members)[:, 0].mean()
    assert found.logit == pytest.approx(1.7 * own - 0.4, abs=1e-5)


def test_a_photo_and_its_mirror_image_have_one_answer(network, members):
    detector = Detector(network)
    picture = photo(192, 240)

    one, other = (detector.detect(pixels, members) for pixels in (picture, picture[:, ::-1]))

    assert one.logit == pytest.approx(other.logit, abs=1e-5)


@pytest.mark.parametrize(
    ("logit", "is_unsure"), [(0.0, True), (0.84, True), (-0.84, True), (0.86, False), (-0.86, False), (800.0, False)]
)
def test_an_answer_of_less_than_the_probability_of_the_calibration_is_unsure(logit, is_unsure):
    # 0.85 is the logit of 70%.
    assert Detection(logit, unsure_below=0.7).is_unsure == is_unsure
    assert not Detection(logit).is_unsure


@pytest.mark.parametrize(
    ("size", "scaled"),
    [
        ((300, 400), (96, 128)),
        ((400, 300), (128, 96)),
        ((5, 5), (96, 96)),
        ((10, 1000), (96, 288)),
        ((100, 103), (96, 96)),
    ],
)
def test_a_photo_keeps_its_shape_up_to_three_to_one(size, scaled):
    assert scaled_size(size, 96, 16) == scaled


def test_a_photo_that_is_read_has_all_the_pixels_that_are_looked_at():
    assert max(SIDES) == DETAIL_SIDE
    assert LONGEST_RATIO == DETAIL_RATIO


# --- the one that comes with the program


@pytest.fixture
def own_file(monkeypatch, tmp_path):
    """The path that takes the place of the program's own file."""
    monkeypatch.setattr(detector_module, "filters_path", lambda: tmp_path / "cat.npz")
    builtin_detector.cache_clear()
    yield tmp_path / "cat.npz"
    builtin_detector.cache_clear()


def test_filters_that_were_never_calibrated_are_no_detector(network, own_file):
    save_filters(own_file, network, {"seed": 1})

    with pytest.raises(ModelFileError, match=r"never calibrated; run datasets/train_detector\.py with --calibrate"):
        builtin_detector()


def test_the_detector_of_the_program_is_calibrated_and_measured():
    detector = builtin_detector()

    record = detector.record
    assert (record.cats.share + (record.dogs + record.others).share) / 2 >= 0.85
    assert record.photos.count > 300
    assert builtin_detector() is detector


def test_resizing_is_pillows_bilinear_filter():
    values = np.random.default_rng(1).random(12).astype(np.float32)
    for side in (5, 12, 30):
        pillows = np.asarray(Image.fromarray(values[np.newaxis]).resize((side, 1), Image.Resampling.BILINEAR))[0]
        (weights,) = resampling_matrices(12, side, np.zeros(1), np.ones(1))

        np.testing.assert_allclose(weights @ values, pillows, atol=1e-5)


def test_beyond_the_ends_of_a_picture_the_end_values_go_on():
    (weights,) = resampling_matrices(4, 8, np.array([-0.5]), np.array([2.0]))

    np.testing.assert_allclose(weights.sum(axis=1), 1)
    np.testing.assert_allclose(weights[:2, 0], 1)
    np.testing.assert_allclose(weights[-2:, 3], 1)
