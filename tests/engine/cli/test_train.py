"""The command `train` prints the notebook's lines, or one JSON object."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from engine.cli.main import main
from engine.core import cost_line
from engine.data.sources import open_dataset
from engine.export.notebook import RunPlan, export_notebook
from engine.saved_model.file import load_model
from engine.saved_model.reproduction import reproduce_model
from engine.statistics import wilson_interval
from engine.training.config import TrainingConfig, non_default_options
from engine.training.features import count_features
from engine.training.run import TrainingRun
from tests.support.small_data import make_dataset, save_pair
from tests.support.system import POSIX, needs_links

FAULTY = [
    (["--export", "run.txt"], 2, "--export: must end with .ipynb"),
    (["--export", "gone/run.ipynb"], 1, "run.ipynb: it could not be written"),
    (["--export", "run.ipynb", "--features", "convolution"], 1, "run.ipynb: notebooks have no convolution"),
    (["--features", "pretrained"], 2, "--features: must be pixels for 8 x 10 pictures"),
    (["--layers", "none", "--features", "convolution"], 2, "--layers: must have at least one block with convolution"),
    (["--save", "missing/model.npz"], 1, "model.npz: the model could not be saved: there is no such folder"),
    pytest.param(["--save", "link.npz"], 1, "could not be saved: there is no such folder", marks=needs_links),
    pytest.param(["--save", "n" * 300], 1, "could not be saved: the name is too long", marks=POSIX),
    (["--save", ""], 1, "the model could not be saved: a folder has this name"),
]


@pytest.fixture
def train(folder, capsys):
    """Train on the data of `folder`; what was printed, as lines and on the output for errors."""

    def train(*words):
        assert main(["train", "--data", str(folder), *words]) == 0
        output = capsys.readouterr()
        return output.out.splitlines(), output.err

    return train


def trained(folder, **options):
    """The run of the engine with these options, at its end, and all its costs."""
    run = TrainingRun(open_dataset(folder), TrainingConfig(**options))
    costs = [step.cost for step in run]
    return run, run.snapshot(), costs


def test_training_prints_the_notebooks_lines(train, folder):
    lines, errors = train("--layers", "4,3", "--iterations", "102", "--seed", "3")

    _, end, costs = trained(folder, hidden_layers=(4, 3), iterations=102, seed=3)
    assert lines == [
        *(cost_line(iteration, costs[iteration]) for iteration in (0, 100, 101)),
        f"Results of iteration 102, on all pictures: training cost {end.train_cost}, test cost {end.test_cost}",
        "Train:",
        f"Accuracy: {end.train.accuracy}",
        "Test:",
        f"Accuracy: {end.test.accuracy}",
    ]
    assert errors == ""


def test_training_as_json_is_one_object_with_every_figure(train, folder):
    words = "--layers 4,3 --learning-rate 0.02 --iterations 150 --seed 3 --json"
    (line,), errors = train(*words.split())

    _, end, costs = trained(folder, hidden_layers=(4, 3), learning_rate=0.02, iterations=150, seed=3)
    found = json.loads(line)
    assert errors == ""
    assert found.pop("seconds") > 0
    assert found == {
        "data": open_dataset(folder).source,
        "layers": [240, 4, 3, 1],
        "learning_rate": 0.02,
        "iterations": 150,
        "seed": 3,
        "features": "pixels",
        "first_layer": "gram",
        "costs": [[iteration, costs[iteration]] for iteration in (0, 100, 149)],
        "results_of_iteration": 150,
        "train_cost": end.train_cost,
        "test_cost": end.test_cost,
        "train_accuracy": end.train.accuracy,
        "test_accuracy": end.test.accuracy,
        "test_accuracy_interval": list(wilson_interval(end.test.correct, end.test.count)),
        "train_wrong": sorted(wrong.index for wrong in end.train.wrong()),
        "test_wrong": sorted(wrong.index for wrong in end.test.wrong()),
        "test_probabilities": end.test.probabilities[0].tolist(),
    }


def test_a_run_is_exported_as_the_window_exports_it(train, folder, tmp_path):
    path, expected = tmp_path / "run.ipynb", tmp_path / "expected" / "run.ipynb"
    train("--layers", "4", "--iterations", "5", "--export", str(path))

    run, end, _ = trained(folder, hidden_layers=(4,), iterations=5)
    expected.parent.mkdir()
    export_notebook(RunPlan.of(run, end), run.dataset, expected)
    assert path.read_text(encoding="utf-8") == expected.read_text(encoding="utf-8")
    assert (tmp_path / "run_data.npz").read_bytes() == (expected.parent / "run_data.npz").read_bytes()


@pytest.mark.parametrize(("words", "status", "error"), FAULTY)
def test_what_cannot_be_is_one_line_before_the_training(folder, tmp_path, monkeypatch, capsys, words, status, error):
    monkeypatch.chdir(tmp_path)
    if "link.npz" in words:
        (tmp_path / "link.npz").symlink_to(tmp_path / "missing" / "model.npz")
    there = set(tmp_path.iterdir())

    assert main(["train", "--data", str(folder), *words]) == status

    output = capsys.readouterr()
    assert output.err.startswith("catgui: ")
    assert error in output.err
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert set(tmp_path.iterdir()) == there


@pytest.mark.parametrize(("size", "is_told"), [("4", False), ("5000", True)])
def test_a_batch_of_more_pictures_than_there_are_is_reported(train, size, is_told):
    _, errors = train("--iterations", "1", "--batch-size", size)

    assert ("each iteration takes all" in errors) is is_told


def test_no_hidden_layers_are_asked_for_by_a_word(train):
    (line,), _ = train("--layers", "none", "--initialization", "zeros", "--iterations", "3", "--json")

    found = json.loads(line)
    assert found["layers"] == [240, 1]
    assert found["costs"][0][1] == pytest.approx(math.log(2))


@pytest.mark.parametrize(("features", "layers"), [("pretrained", (4,)), ("convolution", (3, 4))])
def test_a_network_learns_from_other_features_with_their_defaults_and_predicts(tmp_path, capsys, features, layers):
    dataset = make_dataset(side=16)
    save_pair(tmp_path, dataset)
    Image.fromarray(dataset.test.pictures[0]).save(tmp_path / "photo.png")
    model = str(tmp_path / "model.npz")
    words = ["--features", features, "--layers", ",".join(map(str, layers)), "--iterations", "3", "--json"]

    assert main(["train", "--data", str(tmp_path), "--save", model, *words]) == 0
    found = json.loads(capsys.readouterr().out)
    assert main(["predict", model, str(tmp_path / "photo.png"), "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)

    config = replace(TrainingConfig.for_features(features), hidden_layers=layers, iterations=3)
    assert load_model(model).config == config
    assert found["options"] == non_default_options(config)
    assert found["layers"] == [count_features(features, (16, 16)), *layers, 1]
    assert answer["probability"] == pytest.approx(found["test_probabilities"][0], rel=1e-5)


def test_options_make_the_run_that_they_make_in_the_engine_and_are_named(train, folder):
    options = {"l2": 0.4, "momentum": 0.9, "initialization": "he", "batch_size": 3, "dropout": 0.1, "patience": 25}
    words = [word for name, it in options.items() for word in (f"--{name.replace('_', '-')}", str(it))]
    words += ["--layers", "4", "--iterations", "120"]
    lines, _ = train(*words)
    (line,), _ = train(*words, "--json")

    _, end, costs = trained(folder, hidden_layers=(4,), iterations=120, **options)
    found = json.loads(line)
    assert found["options"] == options
    assert found["costs"] == [[k, costs[k]] for k in sorted({k for k in (0, 100) if k < len(costs)} | {len(costs) - 1})]
    assert found["best_iteration"] == found["results_of_iteration"] == end.network_iteration
    assert found["test_probabilities"] == end.test.probabilities[0].tolist()
    assert found["l2_penalty_in_train_cost"] == end.penalty > 0.001
    assert lines[-6:-4] == [
        f"The weights after iteration {end.network_iteration} of {len(costs)} are kept.",
        f"Results of iteration {end.network_iteration}, on all pictures: training cost with L2 penalty "
        f"{end.train_cost}, test cost {end.test_cost}",
    ]


def test_the_network_is_saved_with_all_its_costs_and_its_run_can_be_repeated(model, folder):
    _, end, costs = trained(folder, hidden_layers=(4, 3), iterations=5)

    saved = load_model(model)

    assert saved.config == TrainingConfig((4, 3), iterations=5)
    assert (saved.trained_on, saved.picture_shape) == ("my data", (8, 10))
    np.testing.assert_array_equal(saved.costs, costs)
    np.testing.assert_array_equal(saved.parameters["W1"], end.network.parameters["W1"])
    found = reproduce_model(saved, open_dataset(folder))
    assert found.test_costs[0].tolist() == [0, 1, 2, 3, 4, 5]


def test_a_dead_network_is_warned_about_at_the_end(train):
    lines, errors = train("--layers", "5,3", "--learning-rate", "20", "--iterations", "60")

    assert errors.startswith("Warning: Dead network: ")
    assert "lower learning rate" in errors
    assert "Warning" not in "".join(lines)


def test_a_diverged_training_names_the_iteration_and_keeps_an_existing_model(folder, model, capsys):
    before = model.read_bytes()

    assert main(["train", "--data", str(folder), "--learning-rate", "1e200", "--save", str(model)]) == 1

    assert capsys.readouterr().err.startswith("catgui: Training diverged at iteration ")
    assert model.read_bytes() == before


def test_results_are_printed_even_if_the_network_cannot_be_saved(folder, tmp_path, monkeypatch, capsys):
    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    words = ["train", "--data", str(folder), "--iterations", "1", "--save", str(tmp_path / "model.npz")]

    assert main(words) == 1
    output = capsys.readouterr()
    assert "Test:\nAccuracy: " in output.out
    assert "model.npz: the model could not be saved: the disk is full" in output.err
    assert main([*words, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert "the disk is full" in found["error"]
    assert "test_accuracy" in found
