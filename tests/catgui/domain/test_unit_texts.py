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


def test_the_strongest_come_first_only_where_a_picture_is_selected():
    layer = replace(TWO_UNITS, count=3, activations=np.array([1.0, 2.0, 2.0]))

    assert layer.order(strongest_first=False).tolist() == [0, 1, 2]
    assert layer.order(strongest_first=True).tolist() == [1, 2, 0]
    assert replace(layer, activations=None).order(strongest_first=True).tolist() == [0, 1, 2]


def test_the_unit_shown_first_is_one_that_pictures_activate():
    dead_first = unit_activity(np.array([[0.0, 0.0], [0.0, 1.0], [2.0, 1.0]]))

    assert replace(TWO_UNITS, activity=dead_first).default_unit(strongest_first=False) == 1
    assert replace(TWO_UNITS, activity=unit_activity(np.zeros((2, 3)))).default_unit(strongest_first=False) == 0
    assert replace(TWO_UNITS, activity=None).default_unit(strongest_first=False) == 0
    on_picture = replace(TWO_UNITS, count=3, activity=dead_first, activations=np.array([9.0, 1.0, 2.0]))
    assert on_picture.default_unit(strongest_first=True) == 2


# Unit 1 is dead, unit 2 active on one picture, unit 3 on all.
ON_TRAINING = np.array([[0.0, 0.0, 0.0], [0.0, 1.5, 0.0], [1.0, 2.0, 3.0]])
ACTIVITY = unit_activity(ON_TRAINING)
LAYER = UnitLayer("Layer 1", UnitKind.UNIT, 3, "", activity=ACTIVITY, dataset=make_dataset(train=3), is_asleep=True)
ON_PICTURE = replace(LAYER, activations=np.array([0.0, 0.25, 0.0]))
WITHOUT_DATA = replace(ON_PICTURE, activity=unit_activity(np.empty((3, 0))), dataset=None)


def test_the_title_counts_units():
    assert unit_texts.layer_title(LAYER) == "Layer 1: 3 neurons, 1 dead"
    assert unit_texts.layer_title(ON_PICTURE) == "Layer 1: 3 neurons, 1 dead, 1 active"
    assert unit_texts.short_layer_title(ON_PICTURE) == "Layer 1: 1 dead, 1 active"
    assert unit_texts.short_layer_title(replace(LAYER, activity=None)) == "Layer 1"
    assert unit_texts.layer_title(WITHOUT_DATA) == "Layer 1: 3 neurons, 1 active"
    assert unit_texts.layer_title(replace(LAYER, activity=None)) == "Layer 1: 3 neurons"
    assert unit_texts.layer_title(UnitLayer("Layer 1", UnitKind.UNIT, 1, "")) == "Layer 1: 1 neuron"


@pytest.mark.parametrize(
    ("layer", "states"),
    [
        (LAYER, ["dead", "", ""]),
        (ON_PICTURE, ["dead", "active: 0.25", "inactive"]),
        (WITHOUT_DATA, ["inactive", "active: 0.25", "inactive"]),
    ],
)
def test_the_state_says_whether_it_is_active(layer, states):
    assert [unit_texts.state_text(layer, unit) for unit in range(3)] == states


def test_a_unit_is_described_in_a_sentence():
    assert unit_texts.unit_heading(LAYER, 0) == "Neuron 1: dead"
    assert unit_texts.unit_heading(LAYER, 2) == "Neuron 3: active on 3 of 3 training pictures"
    assert unit_texts.describe_unit(ON_PICTURE, 1) == (
        "Neuron 2: active on 1 of 3 training pictures. On the selected picture: 0.25"
    )
    assert unit_texts.describe_unit(WITHOUT_DATA, 0) == "Neuron 1: On the selected picture: 0.00"
    assert unit_texts.describe_unit(replace(WITHOUT_DATA, activations=None), 0) == "Neuron 1"


def test_a_silent_unit_that_a_later_step_may_wake_is_not_dead():
    layer = replace(LAYER, name="Layer 2", is_asleep=False)

    assert unit_texts.layer_title(layer) == "Layer 2: 3 neurons, 1 silent now"
    assert unit_texts.state_text(layer, 0) == "silent now"
    assert unit_texts.unit_heading(layer, 0) == "Neuron 1: silent now"
    assert not layer.dead.any()


def test_a_unit_that_does_not_learn_here_is_not_dead():
    layer = replace(LAYER, kind=UnitKind.CHANNEL, is_trained=False)

    assert unit_texts.layer_title(layer) == "Layer 1: 3 channels"
    assert unit_texts.describe_unit(layer, 0) == "Channel 1: active on 0 of 3 training pictures"
    assert unit_texts.missing_text(layer, 0) == "No training picture activates it."


def test_the_note_explains_frames_where_there_are_some():
    activity = LAYER.activity
    framed = replace(activity, top=replace(activity.top, regions=np.zeros((3, 3, 4), np.int64)))

    assert "frame" not in unit_texts.note(LAYER, 2)
    assert "frame" in unit_texts.note(replace(LAYER, activity=framed), 2)
