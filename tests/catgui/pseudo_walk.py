"""All states of the window in the pseudo-locale; `test_pseudo_locale.py` runs this in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QTabBar,
    QToolButton,
    QWidget,
)

from catgui.style.tooltips import unescape_caption
from tests.catgui.test_window_states import WALKS, close_dialogs, visible_parts
from tests.support.accessibility import read_tree, walk
from tests.support.pseudo_faults import faults_of
from tests.support.qt_inverses import unescape_tooltip

ROOT, MOST_ROWS = QModelIndex(), 9
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
# The same widgets once more.
LEFT_OUT = ("dialogs opened in large text",)


def texts_of(widget: QWidget) -> Iterator[str]:
    """What a widget shows, its tooltips, and what it tells a screen reader."""
    if isinstance(widget, (QLabel, QLineEdit)):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QAbstractButton):
        yield unescape_caption(widget.text())
    if isinstance(widget, QToolButton) and widget.menu() is not None:
        yield from menu_texts(widget.menu())
    if isinstance(widget, QMenuBar):
        yield from (text for action in widget.actions() for text in menu_texts(action.menu()))
    if isinstance(widget, QTabBar):
        yield from (unescape_caption(widget.tabText(tab)) for tab in range(widget.count()))
    if isinstance(widget, (QAbstractItemView, QComboBox)) and widget.model() is not None:
        model = widget.model()
        columns = 1 if isinstance(model, QAbstractListModel) else min(MOST_ROWS, model.columnCount(ROOT))
        for row in range(min(MOST_ROWS, model.rowCount(ROOT))):
            for column in range(columns):
                yield from (str(model.index(row, column, ROOT).data(role) or "") for role in ROLES)
    yield unescape_tooltip(widget.toolTip())


def menu_texts(menu: QMenu) -> Iterator[str]:
    """The captions and tips of a menu and of those in it."""
    yield unescape_caption(menu.title())
    for action in menu.actions():
        yield from (unescape_caption(action.text()), unescape_tooltip(action.toolTip()))
        if action.menu() is not None:
            yield from menu_texts(action.menu())


def all_texts(part: QWidget) -> Iterator[tuple[str, str]]:
    """Each text of a visible part of the window, and whose it is."""
    for widget in [part, *part.findChildren(QWidget)]:
        if widget.isVisible():
            owner = f"{type(widget).__name__} {widget.objectName()!r}"
            yield from ((owner, text) for text in texts_of(widget))
    for node in walk(read_tree(QAccessible.queryAccessibleInterface(part))):
        yield from ((node.owner, text) for text in (node.name, node.description))


@pytest.fixture
def window(whole_window):
    return whole_window


@pytest.mark.parametrize("states", [states for name, states in WALKS.items() if name not in LEFT_OUT])
def test_each_text_is_whole(window, qtbot, states):
    found: dict[tuple[str, str], str] = {}
    for state in states:
        close_dialogs(window)
        state(window, qtbot)
        for part in visible_parts(window):
            for owner, text in all_texts(part):
                for fault in faults_of(text):
                    found.setdefault((fault, text), f"{state.__name__}, {owner}: {fault}: {text!r}")
    assert not found, "\n".join(["", *found.values()])
