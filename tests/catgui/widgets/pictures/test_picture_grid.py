"""The grids of pictures, by keyboard and by the pixels that are painted."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.style.colors import DARK, LIGHT, make_palette
from catgui.widgets.basic.focus import FRAME_WIDTH
from catgui.widgets.pictures import picture_painting
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.picture_painting import Captions
from tests.support.qt_inverses import from_qimage

GRAY = np.full((8, 8, 3), 128, np.uint8)


class Pictures(QAbstractListModel):
    """Six gray pictures."""

    def __init__(self, parent=None):
        super().__init__(parent)
        lines = ("cat", "90%", "Actual: non-cat")
        self.rows = [PictureRow(GRAY, "", lines, "", place % 2, None, is_correct=False) for place in range(6)]

    def rowCount(self, _parent=None):
        return 6

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return self.rows[index.row()] if role == ROW_ROLE else None

    def headerData(self, _section, _orientation, role=Qt.ItemDataRole.DisplayRole):
        return ("non-cat", "90%", "Actual: non-cat") if role == ROW_ROLE else None


def make_grid(captions=Captions.BESIDE, **options):
    grid = PictureGrid("grid", captions, **options)
    grid.setModel(Pictures(grid))
    return grid


@pytest.fixture(params=Captions)
def grid(request, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    grid = make_grid(request.param)
    grid.elsewhere = QPushButton("elsewhere")
    layout = QVBoxLayout(window)
    layout.addWidget(grid)
    layout.addWidget(grid.elsewhere)
    window.resize(400, 320)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield grid
    window.close()


def seen(grid, with_focus):
    (grid if with_focus else grid.elsewhere).setFocus()
    return from_qimage(grid.viewport().grab().toImage())


def has(pixels, color):
    return (pixels == QColor(color).getRgb()[:3]).all(axis=-1)


@pytest.mark.parametrize("colors", [LIGHT, DARK])
@pytest.mark.parametrize("row", [0, 4])
def test_the_current_picture_has_a_frame_while_the_grid_has_the_focus(grid, colors, row):
    grid.setPalette(make_palette(colors))
    grid.setCurrentIndex(grid.model().index(row))
    without, with_it = seen(grid, with_focus=False), seen(grid, with_focus=True)
    changed = (without != with_it).any(axis=-1)
    ys, xs = changed.nonzero()
    around = slice(ys.min(), ys.max() + 1), slice(xs.min(), xs.max() + 1)
    ring = np.ones(changed[around].shape, bool)
    ring[FRAME_WIDTH:-FRAME_WIDTH, FRAME_WIDTH:-FRAME_WIDTH] = False
    assert np.array_equal(changed[around], ring)
    assert has(with_it[around], colors.text)[ring].all()
    # What shows that it is picked is seen inside the frame, with and without it.
    for picture in (without, with_it):
        assert has(picture[around], colors.accent)[~ring].any()
    where = grid.visualRect(grid.model().index(row))
    assert where.contains(xs.min(), ys.min())
    assert where.contains(xs.max(), ys.max())


def test_the_arrows_carry_the_frame_along(grid, qtbot):
    grid.setPalette(make_palette(LIGHT))
    grid.setCurrentIndex(grid.model().index(0))
    first = seen(grid, with_focus=True)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    second = from_qimage(grid.viewport().grab().toImage())
    assert grid.currentIndex().row() == 1
    for pictures, row in ((first, 0), (second, 1)):
        where = [grid.visualRect(grid.model().index(place)) for place in (row, 1 - row)]
        inked = [
            has(pictures[place.top() : place.bottom() + 1, place.left() : place.right() + 1], LIGHT.text).sum()
            for place in where
        ]
        assert inked[0] > inked[1] + 4 * 64 * FRAME_WIDTH


@pytest.mark.parametrize("width", [480, 700, 1600])
@pytest.mark.parametrize("points", [9, 18])
def test_no_line_is_elided_beside_a_picture(qtbot, monkeypatch, width, points):
    grid = make_grid()
    qtbot.addWidget(grid)
    font = grid.font()
    font.setPointSize(points)
    grid.setFont(font)
    grid.resize(width, 300)
    elided = []
    monkeypatch.setattr(picture_painting, "QFontMetrics", recording_metrics(elided))
    grid.grab()
    assert elided
    assert all(metrics.horizontalAdvance(line) <= room for metrics, line, room in elided)


def recording_metrics(elided):
    """Font metrics that note what is elided."""

    class Recording(QFontMetrics):
        def elidedText(self, line, mode, room):
            elided.append((self, line, room))
            return super().elidedText(line, mode, room)

    return Recording


def test_cells_grow_with_the_texts_of_new_rows(qtbot):
    grid = make_grid()
    model = grid.model()
    qtbot.addWidget(grid)
    grid.resize(1600, 300)
    grid.show()
    columns = grid.viewport().width() // grid.gridSize().width()
    model.headerData = lambda *_: ("golden retriever", ">99%")
    model.modelReset.emit()
    assert 0 < grid.viewport().width() // grid.gridSize().width() < columns


@pytest.mark.parametrize(
    ("size", "side"), [((700, 150), 64), ((1600, 300), 128), ((1600, 460), 192), ((300, 900), 128), ((460, 48), 40)]
)
def test_pictures_are_as_large_as_six_of_them_are_whole(qtbot, size, side):
    grid = make_grid(sides=(192, 128, 64, 40))
    qtbot.addWidget(grid)
    grid.resize(*size)
    grid.show()
    cell, room = grid.gridSize(), grid.viewport().size()
    assert grid._delegate.side == side
    whole = room.width() // cell.width() * (room.height() // cell.height())
    assert whole >= 6 or side == 40


def test_the_answer_has_a_tick_a_cross_or_neither(qtbot):
    grid = make_grid(sides=(40,))
    qtbot.addWidget(grid)
    grid.setPalette(make_palette(LIGHT))
    grid.resize(300, 400)
    cross, tick, neither = (change_cell(grid, is_correct=is_correct) for is_correct in (False, True, None))
    assert [has(cell, LIGHT.error).any() for cell in (cross, tick, neither)] == [True, False, False]
    assert not np.array_equal(tick, neither)


def change_cell(grid, **changed):
    """The pixels of the texts of the first cell after a change."""
    grid.model().rows[0] = replace(grid.model().rows[0], **changed)
    return from_qimage(grid.viewport().grab().toImage())[: grid.gridSize().height(), 48 : grid.gridSize().width()]


def test_a_photo_that_is_not_read_has_its_reason_or_a_blank(qtbot):
    grid = make_grid(sides=(40,))
    qtbot.addWidget(grid)
    grid.setPalette(make_palette(LIGHT))
    grid.resize(300, 400)
    unread = np.zeros((0, 0, 3), np.uint8)
    texts = change_cell(grid, pixels=unread, error="Not read: this is text", is_correct=None)
    assert has(texts, LIGHT.muted).any()
    assert not has(texts, LIGHT.text).any()
    change_cell(grid, error="")
    assert has(from_qimage(grid.viewport().grab().toImage())[4:44, 4:44], LIGHT.line).any()


@pytest.mark.parametrize("size", [(380, 300), (700, 130)])
def test_the_picture_that_is_seen_first_stays_so_in_another_size(qtbot, size):
    grid = make_grid(sides=(64,))
    qtbot.addWidget(grid)
    grid.model().rowCount = lambda _parent=None: 60
    grid.model().rows *= 10
    grid.model().modelReset.emit()
    grid.resize(700, 300)
    grid.show()
    grid.scrollTo(grid.model().index(30), grid.ScrollHint.PositionAtTop)
    first = grid.first_seen()
    grid.resize(*size)
    QApplication.processEvents()
    assert grid.viewport().rect().contains(grid.visualRect(first))


def change_first(grid, **changed):
    """Change the first row; what is painted otherwise."""
    without = seen(grid, with_focus=False)
    rows = grid.model().rows
    rows[0] = replace(rows[0], **changed)
    return (seen(grid, with_focus=False) != without).any(axis=-1)


def test_a_part_of_a_picture_is_framed(grid):
    changed = change_first(grid, region=(2, 0, 6, 4))
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    side = grid._delegate.side

    # The frame is half as large as the picture, with half its line on either side.
    assert rows[-1] - rows[0] == pytest.approx(side / 2, abs=3)
    assert columns[-1] - columns[0] == pytest.approx(side / 2, abs=3)
    # The picture shows inside.
    assert not changed[rows[0] + 4 : rows[-1] - 3, columns[0] + 4 : columns[-1] - 3].any()


def test_an_edit_is_marked_in_the_top_left_corner_of_its_picture(grid):
    changed = change_first(grid, edit_mark="+")
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert rows[0] < 12 < rows[-1] < 32
    assert columns[-1] - columns[0] < 24


@pytest.fixture
def captioned(qtbot):
    grid = make_grid(Captions.BELOW)
    qtbot.addWidget(grid)
    grid.resize(400, 108)
    grid.show()
    return grid


@pytest.mark.parametrize("height", [108, 120, 240])
def test_rows_with_captions_are_whole_if_little_is_left(captioned, height):
    captioned.resize(400, height)
    cell, room = captioned.gridSize(), captioned.viewport().height()
    assert 0 <= room - room // cell.height() * cell.height() < room // cell.height()


def test_where_much_is_left_the_next_row_is_seen(captioned):
    captioned.resize(400, 200)
    columns = captioned.viewport().width() // captioned.gridSize().width()
    below = captioned.visualRect(captioned.model().index(columns, 0))
    assert below.top() < captioned.viewport().height() - 64


def test_the_caption_is_below_the_picture(captioned):
    image = captioned.grab().toImage()
    ratio = image.height() / captioned.height()
    cell = captioned.visualRect(captioned.model().index(0, 0))
    below = range(round(ratio * (cell.top() + 74)), round(ratio * (cell.top() + 100)))
    across = range(round(ratio * cell.left()) + 4, round(ratio * cell.right()))
    ground = captioned.palette().base().color()
    assert any(image.pixelColor(x, y) != ground for y in below for x in across)


def test_enter_opens_the_current_picture(captioned, qtbot):
    captioned.setCurrentIndex(captioned.model().index(2, 0))
    with qtbot.waitSignal(captioned.activated) as opened:
        qtbot.keyClick(captioned, Qt.Key.Key_Return)
    assert opened.args[0].row() == 2
