"""Nothing is cut off at any size of the text: every panel and dialog, in every state, at 80, 100, 150 and 200%."""

import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QDockWidget

from catgui.style.text_size import text_size
from tests.catgui.test_accessibility import STATES
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


@pytest.mark.parametrize("state", STATES)
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
