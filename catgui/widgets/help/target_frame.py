"""The frame around the widget that a lesson points at."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget
from shiboken6 import isValid

from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.focus_frame import paint_focus_frame

_WIDTH = 3
_GLOW = 4  # a wider, fainter frame around it
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange)


class TargetFrame(QWidget):
    """An overlay on the window of the target, which follows what is visible of it. It takes no clicks."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lesson_frame")
        self.setAccessibleName("What the lesson speaks of")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._target: QWidget | None = None
        self._followed: list[QWidget] = []

    def point_at(self, target: QWidget | None) -> None:
        """Frame `target`, scrolled into view; None hides the frame."""
        for widget in self._followed:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._target = target
        self._followed = [] if target is None else _with_ancestors(target)
        for widget in self._followed:
            widget.installEventFilter(self)
            if isinstance(widget, QScrollArea) and target is not None:
                widget.ensureWidgetVisible(target)
        self._fit()

    def _fit(self) -> None:
        target = self._target
        seen = QRect() if target is None or not isValid(target) else visible_rect(target)
        if target is None or seen.isEmpty():
            self.hide()
            return
        window = target.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.setGeometry(seen.adjusted(-_GLOW, -_GLOW, _GLOW, _GLOW).intersected(window.rect()))
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the target and what it is in."""
        if event.type() in _FOLLOWED:
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame, with a faint one around it."""
        accent = QColor(color_scheme_of(self.window().palette()).accent)
        glow = QColor(accent)
        glow.setAlphaF(0.35)
        with QPainter(self) as painter:
            paint_focus_frame(painter, self.rect(), glow.name(QColor.NameFormat.HexArgb), radius=6, width=_GLOW)
            inside = self.rect().adjusted(_GLOW - 1, _GLOW - 1, 1 - _GLOW, 1 - _GLOW)
            paint_focus_frame(painter, inside, accent.name(), radius=4, width=_WIDTH)


def visible_rect(widget: QWidget) -> QRect:
    """What is not clipped of `widget`, in the coordinates of its window. Empty if it is hidden."""
    # Not `visibleRegion`, which leaves out opaque children.
    window, seen = widget.window(), widget.rect() if widget.isVisible() else QRect()
    for ancestor in _with_ancestors(widget):
        seen = seen.intersected(ancestor.rect())
        seen.translate(ancestor.pos() if ancestor is not window else QPoint())
    return seen


def _with_ancestors(widget: QWidget) -> list[QWidget]:
    found = [widget]
    while not found[-1].isWindow() and (parent := found[-1].parentWidget()) is not None:
        found.append(parent)
    return found
