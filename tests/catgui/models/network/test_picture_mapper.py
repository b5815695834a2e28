"""The network mapper: maps by occlusion that follow the network and the picked picture while they are looked at."""

import numpy as np
import pytest

from catgui.models.network.picture_mapper import MappedExamples, NetworkMapper
from engine.analysis.inspection import Occlusion
from engine.errors import CancelledError
from engine.nn.examples import Examples
from engine.progress import UNOBSERVED
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset
from tests.support.watched_work import WatchedWork

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=20)


@pytest.fixture
def mapper(session, picked, recorded):
    return recorded(NetworkMapper(session, picked))


def expected(network, pixels):
    occlusion = Occlusion(pixels)
    labels = np.zeros((1, len(occlusion.pictures)), np.int64)
    return occlusion.make_map(network.forward(Examples.from_pictures(occlusion.pictures, labels))[1][0])


def newest(mapper, network, pixels):
    return bool(mapper.results) and np.array_equal(mapper.results[-1].values, expected(network, pixels).changes)


def test_the_picked_picture_is_mapped(mapper, session, picked, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    mapper.set_active(True)
    for index in (2, 3):
        pixels = dataset.test.pictures[index]
        picked.pick(pixels, f"Test picture {index}")
        qtbot.waitUntil(lambda pixels=pixels: newest(mapper, session.now.network, pixels))
        found = mapper.results[-1]
        assert found.pixels is pixels
        assert (found.classes, found.is_exact) == (dataset.classes, False)


def test_a_network_from_a_file_is_mapped_without_its_run(mapper, session, picked, saved_network, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    model = saved_network(dataset)
    picked.pick(dataset.test.pictures[2], "Test picture 2")
    mapper.set_active(True)
    session.set_model(None, model)
    qtbot.waitUntil(lambda: newest(mapper, session.now.network, dataset.test.pictures[2]))


def test_a_convolutional_network_has_an_exact_map(mapper, session, picked, qtbot):
    dataset = make_dataset(train=6, test=3, side=32)
    qtbot.train(session, dataset, TrainingConfig(hidden_layers=(4, 6), iterations=2, features="convolution"))
    mapper.set_active(True)
    for pixels in dataset.test.pictures[:2]:
        picked.pick(pixels, "a test picture")
        qtbot.waitUntil(lambda pixels=pixels: bool(mapper.results) and mapper.results[-1].pixels is pixels)
    first, second = mapper.results[0], mapper.results[-1]
    assert first.is_exact
    examples = Examples.from_pictures(dataset.test.pictures[:2], np.zeros((1, 2), np.int64))
    logits = session.now.network.forward(examples)[1][0]
    # All that the mean lacks to the logit is the bias.
    assert second.values.mean() - first.values.mean() == pytest.approx(logits[1] - logits[0], abs=1e-4)


def test_the_covered_pictures_are_made_once_for_all_networks(session, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    mapped = MappedExamples(dataset.test.pictures[2], "pixels")

    mapped.find_values(session.now.network, UNOBSERVED)
    examples = list(mapped._covered)
    mapped.find_values(session.now.network, UNOBSERVED)

    assert all(one is other for one, other in zip(mapped._covered, examples, strict=True))


def test_a_map_can_be_cancelled_between_covered_pictures(session, qtbot):
    dataset = make_dataset(side=64)
    qtbot.train(session, dataset, CONFIG)
    mapped = MappedExamples(dataset.test.pictures[0], "pixels")
    work = WatchedWork(cancelled_at=2)
    with pytest.raises(CancelledError):
        mapped.find_values(session.now.network, work)
    assert work.reports == [(0, 170), (64, 170)]
    # What is made already is not made again.
    found = mapped.find_values(session.now.network, UNOBSERVED)
    np.testing.assert_allclose(found, expected(session.now.network, dataset.test.pictures[0]).changes, atol=1e-12)
