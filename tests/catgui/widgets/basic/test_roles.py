"""The roles of widgets that Qt takes for containers."""

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from catgui.widgets.basic import roles
from catgui.widgets.basic.roles import Role, install_roles, set_role

query = QAccessible.queryAccessibleInterface


class Drawing(QWidget):
    """A widget with a role."""

    def __init__(self, role=Role.Chart):
        super().__init__()
        set_role(self, role)
        self.setAccessibleName("Costs")
        self.setAccessibleDescription("They fall")


@pytest.fixture
def page(qtbot):
    install_roles()
    page = QWidget()
    qtbot.addWidget(page)
    QVBoxLayout(page)
    return page


def delete(widget):
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("role", list(Role))
def test_a_widget_has_the_role_that_it_was_given_beside_its_texts_and_parts(page, role):
    drawing = Drawing(role)
    button = QPushButton("Menu", drawing)
    page.layout().addWidget(drawing)
    gc.collect()
    found = query(drawing)
    assert found.role() is QAccessible.Role[role.name]
    assert (found.text(QAccessible.Text.Name), found.text(QAccessible.Text.Description)) == ("Costs", "They fall")
    assert [found.child(at).object() for at in range(found.childCount())] == [button]
    assert query(page).indexOfChild(found) == 0


def test_other_widgets_have_the_roles_of_qt(page):
    page.layout().addWidget(Drawing())
    button = QPushButton("Menu", page)
    assert (query(page).role(), query(button).role()) == (QAccessible.Role.Client, QAccessible.Role.Button)


def test_an_interface_lives_as_long_as_its_widget(page):
    for _ in range(3):
        drawing = Drawing()
        page.layout().addWidget(drawing)
        query(drawing)
        gc.collect()
        assert query(drawing).role() is QAccessible.Role.Chart
        delete(drawing)
    gc.collect()
    assert query(page).childCount() == 0
    query(Drawing())
    assert len(roles._interfaces) == 1
