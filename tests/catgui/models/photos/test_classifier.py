"""The answers of networks to the photos, and the verdicts by the threshold of the session."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.photo_entry import PhotoKey
from catgui.inputs.sources import BytesSource
from catgui.models.messages import user_messages
from catgui.models.photos.classifier import PhotoBlocks, PhotoClassifier, Question
from engine.training.features import make_examples
from tests.support.patience import patience
from tests.support.photo_collections import CONFIG, add, all_classified, pictures, probabilities, train
from tests.support.photo_entries import CLASSES
from tests.support.picture_files import picture_bytes
from tests.support.small_data import make_dataset


def test_the_predictions_are_those_of_the_network(collection, session, dataset, qtbot):
    add(qtbot, collection, pictures("a", "b", "c"))
    assert probabilities(collection) == [None] * 3
    train(qtbot, session, dataset)
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._classifier.busy)
    view = np.stack([entry.view for entry in collection])
    X = view.reshape(3, -1).T / 255.0
    parameters = session.now.snapshot.network.parameters
    hidden = np.maximum(0, parameters["W1"] @ X + parameters["b1"])
    expected = 1 / (1 + np.exp(-(parameters["W2"] @ hidden + parameters["b2"])))
    assert np.allclose(probabilities(collection), expected[0], rtol=1e-12)


def test_the_predictions_follow_another_training_and_end_with_a_reset(collection, session, dataset, qtbot):
    add(qtbot, collection, pictures("a"))
    train(qtbot, session, dataset)
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._classifier.busy)
    before = probabilities(collection)
    train(qtbot, session, dataset, replace(CONFIG, seed=5))
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._classifier.busy)
    assert probabilities(collection) != before
    session.reset()
    assert probabilities(collection) == [None]


def test_a_network_for_another_shape_is_not_used(collection, workspace, session, dataset, qtbot, user_errors):
    train(qtbot, session, dataset)
    workspace.set_dataset(make_dataset(side=12))
    add(qtbot, collection, pictures("a"))
    qtbot.waitUntil(lambda: not collection._classifier.busy)
    assert probabilities(collection) == [None]
    assert user_errors == []


def labels(collection):
    return [entry.verdict.label for entry in collection]


@pytest.fixture
def classified(collection, session, dataset, qtbot):
    """A collection of photos that are classified, with different probabilities."""
    train(qtbot, session, dataset)
    add(qtbot, collection, [BytesSource(color, picture_bytes(color)) for color in ("white", "black", "blue")])
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._classifier.busy)
    return collection


def test_another_threshold_changes_the_predicted_classes_at_once(classified, session):
    lowest, highest = min(probabilities(classified)), max(probabilities(classified))
    session.set_threshold(lowest / 2)
    assert labels(classified) == [1, 1, 1]
    session.set_threshold((1 + highest) / 2)
    assert labels(classified) == [0, 0, 0]
    session.set_threshold(lowest)
    assert labels(classified).count(0) == 1


def test_a_photo_that_is_framed_anew_gets_the_answer_for_its_new_view(classified, session, qtbot):
    first, *others = classified
    before = dict(zip(others, [entry.verdict for entry in others], strict=True))
    other_view = replace(first.photo, views={first.framing: 255 - first.view})
    classified.update_entries([replace(first, photo=other_view)])
    classified._advance()
    qtbot.waitUntil(lambda: classified.entry(first.key).verdict != first.verdict)
    assert [classified.entry(entry.key).verdict for entry in others] == list(before.values())


class ScriptedNetwork:
    """Gives every picture the same probability, after `may_answer` is set."""

    def __init__(self, probability, may_answer=None):
        self.probability, self.may_answer, self.started = probability, may_answer, threading.Event()
        self.seen = []

    def forward(self, examples):
        self.started.set()
        if self.may_answer is not None:
            assert self.may_answer.wait(60)
        self.seen.append(examples)
        answer = np.full((1, examples.count), self.probability)
        return answer, answer


def view(value, side=64):
    return np.full((side, side, 3), value % 256, np.uint8)


@pytest.fixture
def photos():
    """The views of three photos."""
    return {PhotoKey(): view(number) for number in range(3)}


@pytest.fixture
def classifier(qtbot):
    classifier = PhotoClassifier()
    yield classifier
    classifier.shutdown()


@pytest.fixture
def ask(classifier, photos):
    return lambda network, features="pixels": classifier.ask(Question(network, CLASSES, features, dict(photos)))


@pytest.fixture
def answers(classifier):
    """The Predictions of the networks, one after the other."""
    received = []
    classifier.answered.connect(received.append)
    return received


def found(answers):
    return [next(iter(predictions.probabilities.values())) for predictions in answers]


def test_each_photo_gets_a_probability_and_its_features(classifier, ask, photos, answers, qtbot):
    with qtbot.waitSignal(classifier.ended):
        ask(ScriptedNetwork(0.25))
    (predictions,) = answers
    assert predictions.probabilities == dict.fromkeys(photos, 0.25)


def test_a_question_is_asked_once_and_again_for_other_photos_or_another_view(classifier, ask, photos, answers, qtbot):
    network = ScriptedNetwork(0.5)
    for changed in (lambda: None, lambda: photos.popitem(), lambda: photos.update({next(iter(photos)): view(9)})):
        changed()
        with qtbot.waitSignal(classifier.ended):
            ask(network)
        ask(network)
        assert not classifier.busy
    assert [len(predictions.probabilities) for predictions in answers] == [3, 2, 2]


def test_the_running_question_is_answered_and_then_only_the_newest(classifier, ask, answers, qtbot):
    may_answer = threading.Event()
    first = ScriptedNetwork(0.1, may_answer)
    ask(first)
    assert first.started.wait(patience())
    for probability in (0.2, 0.3, 0.4):
        ask(ScriptedNetwork(probability))
    may_answer.set()
    qtbot.waitUntil(lambda: len(answers) == 2 and not classifier.busy)
    assert found(answers) == [0.1, 0.4]


def test_an_answer_that_is_cancelled_is_dropped_and_can_be_asked_for_again(classifier, ask, answers, qtbot):
    may_answer = threading.Event()
    first = ScriptedNetwork(0.1, may_answer)
    ask(first)
    assert first.started.wait(patience())
    classifier.cancel()
    may_answer.set()
    qtbot.waitUntil(lambda: not classifier.busy)
    assert answers == []
    ask(first)
    qtbot.waitUntil(lambda: found(answers) == [0.1])


def test_a_failure_is_told_and_the_next_network_answers(classifier, ask, answers, qtbot):
    class Broken(ScriptedNetwork):
        def forward(self, examples):
            raise ValueError("out of cheese")

    with qtbot.waitSignal(user_messages.said) as failed:
        ask(Broken(0.5))
    assert "out of cheese" in failed.args[0].text
    ask(ScriptedNetwork(0.5))
    qtbot.waitUntil(lambda: found(answers) == [0.5])


def photo_views(count):
    return {PhotoKey(): view(number, side=2) for number in range(count)}


def test_photos_that_come_one_by_one_end_in_a_few_blocks():
    blocks, shown = PhotoBlocks(), list(photo_views(200).items())
    for count in range(1, 201):
        arranged = blocks.arrange(dict(shown[:count]))
        assert sum(len(block.views) for block in arranged) == count
    assert len(arranged) < 20


def test_the_blocks_have_the_features_that_a_network_takes(qtbot):
    views = {PhotoKey(): view(value, side=16) for value in (10, 200)}
    blocks = PhotoBlocks()

    (pixels,) = blocks.arrange(views)
    (pretrained,) = blocks.arrange(views, "pretrained")

    assert pixels.examples.features == 16 * 16 * 3
    expected = make_examples("pretrained", np.stack(list(views.values())), np.zeros((1, 2), np.int64))
    np.testing.assert_array_equal(pretrained.examples.rows, expected.rows)
    assert blocks.arrange(views, "pretrained") == [pretrained]
