"""Keyboard focus: its frame, the panel it raises, and the two meanings of Space."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDockWidget,
    QListView,
    QWidget,
)
from shiboken6 import isValid

from catgui.widgets.basic.focus import FocusFrame

_TAB_KEYS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class FocusManager(QObject):
    """Follows the focus in all windows of the application.

    It frames the focused widget. It disables the shortcut of `train`, Space, while a button has the focus, which Space
    presses. It raises the dock that Tab leads into; only Tab does: Qt also moves the focus away from a widget that is
    hidden or disabled, to one in any dock, and gives Tab as the reason.

    Attributes: `last_list`, the list, grid or table of a dock that had the focus last, or None.
    """

    def __init__(self, docks: Sequence[QDockWidget], train: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._docks = docks
        self._train = train
        self._train_key = train.shortcut()
        self._tab_pressed = False
        self.last_list: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if not isValid(self._train):
            return  # the window is being destroyed
        if now is not None and _has_keyboard_focus(now) and not _draws_item_focus(now):
            FocusFrame(now)
        if now is not None and self._tab_pressed:
            self._raise_dock_of(now)
        self._watch_keys(before, now)
        if isinstance(now, QAbstractItemView) and any(dock.isAncestorOf(now) for dock in self._docks):
            self.last_list = now
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
        """Note whether Tab was pressed."""
        if isinstance(event, QKeyEvent):
            self._tab_pressed = event.type() == QEvent.Type.KeyPress and event.key() in _TAB_KEYS
        return False


def _has_keyboard_focus(widget: QWidget) -> bool:
    return widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


def _draws_item_focus(widget: QWidget) -> bool:
    """Whether `widget` frames its current item itself, as the lists of pictures do."""
    return isinstance(widget, QListView) and widget.currentIndex().isValid()
