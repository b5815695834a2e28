"""The toolbar of the photos panel: to add photos, choose which are shown, and use the commands of the selected ones."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

from catgui.domain.photo_texts import DETECTOR, PASTE_TIP, SHOW_DETECTOR, SHOW_DETECTOR_TIP, WRONG_TIP
from catgui.panels.photos.photo_commands import PhotoCommands
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import unescape_caption
from catgui.widgets.basic.buttons import palette_icon
from catgui.widgets.basic.commands import Command

_ICON = QSize(16, 16)


class PhotoToolbar(QToolBar):
    """Buttons, of which Qt puts those that do not fit into a menu at the end.

    Attributes: the commands `open`, `paste`, `wrong`, whether only photos that are answered wrongly are shown, and
    `detector`, whether the detector answers as well.
    """

    def __init__(self, commands: PhotoCommands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("photos_toolbar")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        keep_scaled(self.setIconSize, _ICON)
        self.open = Command(self, "photos_open", "Open…")
        self.paste = Command(self, "photos_paste", "Paste", PASTE_TIP)
        for command, icon in ((self.open, "open"), (self.paste, "paste")):
            command.draw_icon = partial(palette_icon, icon)
        self.wrong = Command(self, "photos_wrong", "", WRONG_TIP)
        self.wrong.setCheckable(True)
        self.show_wrong(0)
        self.addActions(commands.of_selected)
        self.detector = Command(self, "detector", SHOW_DETECTOR, SHOW_DETECTOR_TIP)
        self.detector.set_texts(SHOW_DETECTOR, DETECTOR)
        self.detector.setCheckable(True)
        for command in self._commands:
            button = self.widgetForAction(command)
            button.setObjectName(command.objectName().replace("_action", "_button"))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            command.changed.connect(partial(self._name, command))
            self._name(command)
        for others in self.findChildren(QToolButton, "qt_toolbar_ext_button"):
            others.setAccessibleName("More")
        self._draw_icons()

    @property
    def _commands(self) -> list[Command]:
        return [action for action in self.actions() if isinstance(action, Command)]

    def show_wrong(self, count: int) -> None:
        """Show how many photos are answered wrongly."""
        self.wrong.setText(f"Wrong ({count:,})")

    def _name(self, command: Command) -> None:
        """Give screen readers the whole text of a command, of which its button may show less, and a plain tip."""
        button = self.widgetForAction(command)
        button.setAccessibleName(unescape_caption(command.text()))
        button.setAccessibleDescription(command.tip)

    def _draw_icons(self) -> None:
        for command in self._commands:
            if command.draw_icon is not None:
                command.setIcon(command.draw_icon(self.palette()))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colors of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()
