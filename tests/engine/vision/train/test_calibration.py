"""The calibration: fitted on one half of the photos in full size, measured on the other, written into the file."""

import numpy as np
import pytest

from engine.progress import Work
from engine.statistics import Score, area_under_roc
from engine.vision.block import BlockSpec
from engine.vision.convolution import team
from engine.vision.detection.detector import Detector, resize
from engine.vision.detection.record import record_from
from engine.vision.filters_file import load_filters, save_filters
from engine.vision.folded import FoldedNetwork
from engine.vision.network import Architecture, initial_parameters
from engine.vision.train import calibration as calibration_module
from engine.vision.train.archives import (
    CAT,
    DOG,
    FULLSIZE,
    MORE,
    FullPhotos,
    PictureSet,
    full_photos,
    learning_names,
    read_pictures,
    validation_names,
)
from engine.vision.train.calibration import (
    calibrate,
    detector_logits,
    find_unsure_limit,
    fit_scaling,
    pasted_animals,
    pasted_small,
    record_of,
    resized,
    with_pasted,
)
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


@pytest.mark.slow
def test_it_is_written_into_the_file_and_leaves_the_filters_as_they_are(filters):
    before = load_filters(filters)
    shown = []

    with team(1) as members:
        record = calibrate(filters.parent, filters, members, Work(lambda done, total: shown.append((done, total))))

    found = load_filters(filters)
    assert record_from(found.about)[1] == record
    assert found.about["seed"] == 1
    for name, values in before.network.parameters.items():
        np.testing.assert_array_equal(found.network.parameters[name], values)
    kept = full_photos(filters.parent / FULLSIZE, kept=True)
    counts = [int((kept.classes == kind).sum()) for kind in (CAT, DOG, UNKNOWN_CLASS)]
    assert [record.cats.count, record.dogs.count, record.others.count] == counts
    assert shown[0] == (1, 18 - len(kept.photos))


@pytest.mark.slow
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

    found = record_from(load_filters(filters).about)[0]
    assert (found.sides, found.scalings) == ((10, 20), tuple(expected))


@pytest.mark.slow
def test_which_answers_are_none_is_found_on_that_half_and_on_small_animals_of_the_validation_part(filters):
    learning = learning_names(filters.parent / MORE)
    watched = read_pictures(filters.parent / MORE, sorted(validation_names(learning)))
    half = full_photos(filters.parent / FULLSIZE, kept=False)

    with team(1) as members:
        record = calibrate(filters.parent, filters, members)
        found = record_from(load_filters(filters).about)[0]
        photos, is_cat = with_pasted(half, watched)
        logits = detector_logits(Detector(load_filters(filters).network, found), photos, members)

    assert found.unsure_below == find_unsure_limit(logits, is_cat)
    assert len(photos) > len(half.photos)
    is_pasted = np.arange(len(photos)) >= len(half.photos)
    assert is_cat[~is_pasted].tolist() == half.is_cat.tolist()
    has_box = ~np.isnan(watched.boxes).any(axis=(1, 2))
    assert is_cat[is_pasted].sum() == 2 * (watched.is_cat & has_box).sum()
    others = int((full_photos(filters.parent / FULLSIZE, kept=True).classes != CAT).sum())
    assert record.dark_others.count == others == record.dogs.count + record.others.count


def answers(*groups):
    """Logits of so many "cat" each, of which so many are right: groups of (probability, right, count)."""
    logits = np.concatenate([np.full(count, np.log(p / (1 - p))) for p, _, count in groups])
    is_cat = np.concatenate([np.arange(count) < right for _, right, count in groups])
    mixed = np.random.default_rng(5).permutation(len(logits))
    return logits[mixed], is_cat[mixed]


def test_answers_that_are_right_by_chance_are_none():
    logits, is_cat = answers((0.6, 50, 100), (0.8, 80, 100), (0.95, 95, 100))

    assert find_unsure_limit(logits, is_cat) in (pytest.approx(0.6), pytest.approx(0.8))
    assert find_unsure_limit(-logits, ~is_cat) == find_unsure_limit(logits, is_cat)


def test_all_answers_count_where_all_are_right_more_often_than_by_chance():
    assert find_unsure_limit(*answers((0.6, 90, 100), (0.95, 95, 100))) == 0.5


def test_no_answer_counts_of_a_detector_that_guesses():
    assert find_unsure_limit(*answers((0.6, 50, 100), (0.9, 50, 100))) == 1.0


def test_few_answers_are_judged_together():
    assert find_unsure_limit(*answers((0.6, 6, 8))) == 1.0  # 41% to 93%
    assert find_unsure_limit(*answers((0.6, 8, 8))) == 0.5


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


def test_a_record_counts_each_kind_the_small_cats_and_the_dark_others():
    logits = np.array([2.0, 1.0, -1.0, 1.0, 0.0, -1.0])
    classes = np.array([CAT, CAT, CAT, DOG, UNKNOWN_CLASS, UNKNOWN_CLASS])

    record = record_of(logits, classes, np.array([0.5, -0.5, 0.0, 2.0]), np.array([1.0, -1.0, -2.0]), 0.5)

    assert (record.cats, record.dogs, record.others) == (Score(2, 3), Score(0, 1), Score(2, 2))
    assert record.small_cats == Score(2, 4)
    assert record.dark_others == Score(2, 3)
    assert record.area == pytest.approx((3 + 2.5 + 0.5) / 9)


def test_what_is_unsure_is_not_right():
    logits = np.array([2.0, 0.5, -1.0, 1.0, 0.0, -2.0])  # 88%, 62%, 73%, 73%, 50%, 88%
    classes = np.array([CAT, CAT, CAT, DOG, UNKNOWN_CLASS, UNKNOWN_CLASS])

    record = record_of(logits, classes, np.array([0.5, 2.0]), np.array([0.5, -0.5, -2.0]), 0.7)

    assert (record.cats, record.dogs, record.others) == (Score(1, 3, 1), Score(0, 1), Score(1, 2, 1))
    assert (record.small_cats, record.dark_others) == (Score(1, 2, 1), Score(1, 3, 2))
    assert record.photos == Score(2, 6, 2)


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


def test_the_area_is_the_share_of_pairs_in_order_and_ties_count_half():
    is_cat = np.array([True, True, True, False, False])

    assert area_under_roc(np.array([2.0, 1.0, -1.0, 1.0, 0.0]), is_cat) == pytest.approx((2 + 1.5 + 0) / 6)
    assert area_under_roc(np.array([2.0, 2.0, 2.0, 1.0, 0.0]), is_cat) == 1


def test_small_photos_lie_on_photos_without_an_animal():
    photos = np.zeros((40, 20, 20, 3), np.uint8)
    photos[:10], photos[10:20] = 200, 100
    classes = np.array([CAT] * 10 + [DOG] * 10 + [UNKNOWN_CLASS] * 20)

    small = pasted_small(photos, classes)

    for some, value in ((slice(10), 200), (slice(10, 20), 100)):
        shares = (small[some, ..., 0] == value).mean(axis=(1, 2))
        assert shares.min() >= 0.25**2
        assert shares.max() <= 0.6**2
    assert not small[20:].any()
    np.testing.assert_array_equal(small, pasted_small(photos, classes))
    assert (photos[:10] == 200).all()


def test_pictures_are_squeezed():
    pictures = np.zeros((2, 6, 6, 3), np.uint8)
    pictures[1, :3, :, 2] = 200

    small = resized(pictures, 2)

    assert small.shape == (2, 2, 2, 3)
    assert not small[0].any()
    assert small[1, 0, 0, 2] > 3 * small[1, 1, 0, 2]


@pytest.mark.parametrize("side", [3, 6, 9])
def test_a_picture_of_one_color_stays_so(side):
    np.testing.assert_array_equal(resized(np.full((1, 6, 6, 3), 77, np.uint8), side), 77)
