"""A panel that knows whether it is seen."""

import pytest
from pytestqt.qtbot import QtBot

from catgui.widgets.basic.following_panel import FollowingPanel


@pytest.fixture
def panel(qtbot: QtBot) -> FollowingPanel:
    panel = FollowingPanel()
    qtbot.addWidget(panel)
    return panel


def test_a_panel_is_seen_while_it_is_shown(panel: FollowingPanel, qtbot: QtBot) -> None:
    assert not panel.is_seen

    with qtbot.waitSignal(panel.seen_changed):
        panel.show()
    assert panel.is_seen

    with qtbot.waitSignal(panel.seen_changed):
        panel.hide()
    assert not panel.is_seen


def test_a_panel_behind_the_tab_of_another_one_is_not_seen(panel: FollowingPanel, qtbot: QtBot) -> None:
    panel.show()

    with qtbot.waitSignal(panel.seen_changed):
        panel.set_behind(True)
    assert not panel.is_seen

    with qtbot.waitSignal(panel.seen_changed):
        panel.set_behind(False)
    assert panel.is_seen
