"""The answer and the map of the selected picture follow the session while their page is seen."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain import answers, prediction_texts
from catgui.domain.picture import Picture
from catgui.models.network.explanations import AnswerFinder, MappedExamples, NetworkMapper
from engine.analysis.inspection import Occlusion
from engine.errors import CancelledError
from engine.nn.examples import Examples
from engine.progress import UNOBSERVED
from engine.training.config import TrainingConfig
from engine.training.features import CONVOLUTION, PIXELS, PRETRAINED
from tests.support.small_data import make_dataset
from tests.support.watched_work import WatchedWork

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=20)


@pytest.fixture
def finder(session, picked, recorded):
    return recorded(AnswerFinder(session, picked))


def answer_to(finder, picked, pixels, title, qtbot, picture=None):
    """The answer once a picture has been picked."""
    picked.pick(pixels, title, picture)
    qtbot.waitUntil(lambda: bool(finder.results) and finder.results[-1].subject.pixels is pixels)
    return finder.results[-1]


def test_missing_preconditions_are_named(finder, session, picked, dataset, qtbot):
    finder.set_active(True)
    assert finder.texts == [prediction_texts.NO_NETWORK]
    qtbot.train(session, dataset, CONFIG)
    assert finder.texts[-1] == prediction_texts.NO_PICTURE
    picked.pick(np.zeros((5, 5, 3), np.uint8), "another size")
    assert finder.texts[-1] == prediction_texts.OTHER_SHAPE
    assert finder.results == []


def test_without_hidden_layers_pictures_are_alike_by_the_logit(finder, session, picked, dataset, qtbot):
    qtbot.train(session, dataset, TrainingConfig((), iterations=20))
    finder.set_active(True)
    found = answer_to(finder, picked, dataset.test.pictures[2], "Test picture 2", qtbot, Picture("test", 2))
    network, test = session.now.network, Examples.from_pictures(dataset.test.pictures[2:3], np.zeros((1, 1)))
    differences = np.abs(network.forward(network.train)[1] - network.forward(test)[1])[0]
    assert found.similar[0].index == differences.argmin()


def test_the_answer_is_that_of_the_network_shown(finder, session, picked, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    finder.set_active(True)
    found = answer_to(finder, picked, dataset.test.pictures[2], "Test picture 2", qtbot, Picture("test", 2))
    assert finder.texts == [prediction_texts.NO_PICTURE, answers.COMPARING]
    # One picture is multiplied otherwise than many, and on some processors with another last digit.
    assert found.probability == pytest.approx(session.now.snapshot.test.probabilities[0, 2], rel=1e-12)
    assert {one.part for one in found.similar} == {"train"}
    assert not found.subject.is_constant


@pytest.mark.parametrize(
    "features", [PIXELS, *(pytest.param(slow, marks=pytest.mark.slow) for slow in (CONVOLUTION, PRETRAINED))]
)
def test_every_kind_of_network_has_similar_pictures(finder, session, picked, builtin_dataset, features, qtbot):
    layers = (4,) if features == CONVOLUTION else (3,)
    qtbot.train(session, builtin_dataset, TrainingConfig(features=features, hidden_layers=layers, iterations=2))
    finder.set_active(True)
    found = answer_to(finder, picked, builtin_dataset.train.pictures[3], "it", qtbot, Picture("train", 3))
    assert len(found.similar) == answers.SHOWN
    assert Picture("train", 3) not in found.similar


def test_similar_are_those_that_the_last_hidden_layer_takes_alike(finder, session, picked, dataset, qtbot):
    qtbot.train(session, dataset, replace(CONFIG, hidden_layers=(4, 3), iterations=400))
    finder.set_active(True)
    found = answer_to(finder, picked, dataset.test.pictures[2], "Test picture 2", qtbot, Picture("test", 2))
    network, shown = session.now.network, Examples.from_pictures(dataset.test.pictures[2:3], np.zeros((1, 1), np.int64))
    a, b = (network.hidden(one)[-1] for one in (network.train, shown))
    a, b = a - a.mean(axis=1, keepdims=True), b - a.mean(axis=1, keepdims=True)
    expected = 2 * (b[:, 0] @ a) / ((a**2).sum(axis=0) + (b**2).sum())
    order = np.argsort(-expected, kind="stable")
    assert [one.index for one in found.similar] == order.tolist()
    # So they get much the same answer, which pictures of similar pixels need not.
    probabilities = session.now.snapshot.train.probabilities[0]
    nearest, farthest = np.split(probabilities[order], [12])
    assert abs(nearest - found.probability).mean() < abs(farthest - found.probability).mean()


def test_a_picture_is_not_like_its_own_copy(finder, session, picked, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    finder.set_active(True)
    found = answer_to(finder, picked, dataset.train.pictures[5].copy(), "rex.jpg", qtbot)
    assert Picture("train", 5) not in found.similar
    assert len(found.similar) == dataset.train.count - 1


def test_a_dead_network_says_the_same_of_every_picture(finder, session, picked, dataset, qtbot):
    config = TrainingConfig(hidden_layers=(4, 3), learning_rate=50.0, iterations=30)
    qtbot.train(session, dataset, config)
    finder.set_active(True)
    found = answer_to(finder, picked, dataset.test.pictures[1], "Test picture 1", qtbot, Picture("test", 1))
    assert len(np.unique(session.now.snapshot.train.probabilities)) == 1, "the rate is far too high"
    assert found.subject.is_constant
    assert found.similar == ()  # to it, all are alike


def test_a_network_from_a_file_has_similar_pictures_on_its_own_data_only(
    finder, session, picked, saved_network, dataset, qtbot
):
    qtbot.train(session, dataset, CONFIG)
    own, other = saved_network(dataset), saved_network(dataset, "pets")
    pixels = dataset.test.pictures[2]
    for model, has_similar in ((own, True), (other, False)):
        session.set_model(dataset, model)
        finder.set_active(True)
        finder.results.clear()
        picked.pick(pixels.copy(), "Test picture 2")
        qtbot.waitUntil(lambda: bool(finder.results))
        assert bool(finder.results[-1].similar) == has_similar
        assert finder.results[-1].subject.trained_on == model.trained_on
        finder.set_active(False)


def test_at_first_the_worst_mistake_takes_the_place_of_the_first_picture(finder, session, picked, dataset, qtbot):
    first = Picture("train", 0)
    qtbot.train(session, dataset, CONFIG)
    picked.pick(first.pixels(dataset), first.name(dataset), first)
    finder.set_active(True)
    wrong = session.now.snapshot.test.wrong()[0].index
    assert (picked.picture, picked.title) == (Picture("test", wrong), f"Test picture {wrong}")
    finder.set_active(False)
    picked.pick(first.pixels(dataset), first.name(dataset), first)
    finder.set_active(True)
    assert picked.picture == first, "which is chosen now"


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
