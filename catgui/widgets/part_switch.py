"""Two tabs, of which one is in front: the test part or the training part."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QWidget

_TEXTS = {"test": "Test", "train": "Training"}


class PartSwitch(QTabBar):
    """Chooses a part; the test part at first. Signals: `part_changed(str)`, "test" or "train"."""

    part_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Part of the data")
        self.setDrawBase(False)
        self.setExpanding(False)
        for part, text in _TEXTS.items():
            self.setTabToolTip(self.addTab(text), f"Look at the {text.lower()} pictures")
            self.setTabData(self.count() - 1, part)
        self.currentChanged.connect(self._on_tab_changed)

    @property
    def part(self) -> str:
        """The part chosen, "test" or "train"."""
        return str(self.tabData(self.currentIndex()))

    def _on_tab_changed(self) -> None:
        self.part_changed.emit(self.part)
