"""Files of each version, written by the program of that version: they open, and answer as they did then.

`tests/old_files` has them; whoever raises a version adds a file of it.
"""

import json
from dataclasses import replace

import numpy as np
import pytest

from engine.data.edits import PictureKey
from engine.saved_model.file import VERSION, load_model
from engine.saved_model.reproduction import reproduce_model
from engine.training.config import FIRST_STEPS, STEPS, TrainingConfig
from engine.training.features import features_kind
from engine.vision import filters_file
from engine.vision.filters_file import load_filters
from tests import ROOT
from tests.support.small_data import make_dataset

FILES = ROOT / "tests" / "old_files"
CONFIG = TrainingConfig((3, 2), learning_rate=0.05, iterations=12, momentum=0.9, steps=FIRST_STEPS)
# What Catgui 0.1 has answered on the test part of `make_dataset`, and 0.2 the same.
ANSWERS = [
    0.3639872224164778,
    0.37108368959506277,
    0.355117544251372,
    0.36031189146196474,
    0.37853821078292865,
    0.35132351694430264,
    0.37385274106537897,
    0.3706664360643268,
    0.3739759128329335,
    0.38460350353550676,
]
EDITED = ("model-2-edits.npz", "model-3-edits.npz")


@pytest.mark.parametrize("name", ["model-1-of-0.1.npz", "model-1-of-0.2.npz", "model-2.npz", *EDITED])
def test_a_network_answers_as_it_did_when_it_was_saved(name):
    model = load_model(FILES / name)

    np.testing.assert_allclose(model.probabilities(make_dataset().test.pictures)[0], ANSWERS, rtol=1e-9)
    assert (model.config, model.classes, model.picture_shape) == (CONFIG, ("non-cat", "cat"), (8, 8))
    assert (len(model.costs), model.costs[-1]) == (12, pytest.approx(0.6304089893959971))
    assert model.full_recipe.position == 12


@pytest.mark.parametrize("name", ["model-1-of-0.1.npz", "model-1-of-0.2.npz", "model-2.npz", "model-3.npz"])
def test_its_run_is_repeated_on_its_data(name):
    reproduction = reproduce_model(load_model(FILES / name), make_dataset())

    assert reproduction.run.iterations_done == 12


def test_a_convolutional_network_of_version_2_answers_as_it_did():
    model = load_model(FILES / "model-2-convolution.npz")

    assert (model.config.features, model.config.hidden_layers, model.config.batch_size) == ("convolution", (2, 3), 8)
    answers = model.probabilities(make_dataset().test.pictures)[0]
    np.testing.assert_allclose(answers[:3], [0.53031999, 0.55614556, 0.5750393], rtol=1e-5)


def test_a_network_on_the_filters_of_0_2_answers_as_it_did_and_its_run_is_repeated():
    model, dataset = load_model(FILES / "model-3-pretrained.npz"), make_dataset(side=16)

    answers = model.probabilities(dataset.test.pictures)[0]
    np.testing.assert_allclose(answers[:4], [0.35425347, 0.26235528, 0.32275818, 0.35178385], rtol=1e-6)
    assert features_kind(model.config.features) == "pretrained"
    assert reproduce_model(model, dataset).run.iterations_done == 12


def test_a_file_of_version_3_has_the_rules_of_its_steps_and_its_program():
    model = load_model(FILES / "model-3.npz")

    assert model.config == replace(CONFIG, steps=STEPS)
    with np.load(FILES / "model-3.npz") as archive:
        assert json.loads(str(archive["description"]))["program"] == "0.2.0"


@pytest.mark.parametrize("name", EDITED)
def test_edits_and_photos_of_a_file_are_read(name):
    model = load_model(FILES / name)

    edits = model.recipe.data.edits
    assert [(picture.file, int(picture.pixels[0, 0, 0])) for picture in edits.added.values()] == [("tom.png", 7)]
    assert edits.placements[PictureKey("test", 0)].label == 0
    assert [(photo.path, photo.actual) for photo in model.photos] == [("/data/tom.jpg", "cat"), ("/data/rex.jpg", "")]


@pytest.mark.parametrize("name", ["filters-1.npz", "filters-2.npz"])
def test_filters_are_read(name):
    network, about = load_filters(FILES / name)

    assert [block.channels for block in network.architecture.blocks] == [2, 4]
    assert about == {"seed": 3}
    expected = np.random.RandomState(3).randn(3, 3, 3, 2).astype(np.float16)
    np.testing.assert_array_equal(network.parameters["W1"], expected)


def test_there_is_a_file_of_each_version():
    assert all(any(FILES.glob(f"model-{version}*.npz")) for version in range(1, VERSION + 1))
    assert all(any(FILES.glob(f"filters-{version}*.npz")) for version in range(1, filters_file.VERSION + 1))
