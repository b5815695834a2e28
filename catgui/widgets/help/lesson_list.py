"""The dialog with the guided lessons."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from catgui.help.lessons import LESSONS
from catgui.widgets.basic.labels import label
from catgui.widgets.help.help_dialog import HelpDialog

_INTRODUCTION = "Each takes a few minutes, points at what it speaks of, and can be left and resumed at any time."


class LessonListDialog(HelpDialog):
    """Lists the lessons with their progress. Signals: `lesson_requested(str)`, the id of one."""

    lesson_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("lessons_dialog", "Guided lessons", parent)
        self._progress: Mapping[str, int] = {}
        self._list = QListWidget()
        self._list.setObjectName("lessons_list")
        self._list.setAccessibleName("Guided lessons")
        self._list.setWordWrap(True)
        self._list.setSpacing(4)
        self._start = self.add_button("&Start")
        self._start.setObjectName("start_lesson_button")
        self._start.setAutoDefault(True)
        self._start.setDefault(True)
        content = QVBoxLayout()
        content.setSpacing(8)
        content.addWidget(label(_INTRODUCTION, wrap=True))
        content.addWidget(self._list, stretch=1)
        self.lay_out(content, 520, 440)
        self._list.itemActivated.connect(self._on_start)
        self._list.currentRowChanged.connect(self._show_button)
        self._start.clicked.connect(self._on_start)

    def show_progress(self, progress: Mapping[str, int]) -> None:
        """Show the lessons; `progress` has, by id, the steps done."""
        self._progress = progress
        self._list.clear()
        for number, lesson in enumerate(LESSONS, start=1):
            self._list.addItem(QListWidgetItem(f"{number}. {lesson.title}\n{lesson.summary}{self._state(lesson.id)}"))
        unfinished = (row for row, lesson in enumerate(LESSONS) if progress.get(lesson.id, 0) < len(lesson.steps))
        self._list.setCurrentRow(next(unfinished, 0))
        self._list.setFocus()

    def _state(self, id_: str) -> str:
        lesson = next(lesson for lesson in LESSONS if lesson.id == id_)
        done = self._progress.get(id_, 0)
        if done >= len(lesson.steps):
            return "\n✓ Done"
        return f"\nStep {done + 1} of {len(lesson.steps)}" if done else ""

    def _show_button(self, row: int) -> None:
        if row >= 0:
            done = self._progress.get(LESSONS[row].id, 0)
            self._start.setText("&Continue" if 0 < done < len(LESSONS[row].steps) else "&Start")

    def _on_start(self) -> None:
        self.close()
        self.lesson_requested.emit(LESSONS[self._list.currentRow()].id)
