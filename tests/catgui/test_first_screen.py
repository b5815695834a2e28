"""The first screen: which panels it has, how many controls, and how much room for the plot and what is below it."""

import os
import subprocess
import sys
from itertools import product

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from catgui.app import build_window
from catgui.help.panels import PANEL_HELP
from catgui.shell.panel_area import FIRST_PANELS
from catgui.shell.tab_row import TabRow
from catgui.style.text_size import text_size
from catgui.widgets.figures import ResultsView
from catgui.widgets.forms.run_sentence import RunSentence
from catgui.widgets.pictures.picture_grid import PictureGrid
from tests import ROOT
from tests.support.picture_files import make_folders
from tests.support.sample_widgets import fill_panels

# Each test opens whole windows.
pytestmark = pytest.mark.slow

MOST_CONTROLS = 35
# The size of the window, and the least height of the drawing of the plot in it.
HEIGHTS = {(1024, 700): 220, (1280, 720): 220, (1366, 740): 220, (1920, 1050): 380}
ASKED = [name for name, help_ in PANEL_HELP.items() if help_.question]

# Prints the size of a first window of 2560x1440 pixels on a screen at 200%, and the height of the drawing there.
SCALED = """
import sys
from PySide6.QtWidgets import QApplication
from catgui.app import build_window
from catgui.profile.settings import Settings

application = QApplication([])
window = build_window(settings=Settings())
window.show()
window.resize(1280, 720)
for _ in range(20):
    application.processEvents()
ratio = window.devicePixelRatio()
print(window.width() * ratio, window.height() * ratio, window._training.plot.getPlotItem().vb.height())
window.close()
"""


def settle():
    for _ in range(4):
        QApplication.processEvents()


def resize(window, size):
    window.resize(*size)
    settle()


def drawing_height(window):
    """The height of what the curves are drawn on."""
    return window._training.plot.getPlotItem().vb.height()


def opened(window):
    """The panels that are open, in front or behind tabs."""
    return set(window.panels.open_panels)


# The sizes of the text in percent with a window that must not grow, and whether two rows of cards are seen in it.
FITTING = [(200, (1366, 768), False), (150, (1280, 720), False), (100, (1024, 700), False), (100, (960, 600), False)]
FITTING += [(100, (1366, 768), True)]


@pytest.mark.parametrize(("percent", "size", "shows_rows"), FITTING)
def test_the_window_keeps_its_size_with_pictures_of_a_folder_and_photos(
    window, qtbot, tmp_path, monkeypatch, percent, size, shows_rows
):
    monkeypatch.setattr(QScreen, "availableSize", lambda _screen: QSize(1366, 768))
    with qtbot.waitSignal(window.workspace.dataset_changed):
        window.workspace.open([str(make_folders(tmp_path / "pets"))])
    fill_panels(window, qtbot, photos=7, unreadable=1)
    window.photos.set_actual([entry.key for entry in window.photos][1:3], window.workspace.dataset.classes[1])
    window.panels.open("photos_panel")
    resize(window, size)
    text_size.set_percent(percent)
    settle()
    assert (window.width(), window.height()) == size
    form = window._training.bar.form
    qtbot.waitUntil(lambda: form.width() >= form.minimumSizeHint().width())
    cards = window.findChild(PictureGrid, "photo_cards")
    if shows_rows:
        assert rows_seen(cards, cards.gridSize().height()) >= 2
        assert drawing_height(window) >= HEIGHTS[(1366, 740)]


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768)])
def test_results_are_whole_beside_photos(window, qtbot, size):
    resize(window, size)
    fill_panels(window, qtbot, photos=7)
    window.panels.open("photos_panel")
    assert window.findChild(ResultsView).verticalScrollBar().maximum() == 0


def test_the_least_size_of_the_window_fits_a_screen_of_1280x720_at_200_percent(window, qtbot):
    fill_panels(window, qtbot, photos=4)
    for name in window.panels.pages:
        window.panels.open(name)
        settle()
        assert window.minimumSizeHint().boundedTo(QSize(640, 360)) == window.minimumSizeHint(), name
    resize(window, (640, 360))
    assert (window.width(), window.height()) == (640, 360)


def is_in_front(window, name):
    settle()
    return window.panels.pages[name].isVisible()


def question_actions(window):
    """The entries of the menu of questions, by their texts."""
    return {action.text(): action for action in window.findChild(QToolButton, "more_questions").menu().actions()}


def test_a_first_start_shows_the_panels_that_were_asked_for_and_few_controls(window):
    assert opened(window) | {"training_panel"} == set(FIRST_PANELS)
    assert set(ASKED) == set(PANEL_HELP) - set(FIRST_PANELS)
    rows = {row.objectName(): [page.title for page in row.pages] for row in window.findChildren(TabRow) if row.pages}
    assert rows == {
        "left_row": ["Data"],
        "right_row": ["Results"],
        "bottom_row": ["Wrong predictions", "Answers", "Your photos"],
    }
    assert is_in_front(window, "wrong_predictions_panel")
    resize(window, (1280, 720))

    def takes_focus(widget):
        return widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None and widget.isVisible()

    found = [widget.objectName() for widget in window.findChildren(QWidget) if takes_focus(widget)]
    assert len(found) <= MOST_CONTROLS, found


def test_the_plot_is_large(window, qtbot):
    for size, least in HEIGHTS.items():
        resize(window, size)
        assert drawing_height(window) >= least, size
    fill_panels(window, qtbot)
    for size, least in HEIGHTS.items():
        resize(window, size)
        assert (window.width(), window.height()) == size
        assert drawing_height(window) >= least, size


def test_what_to_do_first_can_be_read_to_its_end(window):
    for percent, size in product((100, 150), HEIGHTS):
        text_size.set_percent(percent)
        resize(window, size)
        note = window.findChild(RunSentence)
        assert note.sentence.endswith("falls.")
        assert note.isVisible()
        assert note.sentence not in note.toolTip(), (percent, size, "it is cut")


def test_the_plot_stays_large_beside_any_panel_that_is_opened(window):
    for size, least in HEIGHTS.items():
        resize(window, size)
        for name in ASKED:
            window.panels.open(name)
            assert is_in_front(window, name)
            assert drawing_height(window) >= least, (name, size)
            assert (window.width(), window.height()) == size
        for name in ASKED:
            window.panels.close_panel(name)


@pytest.mark.parametrize(("percent", "size", "least"), [(150, (1366, 740), 200), (200, (1920, 1050), 240)])
def test_the_plot_stays_large_beside_large_text(window, qtbot, percent, size, least):
    text_size.set_percent(percent)
    resize(window, size)
    fill_panels(window, qtbot, photos=4)
    settle()
    assert (window.width(), window.height()) == size
    assert drawing_height(window) >= least


def test_the_plot_is_large_on_a_screen_at_200_percent(tmp_path):
    words = [sys.executable, "-c", SCALED, str(tmp_path / "settings.ini")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_SCALE_FACTOR": "2"}
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True, timeout=110)
    width, height, drawing = map(float, done.stdout.split())
    assert (width, height) == (2560, 1440)
    assert drawing >= 220


def rows_seen(view, item_height):
    return view.viewport().height() // item_height


def drag_up(window, qtbot, by):
    """Drag the edge above the bottom up."""
    handle = window.panels._middle.handle(1)
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    qtbot.mouseMove(handle, QPoint(4, 4 - by))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    settle()


def test_dragging_one_edge_or_one_key_shows_two_rows_of_pictures_and_of_cards(window, qtbot):
    resize(window, (1280, 720))
    fill_panels(window, qtbot, photos=4)
    drag_up(window, qtbot, by=120)
    window.panels.open("wrong_predictions_panel")
    settle()
    wrong = window.findChild(PictureGrid, "wrong_grid")
    assert rows_seen(wrong, wrong.gridSize().height()) >= 2
    window.panels.open("photos_panel")
    settle()
    cards = window.findChild(PictureGrid, "photo_cards")
    assert rows_seen(cards, cards.gridSize().height()) >= 2
    cards.setFocus()
    window._menus.actions["fill_window"].trigger()
    settle()
    assert rows_seen(cards, cards.gridSize().height()) >= 4


def test_each_question_opens_its_panel(window):
    resize(window, (1280, 720))
    for name in ASKED:
        (entry,) = [text for text in question_actions(window) if PANEL_HELP[name].question in text]
        assert PANEL_HELP[name].title in entry
        assert not is_in_front(window, name)
        question_actions(window)[entry].trigger()
        assert is_in_front(window, name)
        assert PANEL_HELP[name].question in window.panels.actions_of[name].text()


def test_what_was_opened_is_open_at_the_next_start_until_it_is_closed(window, settings, dataset, qtbot):
    window.panels.open("runs_panel")
    window.panels.open("more_settings_panel")
    window.close()
    again = build_window(dataset, settings)
    qtbot.addWidget(again)
    again.show()
    assert opened(again) == opened(window) >= {"runs_panel", "more_settings_panel"}
    again.panels.close_panel("runs_panel")
    again.close()
    last = build_window(dataset, settings)
    qtbot.addWidget(last)
    last.show()
    assert opened(last) == opened(window) - {"runs_panel"}
    last.close()
