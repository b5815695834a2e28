"""The weights panel, as a user sees it."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QTabBar

from catgui.domain.picture import ROW_ROLE, Picture
from catgui.models.network.inspector import Inspector, pretrained_network
from catgui.models.selected_picture import SelectedPicture
from catgui.models.tasks.background_task import end_work
from catgui.panels.weights_panel import LayerChooser, WeightsPanel
from catgui.widgets.pictures.layer_overview import LayerOverview, UnitActivations
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.viewer import Viewer
from engine.analysis.feature_maps import channel_activity, feature_maps, filter_pictures, map_pictures
from engine.analysis.inspection import weight_pictures
from engine.core import initialize_parameters_deep
from engine.training.config import TrainingConfig
from engine.training.features import make_examples
from engine.training.run import TrainingRun
from tests.support.leaks import stale_layout_items
from tests.support.models import plain_model
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig(hidden_layers=(4, 3), iterations=30)


@pytest.fixture
def panel(qtbot, session):
    picked = SelectedPicture()
    inspector = Inspector(session, picked)
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
    choose = panel.findChild(LayerChooser)
    qtbot.waitUntil(lambda: choose.count() > 0)
    choose.setCurrentIndex(choose.count() - 1)
    assert choose.currentText() == "Output"
    assert units(panel).rowCount() == 1
    assert panel.findChild(QCheckBox, "strongest_first").isHidden(), "of one there is no order"
    panel.picked.pick(dataset.test.pictures[0], "Test picture 0")
    logit = panel.session.now.network.forward(make_examples(features, dataset.test.pictures[:1], np.zeros((1, 1))))[1]
    said = f"logit {logit[0, 0]:+.2f}".replace("-", "−")
    qtbot.waitUntil(lambda: said in " ".join(units(panel).index(0, 0).data(ROW_ROLE).lines))


def grid(panel, name="unit_grid"):
    return panel.findChild(PictureGrid, name)


def units(panel):
    return grid(panel).model()


def collage(panel):
    """The indices of the training pictures in the collage, and their captions."""
    model = grid(panel, "collage_grid").model()
    rows = [model.index(row) for row in range(model.rowCount())]
    return [row.data(ROW_ROLE).picture.index for row in rows], [row.data(ROW_ROLE).lines for row in rows]


def choose_layer(panel, name):
    chooser = panel.findChild(LayerChooser)
    chooser.setCurrentIndex(chooser.findData(name))


def text(panel, name):
    return panel.findChild(QLabel, name).text()


def described(panel, row):
    return units(panel).index(row).data(Qt.ItemDataRole.AccessibleTextRole)


def shown(panel, row):
    return units(panel).index(row).data(ROW_ROLE).lines


def layer_text(panel, layer):
    return text(panel, f"layer_{layer}_words")


def hint_text(panel):
    return text(panel, "weights_hint")


def pictures(panel):
    return [units(panel).index(row).data(ROW_ROLE).pixels for row in range(4)]


def test_each_unit_of_the_first_layer_is_a_picture(trained, dataset):
    W1 = trained.session.now.snapshot.network.parameters["W1"]
    start = initialize_parameters_deep(CONFIG.layer_dims(dataset.features), CONFIG.seed)["W1"]
    np.testing.assert_array_equal(pictures(trained), weight_pictures(W1 - start, dataset.picture_shape))
    trained.findChild(QTabBar, "weights_switch").setCurrentIndex(1)
    np.testing.assert_array_equal(pictures(trained), weight_pictures(W1, dataset.picture_shape))
    assert layer_text(trained, 1).startswith("Layer 1: 4 neurons")
    assert layer_text(trained, 2).startswith("Layer 2: 3 neurons")


def test_the_activations_of_the_selected_picture_are_shown(trained, dataset, qtbot):
    assert "active" not in layer_text(trained, 1)
    trained.picked.pick(dataset.test.pictures[2], "Test picture 2")
    qtbot.waitUntil(lambda: "active" in layer_text(trained, 1))
    assert trained.findChild(QLabel, "lit_title").text() == "Test picture 2"
    activations = trained.session.now.snapshot.network.hidden(trained.picked.example_for(dataset.picture_shape))
    for row in range(4):
        value = activations[0][row, 0]
        assert shown(trained, row)[1] == (f"active: {value:.2f}" if value > 0 else "inactive")
        assert described(trained, row).endswith(f"On the selected picture: {value:.2f}")
    for lights, layer in zip(trained.findChildren(UnitActivations), activations, strict=True):
        np.testing.assert_allclose(lights._activations, layer[:, 0])


def test_a_hidden_panel_inspects_nothing(panel, dataset, qtbot):
    panel.hide()
    inspected = []
    panel.inspector.found.connect(inspected.append)
    qtbot.train(panel.session, dataset, CONFIG)
    assert inspected == []
    panel.show()
    qtbot.waitUntil(lambda: bool(inspected))


def test_a_wide_panel_has_the_legend_beside_the_layer_and_an_overview(trained, qtbot):
    legend, chooser = trained.findChild(QLabel, "weights_hint"), trained.findChild(LayerChooser)
    overview = trained.findChild(LayerOverview)
    widths = []

    def middle(widget):
        return widget.mapTo(trained, widget.rect().center()).y()

    for width in (1200, 928):
        trained.resize(width, 220)
        qtbot.waitUntil(lambda: abs(middle(legend) - middle(chooser)) <= 4)
        qtbot.waitUntil(lambda: legend.width() >= legend.fontMetrics().horizontalAdvance(legend.text()))
        widths.append(overview.width())
    assert widths[0] > widths[1]
    trained.resize(704, 220)
    qtbot.waitUntil(lambda: middle(legend) > middle(chooser) + 4)
    assert not overview.isVisible()
    assert not stale_layout_items()


def test_weights_of_pretrained_filters_are_no_pictures_and_training_pictures_stand_for_the_units(panel, qtbot):
    dataset = make_dataset(side=16)
    panel.picked.pick(dataset.train.pictures[3], "Training picture 3")
    qtbot.train(panel.session, dataset, replace(CONFIG, features="pretrained"))
    # Not its units: those of the filters may be shown before them.
    qtbot.waitUntil(lambda: panel.findChild(LayerChooser).findData("Layer 1") >= 0)
    choose_layer(panel, "Layer 1")

    assert hint_text(panel) == "Shown as the picture that activates it most."
    assert not panel.findChild(QTabBar, "weights_switch").isVisible()
    chooser = panel.findChild(LayerChooser)
    assert chooser.currentText().startswith("Layer 1: 4 neurons")
    assert "active" in chooser.itemText(chooser.findData("Layer 2"))
    indices, _ = collage(panel)
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
            names = [dataset.classes[dataset.train.labels[0, k]] for k in strongest]
            expected = [(f"{A[unit, k]:.2f}", name) for k, name in zip(strongest, names, strict=True)]
            assert collage(panel) == (strongest, expected)


def test_the_keyboard_leads_to_a_unit_its_enlargement_and_a_picture(trained, dataset, qtbot):
    trained.picked.pick(dataset.test.pictures[2], "Test picture 2")
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
    first = collage(trained)[0][1]
    qtbot.keyClick(pictures_grid, Qt.Key.Key_Return)
    assert trained.picked.picture == Picture("train", first)


def test_the_strongest_units_on_the_selected_picture_come_first_if_wanted(trained, dataset, qtbot):
    trained.picked.pick(dataset.test.pictures[2], "Test picture 2")
    qtbot.waitUntil(lambda: "active" in layer_text(trained, 1))
    grid(trained).setCurrentIndex(units(trained).index(1))
    trained.findChild(QCheckBox, "strongest_first").setChecked(True)
    activations = trained.session.now.snapshot.network.hidden(trained.picked.example_for(dataset.picture_shape))[0][
        :, 0
    ]
    names = [f"Neuron {unit + 1}" for unit in np.argsort(-activations, kind="stable")]
    assert [shown(trained, row)[0] for row in range(4)] == names
    # The same unit stays selected, in its new place.
    assert shown(trained, grid(trained).currentIndex().row())[0] == "Neuron 2"
    assert text(trained, "collage_heading").startswith("Neuron 2")


def test_a_click_on_a_square_of_the_overview_leads_to_its_unit(trained, qtbot):
    assert trained.findChild(LayerOverview).isVisible()
    squares = trained.findChildren(UnitActivations)[1]
    qtbot.mouseClick(squares, Qt.MouseButton.LeftButton, pos=QPoint(2 * 13 + 5, 5))
    assert trained.findChild(LayerChooser).currentData() == "Layer 2"
    assert text(trained, "collage_heading").startswith("Neuron 3")
    trained.resize(700, 220)
    assert not trained.findChild(LayerOverview).isVisible()


@pytest.fixture
def pretrained(panel, qtbot):
    """The panel with a network on pretrained filters, and a selected picture."""
    panel.dataset = make_dataset(side=16)
    panel.picked.pick(panel.dataset.test.pictures[2], "Test picture 2")
    qtbot.train(panel.session, panel.dataset, replace(CONFIG, features="pretrained"))
    chooser = panel.findChild(LayerChooser)
    qtbot.waitUntil(lambda: chooser.findData("Block 5") >= 0)
    choose_layer(panel, "Block 5")
    qtbot.waitUntil(lambda: "active" in chooser.currentText() and "training" in text(panel, "collage_heading"))
    return panel


def test_the_filters_and_the_maps_of_each_block_are_shown(pretrained):
    network = pretrained_network("pretrained")
    choose_layer(pretrained, "Input filters")
    assert units(pretrained).rowCount() == 32
    assert "adds its color" in hint_text(pretrained)
    np.testing.assert_array_equal(pictures(pretrained), filter_pictures(network)[:4])
    for number, maps in enumerate(feature_maps(network, pretrained.dataset.test.pictures[2]), start=1):
        choose_layer(pretrained, f"Block {number}")
        assert units(pretrained).rowCount() == maps.shape[2]
        assert "largest value of the map" in hint_text(pretrained)
        np.testing.assert_array_equal(pictures(pretrained), map_pictures(maps)[:4])
        largest = maps[..., 0].max()
        assert shown(pretrained, 0) == ("Channel 1", f"active: {largest:.2f}" if largest > 0 else "inactive")


def test_the_collage_of_a_channel_frames_what_it_depends_on(pretrained):
    activity = channel_activity(pretrained_network("pretrained"), pretrained.dataset.train.pictures)
    choose_layer(pretrained, "Block 2")
    grid(pretrained).setCurrentIndex(units(pretrained).index(5))
    indices, activations = activity[1].top.of_unit(5)
    assert collage(pretrained)[0] == indices.tolist()
    assert [lines[0] for lines in collage(pretrained)[1]] == [f"{value:.2f}" for value in activations]
    model = grid(pretrained, "collage_grid").model()
    regions = [model.index(row).data(ROW_ROLE).region for row in range(model.rowCount())]
    assert regions == [tuple(region) for region in activity[1].top.regions[5, : len(indices)].tolist()]
    assert "frame" in text(pretrained, "collage_note")


def test_a_network_of_convolution_shows_its_own_blocks(panel, qtbot):
    dataset = make_dataset(side=16)
    panel.picked.pick(dataset.test.pictures[2], "Test picture 2")
    config = replace(TrainingConfig.for_features("convolution"), hidden_layers=(4, 5), iterations=3)
    qtbot.train(panel.session, dataset, config)
    chooser = panel.findChild(LayerChooser)
    qtbot.waitUntil(lambda: "frame" in text(panel, "collage_note"))
    assert [chooser.itemData(index) for index in range(chooser.count())] == ["Input filters", "Block 1", "Block 2"]
    folded = panel.session.now.network.folded()
    choose_layer(panel, "Block 2")
    maps = feature_maps(folded, dataset.test.pictures[2])[1]
    np.testing.assert_array_equal(pictures(panel), map_pictures(maps)[:4])
    indices, _ = channel_activity(folded, dataset.train.pictures)[1].top.of_unit(0)
    assert collage(panel)[0] == indices.tolist()


@pytest.mark.slow
@pytest.mark.parametrize("features", ["pixels", "pretrained"])
def test_a_hidden_panel_keeps_no_data_of_an_earlier_run(panel, qtbot, features):
    dataset = make_dataset(side=16)
    qtbot.train(panel.session, dataset, replace(CONFIG, features=features))
    qtbot.waitUntil(lambda: len(collage(panel)[0]) > 0)
    panel.hide()
    data = weakref.ref(dataset)
    del dataset
    panel.session.reset()
    qtbot.waitUntil(lambda: gc.collect() >= 0 and data() is None)
    panel.show()
    assert not grid(panel).isVisible()


@pytest.mark.usefixtures("any_font")
def test_the_view_stays_where_it_is_while_units_change_their_places(trained, dataset, qtbot):
    trained.resize(260, 220)
    view = grid(trained)
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 0)
    trained.findChild(QCheckBox, "strongest_first").setChecked(True)
    # A picture and a unit that it moves down most.
    tests = make_examples("pixels", dataset.test.pictures, dataset.test.labels)
    rows = np.argsort(np.argsort(-trained.session.now.snapshot.network.hidden(tests)[0], axis=0, kind="stable"), axis=0)
    unit, index = np.unravel_index((rows - np.arange(4)[:, np.newaxis]).argmax(), rows.shape)
    assert rows[unit, index] > max(unit, 1)
    view.setCurrentIndex(units(trained).index(int(unit)))
    bar = view.verticalScrollBar()
    bar.setValue(0)
    trained.picked.pick(dataset.test.pictures[index], "a test picture")
    qtbot.waitUntil(lambda: view.currentIndex().row() == rows[unit, index])
    assert bar.value() == 0


@pytest.mark.parametrize("has_data", [False, True])
def test_a_saved_network_of_convolution_shows_its_blocks(panel, qtbot, has_data):
    dataset = make_dataset(side=16)
    config = replace(TrainingConfig.for_features("convolution"), hidden_layers=(4, 5), iterations=3)
    run = TrainingRun(dataset, config)
    costs = np.array([step.cost for step in run])
    parameters = run.snapshot().network.parameters
    model = plain_model(parameters, dataset.classes, (16, 16), config, costs, "elsewhere")
    panel.picked.pick(dataset.test.pictures[2], "Test picture 2")
    panel.session.set_model(dataset if has_data else None, model)
    chooser = panel.findChild(LayerChooser)
    qtbot.waitUntil(lambda: chooser.findData("Block 2") >= 0)
    choose_layer(panel, "Block 2")
    assert units(panel).rowCount() == 5
    if has_data:
        qtbot.waitUntil(lambda: len(collage(panel)[0]) > 0)
    else:
        assert text(panel, "collage_message").startswith("Open the data of this network")
        assert shown(panel, 0)[0] == "Channel 1"


@pytest.fixture
def chooser(qtbot):
    chooser = LayerChooser()
    qtbot.addWidget(chooser)
    chooser.show_layers(["Layer 1", "Layer 2"], ["Layer 1: 4 neurons", "Layer 2: 3 neurons"])
    return chooser


def test_the_same_layer_stays_chosen(chooser, qtbot):
    chooser.setCurrentIndex(1)
    with qtbot.assertNotEmitted(chooser.currentIndexChanged):
        chooser.show_layers(["Layer 1", "Layer 2"], ["Layer 1: 4 neurons", "Layer 2: 3 neurons, 1 dead"])
        assert chooser.currentText() == "Layer 2: 3 neurons, 1 dead"
        chooser.show_layers(["Block 1", "Layer 1", "Layer 2"], ["a", "b", "c"])
        assert chooser.currentText() == "c"
        chooser.show_layers(["Layer 1"], ["Layer 1: 4 neurons"])
        assert chooser.currentText() == "Layer 1: 4 neurons"
