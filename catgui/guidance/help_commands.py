"""The commands of the Help menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from catgui.guidance.assistance import LessonAssistant
from catgui.guidance.lesson_guide import LessonGuide, Panels
from catgui.guidance.lesson_models import LessonModels
from catgui.guidance.math_dialog import MathDialog
from catgui.guidance.term_tooltips import describe_control
from catgui.help.glossary import GLOSSARY
from catgui.help.lesson import LessonProgress
from catgui.help.lessons import LESSONS
from catgui.help.pages import KEYS, LESSON, PANEL, TERM, HelpPage, Rows, help_pages
from catgui.help.panels import PANEL_HELP
from catgui.models.tasks.messages import show_error, show_question, withdraw_error, withdraw_question
from catgui.services.settings import Settings
from catgui.style.tooltips import unescape_caption
from catgui.widgets.basic.commands import Command
from catgui.widgets.help.help_window import HelpWindow

_CENTER = "training_panel"
_CONTROL = "This control"
_CLOSE_OFFER = "Close; lessons stay in the Help menu"
_OFFER_TEXT = "New here? Your first training, step by step, in five minutes."


class HelpCommands(QObject):
    """Opens Help at one of its pages, and guides through lessons; each is created at its first use.

    `models` returns the models, creating all panels if necessary, and `menu_keys` the keys of the menus, by menu.
    """

    def __init__(
        self,
        window: QMainWindow,
        panels: Panels,
        models: Callable[[], LessonModels],
        settings: Settings,
        menu_keys: Callable[[], Mapping[str, Rows]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._panels = panels
        self._make_models = models
        self._settings = settings
        self._menu_keys = menu_keys

    @cached_property
    def pages(self) -> HelpWindow:
        """The window of Help."""
        window = HelpWindow(self._window)
        window.lesson_requested.connect(self.start_lesson)
        window.panel_requested.connect(self.open_panel)
        return window

    @cached_property
    def guide(self) -> LessonGuide:
        """The guide through lessons."""
        models = self._make_models()
        assistant = LessonAssistant(models, self._call, self)
        guide = LessonGuide(self._window, self._panels, models, assistant, self._settings)
        guide.sheet.lessons.clicked.connect(self.show_lessons)
        return guide

    def _call(self, id_: str) -> None:
        """Call the action of the menus with this id, or say why it is disabled."""
        withdraw_error(self)
        action = self._window.findChild(QAction, f"{id_}_action")
        if action is not None and action.isEnabled():
            action.trigger()
        elif action is not None:
            show_error(self, str(action.property("obstacle")))

    @cached_property
    def math(self) -> MathDialog:
        """The dialog of the math check."""
        models = self._make_models()
        return MathDialog(models.workspace, models.settings, self._window)

    def show_page(self, link: str, control: str = "") -> None:
        """Open Help at the page with this link, which begins with `control`, a text about a control."""
        pages = self.all_pages()
        if control:
            pages = [page.after(_CONTROL, control) if page.link == link else page for page in pages]
        self.pages.show_pages(pages, link)
        self.pages.bring_up()

    def all_pages(self) -> list[HelpPage]:
        """The pages of Help, as they are now."""
        return list(
            help_pages(self._menu_keys(), {name: self._command_keys(name) for name in PANEL_HELP}, self._lessons())
        )

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

    def _lessons(self) -> list[LessonProgress]:
        settings = self._settings
        return [LessonProgress.of(one, settings.lesson_progress, settings.lesson_tasks) for one in LESSONS]

    def open_panel(self, name: str) -> None:
        """Show the panel with this object name, with the focus."""
        panel = self._window.findChild(QWidget, name)
        if panel is not None:
            self._panels.open(name)
            panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_lessons(self) -> None:
        """Open Help at the first lesson that is not done."""
        first = next((one for one in self._lessons() if not one.is_done), self._lessons()[0])
        self.show_page(f"{LESSON}{first.lesson.id}")

    def show_panel_help(self) -> None:
        """Explain the panel that has the focus, after the control that has it."""
        panel, focused = self._focused_panel(), QApplication.focusWidget()
        control = "" if focused is None or focused is panel else describe_control(focused)
        self.show_page(f"{PANEL}{_CENTER if panel is None else panel.objectName()}", control)

    def explain_panel(self, name: str) -> None:
        """Open Help at the panel with this object name."""
        self.show_page(f"{PANEL}{name}")

    def show_glossary(self) -> None:
        """Open Help at the first term."""
        self.show_page(f"{TERM}{GLOSSARY[0].name}")

    def show_shortcuts(self) -> None:
        """Open Help at the keys."""
        self.show_page(KEYS)

    def start_lesson(self, id_: str) -> None:
        """Start the lesson with this id, or go on with it."""
        self._end_offer()
        withdraw_question(self)
        self._window.activateWindow()
        self.guide.start(id_)

    def offer_lesson(self) -> None:
        """Offer the first lesson, at each start until a lesson was begun or the offer was closed."""
        if self._settings.lesson_offered:
            return
        actions = ("Start", partial(self.start_lesson, LESSONS[0].id)), ("All lessons", self.show_lessons)
        show_question(self, _OFFER_TEXT, *actions, close_tip=_CLOSE_OFFER, on_close=self._end_offer)

    def _end_offer(self) -> None:
        self._settings.lesson_offered = True

    def shutdown(self) -> None:
        """End the math check, leave the lesson and wait for threads; the window is closing."""
        if "math" in self.__dict__:
            self.math.shutdown()
        if "guide" in self.__dict__:
            self.guide.leave()
            self.guide.assistant.shutdown()

    def _focused_panel(self) -> QWidget | None:
        """The panel with the focus, or None."""
        widget = QApplication.focusWidget()
        while widget is not None and widget.objectName() not in PANEL_HELP:
            widget = widget.parentWidget()
        return widget
