"""The run history in memory and on disk, damaged files included."""

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, replace

import numpy as np
import pytest

from catgui.domain.run_record import LastNetwork
from catgui.models.runs.history import RunHistory
from catgui.models.runs.store import RunStore
from catgui.models.runs.table import RunTable
from catgui.models.tasks.messages import user_messages
from catgui.models.training import session as session_module
from catgui.models.training.session import Cause, RunState
from catgui.models.undo_stack import UndoStack
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.store import ProfileStore
from engine.data.dataset import DataOrigin
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture, PictureKey
from engine.saved_model.model import Model, RunRecipe
from engine.saved_model.reproduction import reproduce, reproduce_model
from engine.training.config import TrainingConfig
from tests.support.sessions import step, wait_for_state
from tests.support.small_data import make_dataset

QUICK = TrainingConfig(hidden_layers=(4,), iterations=30)
ENDLESS = replace(QUICK, iterations=5_000_000)


@pytest.fixture
def stack(qtbot):
    return UndoStack()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "profile.sqlite"


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
    assert history.previous is None


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
    assert history.previous.number == 2


def test_the_previous_run_is_one_on_the_same_data(history, session, dataset, qtbot):
    other = replace(dataset, name="other pictures")
    qtbot.train(session, dataset, QUICK)
    qtbot.train(session, other, QUICK)
    assert history.previous is None
    qtbot.train(session, dataset, QUICK)
    assert history.previous.number == 1
    qtbot.train(session, other, QUICK)
    assert history.previous.number == 2
    session.reset()
    assert history.previous is None


def test_the_previous_run_may_be_on_the_data_before_they_were_edited(history, session, dataset, qtbot):
    opened = replace(dataset, origin=DataOrigin("builtin"))
    qtbot.train(session, opened, QUICK)
    qtbot.train(session, EditedDataset.of(opened).relabel([PictureKey("train", 1)], 1).dataset, QUICK)
    assert history.current.data == "random pictures, 1 relabeled"
    assert history.previous.number == 1


def test_names_and_overlays_are_stored(history, session, stack, path, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    history.rename(1, "  the\nfirst ")
    history.show(1, True)
    (stored,) = reopened(path, session, stack).records
    assert (stored.title, stored.shown) == ("the first", True)
    history.rename(1, "")
    assert titles(history) == ["Run 1"]


def test_any_number_of_added_pictures_is_stored_once_for_all_runs(history, session, stack, path, qtbot):
    pixels = np.random.default_rng(0).integers(256, size=(300, 8, 8, 3), dtype=np.uint8)
    pictures = [AddedPicture(one) for one in pixels]
    edited = EditedDataset.of(make_dataset(side=8)).add(pictures, 1, "train")
    qtbot.train(session, edited.dataset, QUICK)
    qtbot.train(session, edited.relabel([PictureKey("train", 1)], 1).dataset, QUICK)
    stored = reopened(path, session, stack).records
    assert [record.recipe.data.edits for record in stored] == [record.recipe.data.edits for record in history.records]
    assert stored[0].recipe.data.edits.added[299].pixels.tolist() == pictures[299].pixels.tolist()
    assert count_pictures(path) == 300
    history.remove([1])
    assert count_pictures(path) == 300
    history.remove([2])
    assert count_pictures(path) == 0
    stack.undo()
    assert count_pictures(path) == 300


def count_pictures(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM pictures").fetchone()[0]


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


def test_a_removal_is_said_and_can_be_undone_from_there(history, session, stack, dataset, qtbot):
    for _ in range(3):
        qtbot.train(session, dataset, QUICK)
    with qtbot.waitSignal(user_messages.said) as removed:
        history.remove([2])
    ((caption, undo),) = removed.args[0].actions
    assert (removed.args[0].text, caption) == ("Removed Run 2.", "Undo")
    with qtbot.waitSignal(user_messages.said) as restored:
        undo()
    assert restored.args[0].text == "Restored Run 2."
    assert titles(history) == ["Run 3", "Run 2", "Run 1"]
    assert stack.next_undo is None


@pytest.fixture
def long_gesture(monkeypatch):
    """Makes all restarts those of one gesture, however slow the machine is."""
    monkeypatch.setattr(session_module, "_MIN_RUN_SECONDS", 3600)


@pytest.fixture
def no_gesture(monkeypatch):
    """Makes all runs last longer than a gesture."""
    monkeypatch.setattr(session_module, "_MIN_RUN_SECONDS", 0)


def interrupt(qtbot, session, dataset, seed):
    """Restart the run under way, once it is evaluated, with another seed."""
    qtbot.waitUntil(lambda: session.now.newest is not None)
    with qtbot.wait_for_run(session):
        session.restart(dataset, replace(ENDLESS, seed=seed))
        session._restarts.due.emit()


@pytest.mark.slow
@pytest.mark.parametrize("begin", ["restart", pytest.param("start", marks=pytest.mark.slow)])
def test_a_run_that_a_changed_setting_interrupts_is_recorded_with_its_curve(
    history, session, dataset, qtbot, no_gesture, begin
):
    aside = []
    history.put_aside.connect(aside.append)
    getattr(session, begin)(dataset, ENDLESS)
    costs = session.now.costs
    interrupt(qtbot, session, dataset, seed=2)
    (record,) = history.records
    assert aside == [record]
    assert record.config == ENDLESS
    assert record.ending == "stopped"
    np.testing.assert_array_equal(record.train, costs.train)
    assert reproduce(record.recipe, dataset).costs.tolist() == record.train.tolist()


@pytest.mark.slow
def test_the_runs_of_one_gesture_leave_the_first_and_the_last(history, session, dataset, qtbot, long_gesture):
    session.start(dataset, ENDLESS)
    for seed in (2, 3, 4):
        interrupt(qtbot, session, dataset, seed)
    qtbot.waitUntil(lambda: session.now.newest is not None)
    with wait_for_state(qtbot, session):
        session.stop()
    assert [record.config.seed for record in history.records] == [4, 1]


@pytest.mark.slow
def test_a_short_run_that_was_not_recorded_leaves_the_one_before_it(
    history, session, dataset, qtbot, monkeypatch, no_gesture
):
    """Only runs of the gesture itself are replaced by its last one."""
    qtbot.train(session, dataset, QUICK)
    with wait_for_state(qtbot, session):
        session.restart(dataset, replace(QUICK, seed=2))
    session.restart(dataset, replace(ENDLESS, seed=3))
    monkeypatch.setattr(session_module, "_MIN_RUN_SECONDS", 3600)
    interrupt(qtbot, session, dataset, seed=4)
    qtbot.waitUntil(lambda: session.now.newest is not None)
    with wait_for_state(qtbot, session):
        session.stop()
    assert [record.config.seed for record in history.records] == [4, 2, 1]


def restart(qtbot, session, dataset, config):
    with qtbot.wait_for_end(session):
        session.restart(dataset, config)


def test_settings_that_were_there_before_are_the_run_that_was_there_before(
    history, session, dataset, qtbot, no_gesture
):
    """As with “Notebook defaults”, pressed again and again after other settings."""
    qtbot.train(session, dataset, QUICK)
    for _ in range(3):
        restart(qtbot, session, dataset, replace(QUICK, learning_rate=0.02))
        assert history.current.number == 2
        assert history.previous.number == 1
        restart(qtbot, session, dataset, QUICK)
        assert history.current.number == 1
        assert history.previous.number == 2
    assert titles(history) == ["Run 2", "Run 1"]


def test_a_run_of_a_gesture_that_was_there_before_stays_as_the_gesture_goes_on(
    history, session, dataset, qtbot, long_gesture
):
    qtbot.train(session, dataset, QUICK)
    for seed in (2, 1, 3, 1):
        restart(qtbot, session, dataset, replace(QUICK, seed=seed))
    assert [(record.number, record.config.seed) for record in history.records] == [(1, 1)]
    restart(qtbot, session, dataset, replace(QUICK, seed=4))
    assert [record.config.seed for record in history.records] == [4, 1]


def test_a_run_is_recorded_whenever_it_rests(history, session, stack, path, dataset, qtbot):
    for done in (1, 2):
        with wait_for_state(qtbot, session, RunState.PAUSED):
            step(session, dataset, QUICK)
        (stored,) = reopened(path, session, stack).records
        assert [len(stored.train), stored.recipe.iterations, stored.last.iteration] == [done] * 3


@pytest.mark.slow
def test_a_run_is_recorded_before_it_rests(history, session, stack, path, dataset, qtbot):
    """It is in the list even if the program is killed before it rests."""
    session.start(dataset, ENDLESS)
    qtbot.waitUntil(lambda: history.in_training is not None)
    (stored,) = reopened(path, session, stack).records
    assert len(stored.train) == stored.recipe.iterations > 0
    assert set(stored.test[0]) <= set(range(len(stored.train) + 1))
    table = RunTable(history)
    notes = table.index(0, table.columnCount() - 1)
    assert notes.data().startswith("in training")
    qtbot.waitUntil(lambda: len(session.now.costs) > len(stored.train))
    with wait_for_state(qtbot, session):
        session.stop()
    assert history.in_training is None
    assert notes.data() == "stopped"
    assert len(history.current.train) == len(session.now.costs) > len(stored.train)
    with qtbot.waitSignal(table.dataChanged):
        session.resume()
    assert notes.data() == "in training"


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


def test_an_invalid_run_is_skipped_and_stays_in_the_file(history, session, stack, path, dataset, qtbot):
    for _ in range(2):
        qtbot.train(session, dataset, QUICK)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE runs SET config = '{}' WHERE number = 1")
    connection.close()
    assert titles(reopened(path, session, stack)) == ["Run 2"]
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT COUNT(*) FROM runs").fetchone() == (2,)
    connection.close()


def change(path, command, *values):
    with sqlite3.connect(path) as connection:
        connection.execute(command, values)
    connection.close()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "a" * 10_000_000),
        ("ended", float("inf")),
        ("train_accuracy", None),
        ("number", -5),
        ("train", b""),
        ("train", b"odd"),
        ("test", b""),
        ("config", "[" * 100_000),
        ("config", json.dumps({**asdict(QUICK), "learning_rate": 10**400})),
        ("ended", 1e300),
        ("ended", "yesterday"),
        ("test_accuracy", float("inf")),
        ("number", 2**63 - 1),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_damaged_run_is_told_and_stays_and_the_others_are_read(
    history, session, stack, path, dataset, qtbot, user_errors, column, value
):
    for _ in range(2):
        qtbot.train(session, dataset, QUICK)
    change(path, f"UPDATE runs SET {column} = ? WHERE number = 1", value)
    damaged = rows_of(path, "number != 2")
    reopened_history = open_history(path, session, stack)
    assert titles(reopened_history) == ["Run 2"]
    number = "" if column == "number" else " (Run 1)"
    assert user_errors == [f"1 run is damaged: it cannot be shown, and stays in the profile{number}."]
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


def test_a_name_that_is_not_utf_8_is_shown_with_replacement_characters(history, session, stack, path, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    change(path, "UPDATE runs SET name = CAST(x'63617480ff' AS TEXT)")
    assert titles(reopened(path, session, stack)) == ["cat\ufffd\ufffd"]


def test_runs_that_cannot_be_read_are_told_and_read_later(
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
    change(path, "PRAGMA user_version = 1")
    assert newer.keeper.wait(10)
    newer.load()
    assert titles(newer) == ["Run 3", "of this window"], "none takes the place of another"
    newer.keeper.shutdown()
    assert titles(reopened(path, session, stack)) == ["of this window", "Run 1"]


def test_two_windows_that_number_their_runs_alike_keep_both(history, session, stack, path, dataset, qtbot):
    other = open_history(path, session, stack)
    qtbot.train(session, dataset, QUICK)  # which both windows record
    change(path, "DELETE FROM runs WHERE number = 2")
    history.rename(1, "of the first")
    other._put(history.current.changed(number=1, name="of the second"))
    other.rename(1, "still of the second")
    other.keeper.shutdown()
    assert titles(reopened(path, session, stack)) == ["still of the second", "of the first"]


def test_two_windows_write_what_each_has_changed_of_a_run(history, session, stack, path, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    other = open_history(path, session, stack)
    history.rename(1, "of the first")
    other.show(1, True)
    other.keeper.shutdown()
    (stored,) = reopened(path, session, stack).records
    assert (stored.name, stored.shown) == ("of the first", True)


def test_a_run_is_written_once_and_then_its_changed_columns(history, session, path, dataset, qtbot, monkeypatch):
    qtbot.train(session, dataset, QUICK)
    statements = []
    connect = ProfileStore._connect

    def observe(store):
        connection = connect(store)
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(ProfileStore, "_connect", observe)
    history.rename(1, "a name")
    history.rename(1, "a name")
    assert [text for text in statements if " runs " in text and not text.startswith("SELECT")] == [
        "UPDATE runs SET name = 'a name' WHERE number = 1"
    ]


def test_a_run_that_another_window_has_removed_is_written_whole(history, session, stack, path, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    other = open_history(path, session, stack)
    other.remove([1])
    other.keeper.shutdown()
    history.rename(1, "still there")
    assert titles(reopened(path, session, stack)) == ["still there"]


def test_a_run_with_the_largest_number_hinders_no_other(history, session, stack, path, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    change(path, "INSERT INTO runs (number) VALUES (?)", 2**63 - 1)
    another = RunStore(history.keeper)
    another.put(history.current.changed(name="of another window"))
    assert titles(reopened(path, session, stack)) == ["of another window", "Run 1"]


def test_runs_of_a_newer_program_are_told_and_stay(history, session, stack, path, dataset, qtbot):
    for _ in range(2):
        qtbot.train(session, dataset, QUICK)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE runs SET config = replace(config, '\"l2\"', '\"warmup\"') WHERE number = 2")
        connection.execute("UPDATE written_by SET program = '9.4'")
        row = connection.execute("SELECT * FROM runs WHERE number = 2").fetchone()
    with qtbot.waitSignal(user_messages.said) as failed:
        again = open_history(path, session, stack)

    assert failed.args[0].text == ("Update Catgui to see 1 run of Catgui 9.4, with options such as “warmup”.")
    assert [one.number for one in again.records] == [1]
    again.remove([1])
    again.keeper.shutdown()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM runs").fetchall() == [row]
        assert connection.execute("SELECT program FROM written_by").fetchone() == ("9.4",)


@pytest.mark.parametrize("features", ["pixels", "pretrained", "convolution"])
def test_a_recorded_run_can_be_repeated_whatever_its_features(history, session, qtbot, features):
    dataset = make_dataset(side=16)
    qtbot.train(session, dataset, replace(TrainingConfig.for_features(features), hidden_layers=(4,), iterations=5))

    found = reproduce(history.current.recipe, dataset)

    assert found.costs.tolist() == session.now.costs.train.tolist()


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


@pytest.mark.parametrize("rounding", [0, 1e-13])
def test_a_network_from_a_file_is_the_run_that_was_recorded(history, session, dataset, qtbot, rounding):
    qtbot.train(session, dataset, QUICK)
    recorded, run = history.current, session.now.run
    model = saved_model(session)
    model = replace(model, costs=model.costs * (1 + rounding))
    session.reset()
    assert history.current is None
    session.set_model(dataset, model)
    assert history.current == recorded
    session.show_reproduction(reproduce_model(model, dataset))
    assert history.current == recorded
    assert history.previous is None
    with qtbot.wait_for_end(session):
        session.extend(run.config.iterations + 5)
    assert history.current != recorded
    assert len(history.records) == 2


class Edits:
    """A data set, and runs on it after one edit each, as `RunControls` begins them."""

    def __init__(self, session, history, qtbot):
        self.edited = EditedDataset.of(replace(make_dataset(), origin=DataOrigin("builtin")))
        self._session, self._history, self._qtbot = session, history, qtbot

    def train(self, config=QUICK):
        self._qtbot.train(self._session, self.edited.dataset, config)

    def relabel(self, index, config=QUICK):
        self._edit(self.edited.relabel([PictureKey("train", index)], 1), config)

    def undo(self):
        self._edit(EditedDataset.of(self.edited.original), QUICK)

    def _edit(self, edited, config):
        self.edited = edited
        assert self._session.now.run.config == config
        with self._qtbot.wait_for_end(self._session):
            self._session.train_edited(self.edited.dataset)


@pytest.fixture
def edits(session, history, qtbot):
    return Edits(session, history, qtbot)


def test_of_runs_after_edits_in_a_row_the_first_and_the_last_are_kept(edits, history, session, stack, path):
    edits.train()
    for index in (1, 2, 4, 5):
        edits.relabel(index)
    assert titles(history) == titles(reopened(path, session, stack)) == ["Run 2", "Run 1"]
    assert [record.data for record in history.records] == ["random pictures, 4 relabeled", "random pictures"]


def test_the_previous_curve_is_that_before_the_edit_even_if_it_is_not_kept(edits, history, session):
    edits.train()
    edits.relabel(1)
    assert history.previous.number == 1
    before = session.now.costs.train.tolist()
    edits.relabel(2)
    assert (history.previous.title, history.previous.train.tolist()) == ("before the data changed", before)
    assert len(history.records) == 2
    edits.train()
    assert history.previous.number == 2


def test_the_previous_curve_after_a_restart_is_that_of_the_network_that_was_edited(edits, history, session):
    edits.train()
    first = history.current
    edits.train(replace(QUICK, seed=5))
    session.show_reproduction(reproduce(first.recipe, edits.edited.dataset), Cause.OPENED)
    assert history.current is first
    edits.relabel(1)
    assert history.previous is first


@pytest.fixture
def opened(edits, history, session, qtbot):
    """The model of a network that is open, whose run is not in the list, unlike a later one."""
    edits.train()
    model = saved_model(session)
    edits.train(replace(QUICK, seed=5))
    history.remove([1])
    session.set_model(edits.edited.dataset, model)
    qtbot.waitUntil(lambda: session.now.newest is not None)
    return model


@pytest.mark.parametrize("is_repeated", [False, True])
def test_the_curve_before_the_run_after_an_opened_network_is_its_own(edits, history, session, opened, is_repeated):
    if is_repeated:
        session.show_reproduction(reproduce_model(opened, edits.edited.dataset))
    edits.train(replace(QUICK, seed=6))
    assert (history.previous.number, history.previous.train.tolist()) == (3, opened.costs.tolist())
    edits.train(replace(QUICK, seed=7))
    assert history.previous.config.seed == 6


def _restart(session, edited):
    session.restart(edited.dataset, replace(QUICK, seed=6))


def _edit(session, edited):
    session.train_edited(edited.relabel([PictureKey("train", 1)], 1).dataset)


def _start_over(session, _edited):
    session.start_over()


@pytest.mark.parametrize("is_repeated", [False, True])
@pytest.mark.parametrize("replace_run", [_restart, _edit, _start_over])
def test_a_network_that_was_brought_back_is_in_the_list_once_it_is_replaced(
    edits, history, session, stack, path, opened, replace_run, is_repeated
):
    """As is the unsaved network of a program that was killed."""
    if is_repeated:
        session.show_reproduction(reproduce_model(opened, edits.edited.dataset))
    replace_run(session, edits.edited)
    kept = next(record for record in reopened(path, session, stack).records if record.number == 3)
    assert kept.train.tolist() == opened.costs.tolist()
    assert reproduce(kept.recipe, edits.edited.dataset).costs.tolist() == opened.costs.tolist()


@pytest.mark.slow
def test_a_network_that_went_on_after_it_was_recorded_has_the_same_record(edits, history, session, dataset, qtbot):
    """The record is of a longer run, such as that of a program that was killed."""
    session.start(dataset, ENDLESS)
    qtbot.waitUntil(lambda: history.in_training is not None)
    with wait_for_state(qtbot, session):
        session.stop()
    recorded = history.current
    with wait_for_state(qtbot, session, RunState.PAUSED):
        step(session, dataset, ENDLESS)
    model = saved_model(session)
    history._put(recorded)  # as it was at the kill
    session.set_model(dataset, model)
    assert history.current.number == 1
    session.show_reproduction(reproduce_model(model, dataset))
    assert [len(record.train) for record in history.records] == [len(recorded.train) + 1]


def test_a_network_that_is_older_than_its_record_adds_none(edits, history, session, dataset, qtbot):
    """The network is of the last seconds before the run ended, such as that of a program that was killed."""
    session.start(dataset, ENDLESS)
    qtbot.waitUntil(lambda: history.in_training is not None)
    with wait_for_state(qtbot, session):
        session.stop()
    model = saved_model(session)
    for _ in range(3):
        with wait_for_state(qtbot, session, RunState.PAUSED):
            step(session, dataset, ENDLESS)
    recorded = history.current
    session.set_model(dataset, model)
    session.show_reproduction(reproduce_model(model, dataset))
    assert history.records == [history.current] == [recorded]


def test_other_data_of_the_same_name_are_not_recorded(edits, history, session, opened):
    session.now.run.is_on_other_data = True
    session.start_over()
    assert titles(history) == ["Run 2"]


def test_a_listed_network_that_was_opened_is_compared_with_though_it_is_not_the_newest(edits, history, session, qtbot):
    edits.train()
    model = saved_model(session)
    edits.train(replace(QUICK, seed=5))
    session.set_model(edits.edited.dataset, model)
    assert history.current.number == 1
    edits.train(replace(QUICK, seed=6))
    assert history.previous.number == 1
    history.remove([1])
    assert history.previous.number == 2


def test_the_curve_before_an_edit_of_its_data_is_its_own_before_it_is_repeated(edits, history, session, opened):
    shown = []
    history.changed.connect(lambda: shown.append(history.previous and history.previous.number))
    edits.relabel(1)
    assert shown[-2:] == [3, 3]  # since the run began, and when it has ended
    assert history.previous.train.tolist() == opened.costs.tolist()


@pytest.mark.parametrize(
    "choose",
    [
        lambda history: history.rename(2, "good"),
        lambda history: history.show(2, True),
        lambda history: history.set_current(history.current),
    ],
)
def test_a_run_that_the_user_has_chosen_is_kept_when_the_data_are_edited_again(edits, history, choose):
    edits.train()
    edits.relabel(1)
    choose(history)
    edits.relabel(2)
    assert [record.number for record in sorted(history.records, key=lambda record: record.number)] == [1, 2, 3]


def test_an_edited_run_that_was_continued_is_kept(edits, history, session, qtbot):
    edits.train()
    edits.relabel(1)
    longer = replace(QUICK, iterations=40)
    with qtbot.wait_for_end(session):
        session.extend(40)
    edits.relabel(2, longer)
    assert len(history.records) == len({record.number for record in history.records}) == 4


def test_undo_of_an_edit_leads_back_to_the_run_before_and_keeps_that_of_the_edit(edits, history):
    edits.train()
    history.rename(1, "the first")
    edits.relabel(1)
    edits.undo()
    assert [(record.title, record.data) for record in history.records] == [
        ("Run 2", "random pictures, 1 relabeled"),
        ("the first", "random pictures"),
    ]
    assert history.current.number == 1
    assert history.previous.number == 2
    edits.relabel(2)
    assert titles(history) == ["Run 3", "Run 2", "the first"]
