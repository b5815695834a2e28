"""The detector mapper: its maps of the picked picture, beside those of an untrained network."""

import subprocess
import sys

import numpy as np
import pytest

from catgui.domain import map_texts
from catgui.models.network.picture_mapper import DetectorMapper
from catgui.models.selected_picture import SelectedPicture
from engine.errors import ModelFileError
from engine.vision.convolution import team
from engine.vision.detection import detector as detector_module
from engine.vision.detection.detector import builtin_detector
from tests import ROOT


@pytest.fixture
def picked(qapp):
    return SelectedPicture()


@pytest.fixture
def mapper(picked):
    mapper = DetectorMapper(picked)
    mapper.results, mapper.texts = [], []
    mapper.found.connect(mapper.results.append)
    mapper.unavailable.connect(mapper.texts.append)
    yield mapper
    mapper.shutdown()


def photo(height=64, width=80, seed=1):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)


@pytest.mark.slow
def test_it_has_the_map_of_the_detector_and_that_of_an_untrained_network(mapper, picked, qtbot):
    pixels = photo()
    mapper.set_active(True)
    picked.pick(pixels, "a photo")
    qtbot.waitUntil(lambda: bool(mapper.results))

    found = mapper.results[-1]
    with team(2) as members:
        trained, untrained = (
            one.detect(pixels, members) for one in (builtin_detector(), builtin_detector().untrained())
        )
    assert [map_.name for map_ in found.maps] == [map_texts.DETECTOR, map_texts.UNTRAINED]
    assert found.classes[1] == "cat"
    for map_, detection in zip(found.maps, (trained, untrained), strict=True):
        assert map_.logit == detection.logit
        assert map_.bias + map_.values.mean() == pytest.approx(map_.logit, abs=1e-6)
        np.testing.assert_array_equal(map_.values, detection.activation_map)
    assert [map_.window for map_ in found.maps] == [trained.window, None]


@pytest.mark.slow
def test_of_a_photo_it_sees_all_pixels(mapper, picked, qtbot):
    detail = photo(100, 150)
    picked.pick_photo(photo(8, 8), "a photo", detail)
    mapper.set_active(True)
    qtbot.waitUntil(lambda: bool(mapper.results))
    assert mapper.results[-1].pixels is detail


@pytest.mark.slow
def test_the_newest_picture_replaces_the_one_before(mapper, picked, qtbot):
    mapper.set_active(True)
    first, last = photo(seed=1), photo(seed=2)
    picked.pick(first, "first")
    picked.pick(photo(seed=3), "second")
    picked.pick(last, "last")
    qtbot.waitUntil(lambda: bool(mapper.results))
    assert [found.pixels is last for found in mapper.results] == [True]


def test_filters_that_cannot_be_read_take_the_place_of_the_map(mapper, picked, qtbot, monkeypatch):
    def fail():
        raise ModelFileError("cat.npz", "the filters cannot be read")

    monkeypatch.setattr(detector_module, "builtin_detector", fail)
    mapper.set_active(True)
    picked.pick(photo(), "a photo")
    qtbot.waitUntil(lambda: mapper.texts[-1].startswith("cat.npz: the filters cannot be read"))


@pytest.mark.slow
def test_nothing_of_the_detector_is_imported_before_it_is_used():
    code = (
        "import sys, catgui.models.network.picture_mapper, catgui.widgets.maps.map_tabs;"
        "print([name for name in sys.modules if name.startswith('engine.vision')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
