"""The sentences about units."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain import unit_texts
from catgui.domain.unit_layer import UnitLayer
from engine.analysis.inspection import unit_activity
from tests.support.small_data import make_dataset

# Unit 1 is dead, unit 2 active on one picture, unit 3 on all.
ON_TRAINING = np.array([[0.0, 0.0, 0.0], [0.0, 1.5, 0.0], [1.0, 2.0, 3.0]])
LAYER = UnitLayer("Layer 1", "Unit", 3, "", activity=unit_activity(ON_TRAINING), dataset=make_dataset(train=3))
ON_PICTURE = replace(LAYER, activations=np.array([0.0, 0.25, 0.0]))
WITHOUT_DATA = replace(ON_PICTURE, activity=unit_activity(np.empty((3, 0))), dataset=None)


def test_the_title_counts_units():
    assert unit_texts.layer_title(LAYER) == "Layer 1: 3 units, 1 dead"
    assert unit_texts.layer_title(ON_PICTURE) == "Layer 1: 3 units, 1 dead, 1 active"
    assert unit_texts.short_layer_title(ON_PICTURE) == "Layer 1: 1 dead, 1 active"
    assert unit_texts.short_layer_title(replace(LAYER, activity=None)) == "Layer 1"
    assert unit_texts.layer_title(WITHOUT_DATA) == "Layer 1: 3 units, 1 active"
    assert unit_texts.layer_title(replace(LAYER, activity=None)) == "Layer 1: 3 units"


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
    assert unit_texts.unit_heading(LAYER, 0) == ("Unit 1: dead, active on no training picture", "Unit 1: dead")
    assert unit_texts.unit_heading(LAYER, 2) == (
        "Unit 3: active on 3 of 3 training pictures",
        "Unit 3: active on 3 of 3",
    )
    assert unit_texts.describe_unit(ON_PICTURE, 1) == (
        "Unit 2: active on 1 of 3 training pictures; on the selected picture active: 0.25"
    )
    assert unit_texts.describe_unit(WITHOUT_DATA, 0) == "Unit 1: on the selected picture inactive"
    assert unit_texts.describe_unit(replace(WITHOUT_DATA, activations=None), 0) == "Unit 1"


def test_a_unit_that_does_not_learn_here_is_not_dead():
    layer = replace(LAYER, unit="Channel", is_trained=False)

    assert unit_texts.layer_title(layer) == "Layer 1: 3 channels"
    assert unit_texts.describe_unit(layer, 0) == "Channel 1: active on no training picture"
    assert unit_texts.missing_text(layer, 0) == "No training picture activates this channel."


def test_the_note_explains_frames_where_there_are_some():
    activity = LAYER.activity
    framed = replace(activity, top=replace(activity.top, regions=np.zeros((3, 3, 4), np.int64)))

    assert "frame" not in " ".join(unit_texts.notes(LAYER, 2))
    assert "frame" in unit_texts.notes(replace(LAYER, activity=framed), 2)[1]
