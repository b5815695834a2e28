"""The button that restores the settings of the course's notebook."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton

_COURSE = "the course notebook, “Building a Cat Image Classifier using Neural Networks from Scratch”"
_TIP = (
    f"Takes all settings, features, layers, learning rate, iterations, seed and options, from {_COURSE}. Data, photos "
    "and runs stay; Ctrl+Z takes the settings back"
)


class DefaultsButton(IconToolButton):
    """Restores the settings of the course, where they are others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("undo", "Restore the course's settings", parent)
        self.setObjectName("restore_defaults_button")
        self.setText("The course's settings")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def show_is_default(self, is_default: bool) -> None:
        """Disable the button if the settings are the course's already."""
        self.setEnabled(not is_default)
        set_tooltip(self, f"All settings are those of {_COURSE}" if is_default else _TIP)
