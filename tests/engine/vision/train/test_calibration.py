"""The calibration: fitted on one half of the photos in full size, measured on the other, written into the file."""

import numpy as np
import pytest

from engine.vision.block import BlockSpec
from engine.vision.detection.detector import Detector, resize
from engine.vision.detection.record import Calibration, Score, record_from
from engine.vision.filters_file import load_filters, save_filters
from engine.vision.folded import FoldedNetwork
from engine.vision.network import Architecture, initial_parameters
from engine.vision.team import team
from engine.vision.train import calibration as calibration_module
from engine.vision.train.archives import CAT, DOG, FULLSIZE, FullPhotos, PictureSet, full_photos
from engine.vision.train.calibration import calibrate, detector_logits, fit_scaling, pasted_animals, record_of
from engine.vision.train.cost import UNKNOWN_CLASS
from tests.engine.vision.train.tiny_archives import write_archives

ARCHITECTURE = Architecture((BlockSpec(4, stride=2), BlockSpec(5, pool=True)))


@pytest.fixture
def filters(tmp_path):
    """A file of untrained filters, and the archives beside it."""
    write_archives(tmp_path, with_kept_part=True)
    path = tmp_path / "cat.npz"
    flat = initial_parameters(ARCHITECTURE, seed=1)
    save_filters(path, FoldedNetwork(ARCHITECTURE, ARCHITECTURE.views(flat)), {"seed": 1})
    return path


def test_it_is_written_into_the_file_and_leaves_the_filters_as_they_are(filters):
    before = load_filters(filters)
    shown = []

    with team(1) as members:
        record = calibrate(filters.parent, filters, members, lambda done, total: shown.append((done, total)))

    found = load_filters(filters)
    assert record_from(found.about)[1] == record
    assert found.about["seed"] == 1
    for name, values in before.network.parameters.items():
        np.testing.assert_array_equal(found.network.parameters[name], values)
    kept = full_photos(filters.parent / FULLSIZE, kept=True)
    counts = [int((kept.classes == kind).sum()) for kind in (CAT, DOG, UNKNOWN_CLASS)]
    assert [record.cats.count, record.dogs.count, record.others.count] == counts
    assert shown[0] == (1, 18 - len(kept.photos))


def test_it_is_fitted_for_each_size_on_the_half_that_is_not_kept(filters, monkeypatch):
    monkeypatch.setattr(calibration_module, "SIDES", (10, 20))
    network = load_filters(filters).network
    half = full_photos(filters.parent / FULLSIZE, kept=False)
    assert {photo.shape for photo in half.photos} == {(20, 30, 3)}

    with team(1) as members:
        calibrate(filters.parent, filters, members)
        expected = [
            fit_scaling(detector_logits(Detector(network), photos, members), half.is_cat)
            for photos in ([resize(photo, 10, 15) for photo in half.photos], half.photos)
        ]

    assert record_from(load_filters(filters).about)[0] == Calibration((10, 20), tuple(expected))


def test_logits_that_are_off_and_too_large_are_put_right():
    stream = np.random.default_rng(0)
    true = 2 * stream.standard_normal(20_000)
    is_cat = stream.random(20_000) < 1 / (1 + np.exp(-true))

    found = fit_scaling(4 * true + 8, is_cat)

    assert found.scale == pytest.approx(1 / 4, rel=0.1)
    assert found.offset == pytest.approx(-2, rel=0.1)


def test_cats_count_as_much_as_others_however_few_they_are():
    logits = np.array([0.0, 2.0] * 10 + [2.0, 4.0] * 1000)
    is_cat = np.array([False] * 20 + [True] * 2000)

    found = fit_scaling(logits, is_cat)

    assert -found.offset / found.scale == pytest.approx(2.0, abs=0.05)


def test_classes_that_are_separated_have_a_calibration():
    found = fit_scaling(np.array([-1.0, -2.0, 1.0, 2.0]), np.array([False, False, True, True]))

    assert np.isfinite([found.scale, found.offset]).all()
    assert found.scale > 1


def test_a_record_counts_each_kind_and_the_small_cats():
    logits = np.array([2.0, 1.0, -1.0, 1.0, 0.0, -1.0])
    classes = np.array([CAT, CAT, CAT, DOG, UNKNOWN_CLASS, UNKNOWN_CLASS])

    record = record_of(logits, classes, np.array([0.5, -0.5, 0.0, 2.0]))

    assert (record.cats, record.dogs, record.others) == (Score(2, 3), Score(0, 1), Score(2, 2))
    assert record.small_cats == Score(2, 4)
    assert record.area == pytest.approx((3 + 2.5 + 0.5) / 9)


def test_animals_with_a_box_are_cut_out_and_pasted_into_photos_without_one():
    pixels = np.zeros((3, 3, 96, 96), np.uint8)
    pixels[:, :, 24:72, 48:72] = 200  # 48 x 24, as the box says
    boxes = np.array([[[0.25, 0.5], [0.5, 0.25]], [[np.nan, np.nan]] * 2, [[0.25, 0.5], [0.5, 0.25]]])
    pictures = PictureSet(pixels, np.array([CAT, CAT, DOG]), ("a", "b", "c"), boxes)
    canvases = [np.full((64, 80, 3), value, np.uint8) for value in (10, 20)]
    photos = FullPhotos(canvases, np.array([CAT, UNKNOWN_CLASS]))

    (cat,), (dog,) = (pasted_animals(pictures, kind, photos, 0.25) for kind in (CAT, DOG))

    for found in (cat, dog):
        is_animal = found[..., 0] == 200
        assert is_animal.sum() == 16 * 8
        assert is_animal.any(axis=1).sum() == 16
        assert (found[~is_animal] == 20).all()
    assert (canvases[1] == 20).all()
