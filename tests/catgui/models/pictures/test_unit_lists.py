"""The list models of the units of a layer, and of the pictures of one of them."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.picture import ROW_ROLE, Picture
from catgui.domain.unit_texts import UnitKind, UnitLayer
from catgui.models.pictures.unit_lists import CollageListModel, UnitListModel
from engine.analysis.inspection import unit_activity
from tests.support.small_data import make_dataset

# Unit 1 is dead.
LAYER = UnitLayer(
    "Layer 1",
    UnitKind.UNIT,
    3,
    "",
    pictures=np.arange(36, dtype=np.uint8).reshape(3, 2, 2, 3),
    activity=unit_activity(np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])),
    is_asleep=True,
)


@pytest.fixture
def model():
    model = UnitListModel()
    model.show_layer(LAYER)
    return model


def values(model, name):
    return [getattr(model.index(row).data(ROW_ROLE), name) for row in range(model.rowCount())]


def test_each_unit_has_its_picture_and_its_words(model):
    np.testing.assert_array_equal(values(model, "pixels"), LAYER.pictures)
    assert values(model, "lines") == [("Neuron 1: dead",), ("Neuron 2",), ("Neuron 3",)]
    assert values(model, "description")[1] == "Neuron 2: active on 1 of 2 training pictures"


def test_only_another_number_of_units_resets_it(model, qtbot):
    with qtbot.waitSignal(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.show_layer(replace(LAYER, is_asleep=False))
    assert values(model, "lines")[0] == ("Neuron 1: silent now",)
    with qtbot.waitSignal(model.modelReset):
        model.show_layer(None)
    assert model.rowCount() == 0


DATASET = make_dataset(train=4)
# The labels of the pictures are 1, 0, 0, 1.
ACTIVITY = unit_activity(np.array([[0.0, 1.5, 0.0, 2.25], [0.0, 0.0, 0.0, 0.0]]))


@pytest.fixture
def collage():
    collage = CollageListModel()
    collage.show_unit(UnitLayer("Layer 1", UnitKind.UNIT, 2, "", activity=ACTIVITY, dataset=DATASET), 0)
    return collage


def test_the_strongest_comes_first_with_its_activation_and_class(collage):
    assert values(collage, "picture") == [Picture("train", 3), Picture("train", 1)]
    assert values(collage, "label") == [1, 0]
    np.testing.assert_array_equal(values(collage, "pixels"), DATASET.train.pictures[[3, 1]])
    assert values(collage, "description")[0] == "Training picture 3: activation 2.25. Actual: cat."


def test_the_part_that_the_activation_depends_on_is_known(collage):
    regions = np.array([[[0, 2, 5, 8], [0, 0, 8, 8]], [[0, 0, 8, 8]] * 2])
    activity = replace(ACTIVITY, top=replace(ACTIVITY.top, regions=regions))
    assert values(collage, "region") == [None, None]
    collage.show_unit(UnitLayer("Block 1", UnitKind.CHANNEL, 2, "", activity=activity, dataset=DATASET), 0)
    assert values(collage, "region") == [(0, 2, 5, 8), None]


def test_the_collage_is_a_proper_model(collage, qtmodeltester):
    qtmodeltester.check(collage)
