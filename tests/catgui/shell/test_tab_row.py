"""A row of tabs: titles, close buttons, and pages that scroll."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QTabBar, QWidget

from catgui.app import build_window
from catgui.shell.panel_area import CENTER, FIRST_PANELS
from catgui.shell.tab_row import PanelPage, TabRow

USUAL_CHAR_WIDTH = 7
# Of the style sheet, with the borders.
PADDING = 12


@pytest.fixture
def row(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    row = TabRow(parent)
    row.resize(400, 300)
    parent.resize(400, 300)
    parent.show()
    row.owner = parent  # which would be deleted
    return row


_SMALL = QSize(100, 50)


def page(row, name, size=_SMALL):
    panel = QLabel(name, objectName=name)
    panel.setMinimumSize(size)
    page = PanelPage(name, name.title(), row.parentWidget())
    page.set_panel(panel)
    return page


def test_a_single_tab_is_a_title_which_takes_no_focus(row):
    one, two = page(row, "one"), page(row, "two")
    for pages, is_title in (([one], True), ([one, two], False), ([two], True)):
        for page_ in (one, two):
            page_.setParent(row.owner)
        for page_ in pages:
            row.add_page(page_, print)
        row.show_style()
        assert row.tabBar().property("title") is is_title
        assert (row.tabBar().focusPolicy() == Qt.FocusPolicy.NoFocus) is is_title


@pytest.mark.parametrize(("needed", "scrolls"), [(QSize(300, 200), False), (QSize(900, 700), True)])
def test_a_panel_that_has_less_room_than_it_needs_is_scrolled(row, qtbot, needed, scrolls):
    one = page(row, "one", needed)
    row.add_page(one, print)
    assert row.minimumSizeHint().width() < 300
    qtbot.waitUntil(lambda: one.horizontalScrollBar().isVisible() is scrolls)
    assert one.verticalScrollBar().isVisible() is scrolls
    assert one.needed() == needed


def bottom(window):
    return window.findChild(TabRow, "bottom_row")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.slow
def test_no_tab_title_is_elided_in_a_small_window(qtbot, settings, dataset, theme):
    settings.theme = theme
    window = build_window(dataset, settings)
    qtbot.addWidget(window)
    window.resize(1024, 700)
    window.show()
    for name in ("why_panel", "runs_panel", "reliability_panel"):
        window.panels.open(name)
    qtbot.waitUntil(bottom(window).isVisible)
    if window.fontMetrics().averageCharWidth() > USUAL_CHAR_WIDTH:
        pytest.skip("the font of this system is wider than usual")
    for row in window.findChildren(TabRow):
        bar = row.tabBar()
        for index in range(bar.count()):
            # Elided, a tab would be narrower than it wants to be.
            assert bar.tabRect(index).width() >= bar.fontMetrics().horizontalAdvance(bar.tabText(index)) + PADDING
            assert bar.tabRect(index).right() <= bar.width()
    window.close()


def test_what_the_user_has_opened_has_a_tab_that_closes(window, qtbot):
    window.panels.open("runs_panel")
    side, bar = QTabBar.ButtonPosition.RightSide, bottom(window).tabBar()
    buttons = {bar.tabText(index): bar.tabButton(index, side) for index in range(bar.count())}
    assert [title for title, button in buttons.items() if button is not None] == ["Runs"]
    assert buttons["Runs"].accessibleName() == "Close Runs"
    qtbot.mouseClick(buttons["Runs"], Qt.MouseButton.LeftButton)
    assert {CENTER, *window.panels.open_panels} == set(FIRST_PANELS)


class FlippingPanel(QWidget):
    """Higher in its whole width than beside a scroll bar, where it fits."""

    def minimumSizeHint(self):
        return QSize(100, 200 if self.width() >= 300 else 100)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.updateGeometry()


def test_a_panel_whose_height_changes_with_the_scroll_bar_is_not_laid_out_without_end(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    page = PanelPage("flipping", "Flipping", parent)
    page.set_panel(FlippingPanel())
    page.show()
    parent.show()
    page.resize(300, 150)
    qtbot.wait(50)
    assert page.panel.height() <= 200
