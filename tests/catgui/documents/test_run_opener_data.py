"""Where the data of an opened network are looked for, and when they are asked for."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catgui.documents.open_commands import read_model
from catgui.models.background_task import BackgroundTask
from engine.core import initialize_parameters_deep
from engine.data import course
from engine.data.dataset import DataOrigin
from engine.data.edited_dataset import DataReference, EditedDataset
from engine.data.edits import PictureKey
from engine.data.image_folder import ImageFolderSettings
from engine.progress import UNOBSERVED
from engine.saved_model.file import save_model
from engine.saved_model.model import Model, RunRecipe
from engine.system.user_dirs import NoHomeError
from engine.training.config import TrainingConfig
from tests.support.messages import data_offer
from tests.support.picture_files import make_class_folders
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig((3,), iterations=4)


def model_from(origin, name="pets"):
    """A network that was trained on data from `origin`, which nobody has."""
    recipe = RunRecipe(DataReference(name, "0" * 64, origin), CONFIG, 4, 4)
    parameters = initialize_parameters_deep(CONFIG.layer_dims(192))
    return Model(parameters, ("non-cat", "cat"), (8, 8), np.full(4, 0.5), recipe)


@pytest.fixture
def opened(window, monkeypatch):
    """The places that are opened, instead of being read."""
    places = []
    monkeypatch.setattr(window.workspace, "open_origin", places.append)
    return places


def show(window, model, qtbot):
    window.files.run_opener.open(Path("model.npz"), model, keeps_data=False)
    qtbot.waitUntil(lambda: not any(task.busy for task in window.findChildren(BackgroundTask)))


def test_a_network_is_shown_once_its_own_data_are_open(window, opened, qtbot):
    show(window, model_from(DataOrigin("builtin")), qtbot)
    assert opened == [DataOrigin("builtin")]
    assert window.session.now.network is None
    window.workspace.set_dataset(replace(make_dataset(seed=9), origin=DataOrigin("builtin")))
    assert window.session.now.network is not None


def test_a_network_whose_data_cannot_be_opened_is_shown_on_the_open_ones(window, opened, qtbot):
    show(window, model_from(DataOrigin("builtin")), qtbot)
    window.workspace.not_opened.emit()
    qtbot.waitUntil(lambda: window.session.now.snapshot is not None)


def no_home():
    raise NoHomeError


@pytest.mark.parametrize(
    ("origin", "find"),
    [
        (DataOrigin(("/nowhere/pets.h5",)), None),
        (DataOrigin("course"), lambda: None),
        (DataOrigin("course"), no_home),
        (DataOrigin(("pets",), ImageFolderSettings(side=16).as_dict()), None),
    ],
    ids=["gone", "not downloaded", "without a home", "its name alone"],
)
def test_a_network_whose_data_are_not_found_is_shown_on_the_open_ones_with_one_sentence(
    window, opened, qtbot, tmp_path, monkeypatch, origin, find
):
    monkeypatch.chdir(tmp_path)
    make_class_folders(tmp_path / "pets")  # which is no reason to open them
    if find is not None:
        monkeypatch.setattr(course, "find", find)
    show(window, model_from(origin), qtbot)
    qtbot.waitUntil(lambda: window.session.now.snapshot is not None and data_offer(window).is_shown())
    assert opened == []
    assert data_offer(window).text == "This network was trained on pets; the open data are others."
    assert data_offer(window).captions == []


def test_nothing_is_looked_for_in_the_network(window, opened, qtbot, monkeypatch):
    monkeypatch.setattr(
        "catgui.documents.open_commands.is_present", lambda origin: pytest.fail(f"{origin} is looked for")
    )
    show(window, model_from(DataOrigin(("//server/share/pets.h5",))), qtbot)
    assert opened == []


def test_a_name_that_is_too_long_for_any_file_is_not_found(tmp_path):
    origin = DataOrigin(("x" * 4000,))
    save_model(tmp_path / "model.npz", model_from(origin))
    assert read_model(tmp_path / "model.npz", [], UNOBSERVED).origin == origin


@pytest.mark.parametrize("recent", [[["{}/else/dogs"], ["{}/then/pets"], ["{}/pets"]], []])
def test_data_of_a_network_are_found_among_the_recent_ones_or_beside_its_file(tmp_path, recent):
    origin = DataOrigin((str(tmp_path / "pets"),), ImageFolderSettings(side=16).as_dict())
    save_model(tmp_path / "model.npz", model_from(origin))
    recent = [[path.format(tmp_path) for path in paths] for paths in recent]
    assert read_model(tmp_path / "model.npz", recent, UNOBSERVED).origin == origin.names_only()

    make_class_folders(tmp_path / "pets")

    assert read_model(tmp_path / "model.npz", recent, UNOBSERVED).origin == origin


@pytest.fixture
def plain():
    """Data from a place, as they were opened."""
    return replace(make_dataset(), origin=DataOrigin("builtin"))


@pytest.fixture
def trained(window, qtbot, plain):
    """A network that was trained on those data after an edit, and is not open any more; the data are."""
    edited = EditedDataset.of(plain).relabel([PictureKey("train", 2)], 1).dataset
    window.workspace.set_dataset(edited)
    qtbot.train(window.session, edited, CONFIG)
    model = window.document.model_builder()()
    window.session.reset()
    window.workspace.set_dataset(plain)
    return model


def test_a_network_of_edited_data_brings_its_edits_which_undo_takes_back(window, opened, trained, qtbot, plain):
    show(window, trained, qtbot)
    qtbot.waitUntil(lambda: window.playback.can_seek)
    assert opened == [], "they are made, not read again"
    assert window.workspace.dataset.edits == trained.recipe.data.edits
    assert not data_offer(window).is_shown()
    window.training_settings.undo_stack.undo()
    assert window.workspace.dataset is plain


def test_a_network_of_edited_data_leaves_those_of_the_user(window, opened, trained, qtbot):
    window.data_editor.relabel([PictureKey("train", 1)], 1)
    own = window.workspace.dataset.edits
    show(window, trained, qtbot)
    qtbot.waitUntil(data_offer(window).is_shown)
    assert window.workspace.dataset.edits == own
    assert "; the open data are others." in data_offer(window).text
