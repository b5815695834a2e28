"""The commands of the Help menu, and what the button of a lesson does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from catgui.help.glossary import GLOSSARY
from catgui.help.lessons import LESSONS, Lesson
from catgui.help.pages import KEYS, LESSON, PANEL, TERM, HelpPage, Rows, help_pages
from catgui.help.panels import PANEL_HELP
from catgui.help.window import HelpWindow
from catgui.models.background_task import BackgroundTask, without_work
from catgui.models.messages import open_panel
from catgui.models.training.run_history import RunHistory
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from catgui.style.qimage import to_qimage
from catgui.style.tooltips import unescape_caption
from catgui.widgets.basic.commands import Command
from engine.data.sources import BUILTIN, open_dataset
from engine.errors import EngineError
from engine.storage.user_dirs import data_folder

PRACTICE_FOLDER = "practice pictures"
_PER_CLASS = 60


class HelpCommands(QObject):
    """Opens Help at a page, and sets the stage for a lesson. `menu_keys` returns the keys of the menus, by menu."""

    def __init__(
        self,
        window: QMainWindow,
        workspace: Workspace,
        settings: TrainingSettings,
        history: RunHistory,
        menu_keys: Callable[[], Mapping[str, Rows]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._menu_keys = menu_keys
        self._workspace, self._settings, self._history = workspace, settings, history
        self._practice = BackgroundTask(self, shows_errors=True)
        self._practice.succeeded.connect(self._on_practice_made)

    @cached_property
    def pages(self) -> HelpWindow:
        """The window of Help, created at its first use."""
        window = HelpWindow(self._window)
        window.stage_requested.connect(self._set_stage)
        window.panel_requested.connect(self.focus_panel)
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

    def focus_panel(self, name: str) -> None:
        """Show the panel with this object name, with the focus."""
        open_panel(name)
        panel = self._window.findChild(QWidget, name)
        if panel is not None:
            panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_stage(self, lesson: Lesson) -> None:
        """Open the data of `lesson`, take its settings, which can be undone, and untick all runs. It never trains."""
        self._settings.set_config(lesson.settings)
        for record in self._history.records:
            self._history.show(record.number, False)
        if lesson.is_of_folder:
            self._practice.start(without_work(_make_practice))
        else:
            self._workspace.open(BUILTIN)

    def _on_practice_made(self, folder: Path) -> None:
        self._workspace.open([str(folder)])

    def show_lessons(self) -> None:
        """Open Help at the first lesson."""
        self.show_page(f"{LESSON}{LESSONS[0].id}")

    def show_panel_help(self) -> None:
        """Explain the panel that has the focus, else training."""
        widget = QApplication.focusWidget()
        while widget is not None and widget.objectName() not in PANEL_HELP:
            widget = widget.parentWidget()
        self.show_page(f"{PANEL}{'training_panel' if widget is None else widget.objectName()}")

    def show_glossary(self) -> None:
        """Open Help at the first term."""
        self.show_page(f"{TERM}{GLOSSARY[0].name}")

    def show_shortcuts(self) -> None:
        """Open Help at the keys."""
        self.show_page(KEYS)


def _make_practice() -> Path:
    """The folder, with a folder of pictures for each class. Raises EngineError."""
    folder = data_folder() / PRACTICE_FOLDER
    dataset = open_dataset(BUILTIN)
    labels = dataset.train.labels.ravel()
    try:
        for label, name in enumerate(dataset.classes):
            (folder / name).mkdir(parents=True, exist_ok=True)
            for number in np.flatnonzero(labels == label)[:_PER_CLASS].tolist():
                path = folder / name / f"drawing {number + 1}.png"
                if not path.exists() and not to_qimage(dataset.train.pictures[number]).save(str(path)):
                    raise OSError(path)
    except OSError as error:
        raise EngineError(f"The practice pictures could not be made: {error}.") from error
    return folder
