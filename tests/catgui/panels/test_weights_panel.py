"""The weights panel, as a user sees it."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabBar

from catgui.models.network.inspector import Inspector
from catgui.models.pictures.picture_list import PictureRole
from catgui.models.selected_picture import SelectedPicture
from catgui.panels.weights_panel import WeightsPanel
from catgui.widgets.pictures.annotated_grid import AnnotatedGrid
from catgui.widgets.pictures.unit_activations import UnitActivations
from engine.analysis.inspection import weight_pictures
from engine.nn.parameters import initialize_parameters_deep
from engine.saved_model.model import Model
from engine.training.config import TrainingConfig
from engine.training.features import count_features
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
    inspector.shutdown()


@pytest.fixture
def trained(panel, dataset, qtbot):
    with qtbot.waitSignal(panel.session.completed):
        panel.session.start(dataset, CONFIG)
    qtbot.waitUntil(lambda: units(panel).rowCount() == 4)
    return panel


def units(panel):
    return panel.findChild(AnnotatedGrid).model()


def described(panel, row):
    return units(panel).index(row).data(Qt.ItemDataRole.AccessibleTextRole)


def shown(panel, row):
    return units(panel).index(row).data(PictureRole.CAPTION_LINES)


def mark(panel, row):
    return units(panel).index(row).data(PictureRole.IS_CORRECT)


def layer_text(panel, layer):
    return panel.findChild(QLabel, f"layer_{layer}_words").text()


def hint_text(panel):
    return panel.findChild(QLabel, "weights_hint").text()


def pictures(panel):
    return [units(panel).data(units(panel).index(row), PictureRole.PIXELS) for row in range(4)]


def test_each_unit_of_the_first_layer_is_a_picture(trained, dataset):
    W1 = trained.session.snapshot.network.parameters["W1"]
    start = initialize_parameters_deep(CONFIG.layer_dims(dataset.features), CONFIG.seed)["W1"]
    np.testing.assert_array_equal(pictures(trained), weight_pictures(W1 - start, dataset.picture_shape))
    trained.findChild(QTabBar, "weights_switch").setCurrentIndex(1)
    np.testing.assert_array_equal(pictures(trained), weight_pictures(W1, dataset.picture_shape))
    assert layer_text(trained, 1).startswith("Layer 1: 4 units")
    assert layer_text(trained, 2).startswith("Layer 2: 3 units")


def test_a_network_from_a_file_shows_its_whole_weights(panel, dataset, qtbot):
    config = TrainingConfig(hidden_layers=(4,), iterations=1)
    parameters = initialize_parameters_deep(config.layer_dims(dataset.features), seed=9)
    panel.session.set_model(dataset, Model(parameters, dataset.classes, dataset.picture_shape, config, np.ones(1), "x"))
    qtbot.waitUntil(lambda: units(panel).rowCount() == 4)
    assert not panel.findChild(QTabBar, "weights_switch").isVisible()
    assert hint_text(panel).startswith("All weights, since those at the start are not known for this network.")
    np.testing.assert_array_equal(pictures(panel), weight_pictures(parameters["W1"], dataset.picture_shape))


def test_the_activations_of_the_selected_picture_are_shown(trained, dataset, qtbot):
    assert "active" not in layer_text(trained, 1)
    trained.picked.pick(dataset.test.pictures[2], "test picture 2")
    qtbot.waitUntil(lambda: "active" in layer_text(trained, 1))
    assert trained.findChild(QLabel, "lit_title").text() == "test picture 2"
    activations = trained.session.snapshot.network.hidden(trained.picked.example_for(dataset.picture_shape))
    for row in range(4):
        value = activations[0][row, 0]
        assert shown(trained, row)[1] == (f"active: {value:.2f}" if value > 0 else "inactive")
        text = f"on the selected picture active: {value:.2f}" if value > 0 else "on the selected picture inactive"
        assert described(trained, row).endswith(text)
    for lights, layer in zip(trained.findChildren(UnitActivations), activations, strict=True):
        np.testing.assert_allclose(lights._activations, layer[:, 0])


def test_it_follows_another_network_with_other_layers(trained, dataset, qtbot):
    with qtbot.waitSignal(trained.session.completed):
        trained.session.start(dataset, TrainingConfig(hidden_layers=(6,), iterations=20))
    qtbot.waitUntil(lambda: units(trained).rowCount() == 6)
    qtbot.waitUntil(lambda: trained.findChild(QLabel, "layer_2_words") is None)


def test_a_dead_unit_is_named(trained, dataset, qtbot):
    network = trained.session.snapshot.network
    network.first_layer.b = network.first_layer.b - 1e9
    trained.session.show(trained.session.snapshot)
    qtbot.waitUntil(lambda: layer_text(trained, 1) == "Layer 1: 4 units, 4 dead")
    assert described(trained, 0) == "Unit 1: dead, active on no training picture"
    assert shown(trained, 0) == ("Unit 1", "", "dead")
    assert mark(trained, 0) is False


def test_a_hidden_panel_inspects_nothing(panel, dataset, qtbot):
    panel.hide()
    inspected = []
    panel.inspector.inspected.connect(inspected.append)
    with qtbot.waitSignal(panel.session.completed):
        panel.session.start(dataset, CONFIG)
    assert inspected == []
    panel.show()
    qtbot.waitUntil(lambda: len(inspected) > 0)


def test_a_reset_clears_the_panel(trained):
    trained.session.reset()
    assert not trained.findChild(AnnotatedGrid).isVisible()


def test_no_text_is_cut_off_in_a_small_window(trained, qtbot):
    trained.resize(704, 220)
    for name in ("weights_hint", "lit_title"):
        shown = trained.findChild(QLabel, name)
        qtbot.waitUntil(lambda shown=shown: shown.width() >= shown.fontMetrics().horizontalAdvance(shown.text()))


def test_weights_of_pretrained_filters_are_no_pictures_and_units_are_shown_as_ever(panel, qtbot):
    dataset = make_dataset(side=16)
    panel.picked.pick(dataset.train.pictures[3], "Training picture 3")
    with qtbot.waitSignal(panel.session.completed):
        panel.session.start(dataset, replace(CONFIG, features="pretrained"))
    qtbot.waitUntil(lambda: "no pictures" in hint_text(panel))

    assert units(panel).rowCount() == 0
    assert not panel.findChild(AnnotatedGrid).isVisible()
    assert not panel.findChild(QTabBar, "weights_switch").isVisible()
    assert layer_text(panel, 1).startswith("Layer 1: 4 units")
    assert "active" in layer_text(panel, 2)


def test_a_saved_network_on_pretrained_filters_is_shown(panel, qtbot):
    dataset, config = make_dataset(side=16), replace(CONFIG, features="pretrained")
    parameters = initialize_parameters_deep(config.layer_dims(count_features("pretrained", (16, 16))))
    model = Model(parameters, dataset.classes, (16, 16), config, np.full(30, 0.7), "elsewhere")
    panel.session.set_model(dataset, model)
    qtbot.waitUntil(lambda: panel.session.snapshot is not None and "no pictures" in hint_text(panel))

    probabilities = panel.session.snapshot.test.probabilities
    np.testing.assert_allclose(probabilities, model.probabilities(dataset.test.pictures))
    panel.session.set_model(None, model)
    assert panel.session.network is not None
