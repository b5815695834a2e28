"""The accessible roles of widgets that Qt takes for mere containers, such as plots."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import isValid

Role = QAccessible.Role
_PROPERTY = "accessible_role"
# Qt deletes each with its widget, before which Python must not.
_interfaces: list[QAccessibleInterface] = []


def set_role(widget: QWidget, role: Role) -> None:
    """Have screen readers say `role` of `widget`, of which they know nothing yet."""
    _install_factory()
    widget.setProperty(_PROPERTY, role.value)


@cache
def _install_factory() -> None:
    QAccessible.installFactory(_make_interface)


def _make_interface(class_name: str, asked: QObject) -> QAccessibleInterface | None:
    """The interface of a widget that was given a role, else None.

    Qt asks once for each class that an object is of, for its own class first.
    """
    if class_name != asked.metaObject().className() or not isinstance(asked, QWidget):
        return None
    role = asked.property(_PROPERTY)
    if role is None:
        return None
    _interfaces[:] = [*filter(isValid, _interfaces), QAccessibleWidget(asked, Role(role))]
    return _interfaces[-1]
