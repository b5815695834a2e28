"""Finds what is cut off in a window: widgets, captions, texts and tabs that have less room than they need."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QWidget,
)

from catgui.widgets.basic.labels import ElidedLabel

# In pixels, by which the hints of styles are rounded.
_TOLERANCE = 1


def find_clipped(top: QWidget) -> list[str]:
    """What is cut off of the window or panel `top`, outside of what scrolls; one sentence each."""
    found = []
    least = top.minimumSizeHint().expandedTo(top.minimumSize())
    # A message box wraps its texts to another width than that of their hints.
    if isinstance(top, QMessageBox):
        least = top.size()
    if least.width() > top.width() or least.height() > top.height():
        found.append(f"{_name(top)} of {_text(top.size())} needs at least {_text(least)}")
    window = top.window()
    for widget in [top, *top.findChildren(QWidget)]:
        is_seen = widget.window() is window and widget.isVisible() and not widget.size().isEmpty()
        if is_seen and not _scrolls(widget):
            found += [f"{_name(widget)}: {fault}" for fault in _faults(widget)]
    return found


def _faults(widget: QWidget) -> Iterator[str]:
    seen = _seen(widget)
    if seen.isEmpty():
        return  # in a tab behind another one
    if seen.width() < widget.width() - _TOLERANCE or seen.height() < widget.height() - _TOLERANCE:
        yield f"of {_text(widget.size())} only {_text(seen.size())} is seen"
    hint, size = widget.sizeHint(), widget.size()
    if isinstance(widget, QAbstractButton) and not widget.text():
        hint = widget.iconSize()
    if isinstance(widget, QLabel):
        yield from _label_faults(widget)
    elif isinstance(widget, QTabBar):
        yield from _tab_faults(widget)
    elif isinstance(widget, QComboBox):
        yield from _combo_faults(widget)
    elif isinstance(widget, QAbstractButton):
        if hint.width() > size.width() + _TOLERANCE or hint.height() > size.height() + _TOLERANCE:
            yield f"the button {widget.text()!r} of {_text(size)} needs {_text(hint)}"
    elif isinstance(widget, (QLineEdit, QAbstractSpinBox)) and hint.height() > size.height() + _TOLERANCE:
        yield f"the field of height {size.height()} needs {hint.height()}"


def _label_faults(label: QLabel) -> Iterator[str]:
    if not label.text():
        return
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + _TOLERANCE:
            yield f"{label.text()!r} needs the height {needed}, not {label.height()}"
    elif label.sizeHint().height() > label.height() + _TOLERANCE:
        yield f"{label.text()!r} needs the height {label.sizeHint().height()}, not {label.height()}"
    elif isinstance(label, ElidedLabel):
        if label.sizeHint().width() > label.width() and not label.toolTip():
            yield f"{label.text()!r} is elided without a tooltip"
    elif label.sizeHint().width() > label.width() + _TOLERANCE:
        yield f"{label.text()!r} needs the width {label.sizeHint().width()}, not {label.width()}"


def _tab_faults(bar: QTabBar) -> Iterator[str]:
    for index in range(bar.count()):
        area = bar.tabRect(index)
        if not bar.isTabVisible(index):
            continue
        if bar.fontMetrics().horizontalAdvance(bar.tabText(index).replace("&", "")) > area.width():
            yield f"the tab {bar.tabText(index)!r} is elided"
        scrolls = bar.usesScrollButtons() and bar.sizeHint().width() > bar.width()
        if not scrolls and not bar.rect().adjusted(-_TOLERANCE, -_TOLERANCE, _TOLERANCE, _TOLERANCE).contains(area):
            yield f"the tab {bar.tabText(index)!r} is not seen whole"


def _combo_faults(box: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    style, part = box.style(), QStyle.SubControl.SC_ComboBoxEditField
    field = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)
    metrics = QFontMetrics(box.font())
    if metrics.horizontalAdvance(box.currentText()) > field.width() and not box.toolTip():
        yield f"{box.currentText()!r} is cut off without a tooltip"
    if metrics.height() > field.height() + 2 * _TOLERANCE:
        yield f"the text is cut off in the height {field.height()}"


def _seen(widget: QWidget) -> QRect:
    """The part of `widget` that its parents do not cut off."""
    seen, at, parent = widget.rect(), widget, widget.parentWidget()
    offset = QPoint()
    while parent is not None and not at.isWindow():
        offset += at.pos()
        seen &= parent.rect().translated(-offset)
        at, parent = parent, parent.parentWidget()
    return seen


def _scrolls(widget: QWidget) -> bool:
    """Whether `widget` is within an area that can be scrolled to it."""
    parent = widget.parentWidget()
    while parent is not None and not widget.isWindow():
        if isinstance(parent, QAbstractScrollArea):
            return True
        widget, parent = parent, parent.parentWidget()
    return False


def _name(widget: QWidget) -> str:
    names, at = [], widget
    while at is not None and len(names) < 4:
        names.append(at.objectName() or type(at).__name__)
        at = at.parentWidget() if not at.isWindow() else None
    return " in ".join(names)


def _text(size: object) -> str:
    return f"{size.width()} x {size.height()}"
