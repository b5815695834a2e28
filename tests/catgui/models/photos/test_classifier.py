"""The photo classifier: which requests are answered, and which blocks are reused."""

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from catgui.domain.photo_entry import PhotoKey
from catgui.models.photos.classifier import PhotoBlocks, PhotoClassifier, PhotoView
from catgui.models.tasks.messages import user_messages
from engine.training.features import count_features, make_examples

CLASSES = ("non-cat", "cat")


def photo_views(count):
    return [PhotoView(PhotoKey(), np.full((2, 2, 3), number % 256, np.uint8)) for number in range(count)]


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


@pytest.fixture
def shown():
    return photo_views(3)


@pytest.fixture
def classifier(qtbot, shown):
    classifier = PhotoClassifier(lambda: list(shown))
    yield classifier
    classifier.shutdown()


@pytest.fixture
def answers(classifier):
    received = []
    classifier.classified.connect(lambda predictions: received.append(predictions.probabilities[0]))
    return received


def test_gives_each_photo_its_probability_and_the_classes(classifier, shown, qtbot):
    with qtbot.waitSignal(classifier.classified) as classified:
        classifier.set_network(ScriptedNetwork(0.25), CLASSES)
    (predictions,) = classified.args
    assert [photo_view.key for photo_view in predictions.photo_views] == [photo_view.key for photo_view in shown]
    assert predictions.probabilities == [0.25] * 3
    assert predictions.classes == CLASSES
    assert np.array_equal(predictions.rows, [photo_view.view.ravel() for photo_view in shown])


def test_answers_the_running_request_and_then_only_the_newest(classifier, answers, qtbot):
    may_answer = threading.Event()
    first = ScriptedNetwork(0.1, may_answer)
    classifier.set_network(first, CLASSES)
    assert first.started.wait(60)
    for probability in (0.2, 0.3, 0.4):
        classifier.set_network(ScriptedNetwork(probability), CLASSES)
    may_answer.set()
    qtbot.waitUntil(lambda: len(answers) == 2 and not classifier.busy)
    assert answers == [0.1, 0.4]


def test_drops_the_answer_of_a_network_that_was_cleared(classifier, answers, qtbot):
    may_answer = threading.Event()
    first = ScriptedNetwork(0.1, may_answer)
    classifier.set_network(first, CLASSES)
    assert first.started.wait(60)
    classifier.clear_network()
    classifier.set_network(ScriptedNetwork(0.9), CLASSES)
    may_answer.set()
    qtbot.waitUntil(lambda: bool(answers) and not classifier.busy)
    assert answers == [0.9]


def test_leaves_the_other_processors_to_those_who_read_and_train(classifier, qtbot):
    class Watched(ScriptedNetwork):
        def forward(self, examples):
            libraries = threadpool_info()
            self.threads = {library["num_threads"] for library in libraries if library["user_api"] == "blas"}
            return super().forward(examples)

    network = Watched(0.5)
    with qtbot.waitSignal(classifier.classified):
        classifier.set_network(network, CLASSES)
    assert network.threads <= {1}


def test_reports_a_failure_and_goes_on(classifier, answers, qtbot):
    class Broken(ScriptedNetwork):
        def forward(self, examples):
            raise ValueError("out of cheese")

    with qtbot.waitSignal(user_messages.failed) as failed:
        classifier.set_network(Broken(0.5), CLASSES)
    assert "out of cheese" in failed.args[0]
    with qtbot.waitSignal(classifier.classified):
        classifier.set_network(ScriptedNetwork(0.5), CLASSES)
    qtbot.waitUntil(lambda: not classifier.busy)


def test_shutdown_waits_for_the_thread(classifier, qtbot):
    may_answer = threading.Event()
    network = ScriptedNetwork(0.5, may_answer)
    classifier.set_network(network, CLASSES)
    assert network.started.wait(60)
    may_answer.set()
    classifier.shutdown()
    assert not classifier.busy


def test_photos_that_come_one_by_one_end_in_a_few_blocks():
    blocks, shown = PhotoBlocks(), photo_views(200)
    for count in range(1, 201):
        arrange = blocks.arrange(shown[:count])
        assert sum(len(block.photo_views) for block in arrange) == count
    assert len(arrange) < 20


def test_a_photo_that_goes_costs_its_own_block_only():
    blocks, shown = PhotoBlocks(), photo_views(192)
    first = list(blocks.arrange(shown))
    del shown[100]
    second = blocks.arrange(shown)
    assert {id(block) for block in first} & {id(block) for block in second} == {id(first[0]), id(first[2])}
    assert sorted(id(e.key) for block in second for e in block.photo_views) == sorted(id(e.key) for e in shown)


def test_a_network_gets_the_features_that_it_takes(qtbot):
    views = [PhotoView(PhotoKey(), np.full((16, 16, 3), value, np.uint8)) for value in (10, 200)]
    blocks = PhotoBlocks()

    (pixels,) = blocks.arrange(views)
    (pretrained,) = blocks.arrange(views, "pretrained")

    assert pixels.examples.features == 16 * 16 * 3
    expected = make_examples("pretrained", np.stack([view.view for view in views]), np.zeros((1, 2), np.int64))
    np.testing.assert_array_equal(pretrained.examples.rows, expected.rows)
    assert blocks.arrange(views, "pretrained") == [pretrained]


def test_the_classifier_asks_for_the_features_of_its_network(qtbot):
    network, views = ScriptedNetwork(0.5), [PhotoView(PhotoKey(), np.zeros((16, 16, 3), np.uint8))]
    classifier = PhotoClassifier(lambda: views)
    with qtbot.waitSignal(classifier.classified):
        classifier.set_network(network, CLASSES, "pretrained")
    classifier.shutdown()

    assert network.seen[0].features == count_features("pretrained", (16, 16))
