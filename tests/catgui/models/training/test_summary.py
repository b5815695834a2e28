"""The summary of the session's run: when it is there, and whose it is."""

from dataclasses import replace

import pytest

from catgui.documents.model_document import ModelDocument
from catgui.domain.run_summary import Finding
from catgui.models.training.session import RunState
from catgui.models.training.summary import RunSummaryModel
from engine.training.config import TrainingConfig
from tests.support.sessions import wait_for_state

pytestmark = pytest.mark.usefixtures("short_pauses")

QUICK = TrainingConfig(hidden_layers=(4,), iterations=60)
ENDLESS = TrainingConfig(hidden_layers=(4,), iterations=5_000_000)
DIVERGING = TrainingConfig(hidden_layers=(6, 4), learning_rate=1e200, iterations=50)
DYING = TrainingConfig(hidden_layers=(5, 3), learning_rate=20.0, iterations=120)


@pytest.fixture
def model(session):
    return RunSummaryModel(session, session)


def run_to_end(session, qtbot, dataset, config):
    with wait_for_state(qtbot, session):
        session.start(dataset, config)
    qtbot.waitUntil(lambda: not session.completer.busy)


def test_the_summary_is_of_the_network_shown_also_in_training(session, model, qtbot, dataset):
    seen = []
    model.changed.connect(lambda: seen.append((session.now.is_inactive, model.summary)))
    assert model.summary is None
    run_to_end(session, qtbot, dataset, QUICK)
    assert seen[-1] == (True, model.summary)
    assert (before := model.summary) is not None
    session.start(dataset, replace(ENDLESS, learning_rate=1e-9))
    assert model.summary is before, "the network that is shown is still that of the run before"
    qtbot.waitUntil(lambda: session.now.snapshot is not None)
    right = session.now.snapshot.test.correct
    assert f"{right} of " in model.summary.text or model.summary.finding is Finding.NO_BETTER
    assert not session.now.is_inactive
    session.reset()
    assert (model.summary, model.lowest) == (None, None)


def test_a_diverged_run_is_a_finding_and_no_failure(session, model, user_errors, qtbot, dataset):
    run_to_end(session, qtbot, dataset, DIVERGING)
    assert (model.summary.finding, model.summary.learning_rate) == (Finding.DIVERGED, 0.01)
    assert str(len(session.now.costs)) in model.summary.text
    assert session.now.error.startswith("Training diverged")
    assert user_errors == []


def test_a_dead_network_is_a_finding_with_a_warning_until_the_next_run(session, model, qtbot, dataset):
    run_to_end(session, qtbot, dataset, DYING)
    assert model.summary.finding is Finding.DEAD
    assert session.now.warning.startswith("Dead network")
    assert "Try a lower learning rate" in session.now.warning
    run_to_end(session, qtbot, dataset, QUICK)
    assert session.now.warning == ""


def test_a_network_of_a_file_has_a_summary_with_and_without_its_data(session, model, qtbot, dataset):
    run_to_end(session, qtbot, dataset, QUICK)
    saved, before = ModelDocument(session).model_builder()(), model.summary
    session.set_model(dataset, saved)
    qtbot.waitUntil(lambda: session.now.state is not RunState.EVALUATING)
    assert model.summary == before
    session.set_model(None, saved)
    assert model.summary is None, "without its data there is no accuracy, and the curves show nothing"


@pytest.mark.slow
def test_what_is_said_follows_the_iteration_shown(session, model, qtbot, builtin_dataset):
    run_to_end(session, qtbot, builtin_dataset, TrainingConfig())
    end = model.summary
    assert (end.finding, end.iteration) == (Finding.MEMORIZES, model.lowest)
    session.show(session.now.run.snapshot_at(end.iteration))
    test = session.now.snapshot.test
    assert model.summary.text == f"Learning: {test.correct} of 50 test pictures right."
    session.show(session.now.run.snapshot_at(2500))
    assert model.summary == end
