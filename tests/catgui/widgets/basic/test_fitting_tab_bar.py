"""A bar of tabs that lists those for which it has no room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from catgui.style.text_size import resized_font
from catgui.widgets.basic.fitting_tab_bar import FittingTabBar, fitting_tabs
from tests.support.clipping import find_clipped

TITLES = ["Data", "Results", "Wrong predictions", "R&&D", "Your photos"]


@pytest.mark.parametrize(
    ("current", "room", "shown"),
    [
        (0, 100, [1, 1, 1, 1]),
        (0, 99, [1, 1, 1, 0]),
        (2, 99, [1, 1, 1, 0]),
        (3, 99, [1, 1, 0, 1]),
        (3, 45, [1, 0, 0, 1]),
        (2, 10, [0, 0, 1, 0]),
        (-1, 50, [1, 1, 0, 0]),
    ],
)
def test_the_current_tab_is_shown_and_from_the_first_on_those_that_fit_beside_the_list(current, room, shown):
    assert fitting_tabs([10, 20, 50, 20], current, room, list_width=15) == list(map(bool, shown))


def test_without_tabs_nothing_is_shown():
    assert fitting_tabs([], -1, 100, 15) == []


@pytest.fixture
def bar(qtbot):
    bar = FittingTabBar()
    qtbot.addWidget(bar)
    for title in TITLES:
        bar.addTab(title)
    bar.resize(bar.sizeHint())
    bar.show()
    return bar


def shown(bar):
    return [tab for tab in range(bar.count()) if bar.isTabVisible(tab)]


def more(bar):
    return bar.findChild(QToolButton, "more_tabs")


def narrow(bar, width):
    bar.resize(width, bar.height())


def test_with_room_for_all_there_is_no_list(bar):
    assert shown(bar) == [0, 1, 2, 3, 4]
    assert not more(bar).isVisible()
    narrow(bar, bar.width() - 1)
    assert more(bar).isVisible()
    assert len(shown(bar)) == 4
    assert more(bar).accessibleName() == "1 more tab"
    narrow(bar, bar.width() + 1)
    assert shown(bar) == [0, 1, 2, 3, 4]
    assert not more(bar).isVisible()


def test_no_tab_is_cut_off_in_any_width(bar):
    for width in range(bar.sizeHint().width(), bar.minimumSizeHint().width(), -7):
        narrow(bar, width)
        for tab in range(bar.count()):
            bar.setCurrentIndex(tab)
            assert tab in shown(bar)
            wide = bar.tabSizeHint(tab).width() + more(bar).width() > width
            assert not find_clipped(bar) or wide, width
            assert bar.tabRect(shown(bar)[-1]).right() < more(bar).x() or not more(bar).isVisible() or wide


def test_the_list_has_the_others_and_a_choice_brings_one_to_the_front(bar, qtbot):
    narrow(bar, bar.width() - 40)
    hidden = [tab for tab in range(5) if tab not in shown(bar)]
    button = more(bar)
    assert button.text() == f"+{len(hidden)}"
    assert button.accessibleDescription() == ", ".join(TITLES[tab].replace("&&", "&") for tab in hidden)
    menu = button.menu()
    menu.aboutToShow.emit()
    assert [entry.text() for entry in menu.actions()] == [TITLES[tab] for tab in hidden]
    with qtbot.waitSignal(bar.tabBarClicked):
        menu.actions()[0].trigger()
    assert bar.currentIndex() == hidden[0]
    assert hidden[0] in shown(bar)


def test_arrow_keys_lead_through_all_tabs(bar, qtbot):
    narrow(bar, 150)
    for tab in (1, 2, 3, 4, 4):
        qtbot.keyClick(bar, Qt.Key.Key_Right)
        assert bar.currentIndex() == tab
        assert tab in shown(bar)
    for tab in (3, 2, 1, 0, 0):
        qtbot.keyClick(bar, Qt.Key.Key_Left)
        assert bar.currentIndex() == tab


def test_what_fits_is_shown_after_tabs_have_come_and_gone_and_in_another_font(bar):
    narrow(bar, bar.width() - 1)
    bar.removeTab(2)
    assert shown(bar) == [0, 1, 2, 3]
    bar.addTab("Wrong predictions")
    assert len(shown(bar)) < 5
    narrow(bar, bar.sizeHint().width())
    assert len(shown(bar)) == 5
    bar.setFont(resized_font(bar.font(), 1.5))
    bar.resize(bar.width(), bar.sizeHint().height())
    assert len(shown(bar)) < 5
    assert not find_clipped(bar)
