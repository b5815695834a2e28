"""Screen readers say how a run ended."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QSlider

from catgui.models.messages import show_error, show_notice
from catgui.models.training.session import RunState
from catgui.shell import keys, messages
from catgui.shell.keys import PlayControls
from engine.training.config import TrainingConfig
from tests.support.sessions import wait_for_state
from tests.support.speed import fix_speed

QUICK = TrainingConfig(hidden_layers=(4,), iterations=60)


@pytest.fixture
def said(monkeypatch):
    """What is announced: the text, and whether it is urgent."""
    said = []
    for module in (keys, messages):
        monkeypatch.setattr(module, "announce", lambda _, text, urgent=False: said.append((text, urgent)))
    return said


def train(window, qtbot, config):
    with wait_for_state(qtbot, window.session):
        window.session.start(window.workspace.dataset, config)


def test_start_result_and_summary_of_a_run_are_announced_once_each(window, said, qtbot):
    train(window, qtbot, QUICK)
    qtbot.waitUntil(lambda: len(said) > 2)
    shown = window.session.now.snapshot
    result = f"Training has ended: {shown.train.accuracy:.1%} of the training part right, {shown.test.accuracy:.1%} of"
    assert said[0] == ("Training: 60 iterations", False)
    assert sorted(said[1:]) == sorted([(f"{result} the test part", False), (window.models.summary.summary.text, False)])


@pytest.mark.parametrize("end", ["pause", "stop"])
def test_a_pause_is_announced_once(window, said, qtbot, end):
    fix_speed(window.session, 100)
    window.session.start(window.workspace.dataset, replace(QUICK, iterations=6000))
    qtbot.waitUntil(lambda: len(window.session.now.costs) > 3)
    with wait_for_state(qtbot, window.session, RunState.PAUSED if end == "pause" else RunState.IDLE):
        getattr(window.session, end)()
    qtbot.waitUntil(lambda: not window.session.completer.busy)
    stopped = f"Training has stopped at iteration {len(window.session.now.costs)}"
    assert [text for text, _ in said if text.startswith("Training")] == ["Training: 6,000 iterations", stopped]
    window.playback.seek(1)
    window.session.set_threshold(0.4)
    assert [text for text, _ in said].count(stopped) == 1


def test_a_run_after_a_change_of_a_setting_is_reported_by_its_summary_and_what_it_changed(window, said, qtbot):
    train(window, qtbot, QUICK)
    qtbot.waitUntil(lambda: len(said) > 2 and not window.session.completer.busy)
    said.clear()
    with wait_for_state(qtbot, window.session):
        window.session.restart(window.workspace.dataset, replace(QUICK, learning_rate=0.02))
    qtbot.waitUntil(lambda: bool(said) and not window.session.completer.busy)
    changed, text = sorted(text for text, _ in said)
    assert text == window.models.summary.summary.text
    assert re.fullmatch(r"[\d.]+% before, [\d.]+% now: \d+ answers? changed", changed)


def test_a_summary_is_not_repeated_at_each_threshold(window, said, qtbot):
    train(window, qtbot, QUICK)
    qtbot.waitUntil(lambda: len(said) > 2 and not window.session.completer.busy)
    said.clear()
    for threshold in (0.01, 0.99, 0.5):
        window.session.set_threshold(threshold)
    assert said == []
    train(window, qtbot, QUICK)
    qtbot.waitUntil(lambda: len(said) > 2 and not window.session.completer.busy)
    assert window.models.summary.summary.text in [text for text, _ in said], "what is said of another run"


def test_errors_and_notices_are_announced(window, said):
    show_error(window.workspace, "broken.h5: it is empty.")
    show_notice(window.runs, "Run 3 is kept in Runs.")
    assert said == [("Error: broken.h5: it is empty.", True), ("Run 3 is kept in Runs.", False)]


def test_playing_is_announced_as_it_begins_and_ends_and_at_intervals_between(window, said, qtbot):
    train(window, qtbot, QUICK)
    qtbot.waitUntil(lambda: len(said) > 2 and not window.session.completer.busy)
    said.clear()
    slider = window.findChild(QSlider, "time_slider")
    values, descriptions = [], set()
    slider.valueChanged.connect(values.append)
    window.player.play()
    window.session.changed.connect(lambda: descriptions.add(slider.accessibleDescription()))
    qtbot.waitUntil(lambda: 0 < slider.sliderPosition() < 60)
    window.findChild(PlayControls).findChild(QTimer).timeout.emit()
    shown = slider.sliderPosition()
    at = window.findChild(QLabel, "training_status").text().replace("  ·  ", ": ")
    assert at.startswith(f"Iteration {shown}: training cost ")
    assert [text for text, _ in said] == ["Playing the run", at]
    assert (values, len(descriptions)) == ([], 1)
    window.player.stop()
    assert said[2:] == [(f"Stopped. {at}", False)]
    assert (values, slider.accessibleDescription()) == ([shown], at)
