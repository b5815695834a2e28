"""What goes with the keyboard's focus: a frame that shows where it is, its panel in front, and the meaning of Space."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDockWidget, QListView, QWidget
from shiboken6 import isValid

from catgui.widgets.focus_frame import FocusFrame


class FocusGuide(QObject):
    """Follows the focus through all windows of the application.

    `train` is the command on the one key that buttons answer to as well: it lends its key to those with the focus.
    """

    def __init__(self, docks: Sequence[QDockWidget], train: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._docks = docks
        self._train = train
        self._train_key = train.shortcut()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if not isValid(self._train):
            # The focus still moves while a window is taken down, and its commands are gone by then.
            return
        if now is not None and _came_by_keyboard(now) and not _frames_an_item(now):
            FocusFrame(now)
        for dock in self._docks:
            if now is not None and dock.isAncestorOf(now) and not dock.isFloating():
                dock.raise_()
        if isinstance(now, (QAbstractButton, QComboBox)):
            self._train.setShortcut("")
        else:
            self._train.setShortcut(self._train_key)


def _came_by_keyboard(widget: QWidget) -> bool:
    return widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


def _frames_an_item(widget: QWidget) -> bool:
    """Whether `widget` shows where the keyboard is by itself: our lists of pictures frame one of these."""
    return isinstance(widget, QListView) and widget.currentIndex().isValid()
