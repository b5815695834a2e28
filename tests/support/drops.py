"""Dragging and dropping as Qt delivers it."""

import PySide6
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

_NONE = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
_FILE_MANAGER = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction | Qt.DropAction.LinkAction


def files(*paths):
    """Mime data of files and folders."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drag_enter_event(position, actions, mime):
    """The event of dragging `mime` into a widget at `position`, a QPointF."""
    # The constructor takes whole pixels up to Qt 6.11, and fractions since 6.12.
    place = position if PySide6.__version_info__ >= (6, 12) else position.toPoint()
    return QDragEnterEvent(place, actions, mime, *_NONE)


def drop_event(position, mime, actions=_FILE_MANAGER):
    """The event of dropping `mime` at `position`, a QPointF."""
    return QDropEvent(position, actions, mime, *_NONE)


def drag(widget, mime, actions=_FILE_MANAGER):
    """Drag `mime` onto `widget`; whether it or a parent accepts it."""
    event = drag_enter_event(QPointF(5, 5), actions, mime)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def drop(widget, mime, actions=_FILE_MANAGER):
    """Drop `mime` on `widget`; the action that was accepted, or None."""
    if not drag(widget, mime, actions):
        return None
    event = drop_event(QPointF(5, 5), mime, actions)
    QApplication.sendEvent(widget, event)
    return event.dropAction() if event.isAccepted() else None
