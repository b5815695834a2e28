"""What there is to learn from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import (
    QMenu,
)

from catgui.models.workspace import Workspace
from catgui.widgets.basic.buttons import IconButton
from engine.data.course import total_size
from engine.data.sources import BUILTIN, COURSE
from engine.system.memory import format_bytes


class SourceButton(IconButton):
    """A button with a menu of what there is to learn from, each with what opens it.

    Attributes: `sources`, the menu; `details`, its entry that shows what is seldom looked for.
    """

    def __init__(self, workspace: Workspace, choose_pictures: SignalInstance, choose_pair: SignalInstance) -> None:
        super().__init__("pictures", "Pictures", "Choose what to learn from")
        self.setObjectName("pictures_button")
        self.sources = QMenu(self)
        size = format_bytes(total_size())
        self._add("builtin", "Built-in drawings", lambda: workspace.open(BUILTIN))
        course = f"Course photos ({size}, downloaded once)"
        self._add("course", course, lambda: workspace.open(COURSE))
        self._add("own_pictures", "Your own pictures…", choose_pictures.emit)
        self._add("open", "HDF5 pair…", choose_pair.emit)
        self.sources.addSeparator()
        self.details = self.sources.addAction("Details")
        self.details.setObjectName("data_details_action")
        self.details.setCheckable(True)
        self.setMenu(self.sources)

    def _add(self, name: str, text: str, choose: Callable[[], None]) -> None:
        action = self.sources.addAction(text)
        action.setObjectName(f"{name}_source")
        action.triggered.connect(lambda _checked: choose())
