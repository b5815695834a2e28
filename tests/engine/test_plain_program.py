"""The exported programs are run, and print what the run printed."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from samples import make_dataset

from engine.config import TrainingConfig
from engine.errors import CancelledError
from engine.examples import Examples
from engine.plain_program import PlainRun, data_path, save_data, save_notebook, save_script
from engine.training import Trainer, is_recorded

CONFIG = TrainingConfig(hidden_layers=(5, 3), learning_rate=0.05, iterations=130, seed=4)
PLAIN = PlainRun(CONFIG.hidden_layers, CONFIG.seed, 130, ((0, 0.05), (60, 0.01)))


@pytest.fixture(scope="module")
def dataset():
    return make_dataset()


@pytest.fixture(scope="module")
def run(dataset):
    """The costs of a run whose rate was lowered after 60 steps, and its trainer."""
    train = Examples.from_pictures(dataset.train.pictures, dataset.train.labels)
    trainer = Trainer(train, CONFIG)
    costs = [step.cost for _, step in zip(range(60), trainer, strict=False)]
    slower = TrainingConfig(hidden_layers=(5, 3), learning_rate=0.01, iterations=130, seed=4)
    trainer = trainer.branched_from(trainer.checkpoint(), slower)
    return costs + [step.cost for step in trainer], trainer


def code_of(notebook: Path) -> str:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_the_program_prints_the_costs_and_accuracies_of_the_run(tmp_path, dataset, run, suffix):
    program = tmp_path / f"my run{suffix}"
    (save_script if suffix == ".py" else save_notebook)(PLAIN, dataset, program, program)
    save_data(dataset, data_path(program))
    script = tmp_path / "runs_by_itself.py"
    script.write_text(program.read_text(encoding="utf-8") if suffix == ".py" else code_of(program), encoding="utf-8")
    # -I: neither our packages nor this folder can be imported.
    said = subprocess.run([sys.executable, "-I", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    costs, trainer = run
    printed = dict(re.findall(r"Cost after iteration (\d+): (\S+)", said.stdout))
    assert sorted(map(int, printed)) == [k for k in range(130) if is_recorded(k, 130)]
    for iteration, cost in printed.items():
        assert float(cost) == pytest.approx(costs[int(iteration)], abs=1e-10)
    accuracies = dict(re.findall(r"(\w+) accuracy: (\S+)", said.stdout))
    for name, part in (("Training", dataset.train), ("Test", dataset.test)):
        examples = Examples.from_pictures(part.pictures, part.labels)
        assert float(accuracies[name]) == pytest.approx(trainer.figures(examples).accuracy)


def test_the_notebook_is_one_that_jupyter_knows(tmp_path, dataset):
    path = tmp_path / "run.ipynb"
    save_notebook(PLAIN, dataset, path, path)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    assert {cell["cell_type"] for cell in notebook["cells"]} == {"markdown", "code"}


def test_names_with_line_breaks_and_quotes_stay_prose(tmp_path, dataset):
    odd = dataset.__class__(
        name='pictures\nimport os\n"""', source="x", train=dataset.train, test=dataset.test, classes=("a'b", 'c"\n#d')
    )
    path = tmp_path / "run.py"
    save_script(PLAIN, odd, path, path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert "import os" not in lines
    compile("\n".join(lines), "run.py", "exec")


def test_the_data_are_the_pictures_themselves(tmp_path, dataset):
    save_data(dataset, tmp_path / "data.npz")
    with np.load(tmp_path / "data.npz") as arrays:
        np.testing.assert_array_equal(arrays["train_x"], dataset.train.pictures)
        np.testing.assert_array_equal(arrays["test_y"], dataset.test.labels)
        assert tuple(arrays["classes"]) == dataset.classes


def test_the_data_are_those_of_numpy_and_it_tells_how_far_they_are(tmp_path, dataset):
    told = []
    save_data(dataset, tmp_path / "data.npz", lambda done, total: told.append((done, total)))
    np.savez_compressed(tmp_path / "numpys.npz", train_x=dataset.train.pictures)
    total = told[-1][1]
    assert told[-1] == (total, total)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    with zipfile.ZipFile(tmp_path / "data.npz") as ours, zipfile.ZipFile(tmp_path / "numpys.npz") as numpys:
        assert ours.read("train_x.npy") == numpys.read("train_x.npy")
        assert {entry.compress_type for entry in ours.infolist()} == {zipfile.ZIP_DEFLATED}


@pytest.mark.parametrize("at", [1, 4])
def test_the_data_can_be_given_up_on_the_way(tmp_path, dataset, at):
    told = []

    def give_up(done, total):
        told.append(done)
        if len(told) == at:
            raise CancelledError

    with pytest.raises(CancelledError):
        save_data(dataset, tmp_path / "data.npz", give_up)
    assert len(told) == at
