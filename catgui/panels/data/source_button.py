"""What there is to learn from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from catgui.models.workspace import Workspace
from catgui.widgets.basic.buttons import IconButton
from engine.data.course import needs_download, total_size
from engine.data.sources import BUILTIN, COURSE
from engine.system.memory import format_bytes

COURSE_PHOTOS = "Course photos"


class SourceButton(IconButton):
    """A button with a menu of what there is to learn from, each with what opens it.

    Attributes: `sources`, the menu; `details`, its entry that shows what is seldom looked for.
    """

    def __init__(self, workspace: Workspace, choose_pictures: SignalInstance, choose_pair: SignalInstance) -> None:
        super().__init__("pictures", "Pictures", "Choose what to learn from")
        self.setObjectName("pictures_button")
        self.sources = QMenu(self)
        self._add("builtin", "Built-in drawings", lambda: workspace.open(BUILTIN))
        self._course = self._add("course", COURSE_PHOTOS, lambda: workspace.open(COURSE))
        self._add("own_pictures", "Your own pictures…", choose_pictures.emit)
        self._add("open", "HDF5 pair…", choose_pair.emit)
        self.sources.addSeparator()
        self.details = self.sources.addAction("Details")
        self.details.setObjectName("data_details_action")
        self.details.setCheckable(True)
        self.setMenu(self.sources)
        self.sources.aboutToShow.connect(self._show_download)

    def _show_download(self) -> None:
        """Say what is to be downloaded, if anything is."""
        note = f" ({format_bytes(total_size())}, downloaded once)" if needs_download() else ""
        self._course.setText(COURSE_PHOTOS + note)

    def _add(self, name: str, text: str, choose: Callable[[], None]) -> QAction:
        action = self.sources.addAction(text)
        action.setObjectName(f"{name}_source")
        action.triggered.connect(lambda _checked: choose())
        return action
