"""The effects of training pictures in the window: those of the engine, cancelled, outdated, refused."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.edits import effect_pages
from catgui.domain.edits.change_texts import PHOTOS_FLIPPED
from catgui.domain.explanation import OTHER_SHAPE
from catgui.domain.picture import Picture
from catgui.models.network import effect_finder
from catgui.models.network.effect_finder import EffectFinder
from catgui.models.selected_picture import SelectedPicture
from engine.analysis.attribution import explain
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.errors import ConfigError
from engine.experiments.leave_one_out import leave_one_out, repeat_effects
from engine.images.photo import Framing, Photo
from engine.training.config import TrainingConfig
from engine.training.features import make_examples, make_part_examples
from tests.support.models import plain_model
from tests.support.photo_entries import make_entry

CONFIG = TrainingConfig(hidden_layers=(4,), learning_rate=0.1, iterations=40, seed=3)


@pytest.fixture
def photos():
    """Photos of the user, which a test may add to."""
    return []


class Finder(EffectFinder):
    """A finder that records what it shows."""

    def __init__(self, session, photos):
        super().__init__(session, SelectedPicture(), photos)
        self.session, self.picked = session, self._picked
        self.shown = []
        self.found.connect(self.shown.append)
        self.noticed.connect(self.shown.append)

    @property
    def notice(self):
        """The text and the button that are shown."""
        return (self.shown[-1].text, self.shown[-1].action) if hasattr(self.shown[-1], "action") else None

    @property
    def page(self):
        """The page that is shown, or None."""
        return self.shown[-1] if self.shown and not hasattr(self.shown[-1], "action") else None

    @property
    def offers(self):
        """Whether a button is shown."""
        return bool(self.shown) and bool(getattr(self.shown[-1], "action", ""))


@pytest.fixture
def finder(session, photos, qtbot):
    finder = Finder(session, photos)
    yield finder
    finder.shutdown()


@pytest.fixture
def trained(finder, dataset, qtbot):
    train(finder, dataset, qtbot)
    finder.set_active(True)
    return finder


def train(finder, dataset, qtbot, config=CONFIG):
    with qtbot.waitSignal(finder.session.completed):
        finder.session.start(dataset, config)


def pick(finder, dataset, part, index):
    picture = Picture(part, index)
    finder.picked.pick(picture.pixels(dataset), picture.name, picture)


def find(finder, dataset, qtbot, index=2):
    """Find the effects on a test picture by the button."""
    pick(finder, dataset, "test", index)
    qtbot.waitUntil(lambda: finder.offers)
    finder.start()
    qtbot.waitUntil(lambda: finder.page is not None)
    return finder.page


def engine_effects(dataset, config=CONFIG):
    return leave_one_out(*make_part_examples(config.features, list(dataset.parts.values())), config)


def indices(column):
    return [row.picture.index for row in column.rows]


def test_what_is_missing_is_said(finder, dataset, qtbot):
    finder.set_active(True)
    assert finder.notice == (effect_pages.NO_NETWORK, "")
    train(finder, dataset, qtbot)
    assert finder.notice == (effect_pages.NO_PICTURE, "")
    finder.picked.pick(np.zeros((5, 5, 3), np.uint8), "another size")
    assert finder.notice == (OTHER_SHAPE, "")


def test_the_effects_on_a_test_picture_are_those_of_the_engine(trained, dataset, qtbot):
    page = find(trained, dataset, qtbot)

    assert trained.shown[-2].is_busy
    effects = engine_effects(dataset)
    of_picture, is_noise = effects.effects[:, 2], effects.are_noise[:, 2]
    less, more, shares = page.columns
    order = np.argsort(-np.abs(of_picture), kind="stable").tolist()
    assert indices(less) == [index for index in order if of_picture[index] > 0]
    assert indices(more) == [index for index in order if of_picture[index] < 0]
    assert {row.picture.index: row.is_noise for row in (*less.rows, *more.rows)} == dict(enumerate(is_noise.tolist()))
    assert {row.is_noise for row in (*less.rows, *more.rows)} == {True, False}
    picture = make_examples("pixels", dataset.test.pictures[2:3], np.zeros((1, 1), np.int64))
    contributions = explain(trained.session.newest.network, picture).contributions
    assert indices(shares) == np.argsort(-np.abs(contributions), kind="stable").tolist()
    assert [shown.rowCount() for shown in trained.lists] == [len(column.rows) for column in page.columns]


def test_another_test_picture_is_answered_by_the_same_networks(trained, dataset, qtbot):
    first = find(trained, dataset, qtbot)
    pick(trained, dataset, "test", 5)
    qtbot.waitUntil(lambda: trained.page not in (None, first))
    effects = engine_effects(dataset).effects[:, 5]
    assert len(trained.page.columns[0].rows) == np.count_nonzero(effects > 0)
    assert not trained._all_task.busy


def photo_of(pixels):
    photo = Photo("tom.jpg", (8, 8), pixels, dict.fromkeys(Framing, pixels), pixels)
    return replace(make_entry("tom.jpg", actual="cat"), photo=photo)


def test_where_networks_are_not_kept_only_photos_that_were_there_are_answered(finder, dataset, photos, qtbot):
    there, new = (np.full((8, 8, 3), value, np.uint8) for value in (90, 200))
    photos += [photo_of(there), make_entry("of 64 x 64.jpg")]
    train(finder, dataset, qtbot, replace(CONFIG, momentum=0.5))
    finder.set_active(True)
    find(finder, dataset, qtbot)
    finder.picked.pick_photo(there, "tom.jpg", there)
    qtbot.waitUntil(lambda: finder.page is not None and finder.page.title == "tom.jpg")
    finder.picked.pick_photo(new, "new.jpg", new)
    text, action = finder.notice
    assert text.startswith(effect_pages.NEW_PICTURE)
    assert action


def test_the_work_is_offered_with_its_time_and_can_be_cancelled(finder, dataset, qtbot, monkeypatch):
    train(finder, dataset, qtbot)
    monkeypatch.setattr("catgui.models.network.effect_finder.leave_one_out", endless)
    finder.set_active(True)
    pick(finder, dataset, "test", 2)
    qtbot.waitUntil(lambda: finder.offers)
    assert finder.notice[1] == "Retrain without each of the 24 training pictures, some seconds"
    with qtbot.waitSignal(finder.progressed):
        finder.start()
    assert finder.shown[-1].is_busy
    finder.cancel()
    assert finder.offers
    qtbot.waitUntil(lambda: not finder._all_task.busy)
    assert finder.offers


def endless(*_args, work):
    """Trains until it is cancelled."""
    while True:
        work.report(1, 100)


def test_after_another_run_the_effects_are_outdated(trained, dataset, qtbot):
    find(trained, dataset, qtbot)
    train(trained, dataset, qtbot, replace(CONFIG, seed=8))
    qtbot.waitUntil(lambda: trained.offers)
    assert trained.notice[0].startswith(effect_pages.OUTDATED)


def test_another_run_ends_the_work(finder, dataset, qtbot, monkeypatch):
    train(finder, dataset, qtbot)
    monkeypatch.setattr("catgui.models.network.effect_finder.leave_one_out", endless)
    finder.set_active(True)
    pick(finder, dataset, "test", 2)
    qtbot.waitUntil(lambda: finder.offers)
    finder.start()
    assert finder._all_task.busy
    train(finder, dataset, qtbot, replace(CONFIG, seed=8))
    qtbot.waitUntil(lambda: not finder._all_task.busy)


# --- the runs without effects


def test_work_of_hours_is_refused_with_a_remedy(trained, dataset, qtbot, monkeypatch):
    monkeypatch.setattr(effect_finder, "estimate_study_seconds", lambda *_: 18 * 3600.0)
    pick(trained, dataset, "test", 2)
    qtbot.waitUntil(lambda: "18 hours" in trained.notice[0])
    assert not trained.offers
    trained.start()  # by a key that is late
    assert not trained._all_task.busy


def test_a_network_from_a_file_needs_its_run(finder, dataset, qtbot):
    train(finder, dataset, qtbot)
    parameters = finder.session.snapshot.network.parameters
    model = plain_model(parameters, dataset.classes, dataset.picture_shape, CONFIG, np.ones(40), dataset.name)
    finder.set_active(True)
    finder.session.set_model(dataset, model)
    assert "once its training has been repeated" in finder.notice[0]


# --- one training picture


def test_what_changes_without_a_training_picture_is_found_at_once(trained, dataset, photos, qtbot, monkeypatch):
    shown = threading.Event()
    trained.found.connect(lambda _: shown.set())

    def repeat(*arguments):
        """The effects, and those of more than one seed once a page is shown."""
        *_, seeds, _ = arguments
        assert seeds == 1 or shown.wait(60)
        return repeat_effects(*arguments)

    monkeypatch.setattr(effect_finder, "repeat_effects", repeat)
    photos.append(photo_of(np.full((8, 8, 3), 90, np.uint8)))
    pick(trained, dataset, "train", 3)
    qtbot.waitUntil(lambda: trained.page is not None and "10 seeds: " in trained.page.notes[1].text)

    pages = [shown for shown in trained.shown if not hasattr(shown, "action")]
    assert next(page.notes[1] for page in pages) == effect_pages.COMPARING
    train_examples, test = make_part_examples("pixels", list(dataset.parts.values()))
    found = repeat_effects(train_examples, test, CONFIG, [3])
    (_, known) = trained._omissions[3]
    np.testing.assert_allclose(known.effects[:, :, :10], found.effects, atol=1e-9)
    assert known.effects.shape == (10, 1, 11)  # the photo is the last
    assert [column.heading.partition(":")[0] for column in trained.page.columns] == [
        *effect_pages.FLIP_HEADINGS,
        PHOTOS_FLIPPED,
    ]


def test_photos_that_came_later_are_answered_when_it_is_selected_again(trained, dataset, photos, qtbot):
    pick(trained, dataset, "train", 3)
    qtbot.waitUntil(lambda: trained.page is not None and "10 seeds: " in trained.page.notes[1].text)
    photos.append(photo_of(np.full((8, 8, 3), 90, np.uint8)))
    pick(trained, dataset, "train", 3)
    qtbot.waitUntil(lambda: trained._omissions[3][1].effects.shape == (10, 1, 11))
    photos[0] = replace(photos[0], actual="non-cat")  # which networks need not answer again
    pick(trained, dataset, "train", 3)
    assert not trained._omission_task.busy


def test_where_it_takes_long_it_is_offered(trained, dataset, qtbot, monkeypatch):
    monkeypatch.setattr(effect_finder, "estimate_study_seconds", lambda *_: 100.0)
    pick(trained, dataset, "train", 3)
    qtbot.waitUntil(lambda: trained.offers)
    assert trained.notice == (effect_pages.ABOUT_ONE, "Retrain without this picture from 10 seeds, about 2 minutes")
    trained.start()
    qtbot.waitUntil(lambda: trained.page is not None)
    assert len(trained._omissions[3][1].logits) == 10


def test_a_picture_that_is_declined_is_asked_about_until_another_run(trained, dataset, qtbot, monkeypatch):
    monkeypatch.setattr("catgui.models.network.effect_finder.repeat_effects", lambda *args: endless(work=args[-1]))
    pick(trained, dataset, "train", 3)
    assert trained.shown[-1].is_busy
    trained.cancel()
    qtbot.waitUntil(lambda: not trained._omission_task.busy)
    pick(trained, dataset, "test", 2)
    pick(trained, dataset, "train", 3)
    text, action = trained.notice
    assert text == effect_pages.ABOUT_ONE
    assert action.startswith("Retrain without this picture from 10 seeds, ")
    trained.start()
    assert trained._omission_task.busy
    train(trained, dataset, qtbot, replace(CONFIG, seed=8))
    qtbot.waitUntil(lambda: trained.shown[-1].is_busy)


def test_what_cannot_be_found_is_said_until_another_picture(trained, dataset, qtbot, monkeypatch):
    def fail(*_):
        raise ConfigError("hidden_layers", (4,), "are too many")

    monkeypatch.setattr(effect_finder, "repeat_effects", fail)
    pick(trained, dataset, "train", 3)
    qtbot.waitUntil(lambda: "too many" in trained.notice[0])
    pick(trained, dataset, "test", 2)
    assert trained.offers


def test_edits_call_a_training_picture_by_its_place_in_the_original_data(finder, dataset, qtbot):
    assert finder.key_of(Picture("train", 3)) is None
    edited = EditedDataset.of(dataset).leave_out([PictureKey("train", 1)]).dataset
    train(finder, edited, qtbot)
    assert finder.key_of(Picture("train", 3)) == PictureKey("train", 4)
    assert finder.key_of(Picture("test", 3)) is None


def test_a_picture_of_edited_data_is_not_taken_for_that_of_the_run(trained, dataset):
    trained.picked.pick(dataset.train.pictures[4], "Training picture 3", Picture("train", 3))
    assert trained.notice[0] == effect_pages.EDITED


def test_memory_that_is_no_longer_free_is_said(trained, dataset, monkeypatch):
    def refuse(*_):
        raise ConfigError("hidden_layers", (4,), "need more memory than is free")

    monkeypatch.setattr(effect_finder, "plan_training", refuse)
    pick(trained, dataset, "test", 2)
    assert "need more memory than is free" in trained.notice[0]
    assert not trained.offers
