"""The combo box of layers."""

import pytest

from catgui.widgets.pictures.layer_chooser import LayerChooser


@pytest.fixture
def chooser(qtbot):
    chooser = LayerChooser()
    qtbot.addWidget(chooser)
    chooser.show_layers(["Layer 1", "Layer 2"], ["Layer 1: 4 units", "Layer 2: 3 units"])
    return chooser


def test_the_same_layer_stays_chosen(chooser, qtbot):
    chooser.setCurrentIndex(1)
    with qtbot.assertNotEmitted(chooser.chosen):
        chooser.show_layers(["Layer 1", "Layer 2"], ["Layer 1: 4 units", "Layer 2: 3 units, 1 dead"])
        assert chooser.currentText() == "Layer 2: 3 units, 1 dead"
        chooser.show_layers(["Block 1", "Layer 1", "Layer 2"], ["a", "b", "c"])
        assert chooser.currentText() == "c"
        chooser.show_layers(["Layer 1"], ["Layer 1: 4 units"])
        assert chooser.currentText() == "Layer 1: 4 units"


def test_choosing_is_told(chooser, qtbot):
    with qtbot.waitSignal(chooser.chosen):
        chooser.setCurrentIndex(1)
