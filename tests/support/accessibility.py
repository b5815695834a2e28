"""The accessibility tree, as screen readers walk it, and what they cannot read in it."""

import re
from collections import Counter
from dataclasses import dataclass

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QScrollBar, QTabBar, QWidget

_Role = QAccessible.Role
# Of long lists, the first items stand for all.
_MOST_ITEMS = 5
_ITEM_VIEWS = (_Role.List, _Role.Table, _Role.Tree)
_CONTROLS = (
    _Role.Button,
    _Role.PushButton,
    _Role.CheckBox,
    _Role.RadioButton,
    _Role.ComboBox,
    _Role.EditableText,
    _Role.SpinBox,
    _Role.Slider,
    _Role.PageTab,
    _Role.List,
    _Role.Table,
    _Role.Tree,
    _Role.Link,
    _Role.MenuItem,
    _Role.ButtonMenu,
)


# Scroll bars only move what the keys move as well.
_SCROLLING = re.compile("qt_scrollarea_[hv]container")
_MARKUP = re.compile(r"</?\w+[^>]*>|&\w+;|&#\w+;")


@dataclass(frozen=True)
class Node:
    """A visible node of the tree: what is read, and of what.

    Attributes: `owner`, its widget, in words; `is_control`, whether the user can do something with it; `is_blank`,
    whether it is a part of a text, or a label or row of tabs that shows nothing now; `children`, the visible ones;
    `is_leaf`, whether it has no others either.
    """

    role: str
    name: str
    description: str
    owner: str
    is_control: bool
    is_blank: bool
    children: tuple
    is_leaf: bool

    def __str__(self):
        return f"{self.role} {self.name!r} ({self.description!r}) of {self.owner}"


def read_tree(interface, owner=""):
    """The node of an interface, with all visible nodes below it."""
    widget = interface.object()
    if widget is not None:
        owner = f"{type(widget).__name__} {widget.objectName()!r} in {owner.partition(' in ')[0]}"
    return Node(
        role=interface.role().name,
        name=interface.text(QAccessible.Text.Name),
        description=interface.text(QAccessible.Text.Description),
        owner=owner,
        is_control=interface.role() in _CONTROLS or bool(interface.state().focusable),
        is_blank=_is_blank(widget),
        children=tuple(read_tree(child, owner) for child in _visible_children(interface)),
        is_leaf=not interface.childCount(),
    )


def walk(node):
    """`node` and all nodes below it."""
    yield node
    for child in node.children:
        yield from walk(child)


def find_unreadable(root):
    """What has no name or one with markup, and controls of one group that cannot be told apart; one sentence each."""
    for node in walk(root):
        if not node.name and (node.is_control or not node.children) and not node.is_blank:
            yield f"no name: {node}"
        if node.role == _Role.Client.name and node.is_leaf and not node.is_blank:
            yield f"no role: {node}"
        if _MARKUP.search(node.name) or _MARKUP.search(node.description):
            yield f"markup: {node}"
        names = Counter((child.role, child.name) for child in node.children if child.is_control)
        yield from (f"{count} times {name} in {node}" for name, count in names.items() if count > 1)


def _visible_children(interface):
    count = interface.childCount()
    if interface.role() in _ITEM_VIEWS:
        count = min(count, _MOST_ITEMS)
    children = [interface.child(index) for index in range(count)]
    return [child for child in children if child is not None and child.isValid() and not _is_hidden(child)]


def _is_blank(widget):
    if isinstance(widget, QTabBar):
        return not widget.count()  # as long as a panel fills the window
    if isinstance(widget, QWidget) and widget.objectName() == "qt_scrollarea_viewport":
        return True  # a text that can be scrolled is read itself
    return isinstance(widget, QLabel) and not widget.text() and widget.pixmap().isNull()


def _is_hidden(interface):
    widget = interface.object()
    if interface.role() == _Role.Separator and not isinstance(widget, QWidget):  # of a menu: there is nothing to read
        is_part = True
    elif widget is None:  # an item, or the corner between the headers of a table
        is_part = interface.role() == _Role.Pane
    else:
        is_part = isinstance(widget, QScrollBar) or _SCROLLING.fullmatch(widget.objectName()) is not None
    return is_part or bool(interface.state().invisible)
