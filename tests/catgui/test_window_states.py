"""Every state of the window: what screen readers read, and that nothing is cut off at any size of the text.

Both in one walk, and several states in a row in one window: making a state takes longer than looking at it.
"""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAccessible, QFont, QFontDatabase, QFontMetrics, QScreen
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from catgui.domain.photo_entry import PhotoState
from catgui.domain.picture import PictureKind
from catgui.inputs.sources import WebSource
from catgui.models.messages import show_error, show_notice
from catgui.panels.photos_panel import PhotosPanel
from catgui.style.text_size import NORMAL, text_size
from catgui.widgets.basic.text_dialogs import ErrorDialog, TextDialog
from catgui.widgets.maps import MapTabs, MapView
from catgui.widgets.opening import KindDialog
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.viewer import Viewer
from engine.data.edits import AddedPicture
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS
from engine.training.config import LOGISTIC_REGRESSION
from tests.support.accessibility import find_unreadable, read_tree
from tests.support.clipping import find_clipped
from tests.support.leaks import stale_layout_items
from tests.support.sample_widgets import SHORT, fill_panels
from tests.support.speed import fix_speed
from tests.support.taller_font import add_taller_font

pytestmark = pytest.mark.slow

SCREEN = QSize(1920, 1040)
LARGEST = 200
SMALL, LARGE = QSize(1024, 700), QSize(1920, 1080)
# 1280x720 at 200%, at which more is elided or scrolled, but nothing cut off.
LEAST = QSize(640, 360)
# The sizes of the text in percent, each with the sizes of the window that it must fit.
SIZES = {NORMAL: (SMALL,), LARGEST: (LARGE,)}
# And those for the states with most on the screen.
MORE_SIZES = {80: (SMALL, LARGE), NORMAL: (SMALL, LEAST, QSize(1280, 720), LARGE), 150: (LARGE,), LARGEST: (LARGE,)}


@pytest.fixture
def window(whole_window):
    return whole_window


@pytest.fixture
def taller_font(qapp):
    """The font of the application has lines as high as that of Windows."""
    before, font = qapp.font(), QFont(qapp.font())
    font.setFamily(add_taller_font())
    assert QFontMetrics(font).height() > QFontMetrics(before).height()
    # Undone before the text has its normal size again, which is that of the font.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_size, "_system_font", font)
        qapp.setFont(font)
        yield
    qapp.setFont(before)
    QFontDatabase.removeAllApplicationFonts()


def opened(window, qtbot):
    """The window as it opens."""


def without_data(window, qtbot):
    """No data set is open, as before the first one; only the panels are told, since it can be so no more later."""
    window.workspace.dataset_changed.disconnect(window.files.session._on_data_opened)
    window.workspace._loaded = None
    window.workspace.dataset_changed.emit()


def loading(window, qtbot):
    """A data set is being read."""
    window._data._loading.show_loading(True)


def training(window, qtbot):
    """The first iterations of a run, before it has results."""
    fix_speed(window.session, 0.001)
    window.session.start(window.workspace.dataset, SHORT)


def trained(window, qtbot):
    """Trained, and with photos."""
    if window.session.now.snapshot is None:
        fill_panels(window, qtbot)


def picked(window, qtbot):
    """A picture is explained."""
    trained(window, qtbot)
    window.picked.pick(window.workspace.dataset.test.pictures[0], "Test picture 0")


def messages(window, qtbot):
    """An error, a notice and an offer are shown."""
    show_error(window.files.save_commands, "cats.h5: it is a web page, not HDF5.")
    show_notice(window, "Saved run.py", ("Open folder", lambda: None))
    show_notice(window, "An unsaved network was found.", ("Restore", lambda: None))


def saving(window, qtbot):
    """A file takes long to save."""
    window.findChild(QWidget, "saving_bar").show()


def reading_photos(window, qtbot):
    """Photos take long to read."""
    window.photos.busy_changed.emit(False)
    window.photos.progressed.emit()


def picture_enlarged(window, qtbot):
    """A wrong prediction is enlarged in a dialog."""
    trained(window, qtbot)
    grid = window.findChild(PictureGrid, "wrong_grid")
    grid.setCurrentIndex(grid.model().index(0))
    grid.activated.emit(grid.currentIndex())
    assert window.findChild(Viewer, "picture_dialog").isVisible()


def fetch_prompt(window, qtbot):
    """The prompt before a picture is fetched from the web."""
    window.findChild(PhotosPanel).add_sources([WebSource("https://example.org/cat.png")])


def opened_by(action):
    """The state after an entry of the menu was chosen, with the focus in a panel."""

    def state(window, qtbot):
        window._data.grid.setFocus()
        window._menus.actions[action].trigger()

    state.__name__ = action
    return state


def photo_enlarged(window, qtbot):
    """One of the photos is enlarged in a dialog."""
    trained(window, qtbot)
    window.panels.open("photos_panel")
    qtbot.waitUntil(lambda: all(entry.state is not PhotoState.WAITING for entry in window.photos))
    cards = window.findChild(PhotosPanel).cards
    cards.select_row(0)
    QApplication.processEvents()
    cards.activated.emit(cards.currentIndex())


def show_map(owner, qtbot):
    """Show the map in the tabs of `owner`."""
    tabs = owner.findChild(MapTabs)

    def is_shown():
        tabs.choose_map()  # again, if the picture was read only now
        return tabs.findChild(MapView).isVisible()

    qtbot.waitUntil(is_shown)


def picture_enlarged_with_map(window, qtbot):
    """A wrong prediction is enlarged, under its map by occlusion."""
    picture_enlarged(window, qtbot)
    show_map(window.findChild(Viewer, "picture_dialog"), qtbot)


def photo_enlarged_with_map(window, qtbot):
    """A photo is enlarged, under its map."""
    photo_enlarged(window, qtbot)
    show_map(window.findChild(Viewer, "photo_dialog"), qtbot)


def photos_answered(window, qtbot):
    """The actual class of a photo is known."""
    trained(window, qtbot)
    window.photos.set_actual([entry.key for entry in window.photos], "cat")


def stopped(window, qtbot):
    """A run was stopped, and an earlier iteration is shown."""
    trained(window, qtbot)
    window.playback.seek(5)
    qtbot.waitUntil(lambda: window.session.now.snapshot.iterations == 5)


def searched(window, qtbot):
    """The search is open, with what cannot be done now at the end."""
    window._menus.actions["find"].trigger()
    window.findChild(QWidget, "search_field").setText("save")


def helped(window, qtbot):
    """All dialogs of the Help menu are open; one explains a control."""
    window.findChild(QWidget, "seed_field").setFocus()
    for name in ("panel_help", "lessons", "glossary", "shortcuts"):
        window._menus.actions[name].trigger()


def all_panels(window, qtbot):
    """Every panel is open, and a picture is explained."""
    picked(window, qtbot)
    for name in window.panels.pages:
        window.panels.open(name)


def without_hidden_layers(window, qtbot):
    """Every panel is open, with a network without hidden layers."""
    config = replace(LOGISTIC_REGRESSION, iterations=20)
    window.training_settings.set_config(config)
    qtbot.train(window.session, window.workspace.dataset, config)
    all_panels(window, qtbot)


def standing_still(window, qtbot):
    """The same, with hidden layers that begin with zeros."""
    config = replace(SHORT, initialization="zeros")
    window.training_settings.set_config(config)
    qtbot.train(window.session, window.workspace.dataset, config)
    all_panels(window, qtbot)


def dialogs(window, qtbot):
    """The dialogs that no other state has."""
    trained(window, qtbot)
    window.make_all_panels()
    window.panels.open("weights_panel")
    grid = window.findChild(PictureGrid, "unit_grid")
    qtbot.waitUntil(lambda: grid.currentIndex().isValid())
    for name in ("program_files", "find"):
        window._menus.actions[name].trigger()
    pixels = np.full((96, 96, 3), 90, np.uint8)
    grid.activated.emit(grid.currentIndex())
    assert window.findChild(Viewer, "unit_dialog").isVisible()
    added = AddedPicture(window.workspace.dataset.train.pictures[0] // 2, "cat.jpg")
    window.data_editor.add([(added, 1)], "train")
    kinds = [PictureKind("ant", 1, pixels), PictureKind("cat", 1200, pixels)]
    for dialog in (
        KindDialog(kinds, DEFAULT_FOLDER_SETTINGS, window),
        TextDialog("reasons_dialog", "2 files", "", "a.png: broken\n" * 9, window),
        ErrorDialog("Oh", "/log", "a\nb", print, window),
    ):
        dialog.show()


def dialogs_opened_in_large_text(window, qtbot):
    """The same, in large text from their first moment."""
    text_size.set_percent(LARGEST)
    dialogs(window, qtbot)


# States in a row, each beside what those before it have left.
WALKS = {
    "no run": [opened, opened_by("about"), searched],
    "messages": [reading_photos, saving, fetch_prompt, messages, loading, without_data],
    "first run": [training, helped],
    "photos": [trained, photo_enlarged, photo_enlarged_with_map, photos_answered, stopped],
    "explanations": [picked],
    "enlarged": [picture_enlarged, picture_enlarged_with_map, all_panels, opened_by("fill_window")],
    "no hidden layers": [without_hidden_layers, standing_still],
    "dialogs": [dialogs],
    "dialogs opened in large text": [dialogs_opened_in_large_text],
}
CROWDED = [all_panels, dialogs, messages]


def settle():
    """Let layouts and queued calls come to rest."""
    for _ in range(6):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def visible_parts(window):
    """All visible windows, then each panel that is behind another one, once it is in front."""
    settle()
    yield from (top for top in QApplication.topLevelWidgets() if top.isVisible())
    for name, page in window.panels.pages.items():
        if window.panels.is_open(name) and not page.isVisible():
            window.panels.open(name)
            settle()
            yield page


def find_problems(window, percent, size):
    """What is cut off at this size of the text and of the window, or cannot be read aloud at the normal ones."""
    text_size.set_percent(percent)
    window.resize(size)
    for part in visible_parts(window):
        least = part.minimumSizeHint().expandedTo(part.minimumSize())
        if least.boundedTo(SCREEN) != least:
            yield f"{percent}%: {part.objectName()} needs {least.width()} x {least.height()}, more than a screen has"
        yield from (f"{percent}%, {size.width()} x {size.height()}: {fault}" for fault in find_clipped(part))
        if (percent, size) == (NORMAL, SMALL):
            yield from find_unreadable(read_tree(QAccessible.queryAccessibleInterface(part)))


@pytest.mark.parametrize("states", WALKS.values(), ids=WALKS)
def test_all_can_be_read(window, qtbot, monkeypatch, states):
    walk(window, qtbot, monkeypatch, states, MORE_SIZES)


def walk(window, qtbot, monkeypatch, states, more_sizes):
    """See that nothing is cut off in `states`, one after another."""
    monkeypatch.setattr(QScreen, "availableSize", lambda _screen: SCREEN)
    found = []
    for state in states:
        close_dialogs(window)
        state(window, qtbot)
        sizes = more_sizes if state in CROWDED else SIZES
        for percent in sorted(sizes, key=lambda percent: percent != text_size.percent):  # the present one first
            for size in sizes[percent]:
                found += [f"{state.__name__}, {problem}" for problem in find_problems(window, percent, size)]
    assert not found, "\n".join(dict.fromkeys(found))
    assert not stale_layout_items()


@pytest.mark.parametrize("states", WALKS.values(), ids=WALKS)
def test_all_can_be_read_in_lines_as_high_as_those_of_windows(taller_font, window, qtbot, monkeypatch, states):
    walk(window, qtbot, monkeypatch, states, more_sizes=SIZES)


def close_dialogs(window):
    for top in QApplication.topLevelWidgets():
        if top is not window and top.isVisible():
            top.close()


def test_all_visible_controls_of_the_window_have_different_names(window, qtbot):
    fill_panels(window, qtbot)
    controls = [w for w in window.findChildren(QWidget) if w.isVisible() and w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    names = [w.accessibleName() for w in controls if w.accessibleName()]
    assert sorted(names) == sorted(set(names))


def test_labels_that_show_a_value_say_it(window, qtbot):
    fill_panels(window, qtbot)
    silent = [
        label
        for label in window.findChildren(QLabel)
        if label.text() and label.text() not in QAccessible.queryAccessibleInterface(label).text(QAccessible.Text.Name)
    ]
    assert not silent
