"""Photos that a network was trained on are known again."""

import numpy as np
import pytest

from catgui.domain.photo_entry import PhotoKey
from catgui.models.photos.training_photos import TrainingPhotos
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture
from engine.nn.parameters import initialize_parameters_deep
from engine.saved_model.model import Model
from engine.saved_model.recipe import RunRecipe
from engine.saved_model.saved_run import SavedRun
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.support.small_data import make_dataset


def photo(shade):
    return np.full((8, 8, 3), shade, np.uint8)


@pytest.fixture
def run():
    """A run on data to which a photo was added in each part."""
    edited = EditedDataset.of(make_dataset()).add([AddedPicture(photo(1))], 1, "train")
    return TrainingRun(edited.add([AddedPicture(photo(2))], 1, "test").dataset, TrainingConfig((4,), iterations=3))


@pytest.fixture
def photos(run):
    photos = TrainingPhotos()
    photos.set_run(run)
    return photos


def test_only_those_of_the_training_part_are_trained_on(photos):
    assert [photos.include(PhotoKey(), photo(shade)) for shade in (1, 2, 3)] == [True, False, False]


def test_another_view_of_a_photo_is_another_picture(photos):
    key = PhotoKey()
    assert photos.include(key, photo(1))
    assert not photos.include(key, photo(3))


def test_without_added_photos_none_is_trained_on(photos):
    photos.set_run(TrainingRun(make_dataset(), TrainingConfig((4,), iterations=3)))
    assert not photos.include(PhotoKey(), photo(1))
    photos.set_run(None)
    assert not photos.include(PhotoKey(), photo(1))


def test_the_photos_of_a_saved_network_are_those_of_its_recipe(run):
    recipe, parameters = RunRecipe.of(run, 0, 0), initialize_parameters_deep(run.config.layer_dims(192))
    model = Model(parameters, run.classes, (8, 8), run.config, np.zeros(0), run.trained_on, recipe)
    photos = TrainingPhotos()
    photos.set_run(SavedRun(model, make_dataset()))
    assert photos.include(PhotoKey(), photo(1))
