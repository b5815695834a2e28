"""The run history in memory and on disk, damaged files included."""

import io
import sqlite3
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.run_record import LastNetwork
from catgui.models.messages import user_messages
from catgui.models.training.run_history import RunHistory
from catgui.models.training.run_store import RunStore
from catgui.models.training.run_table import RunTable
from catgui.models.training.session import RunState
from catgui.models.undo_stack import UndoStack
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.store import ProfileStore
from catgui.profile.tables import VERSION
from engine.data.dataset import DataOrigin
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.saved_model.model import Model, RunRecipe
from engine.saved_model.reproduction import reproduce, reproduce_model
from engine.training.config import TrainingConfig
from tests.support.sessions import step, wait_for_state

QUICK = TrainingConfig(hidden_layers=(4,), iterations=30)
ENDLESS = replace(QUICK, iterations=5_000_000)


@pytest.fixture
def stack(qtbot):
    return UndoStack()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "catgui.sqlite"


class PromptKeeper(ProfileKeeper):
    """Waits until what is put is written."""

    patience = 10  # seconds

    def put(self, key, work):
        super().put(key, work)
        self.wait(self.patience)


def open_history(path, session, stack):
    """The history of a new window, with its `keeper`."""
    keeper = PromptKeeper()
    keeper.begin(ProfileStore(path))
    history = RunHistory(session, stack, store=RunStore(keeper))
    history.keeper = keeper
    history.load()
    return history


@pytest.fixture
def history(session, stack, path):
    history = open_history(path, session, stack)
    yield history
    history.keeper.shutdown()


def reopened(path, session, stack):
    history = open_history(path, session, stack)
    history.keeper.shutdown()
    return history


def titles(history):
    return [record.title for record in history.records]


def test_a_run_is_stored_with_its_settings_costs_and_accuracies(history, session, stack, path, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    (stored,) = reopened(path, session, stack).records
    assert stored.config == QUICK
    assert stored.data == dataset.name
    np.testing.assert_array_equal(stored.train, session.now.costs.train)
    np.testing.assert_array_equal(stored.test, session.now.costs.test)
    assert stored.train_accuracy == session.now.snapshot.train.accuracy
    assert stored.test_accuracy == session.now.snapshot.test.accuracy
    assert history.current.number == stored.number
    assert history.background_records(None) == []


def test_the_test_costs_that_come_behind_a_run_are_recorded_as_well(history, session, stack, path, dataset, qtbot):
    qtbot.train(session, dataset, TrainingConfig(hidden_layers=(4,), iterations=500))
    (record,) = history.records
    assert len(record.test[0]) < 501, "of some iterations"
    qtbot.waitUntil(lambda: not session.completer.busy)
    (record,) = history.records
    np.testing.assert_array_equal(record.test, session.now.costs.test)
    assert len(record.test[0]) == 501
    np.testing.assert_array_equal(reopened(path, session, stack).records[0].test, record.test)


def test_runs_are_kept_only_where_there_is_a_profile_that_can_be_written(history, session, stack):
    assert history.are_kept
    history.keeper.begin_without("no home")
    assert not history.are_kept
    assert not RunHistory(session, stack).are_kept, "before the profile is open"


def test_the_newest_run_comes_first(history, session, dataset, qtbot):
    for _ in range(3):
        qtbot.train(session, dataset, QUICK)
    assert titles(history) == ["Run 3", "Run 2", "Run 1"]
    assert [record.number for record in history.background_records(None)] == [2, 1]


def test_names_and_overlays_are_stored(history, session, stack, path, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    history.rename(1, "  the\nfirst ")
    history.show(1, True)
    (stored,) = reopened(path, session, stack).records
    assert (stored.title, stored.shown) == ("the first", True)
    history.rename(1, "")
    assert titles(history) == ["Run 1"]


def test_undo_restores_removed_runs(history, session, stack, path, dataset, qtbot):
    for _ in range(3):
        qtbot.train(session, dataset, QUICK)
    before = history.records
    history.remove([1, 2])
    assert titles(history) == ["Run 3"]
    assert titles(reopened(path, session, stack)) == ["Run 3"]
    assert stack.next_undo.text == "Remove 2 runs"
    stack.undo()
    assert history.records == before
    assert titles(reopened(path, session, stack)) == ["Run 3", "Run 2", "Run 1"]
    stack.redo()
    qtbot.train(session, dataset, QUICK)
    assert titles(history) == ["Run 4", "Run 3"]


def test_a_run_is_recorded_whenever_it_rests(history, session, stack, path, dataset, qtbot):
    for done in (1, 2):
        with wait_for_state(qtbot, session, RunState.PAUSED):
            step(session, dataset, QUICK)
        (stored,) = reopened(path, session, stack).records
        assert [len(stored.train), stored.recipe.iterations, stored.last.iteration] == [done] * 3


def test_a_stopped_run_that_goes_on_keeps_its_number_and_its_name(history, session, dataset, qtbot):
    step(session, dataset, QUICK)
    qtbot.waitUntil(lambda: session.now.state is RunState.PAUSED)
    session.stop()
    history.rename(1, "mine")
    with qtbot.wait_for_end(session):
        session.resume()
    assert [(record.title, len(record.train), record.ending) for record in history.records] == [
        ("mine", QUICK.iterations, "")
    ]


@pytest.mark.parametrize(("shift", "ending"), [(-1e9, "dead network"), (0.0, "")], ids=["dead network", "live network"])
def test_the_ending_of_a_run_whose_network_died_is_stored(history, session, stack, path, dataset, qtbot, shift, ending):
    step(session, dataset, QUICK)
    qtbot.waitUntil(lambda: session.now.state is RunState.PAUSED)
    first_layer = session.now.run._get_trainer().network.first_layer
    first_layer.b = first_layer.b + shift
    with qtbot.wait_for_end(session):
        session.resume()
    (stored,) = reopened(path, session, stack).records
    assert stored.ending == ending


@pytest.mark.parametrize(
    "options", [{}, {"l2": 1.0}, {"patience": 3, "learning_rate": 0.5, "iterations": 300}], ids=str
)
def test_a_record_stores_the_costs_of_the_network_whose_accuracies_it_has(
    history, session, stack, path, dataset, qtbot, options
):
    qtbot.train(session, dataset, replace(QUICK, **options))
    end, run = session.now.newest, session.now.run
    (stored,) = reopened(path, session, stack).records
    network = run.snapshot_at(end.network_iteration)
    assert stored.last == LastNetwork(end.network_iteration, network.train_cost, network.test_cost, stored.last.rights)
    rights = (network.test.predictions == network.test.labels)[0]
    assert stored.last.rights == "".join("01"[int(right)] for right in rights)
    assert stored.train_accuracy == network.train.accuracy
    assert (stored.last.iteration < len(stored.train)) == ("patience" in options)


def change(path, command, *values):
    with sqlite3.connect(path) as connection:
        connection.execute(command, values)
    connection.close()


@pytest.mark.parametrize(
    "damage",
    [
        "facts = '{'",
        "facts = json_set(facts, '$.name', 5)",
        "facts = json_set(facts, '$.ended', 'yesterday')",
        "facts = json_set(facts, '$.ended', 1e300)",
        "facts = json_set(facts, '$.accuracies[1]', 2)",
        "facts = json_remove(facts, '$.last')",
        "facts = NULL",
        "model = NULL",
        "model = x''",
        "model = zeroblob(length(model))",
        "model = substr(model, 1, length(model) / 2)",
    ],
)
def test_a_damaged_run_is_reported_and_stays_and_the_others_are_read(
    history, session, stack, path, dataset, qtbot, user_errors, damage
):
    for _ in range(2):
        qtbot.train(session, dataset, QUICK)
    change(path, f"UPDATE runs SET {damage} WHERE number = 1")
    damaged = rows_of(path, "number != 2")
    reopened_history = open_history(path, session, stack)
    assert titles(reopened_history) == ["Run 2"]
    assert user_errors == ["1 run is damaged: it cannot be shown, and stays in the profile (Run 1)."]
    table = RunTable(reopened_history)
    texts = [table.index(0, column).data() for column in range(table.columnCount())]
    assert any(texts)
    qtbot.train(session, dataset, QUICK)
    assert len(reopened_history.records) == 2
    reopened_history.keeper.shutdown()
    assert damaged[0] in rows_of(path, "true")


def rows_of(path, condition):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT * FROM runs WHERE {condition}").fetchall()


def test_the_table_changes_with_the_records_but_not_with_a_run_that_begins(history, session, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    table, changes = RunTable(history), []
    table.dataChanged.connect(lambda *_: changes.append("data"))
    table.layoutChanged.connect(lambda *_: changes.append("layout"))
    history.changed.emit()
    assert changes == []
    history.rename(1, "a name")
    assert changes == ["data"]
    qtbot.train(session, dataset, QUICK)
    assert changes == ["data", "layout"]


def test_runs_that_cannot_be_read_are_reported_and_read_later(
    history, session, stack, path, dataset, qtbot, user_errors, monkeypatch
):
    qtbot.train(session, dataset, QUICK)
    change(path, "PRAGMA user_version = 99")
    monkeypatch.setattr(PromptKeeper, "patience", 0)
    monkeypatch.setattr("catgui.profile.keeper._RETRY_SECONDS", 0.02)
    newer = open_history(path, session, stack)
    assert titles(newer) == []
    assert user_errors[0].startswith("Earlier runs could not be read: it is from Catgui ")
    newer._put(history.current.changed(name="of this window"))
    change(path, f"PRAGMA user_version = {VERSION}")
    qtbot.waitUntil(lambda: newer.keeper.wait(1))  # an attempt under way may still fail
    newer.load()
    assert titles(newer) == ["of this window", "Run 1"], "none takes the place of another"
    newer.keeper.shutdown()
    assert titles(reopened(path, session, stack)) == ["of this window", "Run 1"]


def test_runs_of_a_newer_program_are_reported_and_stay(history, session, stack, path, dataset, qtbot):
    for _ in range(2):
        qtbot.train(session, dataset, QUICK)
    with closing(sqlite3.connect(path)) as connection, connection:
        (model,) = connection.execute("SELECT model FROM runs WHERE number = 2").fetchone()
        arrays = dict(np.load(io.BytesIO(model)))
        arrays["description"] = np.array(str(arrays["description"]).replace('"l2"', '"warmup"'))
        np.savez(newer := io.BytesIO(), **arrays)
        connection.execute("UPDATE runs SET model = ? WHERE number = 2", (newer.getvalue(),))
        connection.execute("UPDATE written_by SET program = '9.4'")
        row = connection.execute("SELECT * FROM runs WHERE number = 2").fetchone()
    with qtbot.waitSignal(user_messages.posted) as failed:
        again = open_history(path, session, stack)

    assert failed.args[0].text == ("Update Catgui to see 1 run of Catgui 9.4, with options such as “warmup”.")
    assert [one.number for one in again.records] == [1]
    again.remove([1])
    again.keeper.shutdown()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM runs").fetchall() == [row]
        assert connection.execute("SELECT program FROM written_by").fetchone() == ("9.4",)


def saved_model(session):
    """The network of the session's run, as a file holds it."""
    run, snapshot, costs = session.now.run, session.now.snapshot, session.now.costs
    recipe = RunRecipe.of(run, len(costs), snapshot.iterations)
    parameters, dataset = snapshot.network.parameters, run.dataset
    return Model(
        parameters,
        dataset.classes,
        dataset.picture_shape,
        costs.train,
        recipe,
        costs.test,
    )


def restart(session, dataset, config):
    session.restart(dataset, config)


def edit(session, dataset, config):
    session.train_edited(EditedDataset.of(dataset).relabel([PictureKey("train", 1)], 1).dataset)


@pytest.mark.parametrize("change_run", [restart, edit])
def test_a_run_that_a_change_has_begun_is_recorded_once_it_has_rested(history, session, dataset, qtbot, change_run):
    qtbot.train(session, dataset, QUICK)
    for seed in (2, 3):
        with qtbot.wait_for_end(session):
            change_run(session, dataset, replace(QUICK, seed=seed))
    assert (history.current, titles(history)) == (None, ["Run 1"])
    qtbot.waitUntil(lambda: history.current is not None)
    assert titles(history) == ["Run 2", "Run 1"]
    np.testing.assert_array_equal(history.current.train, session.now.costs.train)


def test_a_run_that_rests_is_recorded_at_once_as_the_window_closes(history, session, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    with qtbot.wait_for_end(session):
        session.restart(dataset, replace(QUICK, seed=2))
    history.record()
    assert history.current.number == 2


@pytest.mark.slow
def test_a_run_that_a_changed_setting_interrupts_is_recorded_with_its_curve(history, session, dataset, qtbot):
    session.start(dataset, ENDLESS)
    qtbot.waitUntil(lambda: session.now.newest is not None)
    with qtbot.wait_for_run(session):
        session.restart(dataset, replace(ENDLESS, seed=2))
        session.restart_now()
    (record,) = history.records
    assert (record.config, record.ending) == (ENDLESS, "stopped")
    assert reproduce(record.recipe, dataset).costs.tolist() == record.train.tolist()
    session.end_run()
    history.record()


def test_the_last_three_runs_on_the_same_data_are_drawn_and_those_that_are_ticked(history, session, dataset, qtbot):
    other, origin = replace(dataset, name="other pictures"), DataOrigin("builtin")
    dataset = replace(dataset, origin=origin)

    def behind(data=None):
        return [record.number for record in history.background_records(data)]

    for run in range(1, 6):
        qtbot.train(session, dataset, replace(QUICK, seed=run))
    assert behind() == [4, 3, 2]
    for number in (1, 3):
        history.show(number, True)
    assert behind() == [4, 3, 2, 1]
    qtbot.train(session, EditedDataset.of(dataset).relabel([PictureKey("train", 1)], 1).dataset, QUICK)
    assert history.current.data == "random pictures, 1 relabeled"
    assert behind()[:3] == [5, 4, 3]
    qtbot.train(session, other, QUICK)
    assert behind() == []
    session.start_over()
    assert (behind(other), behind(dataset)[0], behind()) == ([7], 6, [])
    history.remove([7])
    assert behind(other) == []


@pytest.mark.parametrize("is_repeated", [False, True])
def test_a_network_from_a_file_is_the_recorded_run_with_its_costs(history, session, dataset, qtbot, is_repeated):
    qtbot.train(session, dataset, QUICK)
    recorded, model = history.current, saved_model(session)
    qtbot.train(session, dataset, replace(QUICK, seed=5))
    session.set_model(dataset, model)
    assert history.current is recorded
    if is_repeated:
        session.show_reproduction(reproduce_model(model, dataset))
    else:
        qtbot.waitUntil(lambda: session.now.newest is not None)
    qtbot.train(session, dataset, replace(QUICK, seed=6))
    assert (titles(history), history.background_records(None)[0]) == (["Run 3", "Run 2", "Run 1"], recorded)


@pytest.mark.parametrize("is_repeated", [False, True])
def test_a_network_that_was_not_in_the_list_is_recorded_before_it_is_replaced(
    history, session, stack, path, dataset, qtbot, is_repeated
):
    """As is the unsaved network of a program that was killed."""
    qtbot.train(session, dataset, QUICK)
    model = saved_model(session)
    history.remove([1])
    session.set_model(dataset, model)
    qtbot.waitUntil(lambda: session.now.newest is not None)
    if is_repeated:
        session.show_reproduction(reproduce_model(model, dataset))
    session.start_over()
    (kept,) = reopened(path, session, stack).records
    assert reproduce(kept.recipe, dataset).costs.tolist() == kept.train.tolist() == model.costs.tolist()


def test_other_data_of_the_same_name_are_not_recorded(history, session, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    model = saved_model(session)
    history.remove([1])
    session.set_model(dataset, model)
    qtbot.waitUntil(lambda: session.now.newest is not None)
    session.now.run.is_on_other_data = True
    session.start_over()
    assert titles(history) == []


def test_a_run_that_was_made_before_the_profile_was_read_takes_the_place_of_none(
    history, session, stack, path, dataset, qtbot
):
    qtbot.train(session, dataset, QUICK)
    history.keeper.shutdown()
    early = RunHistory(session, stack, store=RunStore(keeper := ProfileKeeper()))
    qtbot.train(session, dataset, replace(QUICK, seed=9))
    assert titles(early) == ["Run 1"]
    keeper.begin(ProfileStore(path))
    early.load()
    keeper.shutdown()
    assert len(set(titles(early))) == 2
    assert len(reopened(path, session, stack).records) == 2
