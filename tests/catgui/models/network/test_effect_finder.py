"""The effects of training pictures in the window: offered, those of the engine, cancelled, refused."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from catgui.domain import effect_texts, prediction_texts
from catgui.domain.picture import Picture
from catgui.domain.prediction_texts import OTHER_SHAPE
from catgui.models.network import effect_finder
from catgui.models.network.effect_finder import EffectFinder, EffectLister
from catgui.models.selected_picture import SelectedPicture
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.errors import ConfigError
from engine.experiments.leave_one_out import SEEDS, leave_one_out
from engine.images.photo import Framing, Photo
from engine.training.config import TrainingConfig
from engine.training.features import make_part_examples
from tests.support.models import plain_model
from tests.support.photo_entries import make_entry
from tests.support.sessions import on_run

CONFIG = TrainingConfig(hidden_layers=(4,), learning_rate=0.1, iterations=40, seed=3)


@pytest.fixture
def photos():
    """Photos of the user, which a test may add to."""
    return []


@pytest.fixture
def finder(session, photos, qtbot):
    """Both models, active, with all that they have shown in `shown`."""
    finder, picked = EffectFinder(session, photos), SelectedPicture()
    lister = EffectLister(session, picked, finder)
    finder.session, finder.picked, finder.lister, finder.shown = session, picked, lister, []
    for signal in (finder.unavailable, finder.started, lister.found, lister.unavailable):
        signal.connect(finder.shown.append)
    finder.offered.connect(lambda text, action: finder.shown.append(action))
    for model in (finder, lister):
        model.set_active(True)
    yield finder
    for model in (finder, lister):
        model.shutdown()


def train(finder, dataset, qtbot, config=CONFIG):
    qtbot.train(finder.session, dataset, config)


def pick(finder, dataset, part, index):
    picture = Picture(part, index)
    finder.picked.pick(picture.pixels(dataset), picture.name, picture)


def page_of(finder, title, qtbot):
    qtbot.waitUntil(lambda: getattr(finder.shown[-1], "title", "") == title)
    return finder.shown[-1]


@pytest.fixture
def found(finder, dataset, qtbot):
    """With the effects on test picture 2 shown."""
    train(finder, dataset, qtbot)
    pick(finder, dataset, "test", 2)
    finder.start()
    page_of(finder, "Test picture 2", qtbot)
    return finder


def expected_of(dataset, part, index):
    """The means and which of them stand out, by the engine."""
    train_examples, *_ = make_part_examples("pixels", list(dataset.parts.values()))
    targets = make_part_examples("pixels", [dataset.parts[part]])[0]
    effects = leave_one_out(train_examples, targets, CONFIG)
    return effects.means[:, index], effects.stand_out(index)


def test_what_is_missing_is_said(finder, dataset, qtbot):
    assert finder.shown[-1] == prediction_texts.NO_NETWORK
    train(finder, dataset, qtbot)
    assert finder.shown[-1] == "Train without each of 24 pictures (some seconds)"
    finder.start()
    assert finder.shown[-1] == effect_texts.FINDING
    qtbot.waitUntil(lambda: finder.shown[-1] == prediction_texts.NO_PICTURE)
    finder.picked.pick(np.zeros((5, 5, 3), np.uint8), "another size")
    assert finder.shown[-1] == OTHER_SHAPE


def test_where_the_seed_changes_nothing_there_are_no_effects(finder, dataset, qtbot):
    train(finder, dataset, qtbot, replace(CONFIG, hidden_layers=(), initialization="zeros"))
    assert finder.shown[-1] == effect_texts.NO_SEEDS
    assert finder.shown[-1].endswith("The seed changes nothing, since the weights begin alike and no step is random.")


def test_the_effects_are_those_of_the_engine(found, dataset):
    means, clear = expected_of(dataset, "test", 2)
    rows = found.shown[-1].rows
    order = sorted(np.argsort(-np.abs(means), kind="stable").tolist(), key=lambda row: not clear[row])
    assert [row.picture.index for row in rows] == order
    assert {row.picture.index: row.is_noise for row in rows} == dict(enumerate((~clear).tolist()))
    assert found.value.effects.logits.shape[0] == SEEDS


def photo_of(pixels):
    photo = Photo("tom.jpg", (8, 8), pixels, dict.fromkeys(Framing, pixels), pixels)
    return replace(make_entry("tom.jpg", actual="cat"), photo=photo)


def test_any_other_picture_is_answered_by_the_same_networks(found, dataset, qtbot):
    pick(found, dataset, "train", 5)
    page = page_of(found, "Training picture 5", qtbot)
    means, _ = expected_of(dataset, "train", 5)
    largest = max(page.rows, key=lambda row: abs(means[row.picture.index]))
    assert largest.picture.index == int(np.argmax(np.abs(means)))
    new = np.full((8, 8, 3), 200, np.uint8)
    found.picked.pick_photo(new, "new.jpg", new)
    page_of(found, "new.jpg", qtbot)
    assert not found._task.busy


@pytest.mark.slow
def test_where_networks_are_not_kept_only_photos_that_were_there_are_answered(finder, dataset, photos, qtbot):
    there, new = (np.full((8, 8, 3), value, np.uint8) for value in (90, 200))
    train(finder, dataset, qtbot, replace(CONFIG, iterations=3, momentum=0.5))
    photos += [photo_of(there), make_entry("of 64 x 64.jpg")]  # after the effects were offered
    finder.picked.pick_photo(there, "tom.jpg", there)
    finder.start()
    page_of(finder, "tom.jpg", qtbot)
    finder.picked.pick_photo(new, "new.jpg", new)
    qtbot.waitUntil(lambda: finder.shown[-1] == effect_texts.LATER_PICTURE)


def endless(*_args, work):
    """Trains until it is cancelled."""
    while True:
        work.report(1, 100)


def test_the_work_can_be_cancelled_and_is_offered_again(finder, dataset, qtbot, monkeypatch):
    monkeypatch.setattr(effect_finder, "leave_one_out", endless)
    train(finder, dataset, qtbot)
    with qtbot.waitSignal(finder.progressed):
        finder.start()
    finder.cancel()
    assert finder.shown[-1].startswith("Train without each")
    qtbot.waitUntil(lambda: not finder._task.busy)
    assert finder.shown[-1].startswith("Train without each")


def test_another_picture_does_not_end_the_work_and_another_run_does(finder, dataset, qtbot, monkeypatch):
    monkeypatch.setattr(effect_finder, "leave_one_out", endless)
    train(finder, dataset, qtbot)
    with qtbot.waitSignal(finder.progressed):
        finder.start()
    pick(finder, dataset, "test", 4)
    assert finder.shown[-1] == effect_texts.FINDING
    train(finder, dataset, qtbot, replace(CONFIG, seed=8))
    qtbot.waitUntil(lambda: not finder._task.busy)
    assert finder.shown[-1].startswith("Train without each")


def test_after_another_run_the_effects_are_gone(found, dataset, qtbot):
    train(found, dataset, qtbot, replace(CONFIG, seed=8))
    assert found.value is None
    assert effect_texts.TRAINING in found.shown
    assert found.shown[-1].startswith("Train without each")


def test_the_effects_come_back_with_the_settings_and_the_pictures(found, dataset, qtbot):
    """They took minutes: a slider moved and moved back, and an edit undone, cost nothing."""
    effects = found.value
    train(found, dataset, qtbot, replace(CONFIG, seed=8))
    train(found, dataset, qtbot)
    assert found.value is found.known is effects
    page_of(found, "Test picture 2", qtbot)
    edited = EditedDataset.of(dataset)
    moved = edited.move([edited.members["train"][0]], "test")
    train(found, moved.dataset, qtbot)
    assert found.value is found.known is None
    train(found, moved.with_edits(edited.edits).dataset, qtbot)
    assert found.known is effects


def test_a_list_that_is_being_made_is_dropped_with_the_effects(found, dataset, qtbot, monkeypatch):
    made, may_go_on = threading.Event(), threading.Event()

    def held(*arguments):
        made.set()
        assert may_go_on.wait(60)
        return effect_texts.effect_page(*arguments)

    monkeypatch.setattr(effect_finder, "effect_page", held)
    pick(found, dataset, "test", 4)
    assert made.wait(60)
    train(found, dataset, qtbot, replace(CONFIG, seed=8))
    may_go_on.set()
    qtbot.waitUntil(lambda: not found.lister._task.busy)
    assert found.shown[-1].startswith("Train without each")


def test_at_an_earlier_iteration_they_are_named_as_those_of_the_end(found, qtbot):
    found.session.show(found.session.now.run.snapshot_at(7))
    page_of(found, "Test picture 2, at the end of the run", qtbot)


def test_work_of_hours_is_refused_with_a_remedy(finder, dataset, qtbot, monkeypatch):
    monkeypatch.setattr(effect_finder, "estimate_study_seconds", lambda *_: 18 * 3600.0)
    train(finder, dataset, qtbot)
    assert "18 hours" in finder.shown[-1]
    finder.start()  # by a key that is late
    assert not finder._task.busy


def saved_network(finder, dataset):
    """The network of the session, as from a file."""
    parameters = finder.session.now.snapshot.network.parameters
    return plain_model(parameters, dataset.classes, dataset.picture_shape, CONFIG, np.ones(40), dataset.name)


def test_no_effects_are_known_of_a_run_as_soon_as_it_is_shown(found, dataset):
    known = []
    on_run(found.session, lambda: known.append(found.known))
    assert found.known is not None
    found.session.set_model(dataset, saved_network(found, dataset))
    assert known == [None]


def test_a_network_from_a_file_needs_its_run(finder, dataset, qtbot):
    train(finder, dataset, qtbot)
    finder.session.set_model(dataset, saved_network(finder, dataset))
    assert "must be repeated first" in finder.shown[-1]


def test_a_failure_is_said(finder, dataset, qtbot, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ConfigError("hidden_layers", (4,), "are too many")

    monkeypatch.setattr(effect_finder, "leave_one_out", fail)
    train(finder, dataset, qtbot)
    finder.start()
    qtbot.waitUntil(lambda: "too many" in finder.shown[-1])


def test_memory_that_is_no_longer_free_is_said(finder, dataset, qtbot, monkeypatch):
    def refuse(*_):
        raise ConfigError("hidden_layers", (4,), "need more memory than is free")

    monkeypatch.setattr(effect_finder, "plan_training", refuse)
    train(finder, dataset, qtbot)
    assert "need more memory than is free" in finder.shown[-1]


def test_edits_call_a_training_picture_by_its_place_in_the_original_data(finder, dataset, qtbot):
    assert finder.key_of(Picture("train", 3)) is None
    edited = EditedDataset.of(dataset).leave_out([PictureKey("train", 1)]).dataset
    train(finder, edited, qtbot)
    assert finder.key_of(Picture("train", 3)) == PictureKey("train", 4)
    assert finder.key_of(Picture("test", 3)) is None
