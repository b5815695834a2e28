"""A combo box to choose a layer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from catgui.style.tooltips import set_tooltip

_NAME = "Layer shown"


class LayerChooser(QComboBox):
    """Chooses one of the layers shown; the same one stays chosen while others come and go.

    Signals: `chosen()`, the user has chosen another layer.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layer_chooser")
        self.setAccessibleName(_NAME)
        # Also as the tooltip: on Linux, screen readers take a combo box's text for its name and its tooltip for its
        # description.
        set_tooltip(self, _NAME)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.currentIndexChanged.connect(self.chosen)

    def show_layers(self, names: Sequence[str], titles: Sequence[str]) -> None:
        """Show layers by their titles; `names` tell which one is the same as before."""
        with QSignalBlocker(self):
            if list(names) == [self.itemData(index) for index in range(self.count())]:
                for index, title in enumerate(titles):
                    self.setItemText(index, title)
                return
            chosen = self.currentData()
            self.clear()
            for name, title in zip(names, titles, strict=True):
                self.addItem(title, name)
            self.setCurrentIndex(names.index(chosen) if chosen in names else 0)
