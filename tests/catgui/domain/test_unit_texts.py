"""The sentences about units."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain import unit_texts
from catgui.domain.unit_texts import UnitKind, UnitLayer
from engine.analysis.inspection import unit_activity
from tests.support.small_data import make_dataset

DATASET = make_dataset(train=3)
TWO_UNITS = UnitLayer(
    "Layer 1",
    UnitKind.UNIT,
    2,
    "",
    activity=unit_activity(np.array([[1.0, 3.0, 2.0], [0.0, 0.0, 0.0]])),
    dataset=DATASET,
)


def test_the_picture_of_a_unit_is_that_of_its_weights_or_the_one_that_activates_it_most():
    pictures = np.arange(24, dtype=np.uint8).reshape(2, 2, 2, 3)

    np.testing.assert_array_equal(replace(TWO_UNITS, pictures=pictures).picture(1), pictures[1])
    np.testing.assert_array_equal(TWO_UNITS.picture(0), DATASET.train.pictures[1])


def test_a_dead_unit_and_one_without_data_are_gray():
    assert set(TWO_UNITS.picture(1).ravel()) == {128}
    assert set(replace(TWO_UNITS, dataset=None).picture(0).ravel()) == {128}
    assert set(replace(TWO_UNITS, activity=None).picture(0).ravel()) == {128}


@pytest.mark.parametrize(
    ("activations", "unit"), [([[0.0, 0.0], [0.0, 1.0], [2.0, 1.0]], 1), (np.zeros((2, 3)), 0), (None, 0)]
)
def test_the_unit_shown_first_is_one_that_pictures_activate(activations, unit):
    activity = None if activations is None else unit_activity(np.array(activations))
    assert replace(TWO_UNITS, activity=activity).default_unit() == unit


# Unit 1 is dead, unit 2 active on one picture, unit 3 on all.
ACTIVITY = unit_activity(np.array([[0.0, 0.0, 0.0], [0.0, 1.5, 0.0], [1.0, 2.0, 3.0]]))
LAYER = UnitLayer("Layer 1", UnitKind.UNIT, 3, "", activity=ACTIVITY, dataset=make_dataset(train=3), is_dead=True)
UNKNOWN = replace(LAYER, activity=None)


@pytest.mark.parametrize(
    ("layer", "title", "first", "last"),
    [
        (LAYER, "Layer 1: 3 neurons, 1 dead", "Neuron 1: dead", "Neuron 3: active on 3 of 3 training pictures"),
        (UNKNOWN, "Layer 1: 3 neurons", "Neuron 1", "Neuron 3"),
        (replace(LAYER, activity=unit_activity(np.empty((3, 0)))), "Layer 1: 3 neurons", "Neuron 1", "Neuron 3"),
        (
            replace(LAYER, is_dead=False),  # a later step may wake it
            "Layer 1: 3 neurons, 1 silent now",
            "Neuron 1: silent now",
            "Neuron 3: active on 3 of 3 training pictures",
        ),
        (
            replace(LAYER, kind=UnitKind.CHANNEL, is_trained=False),  # it does not learn here
            "Layer 1: 3 channels",
            "Channel 1: active on 0 of 3 training pictures",
            "Channel 3: active on 3 of 3 training pictures",
        ),
        (
            replace(LAYER, name="Output", kind=UnitKind.OUTPUT),
            "Output",
            "Output: above 0 for 0 of 3 training pictures",
            "Output: above 0 for 3 of 3 training pictures",
        ),
    ],
)
def test_layers_and_units_are_described(layer, title, first, last):
    assert unit_texts.layer_title(layer) == title
    assert (unit_texts.describe_unit(layer, 0), unit_texts.describe_unit(layer, 2)) == (first, last)


def test_the_title_of_a_layer_counts_a_single_unit():
    assert unit_texts.layer_title(UnitLayer("Layer 1", UnitKind.UNIT, 1, "")) == "Layer 1: 1 neuron"


def test_a_caption_is_the_name_and_whether_the_unit_is_dead():
    assert [unit_texts.caption(LAYER, unit) for unit in range(3)] == ["Neuron 1: dead", "Neuron 2", "Neuron 3"]


def test_where_no_pictures_are_shown_it_says_why():
    assert unit_texts.missing_text(LAYER, 0) == "No training picture activates it."
    assert unit_texts.missing_text(LAYER, 1) == ""
    assert unit_texts.missing_text(replace(UNKNOWN, percent=40), 1) == "Looking through the training pictures: 40%"
    assert unit_texts.missing_text(replace(LAYER, dataset=None), 1).startswith("Open the data of this network")
