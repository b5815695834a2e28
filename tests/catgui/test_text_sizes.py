"""Nothing is cut off at any size of the text: every panel and dialog, in every state, at 80, 100, 150 and 200%."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QDockWidget

from catgui.domain.picture import PictureKind
from catgui.style.text_size import text_size
from catgui.widgets.basic.text_dialogs import ErrorDialog, UnreadFilesDialog
from catgui.widgets.data.addition_dialog import AdditionDialog
from catgui.widgets.data.edits_bar import EditsDialog
from catgui.widgets.data.kind_dialog import KindDialog
from catgui.widgets.data.own_pictures_dialog import OwnPicturesDialog
from catgui.widgets.pictures.unit_dialog import UnitDialog
from tests.catgui.test_accessibility import STATES, picked, trained
from tests.support.clipping import find_clipped

# Each test opens whole windows.
pytestmark = pytest.mark.slow

SCREEN = QSize(1920, 1040)
# The sizes of the text in percent, each with the sizes of the window that it must fit.
SIZES = {
    100: (QSize(1024, 700), QSize(1280, 720), QSize(1920, 1080)),
    80: (QSize(1024, 700), QSize(1920, 1080)),
    150: (QSize(1920, 1080),),
    200: (QSize(1920, 1080),),
}


def all_panels(window, qtbot):
    """Every panel is open, and a picture is explained."""
    picked(window, qtbot)
    for dock in window.docks.all:
        window.docks.open(dock)


def dialogs(window, qtbot):
    """The dialogs that no other state has."""
    trained(window, qtbot)
    window.create_deferred_panels()
    for name in ("program_files", "what_changed", "find"):
        window._menus.actions[name].trigger()
    pixels = np.full((96, 96, 3), 90, np.uint8)
    edits, unit = EditsDialog(window), UnitDialog(window)
    edits.show_edits("Edited: 1 added", [(pixels, "Added picture 1 (cat.jpg): added to the training part as cat")])
    unit.show_subject(pixels, "Test picture 3")
    unit.show_unit("Layer 1, unit 3", pixels, "Unit 3 of layer 1: it looks for what is bright", "Red: more; blue: less")
    unit.show_place(2, 20)
    classes = window.workspace.dataset.classes
    kinds = [PictureKind("ant", 1, pixels), PictureKind("cat", 1200, pixels)]
    others = OwnPicturesDialog(window), KindDialog(kinds, window), AdditionDialog(classes, window)
    texts = UnreadFilesDialog("2 files", "a.png: broken\n" * 9, window), ErrorDialog("Oh", "/log", "a\nb", window)
    for dialog in (edits, unit, *others, *texts):
        dialog.show()


def dialogs_opened_in_large_text(window, qtbot):
    """The same, in large text from their first moment."""
    text_size.set_percent(max(SIZES))
    dialogs(window, qtbot)


def settle(window):
    """Let layouts and queued calls come to rest."""
    for _ in range(6):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def faults(window):
    """What is cut off in any window, with each panel in front."""
    found = {}
    for dock in [None, *(dock for dock in window.findChildren(QDockWidget) if not dock.isHidden())]:
        if dock is not None:
            dock.raise_()
        settle(window)
        for top in QApplication.topLevelWidgets():
            if top.isVisible():
                found |= dict.fromkeys(find_clipped(top))
    return list(found)


@pytest.mark.parametrize("state", [*STATES, all_panels, dialogs, dialogs_opened_in_large_text])
def test_nothing_is_cut_off(window, qtbot, monkeypatch, state):
    monkeypatch.setattr(QScreen, "availableSize", lambda _screen: SCREEN)
    state(window, qtbot)
    found = []
    for percent, sizes in SIZES.items():
        text_size.set_percent(percent)
        for size in sizes:
            window.resize(size)
            found += [f"{percent}%, {size.width()} x {size.height()}: {fault}" for fault in faults(window)]
    assert not found, "\n".join(found)
