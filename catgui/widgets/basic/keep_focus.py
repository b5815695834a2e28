"""Keeping the keyboard where the user has it, while what is around it is hidden and disabled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


@contextmanager
def keep_focus(panel: QWidget, fallback: Callable[[], QWidget]) -> Iterator[None]:
    """Whatever is hidden or disabled meanwhile, the widget of `panel` that has the focus has it afterwards.

    Where that one cannot have it any more, what `fallback` gives has it; left alone, Qt would pass it on to the next
    widget, and the next press of Space with it.
    """
    before = QApplication.focusWidget()
    by_keyboard = before is not None and before.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    yield
    if before is None or not panel.isAncestorOf(before) or before.hasFocus():
        return
    stays = before.isVisible() and before.isEnabled()
    # Qt shows by this reason, as by Tab, where the keyboard is; by others it shows it no more.
    reason = Qt.FocusReason.ShortcutFocusReason if by_keyboard else Qt.FocusReason.OtherFocusReason
    (before if stays else fallback()).setFocus(reason)
