"""The sheet of a guided lesson, and the frame around the widget that it points at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from catgui.help.lesson import Assist, Idea, Lesson
from catgui.style.colors import color_scheme_of
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.announcement import announce
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.card import Card
from catgui.widgets.basic.focus import paint_focus_frame
from catgui.widgets.basic.labels import label

_WIDTH = 312  # fits on the data panel of a small window
_MARGIN = 4  # from the edges of the window
_FRAME_WIDTH = 3
_GLOW = 4  # a wider, fainter frame around it
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange)


class LessonSheet(Card):
    """Shows a step of a lesson, or what comes after it. It can be dragged, and Escape leaves the lesson.

    Signals: `back_requested()`, `next_requested()`, `leave_requested()`, `assist_requested()` and
    `lessons_requested()`, by its buttons; `idea_chosen(object)`, an Idea.
    """

    back_requested = Signal()
    next_requested = Signal()
    leave_requested = Signal()
    assist_requested = Signal()
    lessons_requested = Signal()
    idea_chosen = Signal(object)

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
        self._lessons.clicked.connect(self.lessons_requested)

    def _build(self) -> None:
        self._lesson = label(role="muted", wrap=True)
        self._title = label(role="heading", wrap=True)
        self._text = label(wrap=True)
        self._done = label(wrap=True, role="heading")
        self._note = label(wrap=True)
        self._texts = {
            "name": self._lesson,
            "title": self._title,
            "text": self._text,
            "done": self._done,
            "note": self._note,
        }
        for name, text in self._texts.items():
            text.setObjectName(f"lesson_{name}")
        self._idea_widgets: list[QWidget] = []
        self._ideas = QGridLayout()
        self._ideas.setColumnStretch(0, 1)
        self._ideas.setVerticalSpacing(8)
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
        self._lessons = QPushButton("&All lessons…")
        set_tooltip(self._lessons, "Choose another lesson")
        buttons = {"leave": self._leave, "back": self._back, "next": self._next, "assist": self._assist}
        for name, button in {**buttons, "list": self._lessons}.items():
            button.setObjectName(f"lesson_{name}_button")

    def _lay_out(self) -> None:
        header, buttons = QHBoxLayout(), QHBoxLayout()
        header.addWidget(self._lesson, stretch=1)
        header.addWidget(self._leave, alignment=Qt.AlignmentFlag.AlignTop)
        buttons.setSpacing(8)
        buttons.addWidget(self._assist)
        buttons.addWidget(self._lessons)
        buttons.addStretch()
        buttons.addWidget(self._back)
        buttons.addWidget(self._next)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 12)
        layout.setSpacing(8)
        layout.addLayout(header)
        layout.addWidget(self._progress)
        for widget in (self._title, self._text, self._done, self._note):
            layout.addWidget(widget)
        layout.addLayout(self._ideas)
        layout.addLayout(buttons)

    def show_step(self, lesson: Lesson, number: int, text: str) -> None:
        """Show step `number`, counted from 0, of `lesson`, with its `text`."""
        step, count = lesson.steps[number], len(lesson.steps)
        self._show_page(lesson, f"Step {number + 1} of {count}", step.title, text)
        self._progress.setRange(0, count)
        self._progress.setValue(number + 1)
        self._back.setEnabled(number > 0)
        self._next.setText("&Next" if number + 1 < count else "&Finish")
        set_tooltip(self._next, "On to the next step, done or not (Alt+N)")
        self._fit()
        announce(self, f"{step.title}. {text}")

    def show_end(self, lesson: Lesson) -> None:
        """Show what one can do after `lesson`, and what to try next, with a button for each."""
        self._show_page(lesson, "Done", "What you can do now", lesson.ability)
        self._progress.setRange(0, 1)
        self._progress.setValue(1)
        self._show_note("", "Three things to try:")
        for row, idea in enumerate(lesson.ideas):
            button = QPushButton("Show")
            button.setObjectName(f"lesson_idea_{row}")
            button.setAccessibleName(f"Show this: {idea.text}")
            button.clicked.connect(partial(self._choose_idea, idea))
            self._idea_widgets += [label(idea.text, wrap=True), button]
            for column, widget in enumerate(self._idea_widgets[-2:]):
                self._ideas.addWidget(widget, row, column)
                widget.show()  # a layout would only do it later, and leave no room until then
        self._show_assist(None)
        self._lessons.show()
        self._back.setEnabled(True)
        self._next.setText("&Close")
        set_tooltip(self._next, "Close the lesson (Alt+C)")
        self._fit()
        announce(self, " ".join([lesson.ability, *(idea.text for idea in lesson.ideas)]))

    def _choose_idea(self, idea: Idea, _checked: bool = False) -> None:
        self.idea_chosen.emit(idea)

    def _show_page(self, lesson: Lesson, place: str, title: str, text: str) -> None:
        for widget in self._idea_widgets:
            widget.hide()  # it would be painted until it is deleted
            widget.deleteLater()
        self._idea_widgets = []
        self._lessons.hide()
        self._lesson.setText(f"{lesson.title}\n{place}")
        self._progress.setAccessibleName(place)
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(f"{lesson.title}, {place}: {title}")
        self._show_note("", "")

    def show_state(self, done: str, note: str, assist: Assist | None) -> None:
        """Say that the step is `done`, if that is no empty text, what else there is to say, and offer `assist`."""
        said = self._done.text(), self._note.text()
        if assist is None and self._assist.hasFocus():
            self.take_focus()
        self._show_note(done, note)
        self._show_assist(assist)
        self._fit()
        if said != (self._done.text(), note):
            announce(self, f"{self._done.text()} {note}".strip())

    def _show_note(self, done: str, note: str) -> None:
        self._done.setText(f"✓ {done}" if done else "")
        self._done.setVisible(bool(done))
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _show_assist(self, assist: Assist | None) -> None:
        self._assist.setVisible(assist is not None)
        if assist is not None:
            self._assist.setText(assist.caption)

    def _fit(self) -> None:
        """Make room for the texts; the lower right corner, and so the Next button, stays."""
        self.show()
        corner = self.geometry().bottomRight()
        self._layout.invalidate()  # it knows the height of the text before, which it keeps for a width
        self.setFixedSize(_WIDTH, self._layout.totalHeightForWidth(_WIDTH))
        self.move(max(0, corner.x() - self.width() + 1), max(0, corner.y() - self.height() + 1))

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


class TargetFrame(QWidget):
    """An overlay on the window of the target, which follows what is visible of it. It takes no clicks."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lesson_frame")
        self.setAccessibleName("What the lesson speaks of")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._target: QWidget | None = None
        self._followed: list[QWidget] = []

    def point_at(self, target: QWidget | None) -> None:
        """Frame `target`, scrolled into view; None hides the frame."""
        for widget in self._followed:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._target = target
        self._followed = [] if target is None else _with_ancestors(target)
        for widget in self._followed:
            widget.installEventFilter(self)
            if isinstance(widget, QScrollArea) and target is not None:
                widget.ensureWidgetVisible(target)
        self._fit()

    def _fit(self) -> None:
        target = self._target
        seen = QRect() if target is None or not isValid(target) else visible_rect(target)
        if target is None or seen.isEmpty():
            self.hide()
            return
        window = target.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.setGeometry(seen.adjusted(-_GLOW, -_GLOW, _GLOW, _GLOW).intersected(window.rect()))
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the target and what it is in."""
        if event.type() in _FOLLOWED:
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame, with a faint one around it."""
        accent = QColor(color_scheme_of(self.window().palette()).accent)
        glow = QColor(accent)
        glow.setAlphaF(0.35)
        with QPainter(self) as painter:
            paint_focus_frame(painter, self.rect(), glow.name(QColor.NameFormat.HexArgb), radius=6, width=_GLOW)
            inside = self.rect().adjusted(_GLOW - 1, _GLOW - 1, 1 - _GLOW, 1 - _GLOW)
            paint_focus_frame(painter, inside, accent.name(), radius=4, width=_FRAME_WIDTH)


def visible_rect(widget: QWidget) -> QRect:
    """What is not clipped of `widget`, in the coordinates of its window. Empty if it is hidden."""
    # Not `visibleRegion`, which leaves out opaque children.
    window, seen = widget.window(), widget.rect() if widget.isVisible() else QRect()
    for ancestor in _with_ancestors(widget):
        seen = seen.intersected(ancestor.rect())
        seen.translate(ancestor.pos() if ancestor is not window else QPoint())
    return seen


def _with_ancestors(widget: QWidget) -> list[QWidget]:
    found = [widget]
    while not found[-1].isWindow() and (parent := found[-1].parentWidget()) is not None:
        found.append(parent)
    return found
