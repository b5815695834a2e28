"""The view of a map: each cell over its part of the picture, and the picture alone on demand."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from catgui.domain.map_texts import MappedPicture
from catgui.style.colors import DARK, LIGHT
from catgui.widgets.maps.map_view import MapView, color_map
from tests.support.qt_inverses import from_qimage


@pytest.fixture
def view(qtbot):
    view = MapView()
    qtbot.addWidget(view)
    view.resize(300, 300)
    view.show()
    return view


def map_with(row, column, shape=(4, 8), value=1.0):
    values = np.zeros(shape)
    values[row, column] = value
    return values


def show(view, values, height=32, width=64):
    pixels = np.full((height, width, 3), (90, 120, 60), np.uint8)
    view.show_map(MappedPicture(pixels, values, ("non-cat", "cat"), is_exact=False))


@pytest.mark.parametrize("size", [(32, 64), (64, 32), (192, 256), (300, 100)])
@pytest.mark.parametrize("corner", [(0, 0), (0, -1), (-1, 0), (-1, -1)])
def test_a_value_in_a_corner_is_painted_in_that_corner(view, size, corner):
    show(view, map_with(*corner), *size)

    pixels = from_qimage(view.render_image()).astype(int)

    height, width = pixels.shape[:2]
    assert width / height == pytest.approx(size[1] / size[0], rel=0.02)
    is_colored = np.ptp(pixels, axis=2) > 20  # all else is gray
    assert is_colored[corner[0] % height, corner[1] % width]
    assert is_colored.mean() == pytest.approx(1 / 32, rel=0.1)


def test_while_the_button_is_held_the_picture_has_its_own_colors(view, qtbot):
    show(view, map_with(0, 0))
    before = from_qimage(view.render_image())

    qtbot.mousePress(view, Qt.MouseButton.LeftButton)
    assert (from_qimage(view.render_image()) == (90, 120, 60)).all()
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(from_qimage(view.render_image()), before)


@pytest.mark.parametrize(
    ("position", "cell"),
    [((1, 76), (0, 0)), ((298, 76), (0, 7)), ((1, 223), (3, 0)), ((298, 223), (3, 7)), ((150, 10), None)],
)
def test_the_cell_under_a_position_is_known(view, position, cell):
    show(view, map_with(0, 0))
    assert view.cell_at(QPoint(*position)) == cell


def test_the_pointer_emits_the_cell_and_its_leaving(view, qtbot):
    show(view, map_with(0, 0))
    pointed = []
    view.pointed.connect(lambda row, column: pointed.append((row, column)))

    qtbot.mouseMove(view, QPoint(290, 220))
    qtbot.mouseMove(view, QPoint(290, 5))

    assert pointed == [(3, 7), (-1, -1)]


def test_the_arrow_keys_move_a_frame_from_cell_to_cell_and_stop_at_the_edge(view, qtbot):
    show(view, map_with(0, 0))
    pointed = []
    view.pointed.connect(lambda row, column: pointed.append((row, column)))
    view.setFocus(Qt.FocusReason.TabFocusReason)
    before = view.grab().toImage()

    for key in (Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(view, key)

    assert pointed == [(2, 4), (2, 5), (3, 5), (3, 5)]
    assert view.grab().toImage() != before
    view.clearFocus()
    assert pointed[-1] == (-1, -1)
    assert view.grab().toImage() == before


def test_a_map_with_many_cells_has_larger_steps(view, qtbot):
    show(view, map_with(0, 0, (64, 64)))
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    with qtbot.waitSignal(view.pointed) as pointed:
        qtbot.keyClick(view, Qt.Key.Key_Left)
    assert pointed.args == [32, 28]


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_a_value_has_the_color_of_its_class_and_zero_none(qapp, colors):
    image = color_map(np.array([[-2.0, 0.0, 2.0]]), 2.0, colors)

    found = [image.pixelColor(column, 0) for column in range(3)]
    assert [color.name() for color in (found[0], found[2])] == [QColor(name).name() for name in colors.classes]
    assert found[1].alpha() == 0


def test_it_is_the_more_opaque_the_larger_the_value(qapp):
    image = color_map(np.array([[1.0, 2.0, 4.0]]), 4.0, LIGHT)
    found = [image.pixelColor(column, 0).alpha() for column in range(3)]
    assert found == pytest.approx([found[2] / 4, found[2] / 2, 160.65], abs=1)


def test_the_first_row_is_the_upper_one(qapp):
    values = np.zeros((2, 3))
    values[0, 2] = 1.0

    image = color_map(values, 1.0, LIGHT)

    assert (image.width(), image.height()) == (3, 2)
    is_colored = [[image.pixelColor(x, y).alpha() > 0 for x in range(3)] for y in range(2)]
    assert is_colored == [[False, False, True], [False, False, False]]
