"""When the pictures of the session's run were learned, found once that is asked for."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from catgui.domain.picture import Picture
from catgui.models.training import learning_finder
from catgui.models.training.learning_finder import LearningFinder
from engine.saved_model.model import Model
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=60)
pytestmark = pytest.mark.usefixtures("short_pauses")


@pytest.fixture
def finder(session):
    finder = LearningFinder(session)
    finder.told = []
    finder.changed.connect(lambda: finder.told.append(finder.times))
    yield finder
    finder.shutdown()


def wait_for_times(finder, qtbot):
    qtbot.waitUntil(lambda: finder.times is not None and not finder._task.busy)
    return finder.times


def assert_of_the_engine(times, dataset, config=CONFIG, threshold=0.5):
    run = TrainingRun(dataset, config)
    for _ in run:
        pass
    expected = run.learning_times(threshold)
    assert times.iterations == expected.iterations
    for part, found in times.parts.items():
        np.testing.assert_array_equal(found.last_wrong, expected.parts[part].last_wrong)
        np.testing.assert_array_equal(found.wrong, expected.parts[part].wrong)


def test_nothing_is_computed_before_it_is_asked_for(finder, session, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    qtbot.waitUntil(lambda: not session.completer.busy)
    assert not finder._task.busy
    assert finder.times is None
    assert finder.told == []


def test_it_is_found_behind_the_run_and_kept_with_it(finder, session, dataset, qtbot):
    finder.want("a panel", True)
    qtbot.train(session, dataset, CONFIG)
    times = wait_for_times(finder, qtbot)
    assert_of_the_engine(times, dataset)
    finder.want("a panel", False)
    assert session.now.run.known_learning_times() is times is finder.times
    finder.want("another", True)
    assert wait_for_times(finder, qtbot) is times


def test_two_may_ask_and_it_ends_with_the_last(finder, session, dataset, qtbot):
    for who in ("one", "other"):
        finder.want(who, True)
    finder.want("one", False)
    qtbot.train(session, dataset, CONFIG)
    wait_for_times(finder, qtbot)
    finder.want("other", False)
    qtbot.train(session, dataset, replace(CONFIG, seed=2))
    qtbot.waitUntil(lambda: not session.completer.busy)
    assert finder.times is None


def test_a_run_under_way_is_waited_for_and_one_that_goes_on_has_others(finder, session, dataset, qtbot):
    finder.want("a panel", True)
    session.start(dataset, CONFIG, limit=30)
    assert wait_for_times(finder, qtbot).iterations == 30
    with qtbot.wait_for_end(session):
        session.resume()
    # The run has its times before the finder tells of them.
    qtbot.waitUntil(lambda: len(finder.told) == 3)
    assert_of_the_engine(finder.times, dataset)
    told = [None if times is None else times.iterations for times in finder.told]
    assert told == [30, None, 60], "told once for each run"


def test_those_of_another_threshold_are_others(finder, session, dataset, qtbot):
    finder.want("a panel", True)
    qtbot.train(session, dataset, CONFIG)
    wait_for_times(finder, qtbot)
    session.set_threshold(0.3)
    assert finder.times is None
    assert_of_the_engine(wait_for_times(finder, qtbot), dataset, threshold=0.3)


def test_a_run_that_is_replaced_cancels_it(finder, session, dataset, qtbot, monkeypatch):
    seen = []

    def learning_times(run, threshold, work):
        seen.append(work)
        while True:
            work.check()

    finder.want("a panel", True)
    with monkeypatch.context() as patch:
        patch.setattr(TrainingRun, "learning_times", learning_times)
        qtbot.train(session, dataset, CONFIG)
        qtbot.waitUntil(lambda: len(seen) == 1)
    session.reset()
    assert seen[0].is_cancelled
    assert finder.times is None


def test_what_takes_too_long_is_not_found(finder, session, dataset, qtbot, monkeypatch):
    monkeypatch.setattr(learning_finder, "_TRIED_SECONDS", 0)
    monkeypatch.setattr(learning_finder, "_MOST_SECONDS", 0)
    monkeypatch.setattr("engine.analysis.learning_times._REPORT_SECONDS", 0)
    finder.want("a panel", True)
    with qtbot.waitSignal(
        finder.unavailable, check_params_cb=lambda _: session.now.is_inactive and not finder._task.busy
    ):
        qtbot.train(session, dataset, CONFIG)
    assert finder.times is None


def test_a_failed_run_and_a_network_from_a_file_have_none(finder, session, dataset, qtbot):
    finder.want("a panel", True)
    session.start(dataset, replace(CONFIG, learning_rate=1e200, hidden_layers=(6, 4)))
    qtbot.waitUntil(lambda: session.now.has_failed and session.now.is_inactive)
    assert finder.times is None
    qtbot.train(session, dataset, CONFIG)
    model = Model.of(session.now.run, session.now.snapshot, session.now.costs.train)
    session.set_model(dataset, model)
    assert finder.times is None


def test_what_it_says_of_a_picture(finder, session, dataset, qtbot):
    finder.want("a panel", True)
    qtbot.train(session, dataset, CONFIG)
    times = wait_for_times(finder, qtbot)
    say, seen = partial(finder.text), set()
    for part in dataset.parts:
        for index, last in enumerate(times.parts[part].last_wrong.tolist()):
            picture = Picture(part, index)
            if last == -1:
                expected = "Right from the start."
            elif last == 60:
                expected = "Still wrong at iteration 60."
            else:
                expected = f"Right since iteration {last + 1:,}."
            assert say(picture, picture.pixels(dataset)) == expected
            seen.add(expected[:9])
    assert len(seen) > 1
    assert say(None, dataset.train.pictures[0]) == say(Picture("train", 0), None) == ""
    other = 255 - dataset.train.pictures[0]
    assert say(Picture("train", 0), other) == "", "the data have been edited since"
    assert say(Picture("train", 10**6), other) == ""
    session.reset()
    assert say(Picture("train", 0), dataset.train.pictures[0]) == ""
