"""The calibration: fitted on the validation part, measured on the kept part, written into the file."""

import numpy as np
import pytest

from engine.vision.block import BlockSpec
from engine.vision.detection.record import record_from
from engine.vision.filters_file import load_filters, save_filters
from engine.vision.folded import FoldedNetwork
from engine.vision.network import Architecture, initial_parameters
from engine.vision.team import team
from engine.vision.train.archives import PHOTOS, PictureSet, kept_part
from engine.vision.train.calibration import calibrate, fit_calibration, pasted_small, record_of
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
    kept = kept_part(filters.parent / PHOTOS)
    assert (record.cats, record.others) == (kept.is_cat.sum(), (~kept.is_cat).sum())
    assert shown[-1] == (len(kept.names), len(kept.names))


def test_logits_that_are_off_and_too_large_are_put_right():
    stream = np.random.default_rng(0)
    true = 2 * stream.standard_normal(20_000)
    is_cat = stream.random(20_000) < 1 / (1 + np.exp(-true))

    found = fit_calibration(4 * true + 8, is_cat)

    assert found.scale == pytest.approx(1 / 4, rel=0.1)
    assert found.offset == pytest.approx(-2, rel=0.1)


def test_cats_count_as_much_as_others_however_few_they_are():
    logits = np.array([0.0, 2.0] * 10 + [2.0, 4.0] * 1000)
    is_cat = np.array([False] * 20 + [True] * 2000)

    found = fit_calibration(logits, is_cat)

    assert -found.offset / found.scale == pytest.approx(2.0, abs=0.05)


def test_classes_that_are_separated_have_a_calibration():
    found = fit_calibration(np.array([-1.0, -2.0, 1.0, 2.0]), np.array([False, False, True, True]))

    assert np.isfinite([found.scale, found.offset]).all()
    assert found.scale > 1


def test_a_record_counts_each_class_and_ties_half():
    record = record_of(np.array([2.0, 1.0, -1.0, 1.0, 0.0]), np.array([True, True, True, False, False]))

    assert (record.cats_right, record.cats, record.others_right, record.others) == (2, 3, 1, 2)
    assert record.area == pytest.approx((2 + 1.5 + 0) / 6)


def test_small_photos_lie_on_photos_without_a_cat():
    pixels = np.zeros((4, 3, 12, 12), np.uint8)
    pixels[:2] = 200  # the cats
    pictures = PictureSet(pixels, np.array([3, 3, 5, 5]), ("a", "b", "c", "d"))

    small = list(pasted_small(pictures, np.random.default_rng(1)))

    areas = [float((picture[..., 0] == 200).mean()) for picture in small]
    assert all((56 / 192) ** 2 <= area <= (100 / 192) ** 2 for area in areas[:2])
    assert areas[2:] == [0, 0]
