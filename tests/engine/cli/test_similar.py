"""`catgui predict --similar` names the training pictures that photos look like."""

import json

import numpy as np
import pytest
from PIL import Image

from engine.analysis.similarity import SimilarityIndex
from engine.cli.main import main
from engine.cli.predict import data_of
from engine.nn.examples import Examples
from engine.saved_model.file import load_model


@pytest.fixture
def photo(model, tmp_path):
    """Train picture 5 of the data, in a file."""
    path = tmp_path / "photo.png"
    Image.fromarray(data_of(load_model(model), model).train.pictures[5]).save(path)
    return path


def test_the_most_similar_training_pictures_come_first(model, photo, capsys):
    assert main(["predict", str(model), str(photo), "--similar", "3", "--json"]) == 0
    (prediction,) = json.loads(capsys.readouterr().out)
    dataset = data_of(load_model(model), model)
    index = SimilarityIndex(Examples.from_pictures(dataset.train.pictures, dataset.train.labels))
    view = dataset.train.pictures[5:6]
    expected = index.similarities(Examples.from_pictures(view, np.zeros((1, 1), np.int64)))
    found = prediction["similar"]
    assert found[0]["index"] == 5
    assert found[0]["similarity"] == pytest.approx(1, abs=1e-6)
    assert [one["similarity"] for one in found] == sorted(expected.tolist(), reverse=True)[:3]
    assert [one["label"] for one in found] == [dataset.classes[dataset.train.labels[0, one["index"]]] for one in found]


def test_each_is_a_line_below_the_prediction(model, photo, capsys):
    assert main(["predict", str(model), str(photo), "--similar", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("    1.00 train 5: ")


def test_without_its_data_or_with_the_detector_it_is_refused(model, folder, photo, capsys):
    for words in (["builtin", str(photo), "--similar", "2"], [str(model), str(photo), "--similar", "-1"]):
        assert main(["predict", *words]) == 2
        assert "similar" in capsys.readouterr().err
    for file in folder.iterdir():
        file.unlink()
    assert main(["predict", str(model), str(photo), "--similar", "2"]) == 2
    assert "needs the network's data, my data" in capsys.readouterr().err
