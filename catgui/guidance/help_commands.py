"""The commands of the Help menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from catgui.guidance.assistance import LessonAssistant
from catgui.help.glossary import GLOSSARY
from catgui.help.lessons import LESSONS
from catgui.help.pages import KEYS, LESSON, PANEL, TERM, HelpPage, Rows, help_pages
from catgui.help.panels import PANEL_HELP
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from catgui.style.tooltips import unescape_caption
from catgui.widgets.basic.commands import Command
from catgui.widgets.help_window import HelpWindow

_CENTER = "training_panel"


class HelpCommands(QObject):
    """Opens Help at one of its pages, and sets the stage for its lessons.

    `open_panel` shows a panel, and `menu_keys` returns the keys of the menus, by menu.
    """

    def __init__(
        self,
        window: QMainWindow,
        open_panel: Callable[[str], object],
        workspace: Workspace,
        settings: TrainingSettings,
        menu_keys: Callable[[], Mapping[str, Rows]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._open_panel = open_panel
        self._menu_keys = menu_keys
        self._assistant = LessonAssistant(workspace, settings, self)

    @cached_property
    def pages(self) -> HelpWindow:
        """The window of Help, created at its first use."""
        window = HelpWindow(self._window)
        window.stage_requested.connect(self._assistant.set_stage)
        window.panel_requested.connect(self.open_panel)
        return window

    def show_page(self, link: str) -> None:
        """Open Help at the page with this link."""
        self.pages.show_pages(self.all_pages(), link)
        self.pages.bring_up()

    def all_pages(self) -> list[HelpPage]:
        """The pages of Help, as they are now."""
        return list(help_pages(self._menu_keys(), {name: self._command_keys(name) for name in PANEL_HELP}))

    def _command_keys(self, name: str) -> Rows:
        """The keys of the commands of a panel and what they do, but for keys of which its help says more."""
        panel, explained = self._window.findChild(QWidget, name), dict(PANEL_HELP[name].keys)
        rows = dict[tuple[str, str], None]()  # without those that several lists of the panel have
        for command in [] if panel is None else panel.findChildren(Command):
            key = command.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            if key and key not in explained:
                title = unescape_caption(command.text())
                texts = dict.fromkeys(filter(None, (title, command.statusTip())))  # a tip may be the title
                rows[key, ". ".join(texts).replace("?.", "?")] = None
        return list(rows)

    def open_panel(self, name: str) -> None:
        """Show the panel with this object name, with the focus."""
        self._open_panel(name)
        panel = self._window.findChild(QWidget, name)
        if panel is not None:
            panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_lessons(self) -> None:
        """Open Help at the first lesson."""
        self.show_page(f"{LESSON}{LESSONS[0].id}")

    def show_panel_help(self) -> None:
        """Explain the panel that has the focus."""
        panel = self._focused_panel()
        self.explain_panel(_CENTER if panel is None else panel.objectName())

    def explain_panel(self, name: str) -> None:
        """Open Help at the panel with this object name."""
        self.show_page(f"{PANEL}{name}")

    def show_glossary(self) -> None:
        """Open Help at the first term."""
        self.show_page(f"{TERM}{GLOSSARY[0].name}")

    def show_shortcuts(self) -> None:
        """Open Help at the keys."""
        self.show_page(KEYS)

    def _focused_panel(self) -> QWidget | None:
        """The panel with the focus, or None."""
        widget = QApplication.focusWidget()
        while widget is not None and widget.objectName() not in PANEL_HELP:
            widget = widget.parentWidget()
        return widget
