"""The accessible roles of widgets that Qt takes for mere containers, such as plots."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibleInterface

_PROPERTY = "accessible_role"
# Qt deletes each with its widget, before which Python must not.
_interfaces: list[QAccessibleInterface] = []


class Role(Enum):
    """The names of the roles in use. PySide creates `QAccessible.Role` only once the window is painted."""

    Chart = auto()
    Graphic = auto()


def set_role(widget: QWidget, role: Role) -> None:
    """Have screen readers say `role` of `widget`, of which they know nothing yet, after `install_roles`."""
    widget.setProperty(_PROPERTY, role.name)


def install_roles() -> None:
    """Have Qt make the interfaces of widgets with a role here; those that it has made stay as they are."""
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
