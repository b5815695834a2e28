"""A layer as it is shown."""

from dataclasses import replace

import numpy as np

from catgui.domain.unit_layer import UnitKind, UnitLayer
from engine.analysis.inspection import unit_activity
from tests.support.small_data import make_dataset

DATASET = make_dataset(train=3)
LAYER = UnitLayer(
    "Layer 1",
    UnitKind.UNIT,
    2,
    "",
    activity=unit_activity(np.array([[1.0, 3.0, 2.0], [0.0, 0.0, 0.0]])),
    dataset=DATASET,
)


def test_the_picture_of_a_unit_is_that_of_its_weights_or_the_one_that_activates_it_most():
    pictures = np.arange(24, dtype=np.uint8).reshape(2, 2, 2, 3)

    np.testing.assert_array_equal(replace(LAYER, pictures=pictures).picture(1), pictures[1])
    np.testing.assert_array_equal(LAYER.picture(0), DATASET.train.pictures[1])


def test_a_dead_unit_and_one_without_data_are_gray():
    assert set(LAYER.picture(1).ravel()) == {128}
    assert set(replace(LAYER, dataset=None).picture(0).ravel()) == {128}
    assert set(replace(LAYER, activity=None).picture(0).ravel()) == {128}


def test_the_strongest_come_first_only_where_a_picture_is_selected():
    layer = replace(LAYER, count=3, activations=np.array([1.0, 2.0, 2.0]))

    assert layer.order(strongest_first=False).tolist() == [0, 1, 2]
    assert layer.order(strongest_first=True).tolist() == [1, 2, 0]
    assert replace(layer, activations=None).order(strongest_first=True).tolist() == [0, 1, 2]


def test_a_region_is_known_unless_it_is_the_whole_picture():
    activity = LAYER.activity
    regions = np.array([[[0, 2, 5, 8], [0, 0, 8, 8]]])
    layer = replace(LAYER, activity=replace(activity, top=replace(activity.top, regions=regions)))

    assert layer.region(0, 0) == (0, 2, 5, 8)
    assert layer.region(0, 1) is None
    assert LAYER.region(0, 0) is None


def test_the_unit_shown_first_is_one_that_pictures_activate():
    dead_first = unit_activity(np.array([[0.0, 0.0], [0.0, 1.0], [2.0, 1.0]]))

    assert replace(LAYER, activity=dead_first).default_unit(strongest_first=False) == 1
    assert replace(LAYER, activity=unit_activity(np.zeros((2, 3)))).default_unit(strongest_first=False) == 0
    assert replace(LAYER, activity=None).default_unit(strongest_first=False) == 0
    on_picture = replace(LAYER, count=3, activity=dead_first, activations=np.array([9.0, 1.0, 2.0]))
    assert on_picture.default_unit(strongest_first=True) == 2
