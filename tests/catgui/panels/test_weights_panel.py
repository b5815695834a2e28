"""The weights panel, as a user sees it."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel

from catgui.domain.picture import ROW_ROLE, Picture
from catgui.models.background_task import end_work
from catgui.models.network.inspector import Inspector, pretrained_network
from catgui.models.selected_picture import SelectedPicture
from catgui.panels.weights_panel import WeightsPanel
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.viewer import Viewer
from engine.analysis.feature_maps import channel_activity, filter_pictures
from engine.analysis.inspection import weight_pictures
from engine.core import initialize_parameters_deep
from engine.saved_model.model import SavedRun
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.support.models import plain_model
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig(hidden_layers=(4, 3), iterations=30)


@pytest.fixture
def panel(qtbot, session):
    picked = SelectedPicture()
    inspector = Inspector(session)
    panel = WeightsPanel(inspector, picked)
    panel.session, panel.inspector, panel.picked = session, inspector, picked
    qtbot.addWidget(panel)
    panel.resize(900, 220)
    panel.show()
    yield panel
    end_work(inspector)


@pytest.fixture
def trained(panel, dataset, qtbot):
    qtbot.train(panel.session, dataset, CONFIG)
    qtbot.waitUntil(lambda: units(panel).rowCount() == 4)
    return panel


@pytest.mark.parametrize("features", ["pixels", "pretrained"])
def test_without_hidden_layers_there_is_one_picture_of_the_output(panel, qtbot, features):
    dataset = make_dataset(side=16)
    config = TrainingConfig((), iterations=30, features=features, initialization="zeros")
    qtbot.train(panel.session, dataset, config)
    choose = chooser_of(panel)
    qtbot.waitUntil(lambda: choose.findData("Output") >= 0)
    choose_layer(panel, "Output")
    assert units(panel).rowCount() == 1
    qtbot.waitUntil(lambda: text(panel, "collage_heading").startswith("Output: above 0 for "))


def grid(panel, name="unit_grid"):
    return panel.findChild(PictureGrid, name)


def units(panel):
    return grid(panel).model()


def collage(panel):
    """The indices of the training pictures in the collage."""
    model = grid(panel, "collage_grid").model()
    return [model.index(row).data(ROW_ROLE).picture.index for row in range(model.rowCount())]


def chooser_of(panel):
    return panel.findChild(QComboBox, "layer_chooser")


def choose_layer(panel, name):
    chooser = chooser_of(panel)
    chooser.setCurrentIndex(chooser.findData(name))


def text(panel, name):
    return panel.findChild(QLabel, name).text()


def hint_text(panel):
    return text(panel, "weights_hint")


def pictures(panel):
    return [units(panel).index(row).data(ROW_ROLE).pixels for row in range(4)]


def test_each_unit_of_the_first_layer_is_a_picture(trained, dataset):
    W1 = trained.session.now.snapshot.network.parameters["W1"]
    start = initialize_parameters_deep(CONFIG.layer_dims(dataset.features), CONFIG.seed)["W1"]
    np.testing.assert_array_equal(pictures(trained), weight_pictures(W1 - start, dataset.picture_shape))
    assert hint_text(trained).startswith("What training changed.")
    titles = [chooser_of(trained).itemText(index).partition(",")[0] for index in range(2)]
    assert titles == ["Layer 1: 4 neurons", "Layer 2: 3 neurons"]


def test_of_weights_whose_start_is_unknown_all_are_shown(panel, dataset, qtbot, monkeypatch):
    monkeypatch.setattr(SavedRun, "initial_weights", lambda _self: None)
    parameters = initialize_parameters_deep(CONFIG.layer_dims(dataset.features), 5)
    model = plain_model(parameters, dataset.classes, dataset.picture_shape, CONFIG, np.ones(3), "elsewhere")
    panel.session.set_model(dataset, model)
    qtbot.waitUntil(lambda: units(panel).rowCount() == 4)
    expected = parameters["W1"]
    np.testing.assert_array_equal(pictures(panel), weight_pictures(expected, dataset.picture_shape))
    assert hint_text(panel).startswith("Weights.")


def test_a_hidden_panel_inspects_nothing(panel, dataset, qtbot):
    panel.hide()
    inspected = []
    panel.inspector.found.connect(inspected.append)
    qtbot.train(panel.session, dataset, CONFIG)
    assert inspected == []
    panel.show()
    qtbot.waitUntil(lambda: bool(inspected))


def test_weights_of_pretrained_filters_are_no_pictures_and_training_pictures_stand_for_the_units(panel, qtbot):
    dataset = make_dataset(side=16)
    qtbot.train(panel.session, dataset, replace(CONFIG, features="pretrained"))
    # Not its units: those of the filters may be shown before them.
    qtbot.waitUntil(lambda: chooser_of(panel).findData("Layer 1") >= 0)
    choose_layer(panel, "Layer 1")

    assert hint_text(panel) == "Shown as the picture that activates it most."
    indices = collage(panel)
    np.testing.assert_array_equal(pictures(panel)[0], dataset.train.pictures[indices[0]])


@pytest.mark.parametrize("features", ["pixels", "pretrained"])
def test_the_collage_has_the_training_pictures_that_activate_the_unit_most(panel, qtbot, features):
    dataset = make_dataset(side=16)
    qtbot.train(panel.session, dataset, replace(CONFIG, features=features))
    qtbot.waitUntil(lambda: units(panel).rowCount() > 0)
    network = panel.session.now.snapshot.network
    for layer, A in enumerate(network.hidden(network.first_layer.train), start=1):
        choose_layer(panel, f"Layer {layer}")
        for unit in range(len(A)):
            grid(panel).setCurrentIndex(units(panel).index(unit))
            strongest = [k for k in np.argsort(-A[unit], kind="stable") if A[unit, k] > 0][:9]
            assert collage(panel) == strongest


def test_the_keyboard_leads_to_a_unit_its_enlargement_and_a_picture(trained, dataset, qtbot):
    units_grid = grid(trained)
    qtbot.waitUntil(trained.isActiveWindow)
    units_grid.setFocus()
    qtbot.keyClick(units_grid, Qt.Key.Key_Right)
    assert text(trained, "collage_heading").startswith("Neuron 2: active on ")
    qtbot.keyClick(units_grid, Qt.Key.Key_Return)
    dialog = trained.findChild(Viewer)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.windowTitle() == "Layer 1: Neuron 2"
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_Right)
    assert dialog.windowTitle() == "Layer 1: Neuron 3"
    assert units_grid.currentIndex().row() == 2
    dialog.close()
    pictures_grid = grid(trained, "collage_grid")
    pictures_grid.setCurrentIndex(pictures_grid.model().index(1))
    first = collage(trained)[1]
    qtbot.keyClick(pictures_grid, Qt.Key.Key_Return)
    assert trained.picked.picture == Picture("train", first)


@pytest.fixture
def pretrained(panel, qtbot):
    """The panel with a network on pretrained filters."""
    panel.dataset = make_dataset(side=16)
    qtbot.train(panel.session, panel.dataset, replace(CONFIG, features="pretrained"))
    qtbot.waitUntil(lambda: chooser_of(panel).findData("Block 5") >= 0)
    choose_layer(panel, "Block 5")
    qtbot.waitUntil(lambda: "training" in text(panel, "collage_heading"))
    return panel


def test_the_first_filters_are_shown(pretrained):
    choose_layer(pretrained, "Input filters")
    assert units(pretrained).rowCount() == 32
    assert "adds its color" in hint_text(pretrained)
    network = pretrained_network("pretrained")
    np.testing.assert_array_equal(pictures(pretrained), filter_pictures(network)[:4])


def test_the_collage_of_a_channel_frames_what_it_depends_on(pretrained):
    activity = channel_activity(pretrained_network("pretrained"), pretrained.dataset.train.pictures)
    choose_layer(pretrained, "Block 2")
    grid(pretrained).setCurrentIndex(units(pretrained).index(5))
    indices, activations = activity[1].top.of_unit(5)
    assert collage(pretrained) == indices.tolist()
    np.testing.assert_array_equal(pictures(pretrained)[0], pretrained.dataset.train.pictures[top_of(activity[1], 0)])
    model = grid(pretrained, "collage_grid").model()
    rows = [model.index(row).data(ROW_ROLE) for row in range(model.rowCount())]
    assert [row.region for row in rows] == [
        tuple(region) for region in activity[1].top.regions[5, : len(rows)].tolist()
    ]
    assert f"activation {activations[0]:.2f}" in rows[0].description
    assert pretrained.findChild(QLabel, "collage_note").isVisible()
    choose_layer(pretrained, "Layer 1")
    assert not pretrained.findChild(QLabel, "collage_note").isVisible()


def top_of(activity, unit):
    return activity.top.of_unit(unit)[0][0]


def test_a_network_of_convolution_shows_its_own_blocks(panel, qtbot):
    dataset = make_dataset(side=16)
    config = replace(TrainingConfig.for_features("convolution"), hidden_layers=(4, 5), iterations=3)
    qtbot.train(panel.session, dataset, config)
    qtbot.waitUntil(lambda: panel.findChild(QLabel, "collage_note").isVisible())
    chooser = chooser_of(panel)
    assert [chooser.itemData(index) for index in range(chooser.count())] == ["Input filters", "Block 1", "Block 2"]
    choose_layer(panel, "Block 2")
    activity = channel_activity(panel.session.now.network.folded(), dataset.train.pictures)[1]
    assert (
        collage(panel)
        == activity.top.of_unit(panel.findChild(PictureGrid, "unit_grid").currentIndex().row())[0].tolist()
    )


@pytest.mark.slow
@pytest.mark.parametrize("features", ["pixels", "pretrained"])
def test_a_hidden_panel_keeps_no_data_of_an_earlier_run(panel, qtbot, features):
    dataset = make_dataset(side=16)
    qtbot.train(panel.session, dataset, replace(CONFIG, features=features))
    qtbot.waitUntil(lambda: len(collage(panel)) > 0)
    panel.hide()
    data = weakref.ref(dataset)
    del dataset
    panel.session.reset()
    qtbot.waitUntil(lambda: gc.collect() >= 0 and data() is None)
    panel.show()
    assert not grid(panel).isVisible()


@pytest.mark.parametrize("has_data", [False, True])
def test_a_saved_network_of_convolution_shows_its_blocks(panel, qtbot, has_data):
    dataset = make_dataset(side=16)
    config = replace(TrainingConfig.for_features("convolution"), hidden_layers=(4, 5), iterations=3)
    run = TrainingRun(dataset, config)
    costs = np.array([step.cost for step in run])
    parameters = run.snapshot().network.parameters
    model = plain_model(parameters, dataset.classes, (16, 16), config, costs, "elsewhere")
    panel.session.set_model(dataset if has_data else None, model)
    qtbot.waitUntil(lambda: chooser_of(panel).findData("Block 2") >= 0)
    choose_layer(panel, "Block 2")
    assert units(panel).rowCount() == 5
    if has_data:
        qtbot.waitUntil(lambda: len(collage(panel)) > 0)
    else:
        assert not grid(panel, "collage_grid").isVisible()


def test_the_same_layer_stays_chosen_while_others_come_and_go(trained, dataset, qtbot):
    choose_layer(trained, "Layer 2")
    for layers, chosen in (((4, 3, 2), "Layer 2"), ((5,), "Layer 1")):
        qtbot.train(trained.session, dataset, replace(CONFIG, hidden_layers=layers))
        qtbot.waitUntil(lambda layers=layers: chooser_of(trained).count() == len(layers))
        assert chooser_of(trained).currentData() == chosen
