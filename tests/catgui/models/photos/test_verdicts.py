"""The verdicts on the photos: by the network shown, and by the threshold of the session."""

import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from threadpoolctl import threadpool_info

from catgui.domain.photo_entry import PhotoKey
from catgui.domain.photo_tally import PhotoTally
from catgui.inputs.sources import BytesSource
from catgui.models.photos.rows import PhotoListModel
from catgui.models.photos.verdicts import PhotoBlocks, PhotoVerdicts, PhotoView
from catgui.models.tasks.messages import user_messages
from catgui.models.training.session import RunNow
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture
from engine.training.features import count_features, make_examples
from tests.support.patience import patience
from tests.support.photo_collections import CONFIG, add, all_classified, pictures, probabilities, train
from tests.support.photo_entries import CLASSES, make_entry
from tests.support.picture_files import picture_bytes
from tests.support.small_data import make_dataset


def test_the_predictions_are_those_of_the_network(collection, session, dataset, qtbot):
    add(qtbot, collection, pictures("a", "b", "c"))
    assert probabilities(collection) == [None] * 3
    train(qtbot, session, dataset)
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    view = np.stack([entry.view for entry in collection])
    X = view.reshape(3, -1).T / 255.0
    parameters = session.now.snapshot.network.parameters
    hidden = np.maximum(0, parameters["W1"] @ X + parameters["b1"])
    expected = 1 / (1 + np.exp(-(parameters["W2"] @ hidden + parameters["b2"])))
    assert np.allclose(probabilities(collection), expected[0], rtol=1e-12)


def test_the_predictions_follow_another_training_and_end_with_a_reset(collection, session, dataset, qtbot):
    add(qtbot, collection, pictures("a"))
    train(qtbot, session, dataset)
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    before = probabilities(collection)
    train(qtbot, session, dataset, replace(CONFIG, seed=5))
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    assert probabilities(collection) != before
    session.reset()
    assert probabilities(collection) == [None]


def test_a_network_for_another_shape_is_not_used(collection, workspace, session, dataset, qtbot, user_errors):
    train(qtbot, session, dataset)
    workspace.set_dataset(make_dataset(side=12))
    add(qtbot, collection, pictures("a"))
    qtbot.waitUntil(lambda: not collection._verdicts.busy)
    assert probabilities(collection) == [None]
    assert user_errors == []


def labels(collection):
    return [entry.verdict.label for entry in collection]


@pytest.fixture
def classified(collection, session, dataset, qtbot):
    """A collection of photos that are classified, with different probabilities."""
    train(qtbot, session, dataset)
    add(qtbot, collection, [BytesSource(color, picture_bytes(color)) for color in ("white", "black", "blue")])
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    return collection


def test_another_threshold_changes_the_predicted_classes_at_once(classified, session):
    lowest, highest = min(probabilities(classified)), max(probabilities(classified))
    session.set_threshold(lowest / 2)
    assert labels(classified) == [1, 1, 1]
    session.set_threshold((1 + highest) / 2)
    assert labels(classified) == [0, 0, 0]
    session.set_threshold(lowest)
    assert labels(classified).count(0) == 1


def test_a_photo_classified_while_the_threshold_moves_gets_the_new_one(collection, session, dataset, qtbot):
    add(qtbot, collection, pictures("a"))
    train(qtbot, session, dataset)
    session.set_threshold(0.75)
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    assert [entry.verdict.threshold for entry in collection] == [0.75]


def test_photos_that_the_network_was_trained_on_are_known_and_count_apart(collection, session, dataset, qtbot):
    add(qtbot, collection, [BytesSource(color, picture_bytes(color)) for color in ("red", "blue")])
    view = next(iter(collection)).view
    edited = EditedDataset.of(dataset).add([AddedPicture(view)], 1, "train")
    collection.set_actual([entry.key for entry in collection], "cat")
    train(qtbot, session, edited.dataset)
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    assert [entry.verdict.is_trained_on for entry in collection] == [True, False]
    session.set_threshold(0.4)
    tally = PhotoTally.of(collection, collection.classes)
    assert (tally.trained_on, tally.evaluation.count) == (1, 1)
    train(qtbot, session, dataset)
    qtbot.waitUntil(lambda: all_classified(collection) and not collection._verdicts.busy)
    assert PhotoTally.of(collection, collection.classes).evaluation.count == 2


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


class FakeSession(QObject):
    """Shows a network, as a session does."""

    changed = Signal(object, object)
    now = RunNow()

    def show(self, network, features="pixels"):
        config, dataset = SimpleNamespace(features=features), SimpleNamespace(edits=None)
        run = SimpleNamespace(picture_shape=(64, 64), classes=CLASSES, config=config, dataset=dataset)
        self.set(replace(self.now, run=run, snapshot=SimpleNamespace(network=network), shows_run_before=False))

    def set(self, now):
        before, self.now = self.now, now
        self.changed.emit(before, now)


@pytest.fixture
def photos(qapp):
    """Three photos with views of 64 x 64."""
    photos = PhotoListModel()
    photos.insert([(row, make_entry(name)) for row, name in enumerate("abc")])
    return photos


@pytest.fixture
def fake_session(qapp):
    return FakeSession()


@pytest.fixture
def scripted(qtbot, photos, fake_session):
    """The verdicts of scripted networks."""
    scripted = PhotoVerdicts(photos, fake_session)
    yield scripted
    scripted.shutdown()


@pytest.fixture
def answers(scripted, photos):
    """The probabilities that the first photo gets, one after the other."""
    received = []
    scripted._task.succeeded.connect(lambda _: received.append(next(iter(photos)).verdict.probability))
    return received


def test_each_photo_gets_the_probability_the_classes_and_the_features(scripted, photos, fake_session, qtbot):
    with qtbot.waitSignal(scripted.settled):
        fake_session.show(ScriptedNetwork(0.25))
    assert [(entry.verdict.probability, entry.verdict.classes) for entry in photos] == [(0.25, CLASSES)] * 3
    assert all(np.array_equal(scripted.features(entry.key), entry.view.ravel()) for entry in photos)


def test_the_running_request_is_answered_and_then_only_the_newest(scripted, fake_session, answers, qtbot):
    may_answer = threading.Event()
    first = ScriptedNetwork(0.1, may_answer)
    fake_session.show(first)
    assert first.started.wait(patience())
    for probability in (0.2, 0.3, 0.4):
        fake_session.show(ScriptedNetwork(probability))
    may_answer.set()
    qtbot.waitUntil(lambda: len(answers) == 2 and not scripted.busy)
    assert answers == [0.1, 0.4]


def test_the_answer_for_a_photo_that_was_framed_anew_meanwhile_is_dropped(scripted, photos, fake_session, qtbot):
    may_answer = threading.Event()
    network = ScriptedNetwork(0.1, may_answer)
    fake_session.show(network)
    assert network.started.wait(patience())
    first, *others = photos
    other_view = replace(first.photo, views={first.framing: first.view.copy()})
    photos.update_entries([replace(first, photo=other_view)])
    may_answer.set()
    qtbot.waitUntil(lambda: not scripted.busy)
    assert photos.entry(first.key).verdict is None
    assert [photos.entry(entry.key).verdict.probability for entry in others] == [0.1, 0.1]


def test_the_answer_of_a_network_that_trains_again_is_dropped(scripted, fake_session, answers, qtbot):
    may_answer = threading.Event()
    first = ScriptedNetwork(0.1, may_answer)
    fake_session.show(first)
    assert first.started.wait(patience())
    fake_session.set(RunNow(number=1, shows_run_before=True))
    assert scripted.classes is None
    fake_session.show(ScriptedNetwork(0.9))
    may_answer.set()
    qtbot.waitUntil(lambda: bool(answers) and not scripted.busy)
    assert answers == [0.9]


def test_the_other_processors_are_left_to_those_who_read_and_train(scripted, fake_session, qtbot):
    class Watched(ScriptedNetwork):
        def forward(self, examples):
            libraries = threadpool_info()
            self.threads = {library["num_threads"] for library in libraries if library["user_api"] == "blas"}
            return super().forward(examples)

    network = Watched(0.5)
    with qtbot.waitSignal(scripted.settled):
        fake_session.show(network)
    assert network.threads <= {1}


def test_a_failure_is_told_and_the_next_network_answers(scripted, fake_session, answers, qtbot):
    class Broken(ScriptedNetwork):
        def forward(self, examples):
            raise ValueError("out of cheese")

    with qtbot.waitSignal(user_messages.said) as failed:
        fake_session.show(Broken(0.5))
    assert "out of cheese" in failed.args[0].text
    fake_session.show(ScriptedNetwork(0.5))
    qtbot.waitUntil(lambda: answers == [0.5] and not scripted.busy)


def test_shutdown_waits_for_the_thread(scripted, fake_session):
    may_answer = threading.Event()
    network = ScriptedNetwork(0.5, may_answer)
    fake_session.show(network)
    assert network.started.wait(patience())
    may_answer.set()
    scripted.shutdown()
    assert not scripted.busy


def test_a_network_is_asked_about_the_features_that_it_takes(scripted, fake_session, qtbot):
    network = ScriptedNetwork(0.5)
    with qtbot.waitSignal(scripted.settled):
        fake_session.show(network, "pretrained")
    assert network.seen[0].features == count_features("pretrained", (64, 64))


def photo_views(count):
    return [PhotoView(PhotoKey(), np.full((2, 2, 3), number % 256, np.uint8)) for number in range(count)]


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
