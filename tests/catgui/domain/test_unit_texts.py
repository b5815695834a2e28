"""The sentences about units."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain import unit_texts
from catgui.domain.unit_texts import UnitKind, UnitLayer, learned_text, preferred_classes
from engine.analysis.inspection import TopExamples, UnitActivity, unit_activity
from engine.statistics import hypergeometric_tail
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


def test_a_region_is_known_unless_it_is_the_whole_picture():
    activity = TWO_UNITS.activity
    regions = np.array([[[0, 2, 5, 8], [0, 0, 8, 8]]])
    layer = replace(TWO_UNITS, activity=replace(activity, top=replace(activity.top, regions=regions)))

    assert layer.region(0, 0) == (0, 2, 5, 8)
    assert layer.region(0, 1) is None
    assert TWO_UNITS.region(0, 0) is None


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


def test_the_title_of_a_layer_counts_a_single_unit():
    assert unit_texts.layer_title(UnitLayer("Layer 1", UnitKind.UNIT, 1, "")) == "Layer 1: 1 neuron"


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


def layer_of(top_labels, labels, dead=0, dataset=None):
    """A layer whose units have top pictures of these labels, among training pictures with `labels`."""
    places = {label: iter(np.flatnonzero(labels == label).tolist() * 20) for label in (0, 1)}
    indices = np.array([[next(places[label]) for label in unit] for unit in top_labels] + [[0] * 9] * dead)
    activations = np.concatenate([np.ones((len(top_labels), 9)), np.zeros((dead, 9))])
    counts = np.array([9] * len(top_labels) + [0] * dead)
    activity = UnitActivity(counts, TopExamples(indices, activations), len(labels))
    return UnitLayer("Layer 1", UnitKind.UNIT, len(counts), "", activity=activity, dataset=dataset)


@pytest.fixture
def balanced():
    """A data set of 20 pictures of each class."""
    dataset = make_dataset(train=40)
    dataset.train.labels[0] = np.arange(40) % 2
    return dataset


def test_units_prefer_a_class_that_chance_would_not_bring(balanced):
    labels = balanced.train.labels[0]
    cats, others, mixed = [1] * 9, [0] * 9, [0, 1] * 4 + [1]
    layer = layer_of([cats, cats, others, mixed], labels, dead=1, dataset=balanced)
    preferred, expected = preferred_classes(layer.activity, labels)
    assert sorted(preferred) == [0, 1, 1]
    # For each of two classes and of four active units, the chance of as many as are called rare.
    least = next(count for count in range(10) if hypergeometric_tail(count, 9, 20, 40) < 0.05)
    assert expected == pytest.approx(8 * hypergeometric_tail(least, 9, 20, 40))
    text = learned_text(layer)
    assert text == "More neurons than expected prefer one class: 3 of 4 active (2 cat, 1 non-cat). Chance: <1."
    assert expected < 0.5


def test_what_chance_brings_is_called_so(balanced):
    labels = balanced.train.labels[0]
    mixed = [[0, 1] * 4 + [1]] * 5
    text = learned_text(layer_of(mixed, labels, 0, balanced))
    assert text.startswith("No more neurons than expected prefer one class: 0 of 5 active. Chance: ")


def test_units_that_prefer_a_class_are_compared_with_those_of_the_random_start(balanced):
    labels = balanced.train.labels[0]
    learned = layer_of([[1] * 9] * 9, labels, dataset=balanced)
    random = layer_of([[1] * 9] * 8, labels, dataset=balanced).activity
    few = layer_of([[1] * 9], labels, dataset=balanced).activity

    assert learned_text(replace(learned, at_start=few)).endswith(" Random start: 1.")
    text = learned_text(replace(learned, at_start=random))
    assert text.startswith("No more neurons than expected prefer one class: 9 of 9 active.")
    assert text.endswith("Random start: 8.")
    none = layer_of([[0, 1] * 4 + [1]] * 9, labels, dataset=balanced).activity
    assert learned_text(replace(learned, at_start=none)).endswith(" Random start: 0.")


def test_of_a_single_unit_the_finding_is_the_same(balanced):
    labels, cats, mixed = balanced.train.labels[0], [1] * 9, [0, 1] * 4 + [1]
    none = learned_text(layer_of([mixed], labels, 0, balanced))
    assert none.startswith("No more neurons than expected prefer one class: 0 of 1 active.")
    alone = layer_of([cats], labels, 0, balanced)
    assert learned_text(alone).startswith("More neurons than expected prefer one class: 1 of 1 active (1 cat).")
    at_start = learned_text(replace(alone, at_start=alone.activity))
    assert at_start.startswith("No more neurons than expected prefer one class: 1 of 1 active.")
    assert at_start.endswith("Random start: 1.")


def test_a_layer_may_be_dead_or_unknown(balanced):
    labels = balanced.train.labels[0]
    for dead in (1, 3):
        text = learned_text(layer_of([], labels, dead=dead, dataset=balanced))
        assert text == "Inactive on every training picture."
    assert learned_text(layer_of([[1] * 9], labels)) == ""
    assert learned_text(UnitLayer("Layer 1", UnitKind.UNIT, 3, "", dataset=balanced)) == ""


def test_of_one_class_no_unit_prefers_one(balanced):
    balanced.train.labels[0] = 1
    labels = balanced.train.labels[0]
    assert preferred_classes(layer_of([[1] * 9], labels).activity, labels) == ([], 0.0)
