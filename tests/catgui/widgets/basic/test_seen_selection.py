"""Lists with more than fits: presses select what is under the pointer, and keys act on what is seen."""

import numpy as np
import pytest
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.panels.runs_panel import RunsView
from catgui.widgets.basic.commands import Command
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.picture_painting import Captions

Left, Key = Qt.MouseButton.LeftButton, Qt.Key
GRAY = np.full((8, 8, 3), 128, np.uint8)


class Items(QAbstractListModel):
    """Three hundred pictures."""

    def rowCount(self, _parent=None):
        return 300

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return PICTURE if role == ROW_ROLE else None


PICTURE = PictureRow(GRAY, "", ("Predicted: cat (90%)", "Actual: non-cat"), "", 0, None, is_correct=False)
LISTS = {
    "pictures": lambda: PictureGrid("grid", Captions.NONE, (192, 128, 64)),
    "predictions": lambda: PictureGrid("grid", Captions.BESIDE, (192, 128, 64)),
    "runs": RunsView,
}


@pytest.fixture(params=LISTS)
def view(request, qtbot):
    """A list that is at its end, beside a button with the focus."""
    window, elsewhere, view = QWidget(), QPushButton("elsewhere"), LISTS[request.param]()
    qtbot.addWidget(window)
    view.items = Items()
    view.setModel(view.items)
    view.command = Command(view, "act", "Act", keys=("D",))
    view.acted = []
    view.command.triggered.connect(lambda: view.acted.append(view.currentIndex().row()))
    layout = QVBoxLayout(window)
    layout.addWidget(elsewhere)
    layout.addWidget(view)
    window.resize(420, 300)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    elsewhere.setFocus()
    view.scrollToBottom()
    view.picks = []
    view.selectionModel().currentChanged.connect(lambda now, _: view.picks.append(now.row()))
    yield view
    window.close()


def selected(view):
    return [index.row() for index in view.selectedIndexes()]


@pytest.mark.parametrize("row", [299, 298, 290])
def test_one_press_selects_what_is_under_the_pointer_and_the_list_stays(view, qtbot, row):
    view.scrollTo(view.items.index(row))
    where, scrolled = view.visualRect(view.items.index(row)).center(), view.verticalScrollBar().value()
    qtbot.mouseClick(view.viewport(), Left, pos=where)
    assert selected(view) == view.picks == [row]
    assert view.verticalScrollBar().value() == scrolled
    qtbot.keyClick(view, Key.Key_D)
    assert view.acted == [row]


def test_a_key_brings_what_is_selected_back_before_it_acts(view, qtbot):
    view.setFocus()
    view.setCurrentIndex(view.items.index(0))
    view.scrollToBottom()
    assert not view.shows_selected
    qtbot.keyClick(view, Key.Key_D)
    assert view.acted == []
    assert view.shows_selected
    qtbot.keyClick(view, Key.Key_D)
    assert view.acted == [0]


def test_tab_selects_what_is_seen(view):
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.shows_selected
    assert view.currentIndex().row() > 100
