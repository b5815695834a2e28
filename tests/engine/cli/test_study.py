"""Studies of many networks in the terminal: the results and the sentences of the engine and of the window."""

import json

import pytest

from engine.analysis.evaluation import baseline_of
from engine.cli.main import main
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.experiments.cross_validation import CrossValidation, find_doubtful_labels
from engine.experiments.seed_study import SeedStudy
from engine.experiments.summary import folds_texts, seeds_texts
from engine.progress import Work
from engine.system.parallel import collect_results
from engine.training.config import TrainingConfig
from tests.support.picture_files import make_folders
from tests.support.small_data import make_clear_dataset, save_pair

CONFIG = TrainingConfig((5,), learning_rate=0.1, iterations=150, seed=3)
QUICK = ["--layers", "5", "--learning-rate", "0.1", "--iterations", "150", "--seed", "3"]


@pytest.fixture(scope="module")
def dataset():
    """Pictures that are easy to tell apart, of which test picture 3 has the wrong label."""
    return EditedDataset.of(make_clear_dataset()).relabel([PictureKey("test", 3)], 0).dataset


@pytest.fixture
def folder(dataset, tmp_path):
    save_pair(tmp_path, dataset)
    return str(tmp_path)


@pytest.fixture
def run(folder, capsys):
    """Run a study on the data; its lines and its object."""

    def run(study, *words):
        given = ["study", study, "--data", folder, *QUICK, *words]
        assert main(given) == 0
        lines = capsys.readouterr().out.splitlines()
        assert main([*given, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["features"] == "pixels"
        return lines, found

    return run


def test_seeds_are_those_of_the_engine(run, dataset):
    results = collect_results(iter(SeedStudy(dataset, CONFIG, range(3, 7))), Work())

    lines, found = run("seeds", "--seeds", "4")

    assert tuple(lines) == seeds_texts(results, baseline_of(dataset.test.class_counts(), dataset.classes))
    assert found["text"] == " ".join(lines)
    assert [tuple(seed.values()) for seed in found["seeds"]] == sorted(
        (result.seed, result.train_accuracy, result.test_accuracy) for result in results
    )


@pytest.mark.parametrize("parts", [["train"], ["train", "test"]])
def test_folds_are_those_of_the_engine(run, dataset, parts):
    results = collect_results(iter(CrossValidation(dataset, CONFIG, 3, 2, parts, first_seed=3)), Work())

    lines, found = run("folds", "--folds", "3", "--repeats", "2", *(["--parts", *parts] * (len(parts) > 1)))

    assert tuple(lines) == folds_texts(results)
    assert (found["parts"], found["text"]) == (parts, " ".join(lines))
    assert [tuple(repeat.values()) for repeat in found["repeats"]] == sorted(
        (result.seed, result.evaluation.accuracy) for result in results
    )


def test_doubtful_labels_are_listed_least_likely_first(run, dataset):
    expected = find_doubtful_labels(dataset, CONFIG, folds=3, repeats=2)

    lines, found = run("doubtful", "--folds", "3", "--repeats", "2")

    assert found["better_than_constant"] is True
    assert (found["area"], found["chance_deviation"]) == (expected.area, expected.deviation)
    listed = [(doubt.part, doubt.index, dataset.classes[doubt.label], doubt.probability) for doubt in expected.doubts]
    assert [tuple(doubt.values()) for doubt in found["doubtful"]] == listed
    assert lines[0].split() == ["part", "index", "label", "probability"]
    assert lines[1].split()[:3] == ["test", "3", "non-cat"]
    assert len(lines) == 1 + 20 + 2
    assert lines[-2:] == ["and 18 more; --json lists all.", f"Features: pixels. {expected.verdict}"]


def test_pictures_from_files_are_named(tmp_path, capsys):
    pets = str(make_folders(tmp_path / "pets", {"cat": 6, "non-cat": 6}))
    words = ["study", "doubtful", "--data", pets, "--side", "16", *QUICK, "--folds", "3", "--repeats", "1"]

    assert main(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert (lines[0].split()[-1], lines[1][-4:]) == ("file", ".png")
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {doubt["file"] for doubt in found["doubtful"]} >= {"cat/0.png", "non-cat/5.png"}
    assert found["pictures"]["side"] == 16


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("seeds --seeds 0", "--seeds: must be between 1 and 1,000 (got 0)"),
        ("seeds --seeds 2 --learning-rate 1e200", "--learning-rate: must be lower, since the networks diverge"),
        ("seeds --seeds 4 --layers none --initialization zeros", "--seed: changes nothing, since the weights begin"),
        ("folds --folds 30", "--folds: must be at most "),
        ("folds --repeats 0", "--repeats: must be between 1 and 1,000 (got 0)"),
        ("doubtful --folds 1", "--folds: must be between 2 and 1,000 (got 1)"),
        ("doubtful --learning-rate 1e200", "--learning-rate: must be lower, since the networks diverge. Try 0.01"),
    ],
)
def test_values_that_cannot_be_are_named(folder, words, error, capsys):
    study, *others = words.split()
    assert main(["study", study, "--data", folder, *QUICK, *others]) == 2

    assert error in capsys.readouterr().err
