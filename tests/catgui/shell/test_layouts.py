"""The layouts with a name, and the sizes of the docks."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QTabBar

from catgui.app import build_window
from catgui.inputs.sources import BytesSource
from catgui.panels.photos_panel import PhotosPanel
from catgui.shell.layouts import LAYOUTS
from catgui.style.text_size import scaled, text_size
from tests.support.picture_files import picture_bytes
from tests.support.small_data import make_dataset

# Each test opens whole windows.
pytestmark = pytest.mark.slow

SIZES = [(1024, 700), (1280, 800), (1920, 1080), (2560, 1440)]


@pytest.fixture
def docks(window):
    return {dock.objectName().removesuffix("_panel_dock"): dock for dock in window.docks.all}


def resized(window, width, height):
    window.resize(width, height)
    QApplication.processEvents()
    QApplication.processEvents()


def seen(docks):
    QApplication.processEvents()
    return {name for name, dock in docks.items() if not dock.visibleRegion().isEmpty()}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("train", {"data", "results", "wrong_predictions"}),
        ("inspect", {"wrong_predictions", "results", "why"}),
        ("photos", {"photos"}),
    ],
)
def test_a_layout_shows_its_panels_at_every_size(window, docks, name, wanted):
    window.create_deferred_panels()
    for size in SIZES:
        resized(window, *size)
        window._menus.actions[f"{name}_layout"].trigger()
        assert seen(docks) == wanted
        assert (window.width(), window.height()) == size


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_small_window_cuts_off_no_tab_and_no_setting(window, name):
    window.create_deferred_panels()
    resized(window, 1024, 700)
    window.docks.show_layout(name)
    QApplication.processEvents()
    tabs = [bar for bar in window.findChildren(QTabBar) if bar.isVisible()]
    assert [bar.tabText(0) for bar in tabs if bar.sizeHint().width() > bar.width()] == []
    layers = window.findChild(QScrollArea, "layer_editor")
    assert not layers.horizontalScrollBar().isVisible()


@pytest.mark.parametrize("name", ["train", "inspect"])
def test_the_bottom_grows_with_the_window(window, name):
    window.docks.show_layout(name)
    heights = []
    for size in SIZES:
        resized(window, *size)
        heights.append(bottom_height(window))
    assert heights == sorted(heights)
    assert heights[-1] > 1.8 * heights[0]


@pytest.mark.parametrize("name", ["train", "photos"])
def test_a_row_of_photo_cards_is_whole_in_a_small_window(window, qtbot, name):
    window.create_deferred_panels()
    resized(window, 1024, 700)
    panel = window.findChild(PhotosPanel)
    panel.add_sources([BytesSource("cat", picture_bytes())])
    qtbot.waitUntil(lambda: len(window.photos) == 1 and not window.photos.busy)
    window.docks.show_layout(name)
    window.docks.raise_panel(panel)
    QApplication.processEvents()
    QApplication.processEvents()
    below_the_card = 4
    assert panel.cards.viewport().height() >= panel.cards.gridSize().height() - below_the_card


def bottom_height(window):
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    docks = (dock for dock in window.docks.all if window.dockWidgetArea(dock) == area)
    (shown,) = (dock for dock in docks if not dock.visibleRegion().isEmpty())
    return shown.height()


def test_every_layout_leads_back_to_the_first_one(window, docks):
    resized(window, 1280, 800)
    window.docks.show_layout("train")
    first = {name: docks[name].geometry() for name in seen(docks)}
    for name in ("inspect", "photos", "inspect", "train"):
        window.docks.show_layout(name)
        QApplication.processEvents()
    assert {name: docks[name].geometry() for name in seen(docks)} == first


def test_restoring_undoes_what_the_user_did_to_the_current_layout(window, docks):
    window.docks.show_layout("inspect")
    docks["why"].setFloating(True)
    docks["results"].hide()
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, docks["wrong_predictions"])
    window._menus.actions["restore_layout"].trigger()
    assert seen(docks) == {"wrong_predictions", "results", "why"}
    assert window.dockWidgetArea(docks["wrong_predictions"]) == Qt.DockWidgetArea.LeftDockWidgetArea


def test_the_focus_stays_or_goes_to_the_panel_of_the_layout(window, docks):
    field = window.findChild(QLineEdit, "learning_rate_field")
    field.setFocus()
    window.docks.show_layout("inspect")
    assert QApplication.focusWidget() is field
    docks["data"].raise_()
    docks["data"].take_focus()
    window.docks.show_layout("photos")
    assert docks["photos"].isAncestorOf(QApplication.focusWidget())


def drag_splitter(window, qtbot, by):
    """Drag the splitter above the bottom docks."""
    x = window.width() // 2
    y = next(y for y in range(window.height() // 3, window.height()) if window.isSeparator(QPoint(x, y)))
    qtbot.mousePress(window, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    qtbot.mouseMove(window, QPoint(x, y + by))
    qtbot.mouseRelease(window, Qt.MouseButton.LeftButton, pos=QPoint(x, y + by))
    QApplication.processEvents()


def test_sizes_that_the_user_chose_stay_and_are_remembered(window, settings, dataset, qtbot):
    resized(window, 1280, 900)
    drag_splitter(window, qtbot, by=-60)
    chosen = bottom_height(window)
    resized(window, 1400, 1000)
    assert bottom_height(window) == chosen
    window.close()
    again = build_window(dataset, settings)
    qtbot.addWidget(again)
    again.show()
    assert bottom_height(again) == chosen
    again.docks.restore_layout()
    assert bottom_height(again) != chosen
    again.close()


def test_the_layout_is_the_same_at_the_next_start(window, settings, dataset, qtbot):
    window.docks.show_layout("photos")
    window.close()
    again = build_window(dataset, settings)
    qtbot.addWidget(again)
    again.show()
    docks = {dock.objectName().removesuffix("_panel_dock"): dock for dock in again.docks.all}
    assert seen(docks) == {"photos"}
    before = docks["photos"].size()
    resized(again, again.width() + 300, again.height() + 300)
    assert docks["photos"].width() > before.width() + 100
    assert docks["photos"].height() > before.height() + 200
    again.close()


@pytest.mark.parametrize("percent", [90, 100, 110])
def test_the_filters_of_convolution_need_no_scroll_bar(window, percent):
    text_size.set_percent(percent)
    window.resize(1280, 720)
    window.workspace.set_dataset(make_dataset(side=64))
    window.training_settings.set_value("features", "convolution")
    window.show_more_settings()
    QApplication.processEvents()
    QApplication.processEvents()
    editor = window.findChild(QScrollArea, "layer_editor")
    assert editor.isVisible()
    # With some room to spare, since other platforms have wider fonts.
    assert editor.widget().minimumSizeHint().width() + scaled(24) <= editor.viewport().width()
