"""Studies of many networks in the terminal: the results and the sentences of the engine and of the window."""

import json

import pytest

from engine.analysis.evaluation import baseline_of
from engine.cli.main import main
from engine.experiments.cross_validation import CrossValidation
from engine.experiments.reliability_texts import folds_texts, seeds_texts
from engine.experiments.seed_study import SeedStudy
from engine.progress import Work
from engine.system.parallel import collect_results
from engine.training.config import TrainingConfig
from tests.support.small_data import make_clear_dataset, save_pair

CONFIG = TrainingConfig((5,), learning_rate=0.1, iterations=150, seed=3)
QUICK = ["--layers", "5", "--learning-rate", "0.1", "--iterations", "150", "--seed", "3"]


@pytest.fixture(scope="module")
def dataset():
    return make_clear_dataset()


@pytest.fixture
def folder(dataset, tmp_path):
    save_pair(tmp_path, dataset)
    return str(tmp_path)


@pytest.fixture
def run(folder, capsys):
    """Run a study on the data; its lines and its object."""

    def run(command, *words):
        given = [command, "--data", folder, *QUICK, *words]
        assert main(given) == 0
        lines = capsys.readouterr().out.splitlines()
        assert main([*given, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["text"] == " ".join(lines)
        assert found["features"] == "pixels"
        return lines, found

    return run


def test_seeds_that_change_nothing_are_not_trained(folder, capsys):
    words = ["--layers", "none", "--initialization", "zeros"]

    assert main(["seeds", "--data", folder, *words, "--seeds", "4"]) != 0
    assert "--seed: changes nothing, since the weights begin alike and no step is random" in capsys.readouterr().err
    assert main(["cross-validate", "--data", folder, *words, "--repeats", "2"]) == 0, "the folds are drawn"


def test_seeds_are_those_of_the_engine(run, dataset):
    results = collect_results(iter(SeedStudy(dataset, CONFIG, range(3, 7))), Work())

    lines, found = run("seeds", "--seeds", "4")

    assert tuple(lines) == seeds_texts(results, baseline_of(dataset.test.class_counts(), dataset.classes))
    assert [tuple(seed.values()) for seed in found["seeds"]] == sorted(
        (result.seed, result.train_accuracy, result.test_accuracy) for result in results
    )


@pytest.mark.parametrize("parts", [["train"], ["train", "test"]])
def test_cross_validation_is_that_of_the_engine(run, dataset, parts):
    results = collect_results(iter(CrossValidation(dataset, CONFIG, 3, 2, parts, first_seed=3)), Work())

    lines, found = run("cross-validate", "--folds", "3", "--repeats", "2", *(["--parts", *parts] * (len(parts) > 1)))

    assert tuple(lines) == folds_texts(results)
    assert found["parts"] == parts
    assert [tuple(repeat.values()) for repeat in found["repeats"]] == sorted(
        (result.seed, result.evaluation.accuracy) for result in results
    )


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["seeds", "--seeds", "0"], "--seeds: must be between 1 and 1,000 (got 0)"),
        (
            ["seeds", "--seeds", "2", "--learning-rate", "1e200"],
            "--learning-rate: must be lower, since the networks diverge",
        ),
        (["cross-validate", "--folds", "30"], "--folds: must be at most "),
        (["cross-validate", "--repeats", "0"], "--repeats: must be between 1 and 1,000 (got 0)"),
    ],
)
def test_values_that_cannot_be_are_named(folder, words, error, capsys):
    assert main([words[0], "--data", folder, *QUICK, *words[1:]]) == 2

    assert error in capsys.readouterr().err
