"""Autosave of an unsaved network, and its recovery."""

from dataclasses import replace

import pytest

from catgui.models.documents import recovery as recovery_module
from catgui.models.documents.model_document import ModelDocument
from catgui.models.documents.recovery import Recovery
from catgui.models.training.session import RunState, TrainingSession
from catgui.models.workspace import Workspace
from engine.data.dataset import DataOrigin
from engine.saved_model.file import load_model
from engine.training.config import TrainingConfig
from tests.support.failing_disks import disk_full_on_fsync
from tests.support.sessions import step
from tests.support.small_data import make_dataset, save_network

SHORT = TrainingConfig(hidden_layers=(4,), iterations=20)
LONG = TrainingConfig(hidden_layers=(4,), iterations=1_000_000)


class Program:
    """The models of one window that autosave its network."""

    def __init__(self, dataset):
        self.workspace, self.session = Workspace(), TrainingSession()
        self.workspace.set_dataset(dataset)
        self.document = ModelDocument(self.session)
        self.recovery = Recovery(self.document)

    def train(self, qtbot, config=SHORT):
        with qtbot.waitSignal(self.session.completed):
            self.session.start(self.workspace.dataset, config)

    def restore(self, dataset):
        found = self.recovery.found
        self.recovery.restore(found, load_model(found.path), dataset)

    def rest(self, qtbot):
        qtbot.waitUntil(lambda: not self.recovery._task.busy)

    def end(self):
        """End normally."""
        self.recovery.shutdown()
        self.session.shutdown()
        self.workspace.shutdown()

    def die(self, qtbot):
        """End as by a kill: the files stay, and the system releases the locks."""
        self.rest(qtbot)
        self.recovery._own_file.release()
        self.recovery._own_file = None
        self.end()


@pytest.fixture(autouse=True)
def no_throttle(monkeypatch):
    """Write every network that comes to rest, without a pause between them."""
    monkeypatch.setattr(recovery_module, "_THROTTLE_INTERVAL_MS", 0)


@pytest.fixture
def program(qtbot, dataset):
    program = Program(dataset)
    yield program
    program.end()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state" / "recovery"


@pytest.fixture
def left(qtbot, dataset, folder):
    """A network that a program has left."""
    before = Program(dataset)
    before.recovery.begin(folder)
    before.train(qtbot)
    before.die(qtbot)


def stored(folder):
    return sorted(folder.glob("*.npz")) if folder.is_dir() else []


def begin(program, folder):
    program.recovery.begin(folder)
    return program.recovery.found


def test_a_trained_network_is_autosaved_until_the_program_ends_normally(program, folder, qtbot):
    begin(program, folder)
    assert not folder.exists()
    program.train(qtbot)
    qtbot.waitUntil(lambda: len(stored(folder)) == 1)
    program.rest(qtbot)
    assert load_model(stored(folder)[0]).config == SHORT
    program.end()
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_a_run_in_training_is_autosaved_at_intervals(program, folder, qtbot):
    program.recovery._autosave_timer.setInterval(10)
    begin(program, folder)
    program.session.start(program.workspace.dataset, LONG)
    qtbot.waitUntil(lambda: len(stored(folder)) == 1)
    assert program.session.state is RunState.RUNNING
    first = len(load_model(stored(folder)[0]).costs)
    qtbot.waitUntil(lambda: len(load_model(stored(folder)[0]).costs) > first)


def test_a_network_that_could_not_be_opened_again_is_not_written(program, folder, qtbot, caplog):
    begin(program, folder)
    step(program.session, program.workspace.dataset, replace(SHORT, learning_rate=1e308))
    qtbot.waitUntil(lambda: program.document.modified)
    program.rest(qtbot)
    assert stored(folder) == []
    assert not caplog.records


@pytest.mark.parametrize("how", ["saved", "reset", "another run"])
def test_a_network_that_is_saved_or_given_up_is_deleted(program, folder, qtbot, tmp_path, how):
    begin(program, folder)
    program.train(qtbot)
    qtbot.waitUntil(lambda: len(stored(folder)) == 1)
    if how == "saved":
        save_network(program.document, tmp_path / "cats.npz")
    elif how == "reset":
        program.session.reset()
    else:
        program.session.start(program.workspace.dataset, LONG)
    qtbot.waitUntil(lambda: stored(folder) == [])
    program.rest(qtbot)
    assert list(folder.iterdir()) == []


def test_a_network_that_was_left_is_found_and_restored_as_unsaved(program, left, folder, qtbot):
    assert begin(program, folder) is not None
    program.restore(program.workspace.dataset)
    assert program.recovery.found is None
    assert program.session.run.config == SHORT
    assert program.document.modified
    assert program.document.path is None
    program.rest(qtbot)
    qtbot.waitUntil(lambda: len(stored(folder)) == 1)
    assert load_model(stored(folder)[0]).config == SHORT


def test_a_restored_network_keeps_its_file_and_replaces_that_of_another_network(program, left, folder, qtbot):
    found = begin(program, folder)
    program.train(qtbot, replace(SHORT, seed=9))
    program.rest(qtbot)
    assert len(stored(folder)) == 2
    program.restore(program.workspace.dataset)
    program.rest(qtbot)
    assert stored(folder) == [found.path]
    assert load_model(found.path).config == SHORT


def test_a_network_discarded_while_it_is_read_is_not_restored(program, left, folder, qtbot):
    found = begin(program, folder)
    model = load_model(found.path)
    program.recovery.discard()
    program.recovery.restore(found, model, program.workspace.dataset)
    assert program.session.run is None
    assert stored(folder) == []


def test_a_network_that_does_not_fit_the_data_is_restored_without_them(program, left, folder, qtbot):
    begin(program, folder)
    program.restore(make_dataset(side=16))
    assert program.recovery.found is None
    assert program.session.run.dataset is None
    assert program.document.modified
    program.rest(qtbot)


def test_an_offer_without_an_answer_is_made_again_at_the_next_start(program, left, folder, dataset):
    assert begin(program, folder) is not None
    program.end()
    again = Program(dataset)
    assert begin(again, folder) is not None
    again.end()


def test_of_two_windows_only_one_finds_it(program, left, folder, dataset):
    other = Program(dataset)
    assert begin(program, folder) is not None
    assert begin(other, folder) is None
    other.end()


def test_the_network_of_an_open_window_is_not_offered_to_another(program, folder, qtbot, dataset):
    begin(program, folder)
    program.train(qtbot)
    program.rest(qtbot)
    other = Program(dataset)
    assert begin(other, folder) is None
    other.train(qtbot)
    other.rest(qtbot)
    assert len(stored(folder)) == 2
    other.end()
    assert len(stored(folder)) == 1


def test_the_network_that_is_autosaved_has_the_names_of_its_data(program, folder, qtbot):
    begin(program, folder)
    origin = DataOrigin(("/some/where.h5",))
    program.workspace.set_dataset(replace(program.workspace.dataset, origin=origin))
    program.train(qtbot)
    program.rest(qtbot)
    model = load_model(stored(folder)[0])
    assert model.origin == DataOrigin(("where.h5",))


def test_a_full_disk_is_logged_and_the_program_goes_on(program, folder, qtbot, monkeypatch, caplog):
    disk_full_on_fsync(monkeypatch)
    begin(program, folder)
    program.train(qtbot)
    program.rest(qtbot)
    assert "could not be written" in caplog.text
    assert "the disk is full" in caplog.text
    assert program.document.modified
    assert stored(folder) == []


def test_an_unusable_folder_is_logged(program, tmp_path, qtbot, caplog):
    (tmp_path / "file").touch()
    assert begin(program, tmp_path / "file" / "recovery") is None
    program.train(qtbot)
    program.rest(qtbot)
    assert "could not be written" in caplog.text
