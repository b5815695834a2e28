"""Training a new run with the settings, from any state of the one before."""

import numpy as np
import pytest
from PySide6.QtCore import QTimer

from catgui.models.background_task import end_work
from catgui.models.training import controls as controls_module
from catgui.models.training.controls import WATCHED_SECONDS, RunControls
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import Cause
from catgui.models.training.settings import TrainingSettings
from engine.data.edited_dataset import EditedDataset
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset
from tests.support.speed import fix_speed

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
    end_work(playback)


def begin(session, workspace, qtbot, state):
    if state in ("paused", "running"):
        fix_speed(session, SLOW)
    session.start(workspace.dataset, CONFIG)
    qtbot.waitUntil(lambda: len(session.now.costs) > 2)
    if state == "paused":
        session.pause()
    if state != "running":
        qtbot.waitUntil(lambda: session.now.is_inactive)


@pytest.mark.parametrize("retrains", [True, False])
def test_edited_data_are_trained_again_without_a_panel(controls, session, workspace, qtbot, retrains):
    controls.retrains_on_change = retrains
    begin(session, workspace, qtbot, "ended")
    with qtbot.wait_for_run(session):
        edit(workspace)
    qtbot.waitUntil(lambda: session.now.is_inactive)
    assert (session.now.run is not None) == retrains
    assert session.now.cause is (Cause.EDIT if retrains else Cause.RESET)
    if retrains:
        assert session.now.run.dataset is workspace.dataset
        assert len(session.now.costs) == CONFIG.iterations


def test_other_data_end_the_run_without_a_panel(controls, session, workspace, qtbot):
    begin(session, workspace, qtbot, "ended")
    workspace.set_dataset(make_dataset(seed=3))
    assert session.now.run is None


def test_no_timer_is_left_by_a_number_that_is_typed_as_the_window_closes(controls):
    controls.wait_for_typing()
    controls.shutdown()
    controls.wait_for_typing()  # the field loses the focus
    assert not any(timer.isActive() for timer in controls.findChildren(QTimer))


def rate_of(session):
    return session.speed.iterations_per_second


def test_a_press_of_train_is_watched_and_nothing_else_is(controls, session, settings, workspace, qtbot):
    assert not controls.watches  # until the settings are there
    controls.perform("watch")
    controls.perform("train")
    assert rate_of(session) == CONFIG.iterations / WATCHED_SECONDS
    qtbot.waitUntil(lambda: len(session.now.costs) > 1)
    with qtbot.wait_for_end(session):
        settings.set_value("learning_rate", 0.02)  # which begins another
        settings.finish_edit()
    assert (session.now.run.config.learning_rate, rate_of(session)) == (0.02, None)
    session.speed.iterations_per_second = CONFIG.iterations / WATCHED_SECONDS
    with qtbot.wait_for_end(session):
        edit(workspace)
    assert rate_of(session) is None


def edit(workspace):
    data = EditedDataset.of(workspace.dataset)
    key = data.members["train"][0]
    workspace.set_edited(data.relabel([key], 1 - int(workspace.dataset.train.labels[0, 0])).dataset)


def test_a_step_is_one_step_and_not_watched(controls, session, qtbot):
    controls.watches = True
    controls.perform("step")
    assert rate_of(session) is None
    qtbot.waitUntil(lambda: session.now.is_inactive)
    assert len(session.now.costs) == 1


@pytest.mark.parametrize("end", ["train", "stop"])
def test_a_watched_run_that_goes_on_after_a_rest_is_watched(controls, session, qtbot, end):
    controls.watches = True
    controls.perform("train")
    qtbot.waitUntil(lambda: len(session.now.costs) > 1)
    controls.perform(end)
    qtbot.waitUntil(lambda: session.now.is_inactive)
    controls.perform("train")
    assert rate_of(session) == CONFIG.iterations / WATCHED_SECONDS
    with qtbot.wait_for_end(session):
        controls.perform("instant")
    assert len(session.now.costs) == CONFIG.iterations


def test_the_choice_during_a_run_changes_that_run_too(controls, session, workspace, qtbot):
    begin(session, workspace, qtbot, "running")
    controls.perform("watch")
    assert controls.watches
    session.speed.fixed = None  # the test's own
    qtbot.waitUntil(lambda: session.now.is_inactive)
    controls.perform("instant")
    assert not controls.watches
    assert [controls.commands[name].is_on for name in ("watch", "instant")] == [False, True]


def test_a_presentation_is_watched_whatever_is_chosen(controls, session, qtbot):
    controls.is_presenting = True
    controls.perform("train")
    assert rate_of(session) == CONFIG.iterations / WATCHED_SECONDS
    with qtbot.wait_for_end(session):
        controls.perform("instant")
    controls.is_presenting = False
    controls.perform("reset")
    with qtbot.wait_for_end(session):
        controls.perform("train")
    assert rate_of(session) is None


def test_a_watched_run_is_that_of_an_instant_one_to_the_last_bit(controls, session, qtbot, monkeypatch):
    monkeypatch.setattr(controls_module, "WATCHED_SECONDS", 0.3)
    runs = []
    for watches in (False, True):
        controls.watches = watches
        with qtbot.wait_for_end(session):
            controls.perform("train")
        runs.append((session.now.costs.train.tobytes(), session.now.snapshot.network, session.now.snapshot.test_cost))
        controls.perform("reset")
    assert runs[0][0] == runs[1][0]
    assert runs[0][2] == runs[1][2]
    for name, array in runs[0][1].parameters.items():
        np.testing.assert_array_equal(array, runs[1][1].parameters[name])
