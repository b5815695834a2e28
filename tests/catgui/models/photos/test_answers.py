"""The answers to the photos, found in the background: by the network shown, and by the cat detector."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.photo_entry import PhotoKey
from catgui.inputs.sources import BytesSource, ImageSource
from catgui.models.messages import user_messages
from catgui.models.photos.answers import PhotoBlocks, PhotoClassifier, PhotoDetector, Question
from catgui.style.qimage import to_qimage
from engine.errors import ModelFileError
from engine.statistics import DETECTOR_CLASSES
from engine.training.features import make_examples
from engine.vision.convolution import team
from engine.vision.detection import builtin_detector
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
    """The probabilities by the networks, one after the other."""
    received = []
    classifier.answered.connect(lambda answered: received.append(answered[1]))
    return received


def found(answers):
    return [next(iter(probabilities.values())) for probabilities in answers]


def test_each_photo_gets_a_probability_and_its_features(classifier, ask, photos, answers, qtbot):
    with qtbot.waitSignal(classifier.ended):
        ask(ScriptedNetwork(0.25))
    (probabilities,) = answers
    assert probabilities == dict.fromkeys(photos, 0.25)


def test_a_question_is_asked_once_and_again_for_other_photos_or_another_view(classifier, ask, photos, answers, qtbot):
    network = ScriptedNetwork(0.5)
    for changed in (lambda: None, lambda: photos.popitem(), lambda: photos.update({next(iter(photos)): view(9)})):
        changed()
        with qtbot.waitSignal(classifier.ended):
            ask(network)
        ask(network)
        assert not classifier.busy
    assert [len(probabilities) for probabilities in answers] == [3, 2, 2]


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


def test_a_failure_is_reported_and_the_next_network_answers(classifier, ask, answers, qtbot):
    class Broken(ScriptedNetwork):
        def forward(self, examples):
            raise ValueError("out of cheese")

    with qtbot.waitSignal(user_messages.posted) as failed:
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


def keys(collection):
    return [entry.key for entry in collection]


def answered(collection):
    return all(entry.detected is not None for entry in collection) and not collection.detections.busy


def add_answered(qtbot, collection, sources):
    add(qtbot, collection, sources)
    qtbot.waitUntil(lambda: answered(collection))


class Door:
    """Holds up the answers of a detector after the first, until it is opened."""

    def __init__(self, detect):
        self.open = threading.Event()
        self._detect = detect

    def detect(self, pixels):
        self.open.wait(20)
        return self._detect(pixels)


@pytest.fixture
def door(small_detector, monkeypatch):
    door = Door(small_detector.detect)
    monkeypatch.setattr(small_detector, "detect", door.detect)
    yield door
    door.open.set()


def test_a_photo_is_answered_with_nothing_trained(collection, qtbot):
    with qtbot.waitSignal(collection.settled):
        add(qtbot, collection, pictures("a"))
    (entry,) = collection
    assert entry.detected.classes == DETECTOR_CLASSES


def test_a_pasted_picture_and_a_file_are_answered_from_the_same_pixels(collection, small_detector, qtbot, tmp_path):
    pixels = picture_bytes(size=(300, 400))
    (tmp_path / "a.png").write_bytes(pixels)
    add_answered(qtbot, collection, [BytesSource("a.png", pixels)])
    (entry,) = collection
    image = to_qimage(entry.photo.detail)
    add_answered(qtbot, collection, [ImageSource("pasted", image)])
    first, second = small_detector.seen
    assert first.shape == (341, 256, 3)
    assert (first == second).all()


def test_photos_on_the_screen_come_first_and_then_the_newest(collection, door, qtbot):
    order = []
    collection.detections.answered.connect(order.append)
    add(qtbot, collection, pictures(*"abcde"))
    a, b, c, d, e = keys(collection)
    collection.use(b)
    door.open.set()
    qtbot.waitUntil(lambda: answered(collection))
    assert order == [e, b, d, c, a]


def test_while_photos_are_read_only_those_on_the_screen_are_answered(collection, small_detector, gate, qtbot):
    collection.add(pictures("a", "b", "slow"))
    qtbot.waitUntil(lambda: sum(entry.photo is not None for entry in collection) == 2)
    assert small_detector.seen == []
    collection.use(keys(collection)[0])
    collection.photos_changed.emit()
    qtbot.waitUntil(lambda: len(small_detector.seen) == 1)
    gate.open()
    qtbot.waitUntil(lambda: answered(collection))


@pytest.mark.parametrize(
    ("classes", "active"),
    [
        (("non-cat", "cat"), True),
        (("dog", "Cats"), True),
        (("non-dog", "dog"), False),
        (("cat", "dog"), False),
        (("non-cattle", "cattle"), False),
    ],
)
def test_the_detector_is_inactive_for_other_classes(collection, workspace, small_detector, qtbot, classes, active):
    workspace.set_dataset(make_dataset(classes=classes))
    assert collection.detections.active is active
    add(qtbot, collection, pictures("a"))
    qtbot.waitUntil(lambda: not collection.detections.busy)
    assert len(small_detector.seen) == active
    assert collection.classes == classes


def test_other_data_take_the_answers_away_and_bring_them_back_without_asking_again(
    collection, workspace, dataset, small_detector, qtbot
):
    add_answered(qtbot, collection, pictures("a"))
    (key,) = keys(collection)
    with qtbot.waitSignal(collection.detections.active_changed):
        workspace.set_dataset(make_dataset(classes=("non-dog", "dog")))
    assert collection.entry(key).detected is None
    assert collection.detections.verdict(key) is None
    workspace.set_dataset(dataset)
    assert collection.entry(key).detected is not None
    assert len(small_detector.seen) == 1


def test_the_detector_can_be_switched_off(collection, small_detector, qtbot):
    collection.detections.set_enabled(False)
    add(qtbot, collection, pictures("a"))
    assert not collection.detections.busy
    assert [entry.detected for entry in collection] == [None]
    collection.detections.set_enabled(True)
    qtbot.waitUntil(lambda: answered(collection))


def test_missing_filters_are_one_message_and_the_network_goes_on(
    collection, session, dataset, small_detector, qtbot, user_errors
):
    small_detector.error = ModelFileError("cat.npz", "the filters cannot be read; install the program again")
    add(qtbot, collection, pictures("a", "b", "c"))
    qtbot.waitUntil(lambda: bool(user_errors) and not collection.detections.busy)
    train(qtbot, session, dataset)
    qtbot.waitUntil(lambda: all(entry.verdict is not None for entry in collection))
    (failure,) = user_errors
    assert failure.startswith("The cat detector cannot answer: ")
    assert failure.endswith("install the program again")
    assert not collection.detections.active
    small_detector.error = None
    collection.detections.set_enabled(True)
    qtbot.waitUntil(lambda: answered(collection))


@pytest.mark.slow
def test_the_answer_is_that_of_the_detector():
    pixels = np.random.default_rng(1).integers(0, 256, (64, 96, 3), dtype=np.uint8)

    detector = PhotoDetector()
    detection = detector.detect(pixels)
    detector.close()

    with team(1) as members:
        expected = builtin_detector().detect(pixels, members)
    assert detection.logit == pytest.approx(expected.logit, abs=1e-5)


@pytest.mark.slow
def test_a_closed_detector_can_be_used_again():
    pixels = np.zeros((64, 64, 3), np.uint8)
    detector = PhotoDetector()
    detector.close()
    first = detector.detect(pixels)
    detector.close()
    second = detector.detect(pixels)
    detector.close()
    assert first.logit == second.logit
