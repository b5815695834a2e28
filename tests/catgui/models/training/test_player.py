"""Playing a run like a film."""

import pytest

from catgui.models.background_task import end_work
from catgui.models.training import playback as player_module
from catgui.models.training.playback import RunPlayback, RunPlayer, stride_of
from engine.training.config import TrainingConfig
from tests.support.sessions import on_network

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=45)


@pytest.fixture
def player(playback, trained, monkeypatch):
    monkeypatch.setattr(player_module, "_SECONDS", 0.05)
    player = RunPlayer(playback, trained)
    player.shown = []
    on_network(trained, lambda snapshot: snapshot and player.shown.append(snapshot.iterations))
    yield player
    player.stop()


@pytest.mark.parametrize(
    ("length", "stride"),
    [(1, 2), (999, 2), (1200, 4), (2500, 8), (100_000, 332)],
)
def test_strides_are_even_and_at_least_30_a_second(length, stride):
    assert stride_of(length) == stride


@pytest.fixture
def slow(monkeypatch):
    monkeypatch.setattr(player_module, "_SECONDS", 10)


def test_the_player_goes_from_0_to_the_end_in_even_strides_and_stays(player, trained, playback, qtbot):
    assert playback.position == 45
    player.toggle()
    assert player.is_playing
    assert player.is_moving
    qtbot.waitUntil(lambda: not player.is_playing)
    assert not player.is_moving
    assert player.shown[0] == 0
    assert player.shown[-1] == trained.now.snapshot.iterations == playback.position == 45
    assert player.shown == sorted(set(player.shown))
    assert all(iteration % 2 == 0 for iteration in player.shown[:-1])


def test_the_player_goes_on_from_where_it_was_stopped(player, playback, qtbot, trained):
    playback.seek(21)
    qtbot.waitUntil(lambda: trained.now.snapshot.iterations == 21)
    player.shown.clear()
    player.play()
    qtbot.waitUntil(lambda: not player.is_playing)
    assert player.shown[0] > 21
    assert all(iteration % 2 for iteration in player.shown[:-1]), "strides are even from there on too"


def test_a_slow_computer_leaves_frames_out(player, slow, qtbot, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(player_module.time, "monotonic", lambda: now[0])
    player.play()
    qtbot.waitUntil(lambda: player.shown == [0])
    now[0] = 5.0
    player._next.start(0)
    qtbot.waitUntil(lambda: len(player.shown) == 2)
    assert player.shown[1] == 22


def test_the_player_stops_on_demand_and_at_another_seek(player, slow, playback, trained, qtbot):
    player.play()
    qtbot.waitUntil(lambda: player.shown == [0])
    player.toggle()
    assert not player.is_playing
    player.play()
    playback.seek(31)
    player._next.start(0)
    qtbot.waitUntil(lambda: not player.is_playing)
    qtbot.waitUntil(lambda: trained.now.snapshot.iterations == 31)


def test_another_run_ends_it(player, slow, trained, dataset, qtbot):
    player.play()
    qtbot.train(trained, dataset, CONFIG)
    assert not player.is_playing


def test_without_a_run_it_does_nothing(session, qtbot):
    playback = RunPlayback(session)
    player = RunPlayer(playback, session)
    player.play()
    assert not player.can_play
    assert not player.is_playing
    end_work(playback)
