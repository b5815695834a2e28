"""The guide: leads through a lesson, and points at the widgets it speaks of."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QWidget

from catgui.guidance.assistance import LessonAssistant
from catgui.guidance.lesson_models import LessonModels
from catgui.help.lesson import Assistance, Lesson, LessonProgress, LessonStep, RunFacts, StepProgress
from catgui.help.lessons import LESSONS
from catgui.help.pages import ANY_CLASSES, Classes
from catgui.services.settings import Settings
from catgui.style.text_size import scaled
from catgui.widgets.forms.options_form import OptionsFold
from catgui.widgets.forms.tab_switch import TabSwitch
from catgui.widgets.help.lesson_sheet import LessonSheet, TargetFrame
from catgui.widgets.maps.map_tabs import MapTabs
from engine.text import printable

# What the sheet may take of the height of its side; the panel above is often what it speaks of.
_SHARE = 0.6
# On a side that is lower than this, beside text of 9 points, the panel above has the room that the text does not need.
_LOW_SIDE = 480


class Panels(Protocol):
    """The panels of the window, by their object names."""

    def open(self, name: str) -> None:
        """Show a panel in front of the tabs beside it."""

    def height(self) -> int:
        """The height of all that they have."""

    def panel_of(self, widget: QWidget) -> str:
        """The panel that `widget` is or belongs to; '' if there is none."""

    def show_foot(self, foot: LessonSheet | None) -> None:
        """Show `foot` below the panels on the left, or below all of them, or nothing there."""


class LessonGuide(QObject):
    """Shows one lesson at a time, and stores how far the user has come.

    Its sheet has a place of its own at the foot of the left side, or of all panels where they are one row: it covers
    nothing, the window does not grow, and the plot and the panels at the bottom keep their sizes. Steps are completed
    by what the user does, whichever way.

    Attributes: `sheet` and `frame`, its widgets; `assistant`.
    """

    def __init__(
        self,
        window: QMainWindow,
        panels: Panels,
        models: LessonModels,
        assistant: LessonAssistant,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._panels = panels
        self._models = models
        self.assistant = assistant
        self._settings = settings
        self._lesson: Lesson | None = None
        self._number = 0
        self._progress: StepProgress | None = None
        self.sheet = LessonSheet(window)
        self.sheet.hide()
        self.frame = TargetFrame()
        self.sheet.fit_requested.connect(self._fit_later)
        self.sheet.next.clicked.connect(self._on_next)
        self.sheet.back.clicked.connect(self._on_back)
        self.sheet.leave.clicked.connect(self.leave)
        self.sheet.assist.clicked.connect(self._on_assist)
        self.sheet.panel_requested.connect(self._on_panel_requested)
        self.sheet.lessons.clicked.connect(self.leave)
        for changed in models.signals():
            changed.connect(self._update)

    @property
    def step(self) -> LessonStep | None:
        """The step shown, or None outside a lesson and at its end."""
        return None if self._progress is None else self._progress.step

    @property
    def is_step_done(self) -> bool:
        """Whether the user has done what the step asks for."""
        return self._progress is not None and self._progress.state.is_done

    def start(self, id_: str) -> None:
        """Show the lesson with this id, at the step where it was left."""
        self._lesson = next(lesson for lesson in LESSONS if lesson.id == id_)
        self._panels.show_foot(self.sheet)
        before = LessonProgress.of(self._lesson, self._settings.lesson_progress, self._settings.lesson_tasks)
        self._tick(self._lesson, before.is_done << len(self._lesson.steps))
        self._show(before.reached if before.is_begun else 0)
        self.sheet.take_focus()

    def leave(self) -> None:
        """Hide the lesson; it can be resumed."""
        self._lesson = self._progress = None
        self._panels.show_foot(None)
        self.sheet.grow_to(0)
        self.frame.point_at(None)

    def _show(self, number: int) -> None:
        """Show step `number`, or after the last one the end."""
        assert self._lesson is not None
        lesson, self._number = self._lesson, number
        self._settings.lesson_progress = {**self._settings.lesson_progress, lesson.id: number}
        if number < len(lesson.steps):
            facts = self._facts()
            self._progress = StepProgress(lesson.steps[number], facts, facts).then(facts)
            self._keep_done(self._progress)
            self.sheet.show_step(lesson, self._progress, self._classes())
        else:
            self._progress = None
            self.sheet.show_end(lesson, self._following(lesson), len(self._done_tasks(lesson)))
        target = self._target()
        if target is not None:
            self._bring_to_front(target)
        self.frame.point_at(target)
        self._fit_later()

    def _facts(self) -> RunFacts:
        """What the window shows now."""
        lesson = self._lesson
        met = [] if lesson is None else [lesson.steps[number].check for number in self._done_tasks(lesson)]
        return self._models.facts(frozenset(check for check in met if check is not None))

    def _done_tasks(self, lesson: Lesson) -> list[int]:
        """The numbers of the steps of `lesson` whose tasks have been done, now or before."""
        stored = self._settings.lesson_tasks.get(lesson.id, 0)
        return [number for number in lesson.tasks() if stored >> number & 1]

    def _keep_done(self, progress: StepProgress) -> None:
        """Remember which tasks are done: that of the step, and of others those that are met here."""
        assert self._lesson is not None
        done = progress.state.is_done << self._number
        for number, step in enumerate(self._lesson.steps):
            if step.check in progress.step.after:
                done |= step.check(progress.facts).is_done << number
        self._tick(self._lesson, done)

    def _tick(self, lesson: Lesson, done: int) -> None:
        """Remember what is `done` of a lesson, as the bits of `LessonProgress.of`."""
        tasks = self._settings.lesson_tasks
        if done | tasks.get(lesson.id, 0) != tasks.get(lesson.id, 0):
            self._settings.lesson_tasks = {**tasks, lesson.id: done | tasks.get(lesson.id, 0)}

    def _following(self, lesson: Lesson) -> Lesson | None:
        """The next lesson after `lesson`, if it is not the last one."""
        number = LESSONS.index(lesson) + 1
        return LESSONS[number] if number < len(LESSONS) else None

    def _classes(self) -> Classes:
        dataset = self._models.workspace.dataset
        if dataset is None:
            return ANY_CLASSES
        zero, one = map(printable, dataset.classes)
        return zero, one

    def _on_next(self) -> None:
        if self._lesson is None:
            return
        if self.step is not None:
            self._show(self._number + 1)
        elif (following := self._following(self._lesson)) is not None:
            self.start(following.id)
        else:
            self.leave()

    def _on_back(self) -> None:
        if self._number > 0:
            self._show(self._number - 1)

    def _on_assist(self) -> None:
        target = self._target()
        if self._progress is None or (assist := self._progress.assist) is None:
            return
        if assist.kind is Assistance.SHOW and target is not None:
            self._bring_to_front(target)
        else:
            self.assistant.help_with(assist, target)

    def _on_panel_requested(self, name: str) -> None:
        self._panels.open(name)
        self.frame.point_at(self._window.findChild(QWidget, name))

    def _update(self) -> None:
        before = self._progress
        if before is None:
            return
        self._progress = now = before.then(self._facts())
        self._keep_done(now)
        if (now.state, now.assist) != (before.state, before.assist):
            self.sheet.show_progress(now)
            self._fit_later()

    def _fit_later(self) -> None:
        """Give the sheet the height of its text, once that is laid out."""
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """Let the sheet grow to the height of its text, at most to its share of the side."""
        if self._lesson is None or not self.sheet.isVisible():
            return
        side = self._panels.height()
        self.sheet.set_low(side < scaled(_LOW_SIDE))
        self.sheet.grow_to(min(self.sheet.full_height(), round(_SHARE * side)))

    def _target(self) -> QWidget | None:
        return None if self.step is None else self._window.findChild(QWidget, self.step.target)

    def show_widget(self, target: QWidget) -> None:
        """Show the panel that has `target`, and give that the focus."""
        self._bring_to_front(target)
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _bring_to_front(self, target: QWidget) -> None:
        """Show the panel that has `target`, and unfold what hides it there."""
        name = self._panels.panel_of(target)
        if not name:
            return
        self._panels.open(name)
        panel = self._window.findChild(QWidget, name)
        assert panel is not None
        for tabs in panel.findChildren(MapTabs):
            tabs.reveal(target)
        for switch in panel.findChildren(TabSwitch):
            switch.reveal(target)
        for fold in panel.findChildren(OptionsFold):
            fold.setChecked(fold.isChecked() or not target.isVisibleTo(panel))
