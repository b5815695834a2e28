"""The guide: leads through a lesson, and points at the widgets it speaks of."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget
from shiboken6 import isValid

from catgui.guidance.assistance import LessonAssistant
from catgui.guidance.conditions import LessonModels, StepCheck
from catgui.help.lesson import Idea, Lesson, LessonStep
from catgui.help.lessons import LESSONS
from catgui.services.settings import Settings
from catgui.widgets.help.lesson_sheet import LessonSheet, TargetFrame, choose_place, visible_rect
from catgui.widgets.maps.map_tabs import MapTabs
from engine.text import printable


class LessonGuide(QObject):
    """Shows one lesson at a time, and stores how far the user has come.

    `raise_panel` brings a panel to the front. Steps are completed by what the user does, whichever way.

    Attributes: `sheet` and `frame`, its widgets; `assistant`.
    """

    def __init__(
        self,
        window: QMainWindow,
        raise_panel: Callable[[QWidget], object],
        models: LessonModels,
        assistant: LessonAssistant,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._raise_panel = raise_panel
        self._models = models
        self.assistant = assistant
        self._settings = settings
        self._lesson: Lesson | None = None
        self._number = 0
        self._check = StepCheck(None, models)
        self.sheet = LessonSheet(window)
        self.frame = TargetFrame()
        self.sheet.next_requested.connect(self._on_next)
        self.sheet.back_requested.connect(self._on_back)
        self.sheet.leave_requested.connect(self.leave)
        self.sheet.assist_requested.connect(self._on_assist)
        self.sheet.idea_chosen.connect(self._on_idea_chosen)
        self.sheet.lessons_requested.connect(self.leave)
        for changed in models.signals():
            changed.connect(self._update)
        watched: list[QWidget] = [window, *window.findChildren(QDockWidget)]
        for widget in watched:
            widget.installEventFilter(self)

    @property
    def step(self) -> LessonStep | None:
        """The step shown, or None outside a lesson and at its end."""
        lesson = self._lesson
        return lesson.steps[self._number] if lesson is not None and self._number < len(lesson.steps) else None

    @property
    def is_step_done(self) -> bool:
        """Whether the user has done what the step asks for."""
        return self._check.state.is_done

    def start(self, id_: str) -> None:
        """Show the lesson with this id, at the step where it was left."""
        self._lesson = next(lesson for lesson in LESSONS if lesson.id == id_)
        reached = self._settings.lesson_progress.get(id_, 0)
        self._show(reached if reached < len(self._lesson.steps) else 0)
        self.sheet.take_focus()

    def leave(self) -> None:
        """Hide the lesson; it can be resumed."""
        self._lesson = None
        self.sheet.hide()
        self.frame.point_at(None)

    def _show(self, number: int) -> None:
        """Show step `number`, or after the last one the end."""
        assert self._lesson is not None
        lesson, self._number = self._lesson, number
        self._settings.lesson_progress = {**self._settings.lesson_progress, lesson.id: number}
        self._check = StepCheck(self.step, self._models)
        before = self.sheet.geometry() if self.sheet.isVisible() else None
        target = self._target()
        if self.step is None:
            self.sheet.show_end(lesson)
        else:
            self.sheet.show_step(lesson, number, self._text_of(self.step))
            self._show_state()
        if target is not None:
            self._bring_to_front(target)
        self.frame.point_at(target)
        self._place_sheet(before)

    def _text_of(self, step: LessonStep) -> str:
        dataset = self._models.workspace.dataset
        zero, one = ("class 0", "class 1") if dataset is None else map(printable, dataset.classes)
        return step.text.format(zero=zero, one=one)

    def _on_next(self) -> None:
        if self._lesson is None:
            return
        if self.step is None:
            self.leave()
        else:
            self._show(self._number + 1)

    def _on_back(self) -> None:
        if self._number > 0:
            self._show(self._number - 1)

    def _on_assist(self) -> None:
        assist = self._check.state.assist
        if assist is not None:
            self.assistant.help_with(assist, self._target())

    def _on_idea_chosen(self, idea: Idea) -> None:
        panel = self._window.findChild(QWidget, idea.panel)
        if panel is not None:
            self._raise_panel(panel)
            self.frame.point_at(panel)
            self._place_sheet(self.sheet.geometry())

    def _update(self) -> None:
        if self.step is None:
            return
        before = self._check.state
        self._check.update()
        if self._check.state != before:
            self._show_state()

    def _show_state(self) -> None:
        step, state = self.step, self._check.state
        assert step is not None
        self.sheet.show_state(step.done if state.is_done else "", state.note, None if state.is_done else state.assist)

    def _target(self) -> QWidget | None:
        return None if self.step is None else self._window.findChild(QWidget, self.step.target)

    def _bring_to_front(self, target: QWidget) -> None:
        panels = [self._window.centralWidget(), *(dock.widget() for dock in self._window.findChildren(QDockWidget))]
        for panel in panels:
            if panel is not None and (panel is target or panel.isAncestorOf(target)):
                self._raise_panel(panel)
                for tabs in panel.findChildren(MapTabs):
                    tabs.reveal(target)

    def _place_sheet(self, before: QRect | None = None) -> None:
        """Move the sheet to where it covers neither the target nor the controls of training.

        If it can, it keeps the lower right corner of `before`: the Next button stays under the pointer.
        """
        target, center = self._target(), self._window.centralWidget()
        # A widget in another window, that of a floating dock, is not covered.
        clear = [visible_rect(widget) for widget in (target, center) if widget and widget.window() is self._window]
        area = self._window.rect()
        area.setTop(self._window.menuBar().height())
        size = self.sheet.size()
        corner = QPoint(size.width() - 1, size.height() - 1)
        self.sheet.move(choose_place(size, area, clear, None if before is None else before.bottomRight() - corner))
        self.sheet.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the sheet in the window when that is resized, and above a panel that comes to the front."""
        if self._lesson is not None and isValid(self.sheet):
            if event.type() == QEvent.Type.Resize and watched is self._window:
                self._place_sheet()
            elif event.type() == QEvent.Type.ZOrderChange:
                # Later: a dock brings its tab to the front only if it is the topmost then.
                QTimer.singleShot(0, self.sheet, self.sheet.raise_)
        return False
