"""The sheet of a guided lesson: text, progress and buttons, floating on the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from catgui.help.lesson import LessonStep
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.announcement import announce
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.card import Card
from catgui.widgets.basic.labels import label

_WIDTH = 312  # fits on the data panel of a small window
_MARGIN = 4  # from the edges of the window


class LessonSheet(Card):
    """Shows a step of a lesson. It can be dragged, and Escape leaves the lesson.

    Signals: `back_requested()`, `next_requested()`, `leave_requested()` and `assist_requested()`, by its buttons.
    """

    back_requested = Signal()
    next_requested = Signal()
    leave_requested = Signal()
    assist_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setObjectName("lesson_sheet")
        self._window = parent
        self._dragged_from: QPoint | None = None
        self._build()
        self._lay_out()
        self._back.clicked.connect(self.back_requested)
        self._next.clicked.connect(self.next_requested)
        self._leave.clicked.connect(self.leave_requested)
        self._assist.clicked.connect(self.assist_requested)

    def _build(self) -> None:
        self._lesson = label(role="muted", wrap=True)
        self._title = label(role="heading", wrap=True)
        self._text = label(wrap=True)
        self._done = label(wrap=True, role="heading")
        for name, text in (("name", self._lesson), ("title", self._title), ("text", self._text), ("done", self._done)):
            text.setObjectName(f"lesson_{name}")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._leave = IconToolButton("close", "Leave the lesson; Help, Guided lessons goes on with it (Esc)")
        self._back = QPushButton("&Back")
        set_tooltip(self._back, "Back to the step before (Alt+B)")
        self._next = QPushButton("&Next")
        self._next.setProperty("role", "primary")
        set_tooltip(self._next, "On to the next step, done or not (Alt+N)")
        self._assist = QPushButton()
        set_tooltip(self._assist, "Do what this step asks for")
        buttons = {"leave": self._leave, "back": self._back, "next": self._next, "assist": self._assist}
        for name, button in buttons.items():
            button.setObjectName(f"lesson_{name}_button")

    def _lay_out(self) -> None:
        header, buttons = QHBoxLayout(), QHBoxLayout()
        header.addWidget(self._lesson, stretch=1)
        header.addWidget(self._leave, alignment=Qt.AlignmentFlag.AlignTop)
        buttons.setSpacing(8)
        buttons.addWidget(self._assist)
        buttons.addStretch()
        buttons.addWidget(self._back)
        buttons.addWidget(self._next)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 12)
        layout.setSpacing(8)
        layout.addLayout(header)
        layout.addWidget(self._progress)
        for widget in (self._title, self._text, self._done):
            layout.addWidget(widget)
        layout.addLayout(buttons)

    def show_step(self, lesson: str, number: int, count: int, step: LessonStep) -> None:
        """Show step `number` of `count`, counted from 1, of the lesson called `lesson`."""
        self._lesson.setText(f"{lesson}\nStep {number} of {count}")
        self._progress.setRange(0, count)
        self._progress.setValue(number)
        self._progress.setAccessibleName(f"Step {number} of {count}")
        self._title.setText(step.title)
        self._text.setText(step.text)
        self._prepare_done(step.done)
        self._back.setEnabled(number > 1)
        self._next.setText("&Next" if number < count else "&Finish")
        self._assist.setVisible(step.assist is not None)
        if step.assist is not None:
            self._assist.setText(step.assist.caption)
        self.setAccessibleName(f"{lesson}, step {number}: {step.title}")
        self.show()
        self._layout.invalidate()  # it knows the height of the text before, which it keeps for a width
        self.setFixedSize(_WIDTH, self._layout.totalHeightForWidth(_WIDTH))
        announce(self, f"{step.title}. {step.text}")

    def _prepare_done(self, text: str) -> None:
        """Keep room for `text`, so that the sheet does not grow under the pointer when the step is complete."""
        self._done.setText(f"✓ {text}" if text else "")
        self._done.hide()
        policy = self._done.sizePolicy()
        policy.setRetainSizeWhenHidden(bool(text))
        self._done.setSizePolicy(policy)

    def show_done(self) -> None:
        """Say that the step is complete, which leaves nothing to do for the user."""
        if self._done.isHidden():
            self._done.show()
            if self._assist.hasFocus():
                self.take_focus()
            self._assist.hide()
            announce(self, self._done.text())

    def take_focus(self) -> None:
        """Give the Next button the focus."""
        self._next.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag the sheet."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the sheet within the window."""
        if self._dragged_from is not None:
            room = self._window.size() - self.size()
            place = self.mapToParent(event.position().toPoint() - self._dragged_from)
            self.move(min(max(place.x(), 0), room.width()), min(max(place.y(), 0), room.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop the sheet."""
        self._dragged_from = None

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the menus while a button of the sheet has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the lesson with Escape."""
        if _is_escape(event):
            self.leave_requested.emit()
        else:
            super().keyPressEvent(event)


def choose_place(size: QSize, area: QRect, clear: Sequence[QRect], current: QPoint | None = None) -> QPoint:
    """The place for a sheet of `size` in `area` that covers least of `clear`; the first of these counts most.

    `current` is preferred to the others if none covers less.
    """
    left, right = area.left() + _MARGIN, area.right() - _MARGIN - size.width()
    top, bottom = area.top() + _MARGIN, area.bottom() - _MARGIN - size.height()
    middle = (top + bottom) // 2
    places = [QPoint(x, y) for y in (bottom, top, middle) for x in (left, right, (left + right) // 2)]
    if current is not None and area.contains(QRect(current, size)):
        places.insert(0, current)
    return min(places, key=lambda place: [_overlap(QRect(place, size), rect) for rect in clear])


def _overlap(one: QRect, other: QRect) -> int:
    both = one.intersected(other)
    return max(both.width(), 0) * max(both.height(), 0)


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape
