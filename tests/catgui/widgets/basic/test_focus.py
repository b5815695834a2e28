"""The keyboard focus, and what screen readers are told."""

import gc

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QApplication, QPushButton, QTabBar, QVBoxLayout, QWidget

from catgui.style.colors import DARK, LIGHT, make_palette
from catgui.widgets.basic import focus
from catgui.widgets.basic.focus import FRAME_WIDTH, FocusFrame, Role, announce, install_roles, keep_focus, set_role
from tests.support.qt_inverses import from_qimage


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 200)
    window.other = QPushButton("other", window)
    window.other.move(0, 150)
    window.show()
    window.activateWindow()
    return window


def framed(qtbot, widget):
    widget.show()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(widget.hasFocus)
    return FocusFrame(widget)


def ring(widget, area, width=FRAME_WIDTH):
    """The pixels of the frame along the inner edge of `area`, without its rounded corners."""
    pixels = from_qimage(widget.grab().toImage())[area.top() : area.bottom() + 1, area.left() : area.right() + 1]
    middle = slice(8, -8)
    return [pixels[:width, middle], pixels[-width:, middle], pixels[middle, :width], pixels[middle, -width:]]


def is_framed(widget, area, color):
    return all((side == QColor(color).getRgb()[:3]).all() for side in ring(widget, area))


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_the_frame_is_two_pixels_in_the_color_of_the_text(window, qtbot, colors):
    button = QPushButton("Train", window)
    window.setPalette(make_palette(colors))
    button.setGeometry(10, 10, 120, 40)
    assert not is_framed(button, button.rect(), colors.text)
    framed(qtbot, button)
    assert is_framed(button, button.rect(), colors.text)


def test_the_frame_disappears_with_the_focus(window, qtbot):
    button = QPushButton("Train", window)
    button.setGeometry(10, 10, 120, 40)
    before = button.grab().toImage()
    with qtbot.waitSignal(framed(qtbot, button).destroyed):
        window.other.setFocus()
    assert button.grab().toImage() == before


def test_the_frame_of_a_tab_bar_is_around_the_current_tab(window, qtbot):
    bar = QTabBar(window)
    window.setPalette(make_palette(LIGHT))
    for text in ("Test", "Training"):
        bar.addTab(text)
    bar.resize(bar.sizeHint())
    framed(qtbot, bar)
    for tab in (0, 1, 0):
        assert is_framed(bar, bar.tabRect(tab), LIGHT.text)
        assert not is_framed(bar, bar.tabRect(1 - tab), LIGHT.text)
        qtbot.keyClick(bar, Qt.Key.Key_Right if tab == 0 else Qt.Key.Key_Left)


def test_a_click_passes_through_the_frame(window, qtbot):
    button = QPushButton("Train", window)
    button.setGeometry(10, 10, 120, 40)
    frame = framed(qtbot, button)
    assert window.childAt(button.geometry().center()) is button
    assert frame.geometry() == button.rect()


@pytest.fixture
def buttons(qtbot):
    """Three buttons in a panel, and one outside of it."""
    window, panel = QWidget(), QWidget()
    qtbot.addWidget(window)
    buttons = [QPushButton(text) for text in ("first", "second", "third", "outside")]
    inner, outer = QVBoxLayout(panel), QVBoxLayout(window)
    for button in buttons[:3]:
        inner.addWidget(button)
    outer.addWidget(panel)
    outer.addWidget(buttons[3])
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield buttons
    window.close()


def keep_focus_in(buttons):
    return keep_focus(buttons[0].parentWidget(), lambda: buttons[2])


@pytest.mark.parametrize("verb", [QPushButton.hide, lambda button: button.setEnabled(False)])
def test_a_widget_that_is_hidden_or_disabled_gives_the_focus_to_the_fallback(buttons, verb):
    buttons[0].setFocus()
    with keep_focus_in(buttons):
        verb(buttons[0])
    assert QApplication.focusWidget() is buttons[2]


@pytest.fixture
def sent(qtbot, monkeypatch):
    """The announcements that Qt was given; a screen reader is there."""

    found = []
    accessible = type(
        "Accessible",
        (QAccessible,),
        {
            "isActive": staticmethod(lambda: True),
            "updateAccessibility": staticmethod(lambda event: found.append((event.object(), event.message(), event))),
        },
    )
    monkeypatch.setattr(QtGui, "QAccessible", accessible)
    return found


@pytest.fixture
def widget(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.mark.parametrize("urgent", [False, True])
def test_an_announcement_has_the_text_and_its_politeness(sent, widget, urgent):
    announce(widget, "Saved run.py", urgent)
    [(source, text, event)] = sent
    assert (source, text) == (widget, "Saved run.py")
    assert event.type() == QAccessible.Event.Announcement
    politeness = QAccessible.AnnouncementPoliteness
    assert event.politeness() == (politeness.Assertive if urgent else politeness.Polite)


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
    assert len(focus._interfaces) == 1
