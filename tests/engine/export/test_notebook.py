"""Exported notebooks are executed and print the costs and accuracies of the run."""

import ast
import functools
import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from itertools import islice
from types import SimpleNamespace

import pytest

from engine.data.dataset import Part
from engine.errors import CancelledError, ExportError
from engine.export.notebook import RunPlan, archive_path, export_notebook, save_data, save_notebook
from engine.text import printable
from engine.training.config import LOGISTIC_REGRESSION, OPTIONS, TrainingConfig
from engine.training.features import make_examples
from engine.training.trainer import Trainer
from tests.support.options import used_value
from tests.support.small_data import make_dataset
from tests.support.watched_work import WatchedWork

# Runs the code of several notebooks one after the other. With -I neither our packages nor this folder can be imported.
RUNNER = "import runpy, sys\nfor name in sys.argv[1:]:\n    print('##', name)\n    runpy.run_path(name)\n"


def config(iterations=130, learning_rate=0.05, seed=4, **options):
    return TrainingConfig((6, 4), learning_rate, iterations, seed, **options)


# These options have tests of their own.
SEPARATE = ("features", "patience")
ALL = {option.field: used_value(option) for option in OPTIONS if option.field not in SEPARATE}
ALL |= {"l2": 0.4, "momentum": 0.7, "batch_size": 7, "dropout": 0.2}
# By name: the settings of a run, and the iteration at which it is left; None is where the settings end it.
RUNS = {
    "plain": (config(), None),
    "nothing yet": (config(), 0),
    "l2": (config(l2=0.7), None),
    "l2, stopped early": (config(900, 0.2, l2=0.7, patience=9), None),
    "momentum": (config(momentum=0.8), None),
    "he": (config(initialization="he"), None),
    "batches": (config(batch_size=7), None),
    "a batch of all": (config(batch_size=24, dropout=0.1), None),
    "dropout": (config(dropout=0.3), None),
    "stopped early": (config(900, 0.2, patience=9), None),
    "best at the end": (config(40, patience=30), None),
    "left before early stopping": (config(900, 0.2, patience=500), 70),
    "a batch of all but held out": (config(batch_size=20, dropout=0.1, patience=500), 110),
    "all": (config(**ALL), None),
    "all, stopped early": (config(900, 0.1, patience=15, **ALL), None),
    "no hidden layer": (replace(LOGISTIC_REGRESSION, iterations=130), None),
    "zeros": (config(initialization="zeros"), None),
}


# Those whose notebooks run by default; the notebooks of the others are slow.
QUICK = ("plain", "no hidden layer", "all", "all, stopped early")
SLOW = tuple(name for name in RUNS if name not in QUICK)


@dataclass
class Run:
    plan: RunPlan
    costs: list
    accuracies: dict


def trained(dataset, settings, until):
    """The run that takes the steps of one of RUNS."""
    parts = {name: make_examples(settings.features, part.pictures, part.labels) for name, part in dataset.parts.items()}
    trainer = Trainer(parts["train"], settings)
    costs = [step.cost for step in islice(trainer, until)][: trainer.best_iteration]
    accuracies = {name.title() + "ing" * (name == "train"): trainer.metrics(part) for name, part in parts.items()}
    run_plan = RunPlan(settings, len(costs))
    return Run(run_plan, costs, {name: metrics.accuracy for name, metrics in accuracies.items()})


@pytest.fixture(scope="module")
def dataset():
    """Random pictures with some duplicates and some wrong labels."""
    found = make_dataset()
    pictures, labels = found.train.pictures.copy(), found.train.labels.copy()
    pictures[[5, 11, 20]] = pictures[[2, 2, 8]]
    labels[0, [1, 9, 14, 18]] ^= 1
    return found.__class__("random", "random", Part(pictures, labels), found.test, found.classes)


@pytest.fixture(scope="module")
def runs(dataset):
    """The run of each name, trained at its first use."""

    class Runs(dict):
        def __missing__(self, name):
            return self.setdefault(name, trained(dataset, *RUNS[name]))

    return Runs()


def code_of(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


@pytest.fixture(scope="module")
def outputs_of(tmp_path_factory, dataset, runs):
    """A function that gives the outputs of the notebooks of some runs, by name."""

    @functools.cache
    def outputs_of(names):
        folder = tmp_path_factory.mktemp("notebooks")
        codes, content = [], folder / "content"
        for name in names:
            notebook = folder / f"{name}.ipynb"
            save_data(runs[name].plan, dataset, content)
            archive = archive_path(notebook, content)
            save_notebook(runs[name].plan, dataset, archive.name, notebook)
            content.replace(archive)
            codes.append(folder / f"{name} by itself")
            codes[-1].write_text(code_of(notebook).replace("RECORD_EVERY = 100", "RECORD_EVERY = 1"), encoding="utf-8")
        command = [sys.executable, "-I", "-c", RUNNER, *(code.name for code in codes)]
        output = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
        texts = re.split(r"^## (.*) by itself$", output, flags=re.MULTILINE)[1:]
        return dict(zip(texts[::2], texts[1::2], strict=True))

    return outputs_of


@pytest.mark.parametrize("name", [*QUICK, *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)])
def test_a_notebook_prints_the_costs_and_accuracies_of_its_run(outputs_of, runs, name):
    run, text = runs[name], outputs_of(QUICK if name in QUICK else SLOW)[name]
    printed = {int(k): float(cost) for k, cost in re.findall(r"Cost after iteration (\d+): (\S+)", text)}
    assert printed == pytest.approx(dict(enumerate(run.costs)), rel=1e-9)
    accuracies = {part: float(share) for part, share in re.findall(r"(\w+) accuracy: (\S+)", text)}
    assert accuracies == pytest.approx(run.accuracies)


@pytest.mark.slow
def test_a_notebook_with_pretrained_filters_makes_their_features_itself(tmp_path):
    dataset = make_dataset(side=16)
    run = trained(dataset, config(90, features="pretrained", patience=500, batch_size=9), None)
    save_data(run.plan, dataset, tmp_path / "data.npz")
    save_notebook(run.plan, dataset, "data.npz", tmp_path / "run.ipynb")
    (tmp_path / "code.py").write_text(code_of(tmp_path / "run.ipynb"), encoding="utf-8")

    command = [sys.executable, "-I", "-c", RUNNER, "code.py"]
    text = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    printed = {int(k): float(cost) for k, cost in re.findall(r"Cost after iteration (\d+): (\S+)", text)}
    assert printed == pytest.approx({0: run.costs[0], len(run.costs) - 1: run.costs[-1]}, rel=1e-9)
    accuracies = {part: float(share) for part, share in re.findall(r"(\w+) accuracy: (\S+)", text)}
    assert accuracies == pytest.approx(run.accuracies)


def test_a_run_with_convolution_is_not_exported(tmp_path, dataset):
    plan = RunPlan(TrainingConfig.for_features("convolution"), 0)
    with pytest.raises(ExportError, match="notebooks have no convolution"):
        export_notebook(plan, dataset, tmp_path / "run.ipynb")
    assert list(tmp_path.iterdir()) == []


def written_code(tmp_path, dataset, run):
    """The code of the notebook of a run."""
    path = tmp_path / "run.ipynb"
    save_notebook(run.plan, dataset, "data.npz", path)
    return code_of(path)


def test_a_notebook_has_no_code_for_options_not_in_use(tmp_path, dataset, runs):
    names = ("velocities", "batch", "dropout_masks", "penalty", "held_out", "patience", "X, Y = ")

    def found(name):
        text = written_code(tmp_path, dataset, runs[name])
        return [name for name in names if name in text]

    assert found("plain") == []
    assert found("l2") == ["penalty"]


def test_a_notebook_defines_each_name_once_and_nothing_of_the_gram_form(tmp_path, dataset, runs):
    tree = ast.parse(written_code(tmp_path, dataset, runs["all, stopped early"]))
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert len(functions) == len(set(functions))
    assert {"sigmoid", "L_model_forward", "L_model_backward", "update_parameters"} < set(functions)
    assert [node.name for node in tree.body if isinstance(node, ast.ClassDef)] == ["RandomStream"]
    imported = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert imported == {"__future__", "collections.abc", "enum", "itertools", "numpy.typing", "typing"}


def test_the_threshold_is_that_of_the_run(tmp_path, dataset):
    run = RunPlan(config(), 130, threshold=0.7)
    save_notebook(run, dataset, "data.npz", tmp_path / "run.ipynb")
    assert "\nthreshold = 0.7\n" in code_of(tmp_path / "run.ipynb")


def test_the_notebook_is_one_that_jupyter_knows(tmp_path, dataset, runs):
    path = tmp_path / "run.ipynb"
    save_notebook(runs["all"].plan, dataset, "data.npz", path)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    assert {cell["cell_type"] for cell in notebook["cells"]} == {"markdown", "code"}


def test_a_notebook_has_the_plot_of_the_course(tmp_path, dataset, runs, monkeypatch, capsys):
    path, plotted = tmp_path / "run.ipynb", []
    save_notebook(runs["momentum"].plan, dataset, "data.npz", path)
    save_data(runs["momentum"].plan, dataset, tmp_path / "data.npz")
    monkeypatch.chdir(tmp_path)
    texts = []
    matplotlib = dict.fromkeys(("xlabel", "ylabel", "title"), texts.append) | {"plot": plotted.append}
    matplotlib["show"] = lambda: None
    fakes = {"matplotlib": SimpleNamespace(pyplot=SimpleNamespace(**matplotlib))}
    fakes["matplotlib.pyplot"] = fakes["matplotlib"].pyplot

    for modules in (fakes, dict.fromkeys(fakes)):
        for module, fake in modules.items():
            monkeypatch.setitem(sys.modules, module, fake)
        exec(compile(code_of(path), "run.ipynb", "exec"), names := {"__name__": "run"})
        names["data"].close()

    costs = runs["momentum"].costs
    assert plotted == [pytest.approx([*costs[:-1:100], costs[-1]])]
    assert texts == ["iterations (per hundreds)", "cost", "Learning rate =0.05"]
    assert capsys.readouterr().out.count("To see the plot: pip install matplotlib") == 1


def code_spans_in(markdown):
    """The code spans in Markdown: between two equal runs of backticks, less one space at each end."""
    return [code[1:-1] for _, code in re.findall(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", markdown)]


@pytest.mark.parametrize(
    "names",
    [("<b>cat</b>", "<img src=x onerror=alert(1)>", "`$x$`"), ("``", "` *`", "\\`"), ("a\u202e", "b\nc", "d\ne")],
)
def test_names_are_code_spans_in_a_notebook(tmp_path, dataset, runs, names):
    path = tmp_path / "run.ipynb"
    odd = dataset.__class__(names[2], "x", dataset.train, dataset.test, classes=names[1::-1])
    save_notebook(runs["plain"].plan, odd, "data.npz", path)
    prose = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
    *classes, name = code_spans_in(prose)
    assert classes == [printable(name) for name in names[:2]]
    assert name == " ".join(printable(names[2]).split())


def test_a_cancelled_export_leaves_nothing(tmp_path, dataset, runs):
    with pytest.raises(CancelledError):
        export_notebook(runs["plain"].plan, dataset, tmp_path / "run.ipynb", WatchedWork(cancelled_at=2))
    assert list(tmp_path.iterdir()) == []


def test_an_archive_is_shared_if_it_has_the_same_bytes_and_never_replaced(tmp_path):
    content, notebook = tmp_path / "content", tmp_path / "run.ipynb"
    content.write_bytes(b"pictures")
    assert archive_path(notebook, content).name == "run_data.npz"
    (tmp_path / "run_data.npz").write_bytes(b"pictures")
    assert archive_path(notebook, content) == tmp_path / "run_data.npz"
    (tmp_path / "run_data.npz").write_bytes(b"others")
    assert archive_path(notebook, content).name == "run_data-2.npz"
    (tmp_path / "run_data-2.npz").mkdir()
    assert archive_path(notebook, content).name == "run_data-3.npz"
