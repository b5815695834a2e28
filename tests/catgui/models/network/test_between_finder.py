"""The plane of three pictures follows the network while it is seen: coarse at first, sharp at rest."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from catgui.domain import between
from catgui.domain.between import FILTERED_SHARP, find_field
from catgui.domain.prediction_texts import OPEN_DATA
from catgui.models.background_task import end_work
from catgui.models.network.between_finder import BetweenFinder
from catgui.models.network.mix_corners import MixCorners
from catgui.models.photos.collection import PhotoCollection
from catgui.models.selected_picture import SelectedPicture
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=20)


@pytest.fixture
def finder(session, workspace, collection, player, recorded):
    corners = MixCorners(workspace, SelectedPicture(), collection)
    finder = recorded(BetweenFinder(session, corners, player))
    finder.corners = corners
    yield finder
    end_work(corners)


def wait_for_sharp(finder, qtbot):
    """The sharp result of the network shown."""
    network = finder._session.now.network
    qtbot.waitUntil(
        lambda: bool(finder.results) and finder.results[-1].field.is_sharp and finder.results[-1].network is network
    )
    return finder.results[-1]


def test_without_a_network_the_finder_says_so(finder, session, dataset, qtbot):
    finder.set_active(True)
    assert finder.texts == [between.NO_NETWORK]
    qtbot.train(session, dataset, CONFIG)
    wait_for_sharp(finder, qtbot)


def test_without_data_it_asks_for_some(session, dataset, player, qtbot, saved_network):
    qtbot.train(session, dataset, CONFIG)
    photos = PhotoCollection(Workspace(), session, UndoStack())
    finder = BetweenFinder(session, MixCorners(Workspace(), SelectedPicture(), photos), player)
    session.set_model(None, saved_network(dataset))
    texts = []
    finder.unavailable.connect(texts.append)
    finder.set_active(True)
    assert texts == [OPEN_DATA]
    end_work(finder)
    photos.shutdown()


def test_the_room_is_that_of_the_network_shown(finder, session, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    finder.set_active(True)

    result = wait_for_sharp(finder, qtbot)

    assert result.corners is finder.corners.corners
    assert result.classes == dataset.classes
    assert result.note == ""
    expected = find_field(session.now.network, finder._sampled, 0.5, is_sharp=True)
    np.testing.assert_array_equal(result.field.probabilities, expected.probabilities)


def test_another_network_is_shown_coarsely_at_first_and_then_sharp(finder, session, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    finder.set_active(True)
    wait_for_sharp(finder, qtbot)
    finder.results.clear()

    session.show(session.now.run.snapshot_at(5))

    wait_for_sharp(finder, qtbot)
    assert [result.field.is_sharp for result in finder.results] == [False, True]
    assert {result.network for result in finder.results} == {session.now.network}


def test_the_field_is_not_sharp_while_a_run_plays(finder, session, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    finder.set_active(True)
    wait_for_sharp(finder, qtbot)
    finder._idle_timer.setInterval(0)
    finder.results.clear()
    finder._player = SimpleNamespace(is_moving=True)
    session.show(session.now.run.snapshot_at(5))
    qtbot.waitUntil(lambda: bool(finder.results))
    finder._sharpen()
    assert not finder._task.busy
    assert [result.field.is_sharp for result in finder.results] == [False]
    finder._player.is_moving = False
    wait_for_sharp(finder, qtbot)


def test_another_threshold_moves_the_boundary(finder, session, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    finder.set_active(True)
    wait_for_sharp(finder, qtbot)
    session.set_threshold(0.9)
    qtbot.waitUntil(lambda: finder.results[-1].field.threshold == 0.9)


def test_nothing_is_computed_while_it_is_hidden(finder, session, dataset, qtbot, monkeypatch):
    qtbot.train(session, dataset, CONFIG)
    finder.set_active(True)
    wait_for_sharp(finder, qtbot)
    finder.set_active(False)
    finder.results.clear()
    asked = []
    monkeypatch.setattr("catgui.models.network.between_finder.find_field", lambda *_: asked.append(1))
    session.show(session.now.run.snapshot_at(5))
    finder.corners.changed.emit()
    assert not finder._idle_timer.isActive()
    assert not finder._task.busy
    assert asked == finder.results == []


def test_a_picture_that_is_relabeled_keeps_the_plane(finder, session, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    finder.set_active(True)
    result = wait_for_sharp(finder, qtbot)
    one, two, three = result.corners
    finder.corners._set((replace(one, label=1 - one.label), two, three))
    qtbot.waitUntil(lambda: finder.results[-1].corners is finder.corners.corners)
    assert finder.results[-1].plane is result.plane


def test_pictures_of_another_size_are_refused(finder, session, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    finder.set_active(True)
    wait_for_sharp(finder, qtbot)
    one, two, three = finder.corners.corners
    finder.corners._set((replace(one, pixels=np.zeros((5, 5, 3), np.uint8)), two, three))
    assert finder.texts[-1] == between.OTHER_SHAPE


def test_other_data_than_the_runs_are_named(finder, session, dataset, workspace, qtbot, saved_network):
    qtbot.train(session, dataset, CONFIG)
    session.set_model(make_dataset(seed=9, name="others"), saved_network(dataset))
    qtbot.waitUntil(lambda: session.now.snapshot is not None)
    finder.set_active(True)
    qtbot.waitUntil(lambda: bool(finder.results))
    assert "others" in finder.results[-1].note


@pytest.mark.slow
@pytest.mark.parametrize("features", ["pretrained", "convolution"])
def test_networks_with_filters_have_a_field(finder, session, workspace, features, qtbot):
    dataset = make_dataset(side=16)
    workspace.set_dataset(dataset)
    qtbot.train(session, dataset, TrainingConfig((4, 4), 0.01, 3, features=features))
    finder.set_active(True)

    result = wait_for_sharp(finder, qtbot)

    assert result.field.probabilities.size == FILTERED_SHARP.places
    assert bool(result.field.lines) == (features == "pretrained")
    finder.results.clear()
    session.show(session.now.run.snapshot_at(1))
    wait_for_sharp(finder, qtbot)
    # Filters of its own are passed at rest only.
    assert [found.field.is_sharp for found in finder.results] == ([False, True] if features == "pretrained" else [True])


@pytest.mark.slow
def test_a_network_on_other_features_follows_without_an_error(finder, session, workspace, qtbot):
    dataset = make_dataset(side=16)
    workspace.set_dataset(dataset)
    qtbot.train(session, dataset, CONFIG)
    finder.set_active(True)
    wait_for_sharp(finder, qtbot)
    finder.texts.clear()
    for features in ("pretrained", "pixels"):
        session.restart(dataset, TrainingConfig((4, 4), 0.01, 3, features=features))
        assert finder.subject() is None, "there is no network yet"
        qtbot.waitUntil(lambda: finder.results[-1].plane.features == features)  # noqa: B023
    assert set(finder.texts) <= {between.FILTERING}


def test_while_it_is_hidden_nothing_is_said_of_a_run_to_come_but_that_there_is_none(finder, session, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    assert finder.texts[-1] == "", "a panel that is opened says nothing until the plane is found"
    session.reset()
    assert finder.texts[-1] == between.NO_NETWORK
