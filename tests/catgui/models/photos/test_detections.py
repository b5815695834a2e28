"""The answers of the cat detector: one photo after another, kept with their maps, and out of the way elsewhere."""

import threading

import numpy as np
import pytest

from catgui.inputs.sources import BytesSource, ImageSource
from catgui.models.photos.detections import PhotoDetector
from catgui.style.qimage import to_qimage
from engine.errors import ModelFileError
from engine.statistics import DETECTOR_CLASSES
from engine.vision.convolution import team
from engine.vision.detection.detector import builtin_detector
from tests.support.photo_collections import add, pictures, train
from tests.support.picture_files import picture_bytes
from tests.support.small_data import make_dataset


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
def test_it_keeps_out_of_the_way_of_other_classes(collection, workspace, small_detector, qtbot, classes, active):
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


def test_it_can_be_switched_off(collection, small_detector, qtbot):
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
def test_it_can_be_used_again_after_it_was_closed():
    pixels = np.zeros((64, 64, 3), np.uint8)
    detector = PhotoDetector()
    detector.close()
    first = detector.detect(pixels)
    detector.close()
    second = detector.detect(pixels)
    detector.close()
    assert first.logit == second.logit
