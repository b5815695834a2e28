"""The map of a picture: each cell over its part, the picture alone on demand, and the tabs."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QTabBar

from catgui.domain import map_texts
from catgui.domain.map_texts import MappedPicture
from catgui.domain.prediction_texts import DIVERGED
from catgui.style.colors import DARK, LIGHT
from catgui.widgets.basic.commands import figure_exports
from catgui.widgets.maps import MapPage, MapTabs, MapView, color_map
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


def test_a_color_is_the_more_opaque_the_larger_the_value(qapp):
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


PIXELS = np.full((64, 64, 3), 100, np.uint8)


def mapped(value=3.4, shape=(4, 4)):
    return MappedPicture(PIXELS, np.full(shape, value), ("non-cat", "cat"), is_exact=True)


LEGEND = map_texts.legend(mapped())


@pytest.fixture
def tabs(qtbot):
    picture = QLabel("the picture")
    tabs = MapTabs("Picture", picture)
    tabs.picture = picture
    qtbot.addWidget(tabs)
    tabs.resize(600, 400)
    tabs.show()
    return tabs


def test_what_is_chosen_is_shown(tabs, qtbot):
    assert tabs.picture.isVisible()
    for is_map in (True, False):
        with qtbot.waitSignal(tabs.chosen) as chosen:
            tabs.choose_map(is_map)
        assert chosen.args == [is_map]
        assert tabs.shows_map == tabs.findChild(MapPage).isVisible() == is_map
    assert tabs.picture.isVisible()


def test_a_map_or_a_text_is_shown_in_its_tab(tabs):
    caption, missing = tabs.findChild(QLabel, "map_caption"), tabs.findChild(QLabel, "map_missing")
    assert not caption.isVisible()
    tabs.choose_map()
    tabs.show_map(mapped())
    assert (caption.text(), caption.isVisible(), missing.isVisible()) == (LEGEND, True, False)
    tabs.show_text("The filters cannot be read.")
    assert (caption.text(), missing.text(), missing.isVisible()) == ("", "The filters cannot be read.", True)
    tabs.show_map(mapped(np.nan))
    assert missing.text() == DIVERGED


@pytest.mark.parametrize("is_map", [False, True])
def test_after_a_picture_without_a_map_the_map_is_shown_again(tabs, is_map):
    tabs.choose_map(is_map)
    tabs.offer_map(False)
    tabs.offer_map(False)
    assert not tabs.shows_map
    assert not tabs.findChild(QTabBar).isVisible()
    tabs.offer_map(True)
    assert tabs.shows_map == is_map
    assert tabs.findChild(QTabBar).isVisible()


@pytest.fixture
def page(qtbot):
    page = MapPage()
    qtbot.addWidget(page)
    page.resize(400, 400)
    page.show()
    page.show_map(mapped())
    return page


def test_the_place_under_the_pointer_says_its_value_also_when_the_map_changes(page, qtbot):
    view = page.findChild(MapView)
    qtbot.mouseMove(view, view.rect().center() + QPoint(5, 5))
    assert page.caption.text() == map_texts.place_text(mapped(), 2, 2)
    page.show_map(mapped(1.1))
    assert page.caption.text() == map_texts.place_text(mapped(1.1), 2, 2)
    page.show_map(mapped(1.1, shape=(2, 2)))
    assert page.caption.text() == LEGEND
    view.pointed.emit(1, 1)
    view.pointed.emit(-1, -1)
    assert page.caption.text() == LEGEND


def test_the_picture_under_its_map_is_copied_and_saved(page, qtbot):
    QApplication.sendEvent(page, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(9, 9), QPoint(9, 9)))
    copy, save = page.findChild(QMenu).actions()
    copy.trigger()
    image = QGuiApplication.clipboard().image()
    assert image.size() == page.findChild(MapView).render_image().size()
    with qtbot.waitSignal(figure_exports.requested) as saved:
        save.trigger()
    assert (saved.args[0].size(), saved.args[1]) == (image.size(), map_texts.NETWORK_MAP)
