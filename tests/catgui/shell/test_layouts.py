"""The layouts with a name, the sizes of the rows, and what is stored of them."""

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QTabBar, QWidget

from catgui.app import build_window
from catgui.inputs.sources import BytesSource
from catgui.panels.photos_panel import PhotosPanel
from catgui.shell.layouts import FIRST_LAYOUT, LAYOUTS, arrange_layout, folded_rows, read_arrangement
from catgui.shell.view_settings import _DAMAGE
from catgui.style.text_size import scaled, text_size
from tests.support.picture_files import picture_bytes
from tests.support.small_data import make_dataset

SIZES = [(1024, 700), (1280, 800), (1920, 1080), (2560, 1440)]


def resized(window, width, height):
    window.resize(width, height)
    QApplication.processEvents()
    QApplication.processEvents()


def seen(window):
    QApplication.processEvents()
    return {name.removesuffix("_panel") for name, page in window.panels.pages.items() if page.isVisible()}


def places(window):
    return {name: row.geometry() for name, row in window.panels._rows.items() if row.isVisible()}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("train", {"data", "results", "wrong_predictions"}),
        ("inspect", {"wrong_predictions", "results", "why"}),
        ("photos", {"photos"}),
    ],
)
def test_a_layout_shows_its_panels_at_every_size(window, name, wanted):
    window.create_deferred_panels()
    for size in SIZES:
        resized(window, *size)
        window._menus.actions[f"{name}_layout"].trigger()
        assert seen(window) == wanted
        assert (window.width(), window.height()) == size


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_small_window_cuts_off_no_tab_and_no_setting(window, name):
    window.create_deferred_panels()
    resized(window, 1024, 700)
    window.panels.show_layout(name)
    QApplication.processEvents()
    tabs = [bar for bar in window.findChildren(QTabBar) if bar.isVisible()]
    assert [bar.tabText(0) for bar in tabs if bar.sizeHint().width() > bar.width()] == []
    layers = window.findChild(QScrollArea, "layer_editor")
    assert not layers.horizontalScrollBar().isVisible()


@pytest.mark.parametrize("name", ["train", "inspect"])
def test_the_bottom_grows_with_the_window(window, name):
    window.panels.show_layout(name)
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
    window.panels.show_layout(name)
    window.panels.open("photos_panel")
    QApplication.processEvents()
    QApplication.processEvents()
    below_the_card = 4
    assert panel.cards.viewport().height() >= panel.cards.gridSize().height() - below_the_card


def bottom_height(window):
    return window.findChild(QWidget, "bottom_row").height()


def test_every_layout_leads_back_to_the_first_one(window):
    resized(window, 1280, 800)
    window.panels.show_layout("train")
    first = places(window)
    for name in ("inspect", "photos", "inspect", "train"):
        window.panels.show_layout(name)
        QApplication.processEvents()
    assert places(window) == first


def test_restoring_undoes_what_the_user_did_to_the_current_layout(window):
    window.panels.show_layout("inspect")
    before = places(window)
    window.panels.float("why_panel")
    window.panels.close_panel("results_panel")
    window.panels.move_to("wrong_predictions_panel", "corner")
    window._menus.actions["restore_layout"].trigger()
    assert seen(window) == {"wrong_predictions", "results", "why"}
    assert places(window) == before


def test_the_focus_stays_or_goes_to_the_panel_of_the_layout(window):
    field = window.findChild(QLineEdit, "learning_rate_field")
    field.setFocus()
    window.panels.show_layout("inspect")
    assert QApplication.focusWidget() is field
    window.panels.open("data_panel")
    window.panels.pages["data_panel"].take_focus()
    window.panels.show_layout("photos")
    assert window.panels.pages["photos_panel"].isAncestorOf(QApplication.focusWidget())


def drag_splitter(window, qtbot, by):
    """Drag the splitter above the bottom."""
    handle = window.panels._main.handle(1)
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    qtbot.mouseMove(handle, QPoint(4, 4 + by))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
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
    again.panels.restore_layout()
    assert bottom_height(again) != chosen
    again.close()


def test_the_layout_is_the_same_at_the_next_start(window, settings, dataset, qtbot):
    window.panels.show_layout("photos")
    window.close()
    again = build_window(dataset, settings)
    qtbot.addWidget(again)
    again.show()
    assert seen(again) == {"photos"}
    photos = again.panels.pages["photos_panel"]
    before = photos.size()
    resized(again, again.width() + 300, again.height() + 300)
    assert photos.width() > before.width() + 100
    assert photos.height() > before.height() + 200
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


@pytest.mark.parametrize(
    ("size", "folded"),
    [
        ((1920, 1080), {}),
        ((1280, 720), {"beside": "left"}),
        ((960, 540), {"beside": "left", "corner": "right", "bottom": "right"}),
        ((640, 360), dict.fromkeys(("left", "beside", "corner", "bottom"), "right")),
        ((660, 900), dict.fromkeys(("left", "beside", "corner", "right"), "bottom")),
    ],
)
def test_small_windows_have_fewer_rows(qapp, size, folded):
    assert folded_rows(*size) == folded


NAMES = [*arrange_layout("inspect").tabs, "runs_panel"]
STORED = {
    "layout": "inspect",
    "tabs": ["why_panel", "data_panel", "runs_panel"],
    "front": ["runs_panel"],
    "homes": {"why_panel": "right"},
    "floating": {"data_panel": [10, 20, 300, 400]},
    "sizes": {"left": 320},
}


def stored(**changes):
    """What is stored of an arrangement, after `changes`, as JSON gives it."""
    return json.loads(json.dumps(STORED | changes))


def test_an_arrangement_is_read_as_it_was_stored():
    arrangement = read_arrangement(stored(), NAMES)
    assert json.loads(json.dumps(arrangement.as_json())) == STORED
    assert (arrangement.row_of("why_panel"), arrangement.row_of("runs_panel")) == ("right", "bottom")


def test_what_is_unknown_in_a_stored_arrangement_is_left_out():
    arrangement = read_arrangement(
        stored(
            layout="of a newer program",
            tabs=["why_panel", "gone_panel", "why_panel", "data_panel"],
            front=["runs_panel", "gone_panel", "why_panel"],
            homes={"why_panel": "ceiling", "gone_panel": "left", "data_panel": "right"},
            floating={"gone_panel": [0, 0, 9, 9], "data_panel": [1, 2, 3, 4]},
            sizes={"left": -4, "ceiling": 3, "right": 300, "folded": 350},
        ),
        NAMES,
    )
    assert arrangement.layout == FIRST_LAYOUT
    assert (arrangement.tabs, arrangement.front) == (("why_panel", "data_panel"), ("why_panel",))
    assert arrangement.homes == {"data_panel": "right"}
    assert (arrangement.floating, arrangement.sizes) == ({"data_panel": (1, 2, 3, 4)}, {"right": 300, "folded": 350})


DAMAGED = [None, 5, [], {}, "x", {**STORED, "tabs": 5}, {**STORED, "layout": []}, {**STORED, "homes": ["left"]}]
DAMAGED += [{**STORED, "sizes": {"left": 1e300}}, {**STORED, "floating": {"data_panel": [1, 2, 3]}}]


@pytest.mark.parametrize("value", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_arrangement_is_none(value):
    with pytest.raises(_DAMAGE):
        read_arrangement(json.loads(json.dumps(value)), NAMES)


def test_a_window_with_a_damaged_arrangement_has_the_first_one(settings, dataset, qtbot):
    settings._values["window/panels"] = json.dumps(DAMAGED[-1])
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    assert window.panels.arrangement.tabs == arrange_layout(FIRST_LAYOUT).tabs
    window.close()
