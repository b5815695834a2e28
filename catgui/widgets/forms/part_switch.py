"""Tabs to choose the test or the training part."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QWidget

from catgui.style.tooltips import escape_tab_tip

_TEXTS = {"test": "Test", "train": "Training"}


class PartSwitch(QTabBar):
    """Chooses a part, at first the test part; `name` is for accessibility.

    Signals: `part_changed(str)`, "test" or "train".
    """

    part_changed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        for part, text in _TEXTS.items():
            self.setTabToolTip(self.addTab(text), escape_tab_tip(f"Show the {text.lower()} pictures"))
            self.setTabData(self.count() - 1, part)
            # Qt gives screen readers the name of the current tab, not that of the tab bar.
            self.setAccessibleTabName(self.count() - 1, f"{text}: {name}")
        self.currentChanged.connect(self._on_tab_changed)

    @property
    def part(self) -> str:
        """The part chosen, "test" or "train"."""
        return str(self.tabData(self.currentIndex()))

    def set_part(self, part: str) -> None:
        """Choose a part."""
        self.setCurrentIndex(list(_TEXTS).index(part))

    def _on_tab_changed(self) -> None:
        self.part_changed.emit(self.part)
