"""The confusion matrix, and the bar of a fraction."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.figures import ConfusionCell, ConfusionMatrix, FigureBar

COUNTS = np.array([[10, 7], [3, 30]])


@pytest.fixture
def matrix(qtbot):
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.show_classes(("non-cat", "cat"))
    matrix.resize(260, 140)
    matrix.show()
    return matrix


def cells(matrix):
    """The cells, row by row."""
    found = matrix.findChildren(ConfusionCell)
    return sorted(found, key=lambda cell: (cell.y(), cell.x()))


def words(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def test_rows_are_true_classes_and_columns_predicted_ones(matrix):
    matrix.show_counts(("non-cat", "cat"), COUNTS)
    assert [words(cell) for cell in cells(matrix)] == [["10", "58.8%"], ["7", "41.2%"], ["3", "9.1%"], ["30", "90.9%"]]
    assert {"actually non-cat", "actually cat", "predicted non-cat", "predicted cat"} <= set(words(matrix))


def test_each_cell_has_an_accessible_name(matrix):
    matrix.show_counts(("non-cat", "cat"), COUNTS)
    assert cells(matrix)[1].accessibleName() == "7 of 17 non-cat pictures predicted cat"


def test_right_and_wrong_cells_differ_in_shape(matrix):
    matrix.show_counts(("non-cat", "cat"), np.zeros((2, 2), dtype=np.int64))
    right, wrong = (
        cell.grab().toImage().convertToFormat(cell.grab().toImage().Format.Format_Mono) for cell in cells(matrix)[:2]
    )
    assert right != wrong


def test_a_cell_can_be_clicked_by_mouse_and_by_keys(matrix, qtbot):
    matrix.show_counts(("non-cat", "cat"), COUNTS)
    cell = cells(matrix)[2]
    with qtbot.waitSignal(matrix.cell_clicked) as clicked:
        qtbot.mouseClick(cell, Qt.MouseButton.LeftButton)
    assert clicked.args == [1, 0]
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(matrix.cell_clicked) as clicked:
            qtbot.keyClick(cell, key)
        assert clicked.args == [1, 0]


def test_the_cells_grow_with_the_height_up_to_a_limit(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    matrix = ConfusionMatrix()
    layout = QVBoxLayout(page)
    layout.addWidget(matrix, stretch=1)
    layout.addStretch()
    heights = []
    page.show()
    for height in (140, 300, 1000, 2000):
        page.resize(300, height)
        QApplication.processEvents()
        cells = matrix.findChildren(ConfusionCell)
        assert len({cell.height() for cell in cells}) == 1
        heights.append(cells[0].height())
    assert heights[0] < heights[1] < heights[2] == heights[3]


@pytest.fixture
def bar(qtbot):
    bar = FigureBar(lambda colors: colors.classes[1])
    qtbot.addWidget(bar)
    bar.resize(100, 12)
    return bar


def filled(bar):
    """The number of pixels of the middle line in the color of the bar."""
    image = bar.grab().toImage()
    ratio = image.width() / bar.width()
    color = QColor(color_scheme_of(bar.palette()).classes[1])
    return sum(image.pixelColor(x, image.height() // 2) == color for x in range(image.width())) / ratio


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_the_length_is_the_fraction(bar, share):
    bar.show_fraction(share, "so much")
    assert filled(bar) == pytest.approx(100 * share, abs=1)


def test_the_part_that_is_not_filled_has_a_frame_that_contrasts(bar):
    bar.show_fraction(0.25, "so much")
    image = bar.grab().toImage()
    colors = [image.pixelColor(image.width() * 3 // 4, y) for y in range(image.height())]
    assert colors.count(QColor(color_scheme_of(bar.palette()).edge)) >= 2


def test_a_mark_is_visible_on_the_filled_part(bar):
    bar.show_fraction(0.8, "so much", mark=0.5)
    image = bar.grab().toImage()
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    assert middle == QColor(color_scheme_of(bar.palette()).text)


def test_the_accessible_name_and_the_tooltip_have_its_text(bar):
    bar.show_fraction(0.5, "half of <b>them</b>")
    assert bar.accessibleName() == "half of <b>them</b>"
    assert "&lt;b&gt;" in bar.toolTip()
