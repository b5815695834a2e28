"""The choice of the part and the class of the pictures that a grid shows."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import label

_PARTS = {"Train + test": ("train", "test"), "Training": ("train",), "Test": ("test",)}


class PictureFilters(QWidget):
    """Two boxes, with the number of the pictures that pass.

    Signals: `changed()`, the user has chosen another part or class.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part, self._class = QComboBox(), QComboBox()
        self._part.addItems(list(_PARTS))
        # Also as the tooltip: on Linux, screen readers take a combo box's text for its name and its tooltip for its
        # description.
        for box, name in ((self._part, "Part of the data shown in the grid"), (self._class, "Class shown in the grid")):
            box.setAccessibleName(name)
            set_tooltip(box, name)
            box.currentIndexChanged.connect(self.changed)
        self._class.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._count = label(role="muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._part)
        layout.addWidget(self._class)
        layout.addStretch()
        layout.addWidget(self._count)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that are shown."""
        return _PARTS[self._part.currentText()]

    @property
    def label(self) -> int | None:
        """The class that is shown; None for both."""
        return self._class.currentIndex() - 1 if self._class.currentIndex() > 0 else None

    def set_classes(self, classes: tuple[str, str]) -> None:
        """Offer these classes, and choose both, without a signal."""
        with QSignalBlocker(self._class):
            self._class.clear()
            self._class.addItems(["Both classes", *(f"{name} only" for name in classes)])

    def show_count(self, count: int) -> None:
        """Show how many pictures pass."""
        self._count.setText(f"{count:,} pictures")
