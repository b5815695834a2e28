"""The run of an opened network is repeated in the background, with progress where it takes long."""

import threading
from dataclasses import replace
from itertools import groupby

import pytest

from catgui.domain import saved_run_texts
from catgui.models.training import reproducer as reproducer_module
from engine.errors import ConfigError
from engine.saved_model import reproduction
from engine.saved_model.model import Model, RunRecipe, SavedRun
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=40)


def model_of(dataset, config=CONFIG):
    run = TrainingRun(dataset, config)
    costs = [step.cost for step in run]
    snapshot = run.snapshot()
    recipe = RunRecipe.of(run, len(costs), snapshot.iterations)
    parameters = snapshot.network.parameters
    return Model(parameters, dataset.classes, dataset.picture_shape, costs, recipe)


@pytest.fixture
def reproducer(playback, user_errors):
    reproducer = playback.reproducer
    reproducer.missing, reproducer.failures = [], user_errors
    reproducer.data_missing.connect(reproducer.missing.append)
    return reproducer


def rest(reproducer, qtbot):
    qtbot.waitUntil(lambda: not reproducer._task.busy)


def test_a_short_repetition_shows_no_progress(playback, reproducer, session, dataset, qtbot):
    texts = []
    playback.changed.connect(lambda: texts.append(reproducer.progress_text))
    session.set_model(dataset, model_of(dataset))
    assert reproducer.obstacle == saved_run_texts.repeating(dataset.name)
    assert reproducer.is_repeating
    rest(reproducer, qtbot)
    assert not reproducer.is_repeating
    assert set(texts) == {""}
    assert isinstance(session.now.run, TrainingRun)
    assert reproducer.obstacle == ""


def test_a_long_one_does(playback, reproducer, session, dataset, qtbot, monkeypatch):
    is_shown, reproduce_model = threading.Event(), reproducer_module.reproduce_model

    def slow_reproduce_model(model, dataset, work):
        assert is_shown.wait(60)
        work.report(3, 4)
        return reproduce_model(model, dataset)

    monkeypatch.setattr(reproducer_module, "reproduce_model", slow_reproduce_model)
    reproducer._progress_delay.setInterval(0)
    texts = []
    playback.changed.connect(lambda: texts.append((reproducer.progress_text, reproducer.is_repeating)))
    session.set_model(dataset, model_of(dataset))
    qtbot.waitUntil(lambda: reproducer.progress_text == saved_run_texts.progress(0))
    is_shown.set()
    rest(reproducer, qtbot)
    said = [(saved_run_texts.progress(percent), True) for percent in (0, 75)]
    assert [text for text, _ in groupby(texts)][-3:] == [*said, ("", False)]


def test_without_data_nothing_is_repeated_and_they_are_asked_for(reproducer, session, dataset):
    session.set_model(None, model_of(dataset))
    assert reproducer.missing == [session.now.run]
    assert reproducer.obstacle == saved_run_texts.needs_data(dataset.name)
    assert not reproducer._task.busy
    assert not reproducer.is_repeating


def test_other_data_are_known_by_their_fingerprint(reproducer, session, dataset, qtbot, monkeypatch):
    monkeypatch.setattr(reproducer_module, "reproduce_model", lambda *_: pytest.fail("it is trained on other data"))
    session.set_model(make_dataset(seed=9), model_of(dataset))
    rest(reproducer, qtbot)
    assert reproducer.missing == [session.now.run]
    assert isinstance(session.now.run, SavedRun)


def test_the_threshold_moved_meanwhile_begins_nothing_again(reproducer, session, dataset, qtbot):
    session.set_model(make_dataset(seed=9), model_of(dataset))
    rest(reproducer, qtbot)
    session.set_threshold(0.3)
    assert not reproducer._task.busy
    assert len(reproducer.missing) == 1


def test_a_repetition_that_is_no_longer_wanted_is_dropped(reproducer, session, dataset, qtbot):
    session.set_model(dataset, model_of(dataset, replace(CONFIG, iterations=3000)))
    session.reset()
    rest(reproducer, qtbot)
    assert session.now.run is None
    assert reproducer.obstacle == ""


def test_too_little_memory_is_told(reproducer, session, dataset, qtbot, monkeypatch):
    def refuse(*_, **__):
        raise ConfigError("hidden_layers", (4,), "this network needs more memory than is free")

    monkeypatch.setattr(reproduction, "plan_training", refuse)
    session.set_model(dataset, model_of(dataset))
    rest(reproducer, qtbot)
    assert "needs more memory" in reproducer.failures[0]
    assert reproducer.obstacle == saved_run_texts.NOT_REPEATED
