"""What each command of a run does, as a table over the states of the run and the settings."""

from dataclasses import replace

import pytest

from catgui.domain.run_commands import RunAction, RunSituation, run_commands
from engine.training.config import TrainingConfig

OWN = TrainingConfig((4,), 0.01, 100, 1)
RATE, LAYERS, SEED = replace(OWN, learning_rate=0.02), replace(OWN, hidden_layers=(3,)), replace(OWN, seed=2)
PATIENT = replace(OWN, patience=9)
LONGER, SHORTER = replace(OWN, iterations=200), replace(OWN, iterations=20)

EMPTY = RunSituation(OWN)
RUNNING = RunSituation(OWN, run=OWN, is_running=True, done=40, position=40)
PAUSED = RUNNING._replace(is_running=False, is_paused=True)
STOPPED = PAUSED._replace(is_paused=False)
COMPLETE = STOPPED._replace(is_over=True, done=100, position=100)
BACK = COMPLETE._replace(position=30)
STOPPED_EARLY = STOPPED._replace(settings=PATIENT, run=PATIENT, is_over=True)
FAILED = STOPPED._replace(has_failed=True)
FAILED_BACK = FAILED._replace(position=30)
FROM_FILE = COMPLETE._replace(can_replay=False, replay_obstacle="Open its data first")
REPEATING = FROM_FILE._replace(is_repeating=True, replay_obstacle="Its training is being repeated")
REPEATING_PART = REPEATING._replace(is_over=False, done=40, position=40)
NO_DATA = EMPTY._replace(has_data=False)

OFF = None
TRAIN, PAUSE, CONTINUE = ("Train", RunAction.TRAIN), ("Pause", RunAction.PAUSE), ("Continue", RunAction.CONTINUE)
LONGER_RUN = ("Continue", RunAction.EXTEND)
NEW, ON, EXTEND, SEEK = RunAction.TRAIN, RunAction.CONTINUE, RunAction.EXTEND, RunAction.SEEK


def with_settings(situation, settings):
    return situation._replace(settings=settings)


@pytest.mark.parametrize(
    ("situation", "train", "step"),
    [
        (NO_DATA, ("Train", OFF), OFF),
        (EMPTY, TRAIN, NEW),
        (RUNNING, PAUSE, OFF),
        (with_settings(RUNNING, RATE), PAUSE, OFF),
        (PAUSED, CONTINUE, ON),
        (with_settings(PAUSED, RATE), TRAIN, ON),
        (with_settings(PAUSED, SEED), TRAIN, ON),
        (with_settings(PAUSED, LONGER), LONGER_RUN, EXTEND),
        (with_settings(PAUSED, SHORTER), TRAIN, ON),
        (with_settings(PAUSED, LAYERS), TRAIN, ON),
        (STOPPED, CONTINUE, ON),
        (with_settings(STOPPED, RATE), TRAIN, ON),
        (with_settings(STOPPED, LAYERS), TRAIN, ON),
        (STOPPED._replace(position=10), CONTINUE, SEEK),
        (with_settings(STOPPED._replace(position=10), RATE), TRAIN, SEEK),
        (COMPLETE, TRAIN, OFF),
        (with_settings(COMPLETE, LONGER), LONGER_RUN, EXTEND),
        (with_settings(COMPLETE, RATE), TRAIN, OFF),
        (with_settings(COMPLETE, LAYERS), TRAIN, OFF),
        (BACK, TRAIN, SEEK),
        (with_settings(BACK, LONGER), LONGER_RUN, SEEK),
        (with_settings(BACK, RATE), TRAIN, SEEK),
        (with_settings(BACK, LAYERS), TRAIN, SEEK),
        (with_settings(BACK, SHORTER), TRAIN, SEEK),
        (STOPPED_EARLY, TRAIN, OFF),
        (with_settings(STOPPED_EARLY, replace(PATIENT, iterations=200)), TRAIN, OFF),
        (with_settings(STOPPED_EARLY, RATE), TRAIN, OFF),
        (FAILED, TRAIN, OFF),
        (with_settings(FAILED, LONGER), TRAIN, OFF),
        (with_settings(FAILED, RATE), TRAIN, OFF),
        (FAILED_BACK, TRAIN, SEEK),
        (with_settings(FAILED_BACK, RATE), TRAIN, SEEK),
        (FROM_FILE, TRAIN, OFF),
        (with_settings(FROM_FILE, LONGER), TRAIN, OFF),
        (REPEATING, TRAIN, OFF),
        (REPEATING_PART, ("Continue", OFF), OFF),
        (with_settings(REPEATING_PART, RATE), TRAIN, OFF),
    ],
)
def test_the_commands_of_each_state(situation, train, step):
    commands = run_commands(situation)
    assert (commands["train"].text, commands["train"].action) == train
    assert commands["step"].action == step


@pytest.mark.parametrize(
    ("situation", "stop", "start_over"),
    [
        (EMPTY, OFF, OFF),
        (RUNNING, RunAction.STOP, RunAction.START_OVER),
        (PAUSED, RunAction.STOP, RunAction.START_OVER),
        (STOPPED, OFF, RunAction.START_OVER),
        (COMPLETE, OFF, RunAction.START_OVER),
    ],
)
def test_what_ends_and_what_drops_a_run(situation, stop, start_over):
    commands = run_commands(situation)
    assert (commands["stop"].action, commands["reset"].action) == (stop, start_over)


@pytest.mark.parametrize(
    ("situation", "name", "tip"),
    [
        (NO_DATA, "train", "Open data first"),
        (RUNNING, "step", "Pause first"),
        (STOPPED._replace(position=10), "train", "Continue after iteration 40 (Space)"),
        (COMPLETE, "step", "No run is under way"),
        (FAILED, "step", "No run is under way"),
        (FROM_FILE, "step", "Open its data first"),
        (REPEATING_PART, "train", "Its training is being repeated"),
    ],
)
def test_a_tip_says_what_a_command_does_or_why_it_cannot(situation, name, tip):
    assert run_commands(situation)[name].tip.startswith(tip)
