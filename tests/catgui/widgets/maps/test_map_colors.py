"""The colors of a map: the class by the hue, the size by the opacity, each cell at its place."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from catgui.style.colors import DARK, LIGHT
from catgui.widgets.maps.map_colors import color_map


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_a_value_has_the_color_of_its_class_and_zero_none(qapp, colors):
    image = color_map(np.array([[-2.0, 0.0, 2.0]]), 2.0, 1.0, colors)

    found = [image.pixelColor(column, 0) for column in range(3)]
    assert [color.name() for color in (found[0], found[2])] == [QColor(name).name() for name in colors.classes]
    assert found[1].alpha() == 0


def test_it_is_the_more_opaque_the_larger_the_value_and_the_strength(qapp):
    def opacities(strength):
        image = color_map(np.array([[1.0, 2.0, 4.0]]), 4.0, strength, LIGHT)
        return [image.pixelColor(column, 0).alpha() for column in range(3)]

    full, half = opacities(1.0), opacities(0.5)
    assert full == pytest.approx([full[2] / 4, full[2] / 2, 229.5], abs=1)
    assert half == pytest.approx([alpha / 2 for alpha in full], abs=1)
    assert opacities(0.0) == [0, 0, 0]


def test_the_first_row_is_the_upper_one(qapp):
    values = np.zeros((2, 3))
    values[0, 2] = 1.0

    image = color_map(values, 1.0, 1.0, LIGHT)

    assert (image.width(), image.height()) == (3, 2)
    is_colored = [[image.pixelColor(x, y).alpha() > 0 for x in range(3)] for y in range(2)]
    assert is_colored == [[False, False, True], [False, False, False]]


def test_a_map_of_zeros_has_no_color(qapp):
    assert color_map(np.zeros((1, 1)), 0.0, 1.0, LIGHT).pixelColor(0, 0).alpha() == 0
