"""Keyboard focus: its frame, and the two meanings of Space."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QListView,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from catgui.widgets.basic.focus import FocusFrame

_TAKING_SPACE = (QAbstractButton, QAbstractItemView, QComboBox, QTabBar)


class FocusManager(QObject):
    """Follows the focus in all windows of the application.

    It frames the focused widget. It disables the shortcut of `train`, Space, where Space belongs to what has the focus:
    it presses a button, selects in a list, and does nothing on a tab.

    Attributes: `last_list`, the list, grid or table of a panel that had the focus last, or None.
    """

    def __init__(self, pages: Iterable[QWidget], train: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._pages = list(pages)
        self._train = train
        self._train_key = train.shortcut()
        self.last_list: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if not isValid(self._train):
            return  # the window is being destroyed
        if now is not None and _has_keyboard_focus(now) and not _draws_item_focus(now):
            FocusFrame(now)
        if isinstance(now, QAbstractItemView) and any(page.isAncestorOf(now) for page in self._pages):
            self.last_list = now
        if isinstance(now, _TAKING_SPACE):
            self._train.setShortcut("")
        else:
            self._train.setShortcut(self._train_key)


def _has_keyboard_focus(widget: QWidget) -> bool:
    return widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


def _draws_item_focus(widget: QWidget) -> bool:
    """Whether `widget` frames its current item itself, as the lists of pictures do."""
    return isinstance(widget, QListView) and widget.currentIndex().isValid()
