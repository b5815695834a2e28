"""Tabs to choose what is shown of the weights."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QTabBar, QWidget

from catgui.style.tooltips import escape_tab_tip

_NAME = "What is shown of the weights"


class WeightsSwitch(QTabBar):
    """Chooses one of `views`, which are names with tooltips: their changes first, then all of them."""

    def __init__(self, views: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weights_switch")
        self.setAccessibleName(_NAME)
        self.setDrawBase(False)
        self.setExpanding(False)
        for text, tip in views.items():
            tab = self.addTab(text)
            self.setTabToolTip(tab, escape_tab_tip(tip))
            # Qt gives screen readers the name of the current tab, not that of the tab bar.
            self.setAccessibleTabName(tab, f"{text}: {_NAME}")

    @property
    def shows_all(self) -> bool:
        """Whether all weights are shown, not only their changes."""
        return self.currentIndex() == 1
