"""The inspection of networks with filters in the background, and the lists of their units."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.picture import ROW_ROLE, Picture
from catgui.domain.unit_texts import UnitKind, UnitLayer
from catgui.models.network.inspector import CollageListModel, Inspector, UnitListModel, pretrained_network
from engine.analysis import feature_maps as analysis
from engine.analysis.feature_maps import channel_activity, filter_pictures
from engine.analysis.inspection import unit_activity
from engine.core import initialize_parameters_deep
from engine.training.config import TrainingConfig
from engine.training.features import count_features
from tests.support.models import plain_model
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=3, features="pretrained")
DATASET = make_dataset(side=16)


@pytest.fixture
def inspector(session, recorded):
    """An active inspector, with what it has found."""
    inspector = recorded(Inspector(session))
    inspector.session = session
    inspector.set_active(True)
    return inspector


@pytest.fixture
def passes(monkeypatch):
    """The numbers of training pictures of all passes so far."""
    passes = []

    def counted(network, pictures, work):
        passes.append(len(pictures))
        return channel_activity(network, pictures, work)

    monkeypatch.setattr(analysis, "channel_activity", counted)
    return passes


def train(inspector, qtbot, dataset=DATASET, config=CONFIG):
    qtbot.train(inspector.session, dataset, config)


def has_activity(inspector, dataset=DATASET):
    channels = inspector.passes.state
    return bool(inspector.results) and channels.blocks is not None and channels.dataset is dataset


def test_the_inspector_finds_filters_and_activity(inspector, qtbot):
    train(inspector, qtbot)
    qtbot.waitUntil(lambda: has_activity(inspector))
    blocks, network = inspector.results[-1].blocks, pretrained_network("pretrained")

    assert blocks.channels == [32, 48, 96, 192, 256]
    np.testing.assert_array_equal(blocks.filters, filter_pictures(network))
    for found, expected in zip(
        inspector.passes.state.blocks, channel_activity(network, DATASET.train.pictures), strict=True
    ):
        np.testing.assert_array_equal(found.top.indices, expected.top.indices)
    assert inspector.passes.state.percent == 100


def test_the_training_pictures_pass_once_for_all_networks_on_the_same_data(inspector, qtbot, passes):
    train(inspector, qtbot)
    qtbot.waitUntil(lambda: has_activity(inspector))
    train(inspector, qtbot, config=replace(CONFIG, seed=5))
    qtbot.waitUntil(lambda: has_activity(inspector))
    assert passes == [24]

    other = make_dataset(side=16, train=12)
    inspector.session.reset()
    train(inspector, qtbot, other)
    qtbot.waitUntil(lambda: has_activity(inspector, other))
    assert passes == [24, 12]


def test_a_saved_network_without_data_has_filters_only(inspector, qtbot, passes):
    parameters = initialize_parameters_deep(CONFIG.layer_dims(count_features("pretrained", (16, 16))))
    inspector.session.set_model(None, plain_model(parameters, DATASET.classes, (16, 16), CONFIG, np.ones(3)))
    qtbot.waitUntil(lambda: bool(inspector.results))
    assert len(inspector.results[-1].blocks.filters) == 32
    assert inspector.passes.state.blocks is inspector.passes.state.dataset is None
    assert passes == []


def test_hidden_it_does_nothing_and_a_pass_under_way_is_cancelled(inspector, qtbot, monkeypatch):
    inspector.set_active(False)
    train(inspector, qtbot)
    assert inspector.results == []

    def cancelled_after(network, pictures, work):
        while True:
            work.report(1, 2)

    with monkeypatch.context() as patch:
        patch.setattr(analysis, "channel_activity", cancelled_after)
        inspector.set_active(True)
        qtbot.waitUntil(lambda: inspector.passes.state.percent == 50)
        with qtbot.waitSignal(inspector.passes._task.cancelled):
            inspector.set_active(False)
    inspector.set_active(True)
    qtbot.waitUntil(lambda: has_activity(inspector))


CONVOLUTION = replace(TrainingConfig.for_features("convolution"), hidden_layers=(4, 5), iterations=3)


def test_the_blocks_of_a_network_trained_here_are_those_of_the_network_shown(inspector, qtbot):
    train(inspector, qtbot, config=CONVOLUTION)
    qtbot.waitUntil(lambda: has_activity(inspector))
    blocks, folded = inspector.results[-1].blocks, inspector.session.now.network.folded()

    assert inspector.results[-1].is_convolutional
    assert blocks.channels == [4, 5]
    np.testing.assert_array_equal(blocks.filters, filter_pictures(folded))
    for found, expected in zip(
        inspector.passes.state.blocks, channel_activity(folded, DATASET.train.pictures), strict=True
    ):
        np.testing.assert_array_equal(found.top.indices, expected.top.indices)
        np.testing.assert_array_equal(found.top.regions, expected.top.regions)


@pytest.mark.slow
def test_while_it_is_trained_no_training_pictures_are_passed(inspector, qtbot, passes):
    states = []

    def note(_found):
        if not inspector.session.now.is_inactive:
            states.append((inspector.passes.state.blocks, list(passes)))

    inspector.found.connect(note)
    with qtbot.wait_for_network(inspector.session):
        inspector.session.start(DATASET, replace(CONVOLUTION, iterations=100_000))
    qtbot.waitUntil(lambda: len(states) >= 2)
    assert set(map(repr, states)) == {repr((None, []))}
    inspector.session.pause()
    qtbot.waitUntil(lambda: has_activity(inspector))
    assert passes


# Unit 1 is dead.
LAYER = UnitLayer(
    "Layer 1",
    UnitKind.UNIT,
    3,
    "",
    pictures=np.arange(36, dtype=np.uint8).reshape(3, 2, 2, 3),
    activity=unit_activity(np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])),
    is_dead=True,
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
        model.show_layer(replace(LAYER, is_dead=False))
    assert values(model, "lines")[0] == ("Neuron 1: silent now",)
    with qtbot.waitSignal(model.modelReset):
        model.show_layer(None)
    assert model.rowCount() == 0


PICTURES = make_dataset(train=4)
# The labels of the pictures are 1, 0, 0, 1.
ACTIVITY = unit_activity(np.array([[0.0, 1.5, 0.0, 2.25], [0.0, 0.0, 0.0, 0.0]]))


@pytest.fixture
def collage():
    collage = CollageListModel()
    collage.show_unit(UnitLayer("Layer 1", UnitKind.UNIT, 2, "", activity=ACTIVITY, dataset=PICTURES), 0)
    return collage


def test_the_strongest_comes_first_with_its_activation_and_class(collage):
    assert values(collage, "picture") == [Picture("train", 3), Picture("train", 1)]
    assert values(collage, "label") == [1, 0]
    np.testing.assert_array_equal(values(collage, "pixels"), PICTURES.train.pictures[[3, 1]])
    assert values(collage, "description")[0] == "Training picture 3: activation 2.25. Actual: cat."


def test_the_part_that_the_activation_depends_on_is_known(collage):
    regions = np.array([[[0, 2, 5, 8], [0, 0, 8, 8]], [[0, 0, 8, 8]] * 2])
    activity = replace(ACTIVITY, top=replace(ACTIVITY.top, regions=regions))
    assert values(collage, "region") == [None, None]
    collage.show_unit(UnitLayer("Block 1", UnitKind.CHANNEL, 2, "", activity=activity, dataset=PICTURES), 0)
    assert values(collage, "region") == [(0, 2, 5, 8), None]


def test_the_collage_is_a_proper_model(collage, qtmodeltester):
    qtmodeltester.check(collage)
