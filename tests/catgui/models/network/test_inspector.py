"""The inspection of networks with filters in the background."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.models.network.inspector import Inspector, pretrained_network
from engine.analysis import feature_maps as analysis
from engine.analysis.feature_maps import channel_activity, filter_pictures
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


def test_it_finds_filters_and_activity(inspector, qtbot):
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
