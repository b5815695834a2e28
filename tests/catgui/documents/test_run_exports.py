"""The run of the window, taken away from it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QUndoStack

from catgui.documents.export import ExportError
from catgui.documents.run_exports import RunExports
from catgui.models.runs.history import RunHistory
from engine.errors import CancelledError
from engine.progress import no_progress
from engine.saved_model.file import Model
from engine.training.config import TrainingConfig

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=120, learning_rate=0.05)


@pytest.fixture
def exports(session):
    return RunExports(session, RunHistory(session, QUndoStack(session), session))


def printed_by(path):
    """What a script prints: the costs by iteration, and the accuracies by part."""
    said = subprocess.run([sys.executable, "-I", path], cwd=path.parent, capture_output=True, text=True, check=True)
    costs = {int(k): float(cost) for k, cost in re.findall(r"Cost after iteration (\d+): (\S+)", said.stdout)}
    return costs, dict(re.findall(r"(\w+) accuracy: (\S+)", said.stdout))


def assert_printed(exports, session, folder, iterations):
    """The script of what the session shows prints the costs of `iterations` and the accuracies, as they are there."""
    exports.script(folder / "run.py")(no_progress)
    costs, accuracies = printed_by(folder / "run.py")
    assert sorted(costs) == iterations
    assert costs == pytest.approx({k: session.costs.train[k] for k in iterations}, rel=1e-9)
    shown = {"Training": session.snapshot.train, "Test": session.snapshot.test}
    assert {part: float(share) for part, share in accuracies.items()} == pytest.approx(
        {part: evaluation.accuracy for part, evaluation in shown.items()}
    )


def config(iterations=120, **options):
    return TrainingConfig(
        hidden_layers=(6, 4), **{"seed": 4, "learning_rate": 0.05, "iterations": iterations, **options}
    )


def test_without_a_run_there_is_nothing_to_take_away(exports, tmp_path):
    for save in (exports.page, exports.script, exports.notebook):
        with pytest.raises(ExportError, match="train the network first"):
            save(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_the_script_of_a_run_that_went_on_elsewhere_prints_its_costs(exports, session, dataset, tmp_path, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, CONFIG)
    session.show(session.run.snapshot_at(50))
    with qtbot.waitSignal(session.completed):
        session.branch(TrainingConfig(hidden_layers=(4,), iterations=140, learning_rate=0.01))
    assert_printed(exports, session, tmp_path, [0, 100, 139])


def test_the_script_tells_of_options_that_changed_and_of_the_threshold(exports, session, dataset, tmp_path, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, config(batch_size=7, momentum=0.8, initialization="he"))
    session.show(session.run.snapshot_at(50))
    with qtbot.waitSignal(session.completed):
        session.branch(config(140, dropout=0.2, l2=0.3, momentum=0.7, seed=9, flips=True))
    session.set_threshold(0.9)
    assert_printed(exports, session, tmp_path, [0, 100, 139])


def test_the_script_goes_on_from_where_early_stopping_went_back_to(exports, session, dataset, tmp_path, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, config(900, learning_rate=0.1, patience=9, momentum=0.5, seed=5))
    stopped = session.run.iterations_done
    assert stopped < 70
    with qtbot.waitSignal(session.completed):
        session.branch(config(stopped + 30, momentum=0.5))
    assert_printed(exports, session, tmp_path, [0, stopped - 1, stopped + 29])


def test_the_script_of_an_earlier_moment_does_not_go_back(exports, session, dataset, tmp_path, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, config(900, learning_rate=0.1, patience=9, momentum=0.5, seed=5))
    moment = session.run.iterations_done - 2
    session.show(session.run.snapshot_at(moment))
    assert_printed(exports, session, tmp_path, [0, moment - 1])


def test_the_script_of_a_moment_before_the_run_went_on_knows_nothing_of_what_followed(
    exports, session, dataset, tmp_path, qtbot
):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, config(40))
    with qtbot.waitSignal(session.completed):
        session.branch(config(60, dropout=0.4))
    session.show(session.run.snapshot_at(30))
    assert_printed(exports, session, tmp_path, [0, 29])
    assert "dropout_masks" not in (tmp_path / "run.py").read_text(encoding="utf-8")


def test_settings_that_took_no_step_leave_their_mark(exports, session, dataset, tmp_path, qtbot):
    # Those without momentum put it out; the weights are those of the first seed.
    first, without, again = config(momentum=0.8), config(41), config(101, momentum=0.8, batch_size=5, seed=8)
    with qtbot.waitSignal(session.completed):
        session.start(dataset, first)
    for moment, settings in ((40, without), (40, again)):
        session.show(session.run.snapshot_at(moment))
        with qtbot.waitSignal(session.completed):
            session.branch(settings)
    assert [stage.begin for stage in session.run.stages_until(101)] == [0, 40, 40]
    assert_printed(exports, session, tmp_path, [0, 100])
    session.show(session.run.snapshot_at(0))
    with qtbot.waitSignal(session.completed):
        session.branch(config(20, seed=8))
    assert_printed(exports, session, tmp_path, [0, 19])


def test_the_page_names_the_run_and_its_settings(exports, session, dataset, tmp_path, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, CONFIG)
    exports.page(tmp_path / "run.html")(no_progress)
    text = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert "<h1>Run 1</h1>" in text
    assert "<td>learning rate</td><td>0.05</td>" in text
    assert f"Test: {session.snapshot.test.accuracy:.1%}" in text


def test_how_a_network_from_a_file_was_trained_is_not_made_up(exports, session, dataset, tmp_path, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, CONFIG)
    parameters, costs = session.snapshot.network.parameters, session.costs.train
    session.set_model(dataset, Model(parameters, dataset.classes, dataset.picture_shape, CONFIG, costs, "elsewhere"))
    with pytest.raises(ExportError, match="opened from a file"):
        exports.notebook(tmp_path / "run.ipynb")
    exports.page(tmp_path / "run.html")(no_progress)
    assert [path.name for path in tmp_path.iterdir()] == ["run.html"]


def test_what_is_written_in_the_background_is_the_run_as_it_was_shown(exports, session, dataset, tmp_path, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, CONFIG)
    write = exports.script(tmp_path / "run.py")
    session.reset()
    write(no_progress)
    assert max(printed_by(tmp_path / "run.py")[0]) == CONFIG.iterations - 1


def test_a_program_that_is_given_up_leaves_nothing(exports, session, dataset, tmp_path, qtbot):
    def give_up(done, total):
        raise CancelledError

    with qtbot.waitSignal(session.completed):
        session.start(dataset, CONFIG)
    with pytest.raises(CancelledError):
        exports.notebook(tmp_path / "run.ipynb")(give_up)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_nobody_was_asked_about_is_not_replaced(exports, session, dataset, tmp_path, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, CONFIG)
    mine = tmp_path / "run_data.npz"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match=r"would replace “run_data.npz”; choose another name"):
        exports.script(tmp_path / "run.py")
    assert mine.read_text(encoding="utf-8") == "mine"
    # Where the program itself is to be replaced, the user was asked, and the pictures are a part of it.
    (tmp_path / "run.py").write_text("", encoding="utf-8")
    exports.script(tmp_path / "run.py")(no_progress)
    assert printed_by(tmp_path / "run.py")


@pytest.mark.parametrize("ending", [".py", ".ipynb"])
@pytest.mark.parametrize("blocked", ["program", "pictures"])
def test_where_one_of_the_two_cannot_be_written_neither_is(
    exports, session, dataset, tmp_path, qtbot, ending, blocked, monkeypatch
):
    program, pictures = tmp_path / f"run{ending}", tmp_path / "run_data.npz"
    for path in (program, pictures):
        path.write_bytes(b"old")
    may_not = program if blocked == "program" else pictures
    really = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != may_not and really(path, mode))
    with qtbot.waitSignal(session.completed):
        session.start(dataset, CONFIG)
    writing = exports.script(program) if ending == ".py" else exports.notebook(program)
    with pytest.raises(ExportError, match="writing is not allowed there"):
        writing(no_progress)
    assert [path.read_bytes() for path in (program, pictures)] == [b"old", b"old"]
    assert sorted(tmp_path.iterdir()) == sorted([program, pictures])
