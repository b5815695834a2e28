"""The commands of the Help menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from catgui.guidance.assistance import LessonAssistant
from catgui.guidance.conditions import LessonModels
from catgui.guidance.lesson_guide import LessonGuide
from catgui.guidance.maths_dialog import MathsDialog
from catgui.guidance.term_tooltips import describe_control
from catgui.help.lessons import LESSONS
from catgui.help.panels import PANEL_HELP
from catgui.models.tasks.messages import show_error, show_question, withdraw_question
from catgui.models.training.session import TrainingSession
from catgui.services.settings import Settings
from catgui.widgets.help.help_dialogs import (
    GlossaryDialog,
    LessonListDialog,
    PanelHelpDialog,
    Shortcuts,
    ShortcutsDialog,
)
from engine.training.run import Snapshot

_CENTER = "training_panel"
_CLOSE_OFFER = "Not now: the lessons stay in the Help menu"
_OFFER_TEXT = "New here? Be led through your first training, step by step, in five minutes."


class HelpCommands(QObject):
    """Opens the dialogs of help, each created at its first use, and guides through lessons.

    `models` returns the models, creating all panels if necessary, and `shortcuts` those of the menus, by menu.
    """

    def __init__(
        self,
        window: QMainWindow,
        raise_panel: Callable[[QWidget], object],
        models: Callable[[], LessonModels],
        settings: Settings,
        shortcuts: Callable[[], Mapping[str, Shortcuts]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._raise_panel = raise_panel
        self._make_models = models
        self._settings = settings
        self._menu_shortcuts = shortcuts
        self._glossary: GlossaryDialog | None = None
        self._shortcuts: ShortcutsDialog | None = None
        self._panel_help: PanelHelpDialog | None = None
        self._lessons: LessonListDialog | None = None

    @cached_property
    def guide(self) -> LessonGuide:
        """The guide through lessons."""
        models = self._make_models()
        assistant = LessonAssistant(models, self._call, self)
        guide = LessonGuide(self._window, self._raise_panel, models, assistant, self._settings)
        guide.sheet.lessons_requested.connect(self.show_lessons)
        return guide

    def _call(self, id_: str) -> None:
        """Call the action of the menus with this id, or say why it is disabled."""
        action = self._window.findChild(QAction, f"{id_}_action")
        if action is not None and action.isEnabled():
            action.trigger()
        elif action is not None:
            show_error(self, str(action.property("obstacle")))

    @cached_property
    def maths(self) -> MathsDialog:
        """The dialog of the maths check."""
        models = self._make_models()
        return MathsDialog(models.workspace, models.settings, self._window)

    def show_glossary(self, term: str = "") -> None:
        """Open the glossary, at `term` if one is given."""
        if self._glossary is None:
            self._glossary = GlossaryDialog(self._window)
        if term:
            self._glossary.show_term(term)
        self._glossary.bring_up()

    def show_shortcuts(self) -> None:
        """Open the list of shortcuts: those of the menus, then the keys of each panel."""
        if self._shortcuts is None:
            keys = {
                f"In {help_.title}": [(what, key) for key, what in help_.keys]
                for help_ in PANEL_HELP.values()
                if help_.keys
            }
            self._shortcuts = ShortcutsDialog({**self._menu_shortcuts(), **keys}, self._window)
        self._shortcuts.bring_up()

    def show_tour(self) -> None:
        """Open the tour of the panels at its beginning."""
        self.explain_panel(next(iter(PANEL_HELP)))

    def show_panel_help(self) -> None:
        """Explain the panel that has the focus, after the control that has it."""
        panel, focused = self._focused_panel(), QApplication.focusWidget()
        control = "" if focused is None or focused is panel else describe_control(focused)
        self.explain_panel(_CENTER if panel is None else panel.objectName(), control)

    def open_panel(self, name: str) -> None:
        """Show the panel with this object name, with the focus."""
        panel = self._window.findChild(QWidget, name)
        if panel is not None:
            self._raise_panel(panel)
            panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def explain_panel(self, name: str, control: str = "") -> None:
        """Explain the panel with this object name, after `control`, a text about one of its controls."""
        if self._panel_help is None:
            self._panel_help = PanelHelpDialog(self._window)
            self._panel_help.term_requested.connect(self.show_glossary)
            self._panel_help.lesson_requested.connect(self.start_lesson)
            self._panel_help.panel_requested.connect(self.open_panel)
        self._panel_help.show_panel(name, control)
        self._panel_help.bring_up()

    def show_lessons(self) -> None:
        """Open the list of lessons."""
        if self._lessons is None:
            self._lessons = LessonListDialog(self._window)
            self._lessons.lesson_requested.connect(self.start_lesson)
        self._lessons.show_progress(self._settings.lesson_progress, self._settings.lesson_tasks)
        self._lessons.bring_up()

    def start_lesson(self, id_: str) -> None:
        """Start the lesson with this id, or go on with it."""
        withdraw_question(self)
        self._window.activateWindow()
        self.guide.start(id_)

    def offer_lesson(self, session: TrainingSession) -> None:
        """Offer the first lesson, once in the life of the settings, until a network is trained or a lesson begun."""
        if self._settings.lesson_offered or session.run is not None:
            return
        self._settings.lesson_offered = True
        session.evaluated.connect(self._on_evaluated)
        actions = ("Start", partial(self.start_lesson, LESSONS[0].id)), ("All lessons", self.show_lessons)
        show_question(self, _OFFER_TEXT, *actions, close_tip=_CLOSE_OFFER)

    def _on_evaluated(self, snapshot: Snapshot | None) -> None:
        if snapshot is not None:
            withdraw_question(self)

    def shutdown(self) -> None:
        """End the maths check, leave the lesson and wait for threads; the window is closing."""
        if "maths" in self.__dict__:
            self.maths.shutdown()
        if "guide" in self.__dict__:
            self.guide.leave()
            self.guide.assistant.practice.shutdown()

    def _focused_panel(self) -> QWidget | None:
        """The panel with the focus, or None."""
        widget = QApplication.focusWidget()
        while widget is not None and widget.objectName() not in PANEL_HELP:
            widget = widget.parentWidget()
        return widget
