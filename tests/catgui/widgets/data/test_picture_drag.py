"""Drags from a list of pictures: where one begins, and where a press or a rubber band is as before."""

import numpy as np
import pytest
from PySide6.QtCore import QAbstractListModel, QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView

from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.inputs.mime import is_listed_picture
from catgui.widgets.data.data_grid import put_between_command
from catgui.widgets.data.picture_drag import PictureDrag
from catgui.widgets.pictures.picture_grid import PictureGrid

_LEFT, _RIGHT, _CONTROL = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.KeyboardModifier.ControlModifier


class Pictures(QAbstractListModel):
    """Twelve gray pictures."""

    def rowCount(self, _parent=None):
        return 12

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        row = PictureRow(np.full((8, 8, 3), 20 * index.row(), np.uint8), "", None, "", None, None)
        return row if role == ROW_ROLE else None


@pytest.fixture
def grid(qtbot, monkeypatch):
    """A grid of which several can be selected; its drags end with `result`, and `pictures` have been dragged."""
    grid = PictureGrid("grid")
    grid.setModel(Pictures(grid))
    grid.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    grid.taken, grid.result, grid.pictures, grid.put = False, Qt.DropAction.CopyAction, [], []
    grid.command = put_between_command(grid, "grid", lambda _: grid.taken)
    grid.findChild(PictureDrag).watch()
    grid.command.triggered.connect(lambda: grid.put.append(grid.currentIndex().row()))

    def execute(drag, actions):
        assert is_listed_picture(drag.mimeData())
        assert actions == Qt.DropAction.CopyAction
        assert not drag.pixmap().isNull()
        grid.pictures.append(grid.currentIndex().row())
        return grid.result

    monkeypatch.setattr(QDrag, "exec", execute)
    qtbot.addWidget(grid)
    grid.resize(400, 400)
    grid.show()
    return grid


def drag(grid, start, end, button=_LEFT, modifier=Qt.KeyboardModifier.NoModifier):
    """Drag the pointer from one row to another."""
    places = [grid.visualRect(grid.model().index(row, 0)).center() for row in (start, end)]
    QTest.mousePress(grid.viewport(), button, modifier, places[0])
    for place in (places[0] + QPoint(1, 0), *places[1:]):
        QTest.mouseMove(grid.viewport(), place)
    QTest.mouseRelease(grid.viewport(), button, modifier, places[1])


def selected(grid):
    return sorted(index.row() for index in grid.selectionModel().selectedIndexes())


def test_the_selected_picture_is_dragged_and_put_in_once_the_drop_is_accepted(grid):
    grid.setCurrentIndex(grid.model().index(1, 0))
    drag(grid, 1, 3)
    assert (grid.pictures, grid.put, selected(grid)) == ([1], [1], [1])
    grid.result = Qt.DropAction.IgnoreAction
    drag(grid, 1, 3)
    assert (grid.pictures, grid.put) == ([1, 1], [1])


def test_from_a_picture_that_is_not_selected_a_rubber_band_selects(grid):
    drag(grid, 0, 2)
    assert (grid.pictures, selected(grid)) == ([], [0, 1, 2])


def test_a_rubber_band_can_follow_a_drag(grid):
    grid.setCurrentIndex(grid.model().index(1, 0))
    drag(grid, 1, 3)
    drag(grid, 2, 3)
    assert (grid.pictures, selected(grid)) == ([1], [2, 3])


def test_one_of_several_that_are_selected_is_dragged(grid):
    drag(grid, 0, 2)
    drag(grid, 1, 4)
    assert (grid.pictures, selected(grid)) == ([1], [0, 1, 2])


def test_a_list_of_one_selected_picture_drags_at_once(grid):
    grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    drag(grid, 2, 4)
    assert (grid.pictures, selected(grid)) == ([2], [2])


@pytest.mark.parametrize("button", [_LEFT, _RIGHT])
def test_a_press_that_hardly_moves_is_a_click(grid, button, qtbot):
    grid.setCurrentIndex(grid.model().index(1, 0))
    start = grid.visualRect(grid.model().index(1, 0)).center()
    with qtbot.waitSignal(grid.clicked if button is _LEFT else grid.pressed):
        QTest.mousePress(grid.viewport(), button, pos=start)
        QTest.mouseMove(grid.viewport(), start + QPoint(2, 0))
        QTest.mouseRelease(grid.viewport(), button, pos=start + QPoint(2, 0))
    QTest.mouseMove(grid.viewport(), start + QPoint(60, 0))
    assert grid.pictures == []


@pytest.mark.parametrize("why", ["right button", "modifier key", "point taken", "command disabled"])
def test_nothing_is_dragged(grid, why):
    grid.setCurrentIndex(grid.model().index(1, 0))
    grid.taken = why == "point taken"
    grid.command.setEnabled(why != "command disabled")
    options = {"right button": {"button": _RIGHT}, "modifier key": {"modifier": _CONTROL}}
    drag(grid, 1, 3, **options.get(why, {}))
    assert grid.pictures == []
