"""Training a new run with the settings, from any state of the one before."""

import itertools

import pytest
from PySide6.QtCore import QTimer

from catgui.models.training import controls as controls_module
from catgui.models.training.controls import SPEEDS, RunControls
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import Cause
from catgui.models.training.settings import TrainingSettings
from engine.data.edited_dataset import EditedDataset
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig((4,), iterations=30)
SLOW = 20.0  # iterations a second, so that a run is under way


@pytest.fixture
def settings(session):
    settings = TrainingSettings(session)
    settings.set_config(CONFIG)
    return settings


@pytest.fixture
def controls(qtbot, workspace, session, settings):
    playback = RunPlayback(session, session)
    yield RunControls(workspace, settings, session, playback, session)
    playback.shutdown()


@pytest.mark.parametrize("retrains", [True, False])
@pytest.mark.parametrize("state", ["none", "ended", "rewound", "paused", "running"])
def test_a_new_run_begins_with_the_settings_whatever_was_before(
    controls, session, settings, workspace, qtbot, state, retrains
):
    controls.retrains_on_change = retrains
    begin(controls, session, workspace, qtbot, state)
    before = session.run
    settings.set_value("learning_rate", 0.02)
    session.speed.iterations_per_second = None
    controls.train_new()
    qtbot.waitUntil(lambda: session.is_inactive and session.run is not before)
    assert session.run.config == settings.config
    assert session.run.branched_at is None
    assert len(session.costs) == CONFIG.iterations


def begin(controls, session, workspace, qtbot, state):
    if state in ("paused", "running"):
        session.speed.iterations_per_second = SLOW
    if state != "none":
        session.start(workspace.dataset, CONFIG)
        qtbot.waitUntil(lambda: len(session.costs) > 2)
    if state == "paused":
        session.pause()
    if state != "running":
        qtbot.waitUntil(lambda: session.is_inactive)
    if state == "rewound":
        controls._playback.seek(10)
        qtbot.waitUntil(lambda: session.snapshot.iterations == 10)


def test_the_same_settings_are_trained_again(controls, session, workspace, qtbot):
    begin(controls, session, workspace, qtbot, "paused")
    before = session.run
    session.speed.iterations_per_second = None
    controls.train_new()
    qtbot.waitUntil(lambda: session.is_inactive and len(session.costs) == CONFIG.iterations)
    assert session.run is not before


def test_the_commands_are_worked_out_once_for_each_change(controls, session, settings, workspace, qtbot, monkeypatch):
    situations, run_commands = [], controls_module.run_commands
    monkeypatch.setattr(
        controls_module, "run_commands", lambda situation: situations.append(situation) or run_commands(situation)
    )
    asked = []
    for _ in range(3):  # the buttons, the menu and the slider
        controls.changed.connect(lambda: asked.append(controls.commands))
    begin(controls, session, workspace, qtbot, "paused")
    session.speed.iterations_per_second = None
    with qtbot.waitSignal(session.completed):
        session.resume()
    controls._playback.seek(10)
    qtbot.waitUntil(lambda: session.snapshot.iterations == 10)
    settings.set_value("learning_rate", 0.02)
    assert all(one != other for one, other in itertools.pairwise(situations))
    assert len(asked) > 3 * len(situations) > 0
    assert asked[-1] == run_commands(situations[-1])


@pytest.mark.parametrize("retrains", [True, False])
def test_edited_data_are_trained_again_without_a_panel(controls, session, workspace, qtbot, retrains):
    controls.retrains_on_change = retrains
    begin(controls, session, workspace, qtbot, "ended")
    data = EditedDataset.of(workspace.dataset)
    key = data.members["train"][0]
    with qtbot.waitSignal(session.run_started):
        workspace.set_edited(data.relabel([key], 1 - int(workspace.dataset.train.labels[0, 0])).dataset)
    qtbot.waitUntil(lambda: session.is_inactive)
    assert (session.run is not None) == retrains
    assert session.cause is (Cause.EDIT if retrains else Cause.RESET)
    if retrains:
        assert session.run.dataset is workspace.dataset
        assert len(session.costs) == CONFIG.iterations


def test_other_data_end_the_run_without_a_panel(controls, session, workspace, qtbot):
    begin(controls, session, workspace, qtbot, "ended")
    workspace.set_dataset(make_dataset(seed=3))
    assert session.run is None


def test_no_timer_is_left_by_a_number_that_is_typed_as_the_window_closes(controls):
    controls.wait_for_typing()
    controls.shutdown()
    controls.wait_for_typing()  # the field loses the focus
    assert not any(timer.isActive() for timer in controls.findChildren(QTimer))


def test_one_run_is_slowed_down_to_be_watched(controls, session, settings, qtbot):
    controls.watch_next_run()
    with qtbot.waitSignal(controls.run_watched):
        controls.perform("train")
    assert session.speed.iterations_per_second == CONFIG.iterations / 3
    assert controls.retrains_on_change
    qtbot.waitUntil(lambda: len(session.costs) > 1)
    with qtbot.waitSignal(session.completed):
        settings.set_value("learning_rate", 0.02)  # which begins another
        settings.finish_edit()
    assert session.run.config.learning_rate == 0.02
    assert session.speed.iterations_per_second is None
    with qtbot.assertNotEmitted(controls.run_watched), qtbot.waitSignal(session.completed):
        controls.train_new()


@pytest.mark.parametrize("end", ["pause", "stop", "speed"])
def test_a_watched_run_that_is_ended_or_hurried_is_slow_no_longer(controls, session, qtbot, end):
    controls.watch_next_run()
    controls.perform("train")
    qtbot.waitUntil(lambda: len(session.costs) > 1)
    if end == "speed":
        controls.set_speed(-1)
    else:
        controls.perform("train" if end == "pause" else end)
    assert session.speed.iterations_per_second is None
    qtbot.waitUntil(lambda: session.is_inactive)
    if end != "speed":
        with qtbot.waitSignal(session.completed):
            controls.perform("train")
    assert len(session.costs) == CONFIG.iterations


def test_a_speed_that_is_set_is_the_speed_of_the_first_run(controls, session, qtbot):
    controls.watch_next_run()
    controls.set_speed(len(SPEEDS) - 2)
    with qtbot.assertNotEmitted(controls.run_watched), qtbot.waitSignal(session.completed):
        controls.perform("train")
    assert session.speed.iterations_per_second == SPEEDS[-2]
    assert not controls.retrains_on_change
    controls.set_speed(99)  # of another version
    assert controls.retrains_on_change


def test_a_run_continues_from_an_iteration_that_is_still_being_replayed(controls, session, settings, workspace, qtbot):
    begin(controls, session, workspace, qtbot, "ended")
    controls._playback.seek(10)
    settings.set_value("learning_rate", 0.02)
    assert session.snapshot.iterations == CONFIG.iterations
    with qtbot.waitSignal(session.completed):
        controls.perform("branch")
    assert session.run.branched_at == 10
