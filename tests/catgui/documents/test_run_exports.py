"""Exports of the run, and of tables, on disks that are full as well."""

import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from catgui.documents.save_commands import notebook_writer, write_atomically
from engine.errors import EngineError, ExportError
from engine.progress import UNOBSERVED
from engine.training.config import TrainingConfig
from tests.support.failing_disks import HAS_LIMITS, disk_full_after, disk_full_on_fsync
from tests.support.models import plain_model

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=120, learning_rate=0.05)


def printed_by(path):
    """The costs by iteration that a notebook prints, and the accuracies by part with their iteration."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    command = [sys.executable, "-I", "-c", code]
    output = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=True)
    costs = {int(k): float(cost) for k, cost in re.findall(r"Cost after iteration (\d+): (\S+)", output.stdout)}
    (iteration,) = re.findall(r"^Results of iteration (\d+):$", output.stdout, re.MULTILINE)
    return costs, int(iteration), dict(re.findall(r"(\w+) accuracy: (\S+)", output.stdout))


def assert_printed(session, folder, iterations):
    """Assert that the exported notebook prints the costs of `iterations` and the accuracies of the session."""
    notebook_writer(session, folder / "run.ipynb")(UNOBSERVED)
    costs, iteration, accuracies = printed_by(folder / "run.ipynb")
    assert sorted(costs) == iterations
    assert iteration == session.now.snapshot.network_iteration
    assert costs == pytest.approx({k: session.now.costs.train[k] for k in iterations}, rel=1e-9)
    shown = {"Training": session.now.snapshot.train, "Test": session.now.snapshot.test}
    assert {part: float(share) for part, share in accuracies.items()} == pytest.approx(
        {part: evaluation.accuracy for part, evaluation in shown.items()}
    )


def config(iterations=120, **options):
    return TrainingConfig(
        hidden_layers=(6, 4), **{"seed": 4, "learning_rate": 0.05, "iterations": iterations, **options}
    )


@pytest.mark.slow
def test_the_notebook_of_a_longer_run_follows_its_options_and_the_threshold(session, dataset, tmp_path, qtbot):
    options = {"batch_size": 7, "momentum": 0.8, "initialization": "he", "dropout": 0.2, "l2": 0.3}
    qtbot.train(session, dataset, config(**options))
    with qtbot.wait_for_end(session):
        session.extend(140)
    session.set_threshold(0.9)
    assert_printed(session, tmp_path, [0, 100, 139])


def test_a_network_from_a_file_has_no_notebook(session, dataset, tmp_path, qtbot):
    qtbot.train(session, dataset, CONFIG)
    parameters, costs = session.now.snapshot.network.parameters, session.now.costs.train
    model = plain_model(parameters, dataset.classes, dataset.picture_shape, CONFIG, costs)
    session.set_model(dataset, model)
    qtbot.waitUntil(lambda: session.now.snapshot is not None)
    with pytest.raises(ExportError, match="its training is not known"):
        notebook_writer(session, tmp_path / "run.ipynb")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_file_of_the_user_with_the_name_of_the_archive_is_kept(session, dataset, tmp_path, qtbot):
    qtbot.train(session, dataset, CONFIG)
    (tmp_path / "run_data.npz").write_text("mine", encoding="utf-8")
    for _ in range(2):
        notebook_writer(session, tmp_path / "run.ipynb")(UNOBSERVED)
        assert printed_by(tmp_path / "run.ipynb")
    assert (tmp_path / "run_data.npz").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.ipynb", "run_data-2.npz", "run_data.npz"]


def test_without_source_code_nothing_is_written(session, dataset, tmp_path, qtbot, monkeypatch):
    def getsource(module):
        raise OSError("could not get source code")

    qtbot.train(session, dataset, CONFIG)
    monkeypatch.setattr(inspect, "getsource", getsource)
    with pytest.raises(EngineError, match="need Catgui's source code"):
        notebook_writer(session, tmp_path / "run.ipynb")(UNOBSERVED)
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_that_cannot_be_replaced_leaves_no_archive(session, dataset, tmp_path, qtbot, monkeypatch):
    notebook = tmp_path / "run.ipynb"
    notebook.write_bytes(b"old")
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != notebook and access(path, mode))
    qtbot.train(session, dataset, CONFIG)
    write = notebook_writer(session, notebook)
    with pytest.raises(ExportError, match="writing is not allowed there"):
        write(UNOBSERVED)
    assert notebook.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [notebook]


# --- full disks


def fill(path):
    path.write_text("photo,label\n" * 5000)


@pytest.mark.skipif(not HAS_LIMITS, reason="Windows has no limit on the size of files")
@pytest.mark.parametrize("room", [0, 3000])
def test_a_disk_that_fills_up_keeps_the_old_file_and_the_error_names_it(tmp_path, room):
    path = tmp_path / "predictions.csv"
    path.write_text("old")
    with disk_full_after(room), pytest.raises(ExportError) as failure:
        write_atomically(path, fill)
    assert str(failure.value).startswith(f"{path}: it could not be written: ")
    assert "choose another place" in failure.value.reason
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_is_full_at_the_end_leaves_nothing(tmp_path, monkeypatch):
    disk_full_on_fsync(monkeypatch)
    with pytest.raises(ExportError, match=r"predictions\.csv: it could not be written: the disk is full; make room"):
        write_atomically(tmp_path / "predictions.csv", fill)
    assert list(tmp_path.iterdir()) == []
