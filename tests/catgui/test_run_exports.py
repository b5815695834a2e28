"""The run of the window, taken away from it."""

import re
import subprocess
import sys

import pytest
from PySide6.QtGui import QUndoStack

from catgui.export import ExportError
from catgui.models.run_book import RunBook
from catgui.models.training_session import TrainingSession
from catgui.run_exports import RunExports
from engine.config import TrainingConfig
from engine.errors import CancelledError
from engine.model_file import Model
from engine.progress import untold

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=120, learning_rate=0.05)


@pytest.fixture
def session(qtbot):
    session = TrainingSession()
    yield session
    session.shutdown()


@pytest.fixture
def exports(session):
    return RunExports(session, RunBook(session, QUndoStack(session), session))


def printed_by(path):
    said = subprocess.run([sys.executable, "-I", path], cwd=path.parent, capture_output=True, text=True, check=True)
    return {int(k): float(cost) for k, cost in re.findall(r"Cost after iteration (\d+): (\S+)", said.stdout)}


def test_without_a_run_there_is_nothing_to_take_away(exports, tmp_path):
    for save in (exports.save_page, exports.script, exports.notebook):
        with pytest.raises(ExportError, match="train the network first"):
            save(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_the_script_of_a_run_that_went_on_elsewhere_prints_its_costs(exports, session, dataset, tmp_path, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, CONFIG)
    session.show(session.run.snapshot_at(50))
    with qtbot.waitSignal(session.completed):
        session.branch(TrainingConfig(hidden_layers=(4,), iterations=140, learning_rate=0.01))
    exports.script(tmp_path / "run.py")(untold)
    printed = printed_by(tmp_path / "run.py")
    assert sorted(printed) == [0, 100, 139]
    for iteration, cost in printed.items():
        assert cost == pytest.approx(session.costs.train[iteration], abs=1e-10)


def test_the_page_names_the_run_and_its_settings(exports, session, dataset, tmp_path, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, CONFIG)
    exports.save_page(tmp_path / "run.html")
    text = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert "<h1>Run 1</h1>" in text
    assert "<td>learning rate</td><td>0.05</td>" in text
    assert f"Test: {session.snapshot.test.accuracy:.1%}" in text


def test_how_a_network_from_a_file_was_trained_is_not_made_up(exports, session, dataset, tmp_path, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, CONFIG)
    parameters, costs = session.snapshot.network.parameters, session.costs.train
    session.adopt(dataset, Model(parameters, dataset.classes, dataset.picture_shape, CONFIG, costs, "elsewhere"))
    with pytest.raises(ExportError, match="opened from a file"):
        exports.notebook(tmp_path / "run.ipynb")
    exports.save_page(tmp_path / "run.html")
    assert [path.name for path in tmp_path.iterdir()] == ["run.html"]


def test_what_is_written_in_the_background_is_the_run_as_it_was_shown(exports, session, dataset, tmp_path, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, CONFIG)
    write = exports.script(tmp_path / "run.py")
    session.reset()
    write(untold)
    assert max(printed_by(tmp_path / "run.py")) == CONFIG.iterations - 1


def test_a_program_that_is_given_up_leaves_nothing(exports, session, dataset, tmp_path, qtbot):
    def give_up(done, total):
        raise CancelledError

    with qtbot.waitSignal(session.completed):
        session.start(dataset, CONFIG)
    with pytest.raises(CancelledError):
        exports.notebook(tmp_path / "run.ipynb")(give_up)
    assert list(tmp_path.iterdir()) == []
