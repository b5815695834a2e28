"""The button that restores the settings of the notebook."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton

_TIP = "Restore notebook defaults: features, layers, learning rate, iterations, seed and More settings"


class DefaultsButton(IconToolButton):
    """Restores the settings of the notebook, where they are others; `said` is its name for screen readers."""

    def __init__(self, name: str, said: str, parent: QWidget | None = None) -> None:
        super().__init__("undo", said, parent)
        self.setObjectName(name)
        self.setText("Notebook defaults")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def show_is_default(self, is_default: bool) -> None:
        """Disable the button if the settings are the notebook's already."""
        self.setEnabled(not is_default)
        set_tooltip(self, "All settings are the notebook's" if is_default else _TIP)
