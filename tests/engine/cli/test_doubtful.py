"""Doubtful labels in the terminal."""

import json

import pytest

from engine.cli.main import main
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.experiments.doubtful_labels import find_doubtful_labels
from engine.training.config import TrainingConfig
from tests.support.picture_files import make_folders
from tests.support.small_data import make_clear_dataset, save_pair

QUICK = ["--layers", "5", "--learning-rate", "0.1", "--iterations", "150", "--seed", "3", "--folds", "3"]


@pytest.fixture
def dataset():
    """Random pictures of which test picture 3 has the wrong label."""
    return EditedDataset.of(make_clear_dataset()).relabel([PictureKey("test", 3)], 0).dataset


@pytest.fixture
def folder(dataset, tmp_path):
    save_pair(tmp_path, dataset)
    return str(tmp_path)


def test_the_labels_are_listed_least_likely_first(dataset, folder, capsys):
    assert main(["doubtful", "--data", folder, *QUICK, "--repeats", "2", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    expected = find_doubtful_labels(dataset, TrainingConfig((5,), 0.1, 150, 3), folds=3, repeats=2)
    assert found["better_than_constant"] is True
    assert found["features"] == "pixels"
    assert (found["area"], found["chance_deviation"]) == (expected.area, expected.deviation)
    listed = [(doubt.part, doubt.index, dataset.classes[doubt.label], doubt.probability) for doubt in expected.doubts]
    assert [tuple(doubt.values()) for doubt in found["doubtful"]] == listed
    assert found["doubtful"][0].keys() == {"part", "index", "label", "probability"}
    assert (found["doubtful"][0]["part"], found["doubtful"][0]["index"]) == ("test", 3)


def test_the_table_has_the_least_likely_and_says_what_it_is_worth(folder, capsys):
    assert main(["doubtful", "--data", folder, *QUICK, "--repeats", "1"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["part", "index", "label", "probability"]
    assert lines[1].split()[:3] == ["test", "3", "non-cat"]
    assert len(lines) == 1 + 20 + 2
    assert lines[-2] == "and 18 more; --json lists all."
    assert lines[-1].startswith(
        "Features: pixels. This order is better than chance, though the networks' answers may not be. "
        "Area under the ROC curve: "
    )


def test_it_says_which_features_are_the_default(capsys):
    with pytest.raises(SystemExit):
        main(["doubtful", "--help"])

    shown = " ".join(capsys.readouterr().out.split())
    assert "Default: pixels" in shown
    assert "Pretrained filters find more wrong labels than pixels" in shown


def test_pictures_from_files_are_named(tmp_path, capsys):
    pets = str(make_folders(tmp_path / "pets", {"cat": 6, "non-cat": 6}))
    words = ["--side", "16", *QUICK, "--repeats", "1"]

    assert main(["doubtful", "--data", pets, *words]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[-1] == "file"
    assert lines[1].split()[-1].endswith(".png")
    assert main(["doubtful", "--data", pets, *words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {doubt["file"] for doubt in found["doubtful"]} >= {"cat/0.png", "non-cat/5.png"}
    assert found["pictures"]["side"] == 16


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--folds", "1"], "--folds: must be between 2 and 1,000 (got 1)"),
        (["--folds", "30"], "--folds: must be at most "),
        (["--repeats", "0"], "--repeats: must be between 1 and 1,000 (got 0)"),
        (["--learning-rate", "1e200"], "--learning-rate: must be lower, since the networks diverge. Try 0.01"),
    ],
)
def test_values_that_cannot_be_are_named(folder, words, error, capsys):
    assert main(["doubtful", "--data", folder, *QUICK, *words]) == 2

    assert error in capsys.readouterr().err
