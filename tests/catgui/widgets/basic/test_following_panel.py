"""A panel that tells whether it is seen."""

import pytest
from pytestqt.qtbot import QtBot

from catgui.widgets.basic.following_panel import FollowingPanel


@pytest.fixture
def panel(qtbot: QtBot) -> FollowingPanel:
    panel = FollowingPanel()
    qtbot.addWidget(panel)
    return panel


def test_a_panel_tells_when_it_is_shown_and_hidden(panel: FollowingPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.seen_changed):
        panel.show()
    with qtbot.waitSignal(panel.seen_changed):
        panel.hide()
