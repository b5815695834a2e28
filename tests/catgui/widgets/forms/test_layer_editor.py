"""The drawn network: its layers by mouse and keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSpinBox, QToolButton

from catgui.domain.features import FEATURES_TEXTS, describe_inputs
from catgui.widgets.forms.layer_editor import LayerEditor


@pytest.fixture
def editor(qtbot):
    """An editor of the notebook's layers that shows what is edited, as a form does."""
    editor = LayerEditor(most_layers=4)
    qtbot.addWidget(editor)
    editor.edited = []
    editor.widths_edited.connect(editor.edited.append)
    editor.widths_edited.connect(editor.show_widths)
    editor.show_inputs(describe_inputs("pixels", (64, 64), 12288))
    editor.show_widths((20, 7, 5))
    editor.resize(420, 58)
    editor.show()
    editor.activateWindow()
    return editor


def units(editor, number):
    return editor.findChild(QSpinBox, f"layer_{number}_units")


def button(editor, name):
    return editor.findChild(QToolButton, name)


def widths(editor):
    return [spin.value() for spin in editor.findChildren(QSpinBox) if spin.isVisible()]


def test_a_layer_is_added_after_another_and_gets_the_focus(editor, qtbot):
    qtbot.mouseClick(button(editor, "add_layer_2"), Qt.MouseButton.LeftButton)
    assert editor.edited == [(20, 7, 7, 5)]
    assert QApplication.focusWidget() is units(editor, 3)
    assert not any(button(editor, f"add_layer_{number}").isEnabled() for number in range(1, 5))


def test_all_layers_are_removed_and_one_is_added_by_mouse_and_keys(editor, qtbot):
    add = button(editor, "add_first_layer")
    assert not add.isVisible()
    for expected in ((7, 5), (5,), ()):
        qtbot.mouseClick(button(editor, "remove_layer_1"), Qt.MouseButton.LeftButton)
        assert editor.edited[-1] == expected
    assert widths(editor) == []
    assert add.isVisible()
    assert add.accessibleName() == "Add a hidden layer"
    # From each of the dots for inputs to the output.
    qtbot.waitUntil(lambda: len({line.p2().toTuple() for line in editor.widget().connections()}) == 1)
    assert len(editor.widget().connections()) == 5
    assert editor.horizontalScrollBar().maximum() == 0
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    assert editor.edited[-1] == (3,)
    assert QApplication.focusWidget() is units(editor, 1)
    button(editor, "remove_layer_1").setFocus()
    qtbot.keyClick(button(editor, "remove_layer_1"), Qt.Key.Key_Space)
    assert QApplication.focusWidget() is add
    qtbot.keyClick(add, Qt.Key.Key_Space)
    assert editor.edited[-1] == (3,)
    assert not add.isVisible()


def test_one_block_of_convolution_stays(editor, qtbot):
    editor.show_words(FEATURES_TEXTS["convolution"].layers)
    editor.show_widths((8, 16))
    qtbot.mouseClick(button(editor, "remove_layer_1"), Qt.MouseButton.LeftButton)
    assert editor.edited[-1] == (16,)
    assert not button(editor, "remove_layer_1").isEnabled()


def test_a_layer_out_of_view_is_scrolled_to_when_it_gets_the_focus(editor, qtbot):
    editor.resize(120, 58)
    assert units(editor, 3).visibleRegion().isEmpty()
    units(editor, 2).setFocus()
    for _ in range(3):  # over the buttons of the layer before
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: not units(editor, 3).visibleRegion().isEmpty())


@pytest.mark.parametrize("number", [5000, 9999, 1_234_567])
def test_the_field_shows_all_digits_of_a_number(editor, qtbot, number):
    editor.show_widths((number, 7))
    field = units(editor, 1)
    # Qt leaves a margin of two pixels on each side of the text of a line edit.
    needed = field.fontMetrics().horizontalAdvance(str(number)) + 4
    qtbot.waitUntil(lambda: field.lineEdit().width() >= needed)
    editor.show_widths((7, 7))
    qtbot.waitUntil(lambda: field.width() == units(editor, 2).width())


def test_the_usual_layers_need_no_scroll_bar_in_a_small_window(editor, qtbot):
    editor.resize(260, 58)
    qtbot.waitUntil(lambda: editor.horizontalScrollBar().maximum() == 0)


def test_a_width_that_no_memory_holds_is_shown_as_the_largest(editor):
    editor.show_widths((9_999_999_999, 7))
    assert widths(editor) == [2**31 - 1, 7]


def test_blocks_are_painted_otherwise_than_dense_layers(editor):
    dense = editor.grab().toImage()
    editor.show_words(FEATURES_TEXTS["convolution"].layers)
    assert editor.grab().toImage() != dense
    editor.show_words(FEATURES_TEXTS["pixels"].layers)
    assert editor.grab().toImage() == dense
