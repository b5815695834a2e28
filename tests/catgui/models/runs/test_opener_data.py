"""Where the data of an opened network are looked for, and when they are asked for."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catgui.models.runs.opener import read_model
from engine.core import initialize_parameters_deep
from engine.data import course
from engine.data.dataset import DataOrigin
from engine.data.edited_dataset import DataReference, EditedDataset
from engine.data.edits import PictureKey
from engine.data.image_folder import ImageFolderSettings
from engine.progress import UNOBSERVED
from engine.saved_model.file import save_model
from engine.saved_model.model import Model, RunRecipe
from engine.storage.user_dirs import NoHomeError
from engine.training.config import TrainingConfig
from tests.support.messages import data_offer, notice
from tests.support.picture_files import make_class_folders
from tests.support.sessions import on_network
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
    monkeypatch.setattr(window.workspace, "open_origin", lambda origin, reference: places.append(origin))
    return places


def show(window, model, qtbot):
    window.document.open(Path("model.npz"), model, window.workspace.dataset)
    tasks = window.playback.reproducer._task, window.files.run_opener._search, window.files.run_opener._edits_search
    qtbot.waitUntil(lambda: not any(task.busy for task in tasks))


def test_a_network_is_not_evaluated_on_other_data_before_its_own_are_opened(window, opened, qtbot):
    evaluated = []
    on_network(window.session, evaluated.append)
    show(window, model_from(DataOrigin("builtin")), qtbot)
    assert opened == [DataOrigin("builtin")]
    assert set(evaluated) == {None}
    assert window.session.now.network is not None, "it can classify photos meanwhile"


def test_a_network_whose_own_data_are_gone_is_evaluated_on_the_open_ones(window, opened, qtbot, tmp_path):
    show(window, model_from(DataOrigin((str(tmp_path / "pets.h5"),))), qtbot)
    qtbot.waitUntil(lambda: window.session.now.snapshot is not None and data_offer(window).is_shown())
    assert opened == []
    assert ", no longer at" in data_offer(window).text


def no_home():
    raise NoHomeError


@pytest.mark.parametrize("find", [lambda: None, no_home])
def test_course_photos_are_not_downloaded_unasked(window, opened, qtbot, monkeypatch, find):
    monkeypatch.setattr(course, "find", find)
    show(window, model_from(DataOrigin("course"), "course photos"), qtbot)
    assert opened == []
    assert data_offer(window).text == "This network was trained on course photos."
    assert data_offer(window).captions == ["Open course photos"]
    data_offer(window).press("Open course photos")
    assert opened == [DataOrigin("course")]


def test_nothing_is_looked_for_in_the_network(window, opened, qtbot, monkeypatch):
    monkeypatch.setattr("catgui.models.runs.opener.is_present", lambda origin: pytest.fail(f"{origin} is looked for"))
    show(window, model_from(DataOrigin(("//server/share/pets.h5",))), qtbot)
    assert opened == []
    assert data_offer(window).captions == ["Open pets"]


def test_a_network_that_has_the_names_of_its_data_alone_asks_where_they_are(
    window, opened, qtbot, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    make_class_folders(tmp_path / "pets")  # which is no reason to open them
    show(window, model_from(DataOrigin(("pets",), ImageFolderSettings(side=16).as_dict())), qtbot)
    qtbot.waitUntil(lambda: data_offer(window).is_shown())
    assert opened == []
    assert data_offer(window).text == "This network was trained on pets."
    monkeypatch.setattr(window.files.open_commands._dialogs, "folder_to_open", lambda title: "pets")
    monkeypatch.setattr(window.workspace, "open_origin", opened.append)
    data_offer(window).press("Find its data…")
    assert opened == [DataOrigin((str(tmp_path / "pets"),), ImageFolderSettings(side=16).as_dict())]


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


def test_data_are_opened_unasked_only_once(window, opened, qtbot):
    model = model_from(DataOrigin("builtin"))
    show(window, model, qtbot)
    window.session.set_dataset(make_dataset(seed=9))
    qtbot.waitUntil(lambda: data_offer(window).is_shown())
    assert opened == [DataOrigin("builtin")]
    show(window, replace(model), qtbot)
    assert len(opened) == 2


def trained(window, qtbot, dataset):
    """A network that was trained on `dataset`, and is not open any more."""
    window.workspace.set_dataset(dataset)
    qtbot.train(window.session, dataset, CONFIG)
    model = window.document.model_builder()()
    window.session.reset()
    return model


@pytest.fixture
def plain():
    """Data from a place, as they were opened."""
    return replace(make_dataset(), origin=DataOrigin("builtin"))


def relabeled(dataset, index):
    return EditedDataset.of(dataset).relabel([PictureKey("train", index)], 1).dataset


@pytest.mark.parametrize("edit", [lambda dataset: dataset, lambda dataset: relabeled(dataset, 2)])
def test_a_network_of_other_edits_brings_them_and_undo_those_of_the_user(window, opened, qtbot, plain, edit):
    model = trained(window, qtbot, edit(plain))
    window.workspace.set_dataset(plain)
    window.data_editor.relabel([PictureKey("train", 1)], 1)
    own = window.workspace.dataset.edits

    show(window, model, qtbot)

    qtbot.waitUntil(lambda: window.playback.can_seek)
    assert window.workspace.dataset.fingerprint == edit(plain).fingerprint
    assert opened == [], "they are made, not read again"
    assert not data_offer(window).is_shown()
    assert notice(window).text.startswith("The data have its edits now: ")
    assert window.data_editor.kept == own
    window.training_settings.undo_stack.undo()
    assert window.workspace.dataset.edits == own


def test_edits_of_the_user_on_a_network_that_cannot_be_repeated_stay_and_its_data_are_offered(
    window, opened, qtbot, plain
):
    model = trained(window, qtbot, plain)
    show(window, replace(model, parameters=model_from(None).parameters), qtbot)
    window.data_editor.relabel([PictureKey("train", 1)], 1)

    qtbot.waitUntil(data_offer(window).is_shown)

    assert window.workspace.dataset.edits is not None
    assert data_offer(window).text.startswith(
        "This network was trained on random pictures; the open data have other edits"
    )
    assert data_offer(window).captions == ["Open random pictures"]
    data_offer(window).press("Open random pictures")
    assert window.workspace.dataset is plain
    assert window.training_settings.undo_stack.next_undo.text == "Open random pictures"


def test_data_of_which_no_edits_make_those_of_a_network_have_changed(window, opened, qtbot, plain):
    model = model_from(DataOrigin("builtin"))
    edits = relabeled(plain, 1).edits
    recipe = replace(model.recipe, data=replace(model.recipe.data, edits=edits))
    window.workspace.set_dataset(plain)

    show(window, replace(model, recipe=recipe), qtbot)

    qtbot.waitUntil(data_offer(window).is_shown)
    assert "changed since this network was trained" in data_offer(window).text
    assert window.workspace.dataset is plain
