"""A model whose every text is markup is shown in the whole window, its dialogs and prompts, as plain text.

Markup that Qt interprets reads the files that it names: a pipe, which would keep the window from answering, tells here
whether one was opened.
"""

import csv
import io
import os
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex
from PySide6.QtGui import QAction, QHelpEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QMenu,
    QMessageBox,
    QTabBar,
    QToolTip,
)
from shiboken6 import isValid

from catgui.app import build_window
from catgui.domain.picture import PictureKind
from catgui.domain.run_texts import run_csv
from catgui.inputs.sources import PathSource, source_at
from catgui.models.messages import show_error, show_notice
from catgui.panels.photos_panel import PhotosPanel
from catgui.style.tooltips import escape_caption, escape_tooltip, unescape_caption
from catgui.widgets.basic.text_dialogs import ErrorDialog, TextDialog
from catgui.widgets.opening import KindDialog
from catgui.widgets.pictures.data_grid import DataGrid
from catgui.widgets.pictures.picture_grid import PictureGrid
from engine.data.dataset import DataOrigin
from engine.data.edits import PictureKey
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS
from tests.support.picture_files import make_photo
from tests.support.qt_inverses import unescape_tooltip
from tests.support.sample_widgets import SHORT
from tests.support.small_data import make_dataset, save_network

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="other systems have no pipes with a name"),
    pytest.mark.slow,
]

_ROLES = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.WhatsThisRole)
_MOST_ROWS = 8


class Pipe:
    """A named pipe that counts how often it is opened for reading.

    Its writer is another process: Qt would wait for a thread of this one with the GIL held.
    """

    def __init__(self, folder):
        self.path, self._log = f"{folder}/p", Path(folder, "log")
        self._log.touch()
        os.mkfifo(self.path)
        # The shell opens the pipe once there is a reader, which then gets nothing.
        script = f"while :; do : > {self.path}; echo opened >> {self._log}; done"
        self._writer = subprocess.Popen(["sh", "-c", script])

    @property
    def opened(self):
        """How often it was opened."""
        return len(self._log.read_text().split())

    def close(self):
        """End the writer."""
        self._writer.kill()
        self._writer.wait()


@pytest.fixture
def watched(qapp):
    """A pipe at a place with a short name."""
    folder = tempfile.mkdtemp(prefix="c", dir="/tmp")
    pipe = Pipe(folder)
    yield pipe
    pipe.close()
    shutil.rmtree(folder)


@pytest.fixture
def hostile(watched):
    """A function that makes a name which is markup, has a mnemonic, begins as a formula, and marks a changed title."""
    yield lambda what: f'=<img src="{watched.path}">a&b[*]{what}'
    assert watched.opened == 0


@pytest.fixture
def classes(hostile):
    return hostile("0"), hostile("1")


@pytest.fixture
def data(hostile, classes, tmp_path):
    """A data set all of whose texts are hostile."""
    made = make_dataset(classes=classes, name=hostile("data"))
    test = replace(made.test, files=tuple(hostile(f"file {number}") for number in range(made.test.count)))
    return replace(made, test=test, origin=DataOrigin((f"{tmp_path}/{hostile('gone')}",)))


@pytest.fixture
def window(qtbot, settings, hostile):
    """A window on other data, of another size."""
    window = build_window(make_dataset(side=16), settings)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.session.reset()
    window.close()


@pytest.fixture
def model_path(window, qtbot, tmp_path, data, hostile, classes):
    """A model file all of whose texts are hostile, with a photo; the window shows other data again."""
    other, folder = window.workspace.dataset, tmp_path / hostile("").replace("/", "")
    folder.mkdir()
    window.workspace.set_dataset(data)
    qtbot.train(window.session, data, SHORT)
    window.photos.add([PathSource(str(make_photo(folder / "photo a&b <b>[*].png")))])
    qtbot.waitUntil(lambda: window.photos.rowCount() == 1 and not window.photos.busy)
    window.photos.set_actual([entry.key for entry in window.photos], classes[1])
    path = folder / "model a&b <b>[*].npz"
    save_network(window.document, path)
    window.photos.remove([entry.key for entry in window.photos])
    window.session.reset()
    window.workspace.set_dataset(other)
    return path


def test_the_pipe_notices_markup_that_is_interpreted(qtbot, watched):
    label = QLabel(f'<img src="{watched.path}">')
    qtbot.addWidget(label)
    label.grab()
    qtbot.waitUntil(lambda: watched.opened > 0)
    assert list(interpreted(label))


# --- what is shown


def interpreted(widget):
    """What Qt would interpret of the texts of `widget`."""
    for tip in (widget.toolTip(), widget.whatsThis()):
        yield from (f"tip {tip!r}" for _ in interpreted_tip(tip))
    if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
        yield from (
            f"text {widget.text()!r}" for _ in [0] if Qt.mightBeRichText(widget.text()) and "src" in widget.text()
        )
    if isinstance(widget, (QAbstractButton, QTabBar, QMenu)):
        yield from (f"mnemonic in {caption!r}" for caption in captions(widget) if "a&b" in caption)
    if widget.isWindow() and "[*]" in widget.windowTitle().replace("[*][*]", "").removesuffix("[*] – Catgui"):
        yield f"title {widget.windowTitle()!r}"
    if isinstance(widget, QTabBar):
        tips = [widget.tabToolTip(tab) for tab in range(widget.count())]
        yield from (f"tip of a tab {tip!r}" for tip in tips for _ in interpreted_tip(tip))
    if isinstance(widget, QGraphicsView):
        items = [item for item in widget.scene().items() if isinstance(item, QGraphicsTextItem)]
        yield from (f"plot {item.toPlainText()!r}" for item in items if "<img" in item.document().toHtml())
    if isinstance(widget, (QAbstractItemView, QComboBox)) and widget.model() is not None:
        yield from interpreted_items(widget.model())


def captions(widget):
    if isinstance(widget, QTabBar):
        return [widget.tabText(tab) for tab in range(widget.count())]
    if isinstance(widget, QMenu):
        return [widget.title(), *(action.text() for action in widget.actions())]
    return [widget.text()]


def interpreted_tip(tip):
    """`tip`, if Qt would take it for rich text that `escape_tooltip` has not made."""
    if Qt.mightBeRichText(tip) and tip != escape_tooltip(unescape_tooltip(tip)):
        yield tip


def interpreted_items(model):
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(min(_MOST_ROWS, model.rowCount(QModelIndex()))):
        for column in range(columns):
            tips = [model.index(row, column, QModelIndex()).data(role) for role in _ROLES]
            yield from (f"item {tip!r}" for text in tips for tip in interpreted_tip(text or ""))
    for column in range(columns):
        tip = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        yield from (f"heading {tip!r}" for tip in interpreted_tip(tip or ""))


def shown_texts(widget):
    """The texts that `widget` shows, without what marks mnemonics."""
    if isinstance(widget, QLabel):
        yield widget.text()
    elif isinstance(widget, (QAbstractButton, QTabBar, QMenu)):
        yield from (unescape_caption(caption) for caption in captions(widget))
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        rows = range(min(_MOST_ROWS, widget.model().rowCount(QModelIndex())))
        yield from (str(widget.model().index(row, 0, QModelIndex()).data()) for row in rows)
    yield unescape_tooltip(widget.toolTip())


def check_all(window):
    """Check the texts of every widget and action, in front of others and behind them, and show all tooltips."""
    for name in window.panels.pages:
        window.panels.open(name)
        QApplication.processEvents()
        for top in QApplication.topLevelWidgets():
            if top.isVisible():
                assert not top.grab().isNull()
    problems = []
    # A tooltip that is shown ends the one before.
    for widget in filter(isValid, QApplication.allWidgets()):
        problems += [f"{type(widget).__name__} {widget.objectName()}: {text}" for text in interpreted(widget)]
        if widget.isVisible() and not isinstance(widget, QMenu):
            problems += show_tooltip(widget)
    actions = window.findChildren(QAction)
    problems += [f"action {action.text()!r}" for action in actions if "a&b" in action.text()]
    QToolTip.hideText()
    assert problems == []


def show_tooltip(widget):
    """Show the tooltip of `widget`; what would be interpreted of it."""
    pos = widget.rect().center()
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, pos, widget.mapToGlobal(pos)))
    return [f"shown tip {tip!r}" for tip in interpreted_tip(QToolTip.text())]


def all_texts():
    return [text for widget in QApplication.allWidgets() for text in shown_texts(widget)]


def is_shown(text):
    return any(text in shown for shown in all_texts())


# --- the states of the window


def open_model(window, qtbot, path):
    window.files.open_commands.open_paths([path])
    qtbot.waitUntil(lambda: window.document.path == path)


def test_a_network_without_its_data(window, qtbot, model_path, hostile, classes):
    open_model(window, qtbot, model_path)
    qtbot.waitUntil(lambda: is_shown(f"trained on {hostile('data')}"))
    check_all(window)
    assert is_shown(classes[1])


def test_a_network_on_its_data_with_runs(window, qtbot, model_path, data, hostile):
    window.workspace.set_dataset(data)
    open_model(window, qtbot, model_path)
    for number in range(2):
        qtbot.train(window.session, data, SHORT)
        window.runs.rename(window.runs.records[0].number, hostile(f"run {number}"))
    window.runs.show(window.runs.records[1].number, True)
    window.picked.pick(data.test.pictures[0], f"{hostile('file')} picked")
    check_all(window)
    assert is_shown(hostile("run 0"))
    assert is_shown(hostile("file"))
    check_exports(window, hostile)


def check_exports(window, hostile):
    """Check that no export of the run and of the list of runs holds a name as more than text."""
    svg = ElementTree.fromstring(window._training.plot.svg())
    assert not [node for node in svg.iter() if node.tag.endswith("}img")]
    rows = list(csv.reader(io.StringIO(run_csv(window.runs.plotted(window.workspace.dataset)), newline="")))
    assert rows[1][1:3] == [f"'{hostile('run 1')}", f"'{hostile('data')}"]


def test_dialogs_menus_and_messages(window, qtbot, data, hostile, classes):
    window.workspace.set_dataset(data)
    qtbot.train(window.session, data, SHORT)
    window.data_editor.relabel([PictureKey("train", 0)], 1)
    for grid in window.findChildren(PictureGrid):
        if grid.model().rowCount():
            grid.setCurrentIndex(grid.model().index(0, 0))
            grid.activated.emit(grid.currentIndex())
    kinds = (PictureKind(hostile("kind"), 3, None),) * 2
    for dialog in (
        KindDialog(kinds, DEFAULT_FOLDER_SETTINGS, window),
        TextDialog("reasons_dialog", hostile("headline"), "", hostile("reasons"), window),
        ErrorDialog(hostile("headline"), hostile("log"), hostile("details"), print, window),
    ):
        dialog.show()
    grid = window.findChild(DataGrid, "data_grid")
    grid.setCurrentIndex(grid.model().index(0, 0))
    menus = grid.actions(), window.findChild(PictureGrid, "photo_cards").actions()
    for name in ("about", "panel_help", "lessons", "glossary", "shortcuts"):
        window._menus.actions[name].trigger()
    show_error(window, hostile("message"), (hostile("action"), print))
    show_notice(window.runs, hostile("notice"), (hostile("an action whose caption is elided"), print))
    check_all(window)
    for menu in menus:
        assert any(escape_caption(classes[1]) in action.text() for action in menu)
    assert is_shown(hostile("notice"))
    window.messages.place.dismiss()
    check_all(window)
    assert is_shown(hostile("message"))


def test_prompts(window, qtbot, data, hostile):
    window.workspace.set_dataset(data)
    qtbot.train(window.session, data, SHORT)
    source = source_at(f"https://user:secret@example.org:8443/{hostile('address')}.png")
    window.findChild(PhotosPanel).add_sources([source])
    check_all(window)
    assert is_shown("Fetch 1 picture from example.org:8443?")
    assert not is_shown("secret")
    window.findChild(QMessageBox, "fetch_question").close()
