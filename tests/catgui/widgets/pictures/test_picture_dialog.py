"""The dialog of one picture enlarged."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from catgui.domain.place_map import MapKind, MappedPicture, PlaceMap
from catgui.widgets.maps.map_view import MapView
from catgui.widgets.pictures.picture_dialog import PictureDialog
from catgui.widgets.pictures.picture_view import PictureView


@pytest.fixture
def dialog(qtbot):
    dialog = PictureDialog()
    qtbot.addWidget(dialog)
    dialog.show_picture("Test picture 5", np.full((64, 64, 3), 90, dtype=np.uint8))
    dialog.show_verdict("Predicted: cat (94%)\nActual: non-cat", "cat", 0.941, 0.5, "3 of 10")
    dialog.enable_steps(True, True)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_shows_the_picture_the_title_and_the_probability(dialog):
    assert dialog.windowTitle() == "Test picture 5"
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Predicted: cat (94%)\nActual: non-cat" in texts
    assert "Probability of cat: 94%. Above 50% the prediction is cat." in texts
    assert "3 of 10" in texts


@pytest.mark.parametrize(("kind", "is_named"), [(None, False), (MapKind.NETWORK, False), (MapKind.DETECTOR, True)])
def test_under_the_map_of_the_detector_it_says_whose_prediction_it_is(dialog, kind, is_named):
    dialog.maps.choose(kind)
    assert dialog.findChild(QLabel, "picture_owner").isVisible() == is_named


def test_has_room_for_the_picture_six_times_enlarged(dialog):
    view = dialog.findChild(PictureView)
    assert min(view.width(), view.height()) >= 6 * 64


@pytest.mark.parametrize(("key", "step"), [(Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 1)])
def test_the_arrow_keys_step(dialog, qtbot, key, step):
    with qtbot.waitSignal(dialog.step_requested) as requested:
        qtbot.keyClick(dialog, key)
    assert requested.args == [step]


@pytest.mark.parametrize(("key", "kind"), [(Qt.Key.Key_N, MapKind.NETWORK), (Qt.Key.Key_D, MapKind.DETECTOR)])
def test_a_key_puts_a_map_in_the_place_of_the_picture_and_the_arrows_still_step(dialog, qtbot, key, kind):
    qtbot.keyClick(dialog, key, Qt.KeyboardModifier.AltModifier)
    assert dialog.maps.kind is kind
    assert not dialog.findChild(PictureView).isVisible()
    with qtbot.waitSignal(dialog.step_requested) as requested:
        qtbot.keyClick(dialog, Qt.Key.Key_Right)
    assert requested.args == [1]
    qtbot.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    assert dialog.findChild(PictureView).isVisible()


def test_once_the_map_has_the_focus_the_arrow_keys_move_in_it(dialog, qtbot):
    pixels = np.full((64, 64, 3), 90, dtype=np.uint8)
    dialog.maps.show_maps(
        MapKind.NETWORK, MappedPicture(pixels, (PlaceMap("a map", np.ones((4, 4)), 1.0, 0.0),), ("non-cat", "cat"))
    )
    dialog.maps.choose(MapKind.NETWORK)
    view = dialog.findChild(MapView)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.assertNotEmitted(dialog.step_requested), qtbot.waitSignal(view.pointed):
        qtbot.keyClick(view, Qt.Key.Key_Right)


def test_only_a_test_picture_can_be_put_into_the_training_part(dialog, qtbot):
    button = dialog.findChild(QPushButton, "move_to_training_button")
    assert not button.isVisible()
    dialog.show_picture("Test picture 6", np.full((64, 64, 3), 90, dtype=np.uint8), is_test=True)
    with qtbot.waitSignal(dialog.training_requested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    button.setFocus()
    dialog.show_picture("Training picture 6", np.full((64, 64, 3), 90, dtype=np.uint8))
    assert not button.isVisible()
    assert dialog.isAncestorOf(dialog.focusWidget())
