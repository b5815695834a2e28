"""The list model of the pictures that activate a unit most."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from catgui.domain.picture import Picture
from catgui.domain.units.layer import UnitLayer
from catgui.models.pictures.collage_list import CollageListModel
from catgui.models.pictures.picture_list import PictureRole
from engine.analysis.inspection import unit_activity
from tests.support.small_data import make_dataset

DATASET = make_dataset(train=4)
# The labels of the pictures are 1, 0, 0, 1.
ACTIVITY = unit_activity(np.array([[0.0, 1.5, 0.0, 2.25], [0.0, 0.0, 0.0, 0.0]]))


@pytest.fixture
def model():
    model = CollageListModel()
    model.show_unit(UnitLayer("Layer 1", "Unit", 2, "", activity=ACTIVITY, dataset=DATASET), 0)
    return model


def values(model, role):
    return [model.index(row).data(role) for row in range(model.rowCount())]


def test_the_strongest_comes_first_with_its_activation_and_class(model):
    assert values(model, PictureRole.PICTURE) == [Picture("train", 3), Picture("train", 1)]
    assert values(model, PictureRole.CAPTION_LINES) == [("2.25", "cat"), ("1.50", "non-cat")]
    assert values(model, PictureRole.LABEL) == [1, 0]
    np.testing.assert_array_equal(values(model, PictureRole.PIXELS), DATASET.train.pictures[[3, 1]])
    assert values(model, Qt.ItemDataRole.AccessibleTextRole)[0] == "train picture 3: activation 2.25. Actual: cat."


def test_the_part_that_the_activation_depends_on_is_known(model):
    regions = np.array([[[0, 2, 5, 8], [0, 0, 8, 8]], [[0, 0, 8, 8]] * 2])
    activity = replace(ACTIVITY, top=replace(ACTIVITY.top, regions=regions))
    assert values(model, PictureRole.REGION) == [None, None]
    model.show_unit(UnitLayer("Block 1", "Channel", 2, "", activity=activity, dataset=DATASET), 0)
    assert values(model, PictureRole.REGION) == [(0, 2, 5, 8), None]


def test_a_dead_unit_has_no_pictures(model):
    model.show_unit(UnitLayer("Layer 1", "Unit", 2, "", activity=ACTIVITY, dataset=DATASET), 1)
    assert model.rowCount() == 0


def test_without_data_there_are_no_pictures(model):
    model.show_unit(UnitLayer("Layer 1", "Unit", 2, "", activity=ACTIVITY), 0)
    assert model.rowCount() == 0


def test_it_is_a_proper_model(model, qtmodeltester):
    qtmodeltester.check(model)
