"""What goes with the keyboard's focus: a frame that shows where it is, its panel in front, and the meaning of Space."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDockWidget, QListView, QWidget
from shiboken6 import isValid

from catgui.widgets.basic.focus_frame import FocusFrame

_TAB_KEYS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class FocusManager(QObject):
    """Follows the focus through all windows of the application.

    `train` is the command on the one key that buttons answer to as well: it lends its key to those with the focus.

    A panel comes to the front for Tab alone: Qt passes the focus on by itself as well, from what is hidden or disabled,
    to the next widget wherever it stands, and calls that Tab too.
    """

    def __init__(self, docks: Sequence[QDockWidget], train: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._docks = docks
        self._train = train
        self._train_key = train.shortcut()
        self._tab_pressed = False
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if not isValid(self._train):
            # The focus still moves while a window is taken down, and its commands are gone by then.
            return
        if now is not None and _has_keyboard_focus(now) and not _draws_item_focus(now):
            FocusFrame(now)
        if now is not None and self._tab_pressed:
            self._raise_dock_of(now)
        self._watch_keys(before, now)
        if isinstance(now, (QAbstractButton, QComboBox)):
            self._train.setShortcut("")
        else:
            self._train.setShortcut(self._train_key)

    def _raise_dock_of(self, widget: QWidget) -> None:
        for dock in self._docks:
            if dock.isAncestorOf(widget) and not dock.isFloating():
                dock.raise_()

    def _watch_keys(self, before: QWidget | None, now: QWidget | None) -> None:
        self._tab_pressed = False
        if before is not None and isValid(before):
            before.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note whether Tab is what the widget with the focus is told."""
        if isinstance(event, QKeyEvent):
            self._tab_pressed = event.type() == QEvent.Type.KeyPress and event.key() in _TAB_KEYS
        return False


def _has_keyboard_focus(widget: QWidget) -> bool:
    return widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


def _draws_item_focus(widget: QWidget) -> bool:
    """Whether `widget` shows where the keyboard is by itself: our lists of pictures frame one of these."""
    return isinstance(widget, QListView) and widget.currentIndex().isValid()
