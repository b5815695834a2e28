"""Tabs that choose one of several things to show."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QSizePolicy, QTabBar

from catgui.style.tooltips import escape_tab_tip


class TabSwitch(QTabBar):
    """Chooses one of `choices`, each a key with its text and its tooltip; `name` says to screen readers what."""

    def __init__(self, name: str, choices: Mapping[str, tuple[str, str]]) -> None:
        super().__init__()
        self._choices = list(choices)
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        for tab, (text, tip) in enumerate(choices.values()):
            self.addTab(text)
            self.setTabToolTip(tab, escape_tab_tip(tip))
            # Qt gives screen readers the name of the current tab, not that of the tab bar.
            self.setAccessibleTabName(tab, f"{text}: {name}")

    @property
    def choice(self) -> str:
        """The key of the current tab."""
        return self._choices[self.currentIndex()]

    def choose(self, key: str) -> None:
        """Choose the tab with a key."""
        self.setCurrentIndex(self._choices.index(key))


class PartSwitch(TabSwitch):
    """Chooses a part of the data, at first the test part: the key is "test" or "train"."""

    def __init__(self, name: str) -> None:
        super().__init__(name, {"test": ("Test", ""), "train": ("Training", "")})
        # Texts beside it make way; it would get arrows.
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
