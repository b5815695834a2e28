"""Mouse, keyboard, drops and clipboard as the window system delivers them: what a dialog blocks stays blocked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.support.drops import drag_enter_event

Key, Modifier = Qt.Key, Qt.KeyboardModifier
_COPY = Qt.DropAction.CopyAction
# Longer than an action takes that a menu does not hold up, in milliseconds.
_LET_GO = 1000


def let_events_happen(milliseconds: int = 0) -> None:
    """Hand out the events there are, or those of so long; what is to be deleted goes."""
    if milliseconds:
        QTest.qWait(milliseconds)
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


@contextmanager
def menus_let_go() -> Iterator[None]:
    """Close a menu that would wait for its answer for ever, as that of a scroll bar does within the click on it."""
    closing = QTimer(interval=_LET_GO)
    closing.timeout.connect(_close_menu)
    closing.start()
    try:
        yield
    finally:
        closing.stop()


def _close_menu() -> None:
    menu = QApplication.activePopupWidget()
    if menu is not None:
        menu.close()


def click(widget: QWidget, at: QPoint | None = None, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    """Click on a widget, in its middle if no place is given."""
    window, place = _place(widget, at)
    if window is not None:
        QTest.mouseClick(window, button, Modifier.NoModifier, place)


def double_click(widget: QWidget, at: QPoint | None = None) -> None:
    """Click twice."""
    window, place = _place(widget, at)
    if window is not None:
        QTest.mouseDClick(window, Qt.MouseButton.LeftButton, Modifier.NoModifier, place)


def move_cursor(widget: QWidget, at: QPoint) -> None:
    """Move the mouse there."""
    window, place = _place(widget, at)
    if window is not None:
        QTest.mouseMove(window, place)


def turn_wheel(widget: QWidget, steps: int) -> None:
    """Turn the wheel over a widget, which hands it on to what is around it if it has no use for it."""
    middle = QPointF(widget.rect().center())
    turn = QPoint(0, 120 * steps)
    none = (Qt.MouseButton.NoButton, Modifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(widget, QWheelEvent(middle, widget.mapToGlobal(middle), QPoint(), turn, *none))


def _place(widget: QWidget, at: QPoint | None) -> tuple[QWindow | None, QPoint]:
    """The window and the place in it; no window where a mouse cannot come, because it ends before."""
    window = widget.window().windowHandle()
    place = widget.mapTo(widget.window(), widget.rect().center() if at is None else at)
    reached = window is not None and QRect(QPoint(), window.size()).contains(place)
    return (window if reached else None), place


def press(key: Key, modifier: Modifier = Modifier.NoModifier) -> None:
    """Press a key in the window that has the keyboard."""
    window = QGuiApplication.focusWindow()
    if window is not None:
        QTest.keyClick(window, key, modifier)


def write(text: str) -> None:
    """Type a text, or paste it where it has letters that this keyboard lacks or is too long to type."""
    focus = QApplication.focusWidget()
    if focus is None:
        return
    if text.isascii() and text.isprintable() and len(text) < 40:
        QTest.keyClicks(focus, text)
    else:
        QGuiApplication.clipboard().setText(text)
        press(Key.Key_V, Modifier.ControlModifier)


def files(paths: Sequence[Path]) -> QMimeData:
    """What a file manager carries."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drop(widget: QWidget, mime: QMimeData) -> bool:
    """Drag something over a widget and let it go; whether it was taken."""
    if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
        return False
    middle = QPointF(widget.rect().center())
    entering = drag_enter_event(middle, _COPY, mime)
    QApplication.sendEvent(widget, entering)
    if not entering.isAccepted():
        return False
    dropping = QDropEvent(middle, _COPY, mime, Qt.MouseButton.LeftButton, Modifier.NoModifier)
    QApplication.sendEvent(widget, dropping)
    return dropping.isAccepted()
