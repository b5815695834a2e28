"""The judge: newest last, nothing starved, nothing asked twice."""

import threading

import numpy as np
import pytest

from catgui.domain.photo_entry import PhotoKey
from catgui.models.photos.classifier import PhotoBlocks, PhotoClassifier, PhotoView

CLASSES = ("non-cat", "cat")


def photo_views(count):
    return [PhotoView(PhotoKey(), np.full((2, 2, 3), number % 256, np.uint8)) for number in range(count)]


class ScriptedNetwork:
    """Gives every picture the same probability, once it is let."""

    def __init__(self, probability, may_answer=None):
        self.probability, self.may_answer, self.asked = probability, may_answer, threading.Event()
        self.seen = []

    def forward(self, examples):
        self.asked.set()
        if self.may_answer is not None:
            assert self.may_answer.wait(60)
        self.seen.append(examples)
        answer = np.full((1, examples.count), self.probability)
        return answer, answer


@pytest.fixture
def shown():
    return photo_views(3)


@pytest.fixture
def judge(qtbot, shown):
    judge = PhotoClassifier(lambda: list(shown))
    yield judge
    judge.shutdown()


@pytest.fixture
def verdicts(judge):
    heard = []
    judge.classified.connect(lambda predictions: heard.append(predictions.probabilities[0]))
    return heard


def test_gives_each_exhibit_its_probability_and_the_classes(judge, shown, qtbot):
    with qtbot.waitSignal(judge.classified) as classified:
        judge.set_network(ScriptedNetwork(0.25), CLASSES)
    (predictions,) = classified.args
    assert [photo_view.key for photo_view in predictions.photo_views] == [photo_view.key for photo_view in shown]
    assert predictions.probabilities == [0.25] * 3
    assert predictions.classes == CLASSES


def test_what_is_under_way_is_heard_and_then_the_newest_only(judge, verdicts, qtbot):
    may_answer = threading.Event()
    first = ScriptedNetwork(0.1, may_answer)
    judge.set_network(first, CLASSES)
    assert first.asked.wait(60)
    for probability in (0.2, 0.3, 0.4):
        judge.set_network(ScriptedNetwork(probability), CLASSES)
    may_answer.set()
    qtbot.waitUntil(lambda: len(verdicts) == 2 and not judge.busy)
    assert verdicts == [0.1, 0.4]


def test_a_network_that_is_gone_is_not_listened_to(judge, verdicts, qtbot):
    may_answer = threading.Event()
    first = ScriptedNetwork(0.1, may_answer)
    judge.set_network(first, CLASSES)
    assert first.asked.wait(60)
    judge.clear_network()
    judge.set_network(ScriptedNetwork(0.9), CLASSES)
    may_answer.set()
    qtbot.waitUntil(lambda: bool(verdicts) and not judge.busy)
    assert verdicts == [0.9]


def test_without_photos_or_a_network_nobody_is_asked(judge, shown):
    judge.request()
    assert not judge.busy
    shown.clear()
    judge.set_network(ScriptedNetwork(0.5), CLASSES)
    assert not judge.busy


def test_a_network_that_fails_is_told_and_asked_again(judge, verdicts, qtbot):
    class Broken(ScriptedNetwork):
        def forward(self, examples):
            raise ValueError("out of cheese")

    with qtbot.waitSignal(judge.failed) as failed:
        judge.set_network(Broken(0.5), CLASSES)
    assert "out of cheese" in failed.args[0]
    with qtbot.waitSignal(judge.classified):
        judge.set_network(ScriptedNetwork(0.5), CLASSES)
    qtbot.waitUntil(lambda: not judge.busy)


def test_shutdown_waits_for_the_thread(judge, qtbot):
    may_answer = threading.Event()
    network = ScriptedNetwork(0.5, may_answer)
    judge.set_network(network, CLASSES)
    assert network.asked.wait(60)
    may_answer.set()
    judge.shutdown()
    assert not judge.busy


def test_the_same_photos_are_the_same_examples():
    blocks, shown = PhotoBlocks(), photo_views(130)
    first = blocks.arrange(shown)
    again = blocks.arrange(list(shown))
    assert [len(block.photo_views) for block in first] == [64, 64, 2]
    assert [block.examples for block in again] == [block.examples for block in first]


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
