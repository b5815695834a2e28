"""The keyboard focus, and for screen readers announcements and the roles of what Qt takes for containers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QTabBar, QWidget
from shiboken6 import isValid

from catgui.style.colors import color_scheme_of

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibleInterface

FRAME_WIDTH = 2
_KEY_EVENTS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_PROPERTY = "accessible_role"
# Qt deletes each with its widget, before which Python must not.
_interfaces: list[QAccessibleInterface] = []


class Role(Enum):
    """The names of the roles in use. PySide creates `QAccessible.Role` only once the window is painted."""

    Chart = auto()
    Graphic = auto()


def set_role(widget: QWidget, role: Role) -> None:
    """Set the accessible role of `widget`; after `install_roles`, before Qt makes its interface."""
    widget.setProperty(_PROPERTY, role.name)


def install_roles() -> None:
    """Install `_make_interface` for the accessible interfaces that Qt makes from now on."""
    QtGui.QAccessible.installFactory(_make_interface)


def _make_interface(class_name: str, asked: QObject) -> QAccessibleInterface | None:
    """The interface of a widget that was given a role, else None.

    Qt asks once for each class that an object is of, for its own class first.
    """
    if class_name != asked.metaObject().className() or not isinstance(asked, QWidget):
        return None
    name = asked.property(_PROPERTY)
    if name is None:
        return None
    interface = QtWidgets.QAccessibleWidget(asked, QtGui.QAccessible.Role[name])
    _interfaces[:] = [*filter(isValid, _interfaces), interface]
    return interface


def paint_focus_frame(
    painter: QPainter, area: QRect, color: str, radius: float = 0.0, width: float = FRAME_WIDTH
) -> None:
    """Paint a frame along the inner edge of `area`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(color), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = width / 2
    painter.drawRoundedRect(QRectF(area).adjusted(half, half, -half, -half), radius, radius)
    painter.restore()


def order_tabs(before: QWidget, widgets: Iterable[QWidget]) -> None:
    """Insert `widgets`, but those in windows of their own, into the tab order after `before`."""
    while not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
        before = before.previousInFocusChain() or before
    for widget in widgets:
        takes_focus = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.window() is before.window()
        if takes_focus and widget is not before:
            QWidget.setTabOrder(before, widget)
            before = widget


def takes_escape(event: QEvent) -> bool:
    """Whether `event` is of the key Esc; it is accepted then, so that no shortcut takes it."""
    is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and event.type() in _KEY_EVENTS
    if is_escape:
        event.accept()
    return is_escape


class FocusFrame(QWidget):
    """An overlay on `target`, or its current tab, while that has the focus."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        self._target = target
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_role(self, Role.Graphic)
        self.setAccessibleName("Keyboard focus")
        target.installEventFilter(self)
        if isinstance(target, QTabBar):
            target.currentChanged.connect(self._fit)
        self._fit()
        self.show()

    def _fit(self) -> None:
        bar = self._target if isinstance(self._target, QTabBar) else None
        self.setGeometry(self._target.rect() if bar is None else bar.tabRect(bar.currentIndex()))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the target; delete the frame when it loses the focus."""
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
            self.deleteLater()
        elif event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        # The window's palette: the style sheet gives buttons another one.
        colors = color_scheme_of(self.window().palette())
        with QPainter(self) as painter:
            # A light line inside separates the frame from a button of the same color.
            inside = self.rect().adjusted(FRAME_WIDTH, FRAME_WIDTH, -FRAME_WIDTH, -FRAME_WIDTH)
            paint_focus_frame(painter, inside, colors.base, radius=2, width=1)
            paint_focus_frame(painter, self.rect(), colors.text, radius=3)


@contextmanager
def keep_focus(panel: QWidget, fallback: Callable[[], QWidget]) -> Iterator[None]:
    """Give the focus back to the same widget of `panel`, else to `fallback()`.

    Qt would move it from a hidden or disabled widget to the next one, which would get the next press of Space.
    """
    before = QApplication.focusWidget()
    by_keyboard = before is not None and before.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    yield
    if before is None or not panel.isAncestorOf(before):
        return
    stays = before.isVisible() and before.isEnabled()
    if stays and before.hasFocus():
        return
    # With this reason, as with Tab, Qt keeps the focus visible.
    reason = Qt.FocusReason.ShortcutFocusReason if by_keyboard else Qt.FocusReason.OtherFocusReason
    (before if stays else fallback()).setFocus(reason)


def announce(widget: QWidget, text: str, urgent: bool = False) -> None:
    """Announce `text` by screen readers; an urgent one interrupts what they are saying."""
    if text and QtGui.QAccessible.isActive():
        politeness = QtGui.QAccessible.AnnouncementPoliteness
        event = QtGui.QAccessibleAnnouncementEvent(widget, text)
        event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
        QtGui.QAccessible.updateAccessibility(event)
