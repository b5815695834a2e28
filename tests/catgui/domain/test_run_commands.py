"""What each command of a run does, as a table over the states of the run and the settings."""

from dataclasses import replace

import pytest

from catgui.domain.run_commands import RunAction, RunSituation, run_commands
from engine.training.config import TrainingConfig

OWN = TrainingConfig((4,), 0.01, 100, 1)
RATE, LAYERS, SEED = replace(OWN, learning_rate=0.02), replace(OWN, hidden_layers=(3,)), replace(OWN, seed=2)
PRETRAINED = replace(OWN, features="pretrained")
LONGER, SHORTER = replace(OWN, iterations=200), replace(OWN, iterations=20)

EMPTY = RunSituation(OWN)
RUNNING = RunSituation(OWN, run=OWN, is_running=True, done=40, position=40)
PAUSED = replace(RUNNING, is_running=False, is_paused=True)
STOPPED = replace(PAUSED, is_paused=False)
COMPLETE = replace(STOPPED, is_over=True, done=100, position=100)
BACK = replace(COMPLETE, position=30)
STOPPED_EARLY = replace(STOPPED, is_over=True)
FAILED = replace(STOPPED, has_failed=True)
FAILED_BACK = replace(FAILED, position=30)
FROM_FILE = replace(COMPLETE, can_replay=False, replay_obstacle="Open its data first")
REPEATING = replace(FROM_FILE, is_repeating=True, replay_obstacle="Its training is being repeated")
REPEATING_PART = replace(REPEATING, is_over=False, done=40, position=40)
NO_DATA = replace(EMPTY, has_data=False)

OFF = None
TRAIN, PAUSE, CONTINUE = ("Train", RunAction.TRAIN), ("Pause", RunAction.PAUSE), ("Continue", RunAction.CONTINUE)
FROM_END = ("Continue from end", RunAction.CONTINUE)
LONGER_RUN = ("Continue", RunAction.BRANCH)
NEW, ON, BRANCH, SEEK = RunAction.TRAIN, RunAction.CONTINUE, RunAction.BRANCH, RunAction.SEEK


def with_settings(situation, settings):
    return replace(situation, settings=settings)


@pytest.mark.parametrize(
    ("situation", "train", "step", "branch"),
    [
        (NO_DATA, ("Train", OFF), OFF, OFF),
        (EMPTY, TRAIN, NEW, OFF),
        (RUNNING, PAUSE, OFF, OFF),
        (with_settings(RUNNING, RATE), PAUSE, OFF, OFF),
        (PAUSED, CONTINUE, ON, OFF),
        (with_settings(PAUSED, RATE), TRAIN, BRANCH, BRANCH),
        (with_settings(PAUSED, SEED), TRAIN, BRANCH, BRANCH),
        (with_settings(PAUSED, LONGER), LONGER_RUN, BRANCH, OFF),
        (with_settings(PAUSED, SHORTER), TRAIN, ON, OFF),
        (with_settings(PAUSED, LAYERS), TRAIN, ON, OFF),
        (STOPPED, CONTINUE, ON, OFF),
        (with_settings(STOPPED, RATE), TRAIN, BRANCH, BRANCH),
        (with_settings(STOPPED, LAYERS), TRAIN, ON, OFF),
        (replace(STOPPED, position=10), FROM_END, SEEK, BRANCH),
        (with_settings(replace(STOPPED, position=10), RATE), TRAIN, BRANCH, BRANCH),
        (COMPLETE, TRAIN, OFF, OFF),
        (with_settings(COMPLETE, LONGER), LONGER_RUN, BRANCH, OFF),
        (with_settings(COMPLETE, RATE), TRAIN, OFF, OFF),
        (with_settings(COMPLETE, LAYERS), TRAIN, OFF, OFF),
        (BACK, TRAIN, SEEK, BRANCH),
        (with_settings(BACK, LONGER), TRAIN, BRANCH, BRANCH),
        (with_settings(BACK, RATE), TRAIN, BRANCH, BRANCH),
        (with_settings(BACK, LAYERS), TRAIN, SEEK, OFF),
        (with_settings(BACK, SHORTER), TRAIN, SEEK, OFF),
        (STOPPED_EARLY, TRAIN, OFF, OFF),
        (with_settings(STOPPED_EARLY, LONGER), LONGER_RUN, BRANCH, OFF),
        (with_settings(STOPPED_EARLY, RATE), TRAIN, BRANCH, BRANCH),
        (FAILED, TRAIN, OFF, OFF),
        (with_settings(FAILED, RATE), TRAIN, OFF, OFF),
        (FAILED_BACK, TRAIN, SEEK, BRANCH),
        (with_settings(FAILED_BACK, RATE), TRAIN, BRANCH, BRANCH),
        (FROM_FILE, TRAIN, OFF, OFF),
        (REPEATING, TRAIN, OFF, OFF),
        (REPEATING_PART, ("Continue", OFF), OFF, OFF),
        (with_settings(REPEATING_PART, RATE), TRAIN, OFF, OFF),
    ],
)
def test_the_commands_of_each_state(situation, train, step, branch):
    commands = run_commands(situation)
    assert (commands["train"].text, commands["train"].action) == train
    assert (commands["step"].action, commands["branch"].action) == (step, branch)


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
        (RUNNING, "branch", "Pause first"),
        (BACK, "branch", "Continue after iteration 30 (Ctrl+T)"),
        (replace(STOPPED, position=10), "train", "Continue after iteration 40 (Space)"),
        (STOPPED, "branch", "Go back with the slider"),
        (with_settings(BACK, RATE), "branch", "Continue after iteration 30 (Ctrl+T)"),
        (COMPLETE, "step", "Go back with the slider"),
        (with_settings(COMPLETE, SHORTER), "branch", "Set more than 100 iterations"),
        (with_settings(COMPLETE, LAYERS), "branch", "A run keeps its features and layers"),
        (FAILED, "step", "Go back with the slider"),
        (FROM_FILE, "branch", "Open its data first"),
        (REPEATING_PART, "train", "Its training is being repeated"),
        (EMPTY, "branch", "Train first"),
    ],
)
def test_a_tip_says_what_a_command_does_or_why_it_cannot(situation, name, tip):
    assert run_commands(situation)[name].tip.startswith(tip)


def test_a_run_keeps_its_features():
    command = run_commands(replace(BACK, settings=PRETRAINED))["branch"]
    assert command.action is None
    assert command.tip.startswith("A run keeps its features")
