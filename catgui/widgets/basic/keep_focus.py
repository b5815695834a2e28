"""Keeps the keyboard focus in a panel while widgets are hidden or disabled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


@contextmanager
def keep_focus(panel: QWidget, fallback: Callable[[], QWidget]) -> Iterator[None]:
    """Give the focus back to the same widget of `panel`, else to `fallback()`.

    Qt would move it from a hidden or disabled widget to the next one, which would get the next press of Space.
    """
    before = QApplication.focusWidget()
    by_keyboard = before is not None and before.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    yield
    if before is None or not panel.isAncestorOf(before) or before.hasFocus():
        return
    stays = before.isVisible() and before.isEnabled()
    # With this reason, as with Tab, Qt keeps the focus visible.
    reason = Qt.FocusReason.ShortcutFocusReason if by_keyboard else Qt.FocusReason.OtherFocusReason
    (before if stays else fallback()).setFocus(reason)
