"""Tooltips for what has none of its own: the first term of the glossary in the text under the pointer."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QGraphicsView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QTabBar,
    QToolTip,
    QWidget,
)

from catgui.help.glossary import terms_in
from catgui.style.tooltips import escape_tooltip, unescape_caption, unescape_tooltip

_EXPLAINED = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QTabBar)
# A longer text is a paragraph, which explains itself.
_MAX_CHARS = 90
_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
_RECURSIVE = Qt.FindChildOption.FindChildrenRecursively


class TermTooltips(QObject):
    """Explains the first term in a text that has no tooltip, whatever texts the widgets have by then.

    An event for a tooltip goes up from a widget that has none to its window: so this watches the window, `parts` of it
    that may be in windows of their own, and the controls that may have tooltips of their own. There are hundreds of
    those, and new ones come: they are watched once the pointer enters the part they are in.
    """

    def __init__(self, window: QMainWindow, parts: Iterable[QWidget]) -> None:
        super().__init__(window)
        for widget in (window, *parts, *window.findChildren(QWidget, options=_DIRECT)):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the explanation of the first term, if there is one and the widget has no tooltip of its own."""
        if event.type() == QEvent.Type.Enter and isinstance(watched, QWidget) and not isinstance(watched, _EXPLAINED):
            self._watch_controls(watched)
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent) or not isinstance(watched, QWidget):
            return False
        widget = watched.childAt(event.pos()) or watched
        text = _text_at(widget, widget.mapFromGlobal(event.globalPos()))
        explanation = _explanation(text)
        if not explanation or unescape_tooltip(widget.toolTip()) not in ("", text):
            return False
        QToolTip.showText(event.globalPos(), escape_tooltip(explanation), widget)
        return True

    def _watch_controls(self, place: QWidget) -> None:
        # All that is in the window would include its dialogs: PySide would keep objects for their widgets for good.
        options = _DIRECT if isinstance(place, QMainWindow) else _RECURSIVE
        for widget in place.findChildren(QWidget, options=options):
            # Not a tooltip, which is a label too: with one above itself, Qt would look for its style for ever.
            if isinstance(widget, _EXPLAINED) and not widget.isWindow():
                widget.installEventFilter(self)  # once, even if it was before


def describe_control(widget: QWidget) -> str:
    """The name of `widget`, its tooltip, and the first term in its text explained, for those who use no mouse."""
    text = _text_at(widget, widget.rect().center())
    own = unescape_tooltip(widget.toolTip())
    return "\n\n".join(part for part in (text, own if own != text else "", _explanation(text)) if part)


def _explanation(text: str) -> str:
    """The first term in `text`, explained; '' if there is none."""
    term = next(terms_in(text), None) if len(text) <= _MAX_CHARS else None
    return "" if term is None else term.explanation


def _text_at(widget: QWidget, pos: QPoint) -> str:
    """What is written on `widget` at `pos`, or its name if it shows no text of ours."""
    parent = widget.parentWidget()
    if isinstance(parent, QGraphicsView):
        return ""  # a plot reads its values off at the pointer
    if isinstance(widget, QTabBar):
        return unescape_caption(widget.tabText(widget.tabAt(pos)))
    if isinstance(parent, QHeaderView):
        section = parent.logicalIndexAt(pos)
        return str(parent.model().headerData(section, parent.orientation()) or "")
    if isinstance(widget, QAbstractButton):
        return unescape_caption(widget.text())
    if isinstance(widget, QLabel):
        return widget.text()
    return widget.accessibleName()
