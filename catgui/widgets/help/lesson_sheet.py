"""The sheet of a guided lesson, and the frame around the widget that it points at."""

from __future__ import annotations

import html
import re

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from catgui.help.glossary import find_term
from catgui.help.lesson import Lesson, StepProgress, StepState
from catgui.help.pages import ANY_CLASSES, PANEL, TERM, Classes, linked_text, plain_text
from catgui.style.colors import color_scheme_of
from catgui.style.text_size import keep_scaled, scaled, scaled_size
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.focus import announce, paint_focus_frame
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import NO_LIMIT, VerticalScrollArea
from catgui.widgets.basic.roles import Role, set_role
from catgui.widgets.basic.wrapping import WrappingRow

_LINK = re.compile('<a href="([^"]*)">([^<]*)</a>')
_WIDTH, _HEIGHT = 312, 214  # where there is room, beside text of 9 points
# The least width beside text of 9 points; beside larger text at most that of the left side of the lowest windows.
_LEAST_WIDTH, _NARROW = 176, 310
# In a narrower one the name of the lesson makes way for its steps.
_WHOLE_PLACE = 220
_PADDING = 10
_MARGINS, _FLAT_MARGINS = (6, 8, 6), (2, 4, 2)  # at the top and the bottom, and between the parts
_LEAST_TEXT, _LEAST_FLAT_TEXT = 44, 30  # the height of some lines
_TO_TRY = "What next: two things to try:"
_UNFINISHED = "{} of {} tasks done. With all of them:"
_FRAME_WIDTH = 2
_GLOW = 4  # a wider, fainter frame, on which it is painted
_GAP = 1  # between the frame and what it is around
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange)


class LessonSheet(QFrame):
    """Shows a step of a lesson, or what comes after it, or a term of the glossary. Escape goes back or leaves.

    Its buttons do not move from step to step, and a click on them leaves the focus where it is. Its least size is that
    of its buttons and a few lines, of which the rest is scrolled to: it must not make a window grow.

    Attributes: `back`, `next`, `leave`, `assist` and `lessons`, its buttons.

    Signals: `panel_requested(str)`, the object name of a panel, by a link; `fit_requested()`, it has another size, or
    its text needs more height than there is.
    """

    panel_requested = Signal(str)
    fit_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setObjectName("lesson_sheet")
        self._grown, self._is_low, self._is_flat = 0, False, False
        self._whole_place = self._short_place = ""
        self._page: tuple[str, str, Classes] = ("", "", ANY_CLASSES)
        self._build()
        self._lay_out()
        self._scroll.verticalScrollBar().rangeChanged.connect(self._on_range)
        self._text.linkActivated.connect(self._on_link)
        self._return.clicked.connect(self._show_page)

    def _build(self) -> None:
        self._place = label(role="muted", wrap=True)
        self._title = label(role="heading", wrap=True)
        self._text = LinkedLabel()
        self._done = label(wrap=True, role="heading")
        self._note = label(wrap=True)
        texts = {"place": self._place, "title": self._title, "text": self._text, "done": self._done, "note": self._note}
        for name, text in texts.items():
            text.setObjectName(f"lesson_{name}")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(4)
        self.leave = IconToolButton("close", "Leave; Help, Guided lessons goes on with it (Esc)")
        self._return = QPushButton("Back to the &lesson")
        self.back = IconToolButton("back", "Back (Alt+B)")
        self.back.setShortcut("Alt+B")
        self.next = QPushButton("&Next")
        self.next.setProperty("role", "primary")
        self.assist = QPushButton()
        self.lessons = QPushButton("&All lessons…")
        buttons = {"leave": self.leave, "return": self._return, "back": self.back, "next": self.next}
        for name, button in {**buttons, "assist": self.assist, "list": self.lessons}.items():
            button.setObjectName(f"lesson_{name}_button")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _lay_out(self) -> None:
        header, foot, column = QHBoxLayout(), WrappingRow(8), QWidget()
        header.addWidget(self.back)
        header.addWidget(self._place, stretch=1)
        header.addWidget(self.leave)
        self._offers, self._onward = QWidget(), QWidget()
        for part, buttons, side in (
            (self._offers, (self.assist, self.lessons), Qt.AlignmentFlag.AlignLeft),
            (self._onward, (self.next,), Qt.AlignmentFlag.AlignRight),
        ):
            row = QHBoxLayout(part)
            row.setContentsMargins(0, 0, 0, 0)
            row.setAlignment(side)
            for button in buttons:
                row.addWidget(button)
        foot.set_parts(self._offers, self._onward)
        self._header, self._foot = header, foot
        self._texts = texts = QVBoxLayout(column)
        texts.setContentsMargins(0, 0, 8, 0)
        for widget in (self._text, self._done, self._note):
            texts.addWidget(widget)
        texts.addWidget(self._return, alignment=Qt.AlignmentFlag.AlignLeft)
        texts.addStretch()
        self._scroll = VerticalScrollArea(column, "Step")
        for surface in (self._scroll.viewport(), column):
            surface.setAutoFillBackground(False)  # what is seen is the card
        self._content = QWidget()
        self._sheet = sheet = QHBoxLayout(self)
        sheet.addWidget(self._content, stretch=1)
        sheet.addStretch()
        self._column = layout = QVBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(header)
        layout.addWidget(self._progress)
        self._title_row = QHBoxLayout()
        self._title_row.addWidget(self._title, stretch=1)
        layout.addLayout(self._title_row)  # above what scrolls, so that it is always whole
        layout.addWidget(self._scroll, stretch=1)
        layout.addWidget(foot)
        self._show_margins()
        keep_scaled(self._take_lengths, _WIDTH - 2 * _PADDING, _LEAST_TEXT, _LEAST_FLAT_TEXT)

    def sizeHint(self) -> QSize:
        """The size at first, or grown: what is left belongs to the panel above."""
        first = scaled_size(QSize(_WIDTH, _HEIGHT))
        if self._is_low:
            first.setHeight(self.minimumSizeHint().height())
        return first.expandedTo(QSize(0, self._grown))

    def hasHeightForWidth(self) -> bool:
        """No: its height is that of `sizeHint`, whatever its texts would like."""
        return False

    def set_flat(self, is_flat: bool) -> None:
        """Have the buttons in the first two lines, and no bar of steps, for a place that is wider than high."""
        if is_flat == self._is_flat:
            return
        self._is_flat = is_flat
        if is_flat:
            self._header.insertWidget(2, self._onward)
            self._title_row.addWidget(self._offers)
        else:
            self._foot.set_parts(self._offers, self._onward)
        # As high with the offers as without, so that the buttons above stay where they are.
        self._title.setMinimumHeight(self.assist.sizeHint().height() if is_flat else 0)
        self._foot.setVisible(not is_flat)
        self._progress.setVisible(not is_flat)
        self._show_place()
        self._show_margins()
        self._take_lengths(*self._lengths)

    def _show_margins(self) -> None:
        top, bottom, spacing = _FLAT_MARGINS if self._is_flat else _MARGINS
        self._sheet.setContentsMargins(_PADDING, top, _PADDING, bottom)
        self._column.setSpacing(spacing)

    def _take_lengths(self, width: int, text: int, flat_text: int) -> None:
        """Set the most width, and the least height of the text.

        By the first, the buttons stay where they are when a step opens a panel beside the one above, which is wider.
        """
        self._lengths = width, text, flat_text
        self._content.setMaximumWidth(NO_LIMIT if self._is_flat else width)
        self._scroll.setMinimumHeight(flat_text if self._is_flat else text)

    def set_low(self, is_low: bool) -> None:
        """Want no more height at first than the least, for a low window."""
        if is_low != self._is_low:
            self._is_low = is_low
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Room for the buttons, and for some words in a line."""
        return super().minimumSizeHint().expandedTo(QSize(min(scaled(_LEAST_WIDTH), _NARROW), 0))

    def full_height(self) -> int:
        """The height in which the text needs no scrolling, as it is laid out now."""
        viewport = self._scroll.viewport()
        return self.height() - viewport.height() + self._texts.totalHeightForWidth(viewport.width())

    def grow_to(self, height: int) -> None:
        """Want at least this height from now on; 0 for that at first."""
        grown = max(height, self._grown) if height else 0
        if grown != self._grown:
            self._grown = grown
            self.updateGeometry()

    def show_step(self, lesson: Lesson, progress: StepProgress, classes: Classes) -> None:
        """Show a step of `lesson` from its top, with the names of the `classes`."""
        step, number, count = progress.step, lesson.steps.index(progress.step), len(lesson.steps)
        self.lessons.hide()
        self._set_page(lesson, f"Step {number + 1} of {count}", step.title, step.text, classes)
        self._progress.setRange(0, count)
        self._progress.setValue(number + 1)
        self.back.setEnabled(number > 0)
        self.next.setText("&Next" if number + 1 < count else "&Finish")
        set_tooltip(self.next, "Next step, done or not (Alt+N)")
        self._say(progress)

    def show_progress(self, progress: StepProgress) -> None:
        """Say how far the user has come in the step shown, and bring it into view."""
        if progress.assist is None and self.assist.hasFocus():
            self.take_focus()
        if self._say(progress):
            QTimer.singleShot(0, self, self._scroll_to_note)  # once the texts have their places

    def show_end(self, lesson: Lesson, following: Lesson | None, done: int) -> None:
        """Show what one can do after `lesson`, and what next: the lesson `following`, if any, and two things to try.

        `done` is the number of its tasks that have been done.
        """
        next_ = _TO_TRY if following is None else f"What next: the lesson “{following.title}”, or:"
        text = "\n".join([lesson.ability, next_, *(f"•  {idea}" for idea in lesson.ideas)])
        count = len(lesson.tasks())
        self.lessons.show()
        place, title = ("Done", "What you can do now") if done == count else ("End", _UNFINISHED.format(done, count))
        self._set_page(lesson, place, title, text, ANY_CLASSES)
        self._progress.setRange(0, 1)
        self._progress.setValue(1)
        self.back.setEnabled(True)
        self.next.setText("&Close" if following is None else "&Next lesson")
        set_tooltip(self.next, "Close (Alt+C)" if following is None else f"{following.summary} (Alt+N)")

    def _set_page(self, lesson: Lesson, place: str, title: str, text: str, classes: Classes) -> None:
        self._whole_place, self._short_place = f"{place}  ·  {lesson.title}", place
        self._show_place()
        self._progress.setAccessibleName(place)
        self._page = title, text, classes
        self.setAccessibleName(f"{lesson.title}. {place}: {title}")
        self._say(None)
        self._show_page()

    def _show_place(self) -> None:
        is_whole = not self._is_flat and self.width() >= scaled(_WHOLE_PLACE)
        self._place.setText(self._whole_place if is_whole else self._short_place)
        set_tooltip(self._place, self._whole_place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_place()
        self.fit_requested.emit()

    def _on_range(self, _least: int, most: int) -> None:
        if most:
            self.fit_requested.emit()

    def _show_page(self) -> None:
        """Show the step, or the end."""
        title, text, classes = self._page
        self._show_text(title, text, classes)
        self._return.hide()
        self._show_said()

    def _on_link(self, link: str) -> None:
        if link.startswith(PANEL):
            self.panel_requested.emit(link.removeprefix(PANEL))
            return
        term = find_term(link.removeprefix(TERM))
        self._return.show()
        self._show_said()
        self._show_text(term.title, term.text, ANY_CLASSES, besides=term.name)

    def _show_text(self, title: str, text: str, classes: Classes, besides: str = "") -> None:
        self._title.setText(title)
        self._text.show_text(text, classes, besides)
        self._scroll.verticalScrollBar().setValue(0)
        announce(self, f"{title}. {self._text.plain}")

    def _say(self, progress: StepProgress | None) -> bool:
        """Show what is said of a step, and its button; True if that is something else than before."""
        state, assist = (StepState(), None) if progress is None else (progress.state, progress.assist)
        done = f"✓ {progress.step.done}" if progress is not None and state.is_done else ""
        is_new = (done, state.note) != (self._done.text(), self._note.text())
        self._done.setText(done)
        self._note.setText(state.note)
        self._show_said()
        self.assist.setVisible(assist is not None)
        self.assist.setText("" if assist is None else assist.caption)
        # Without a button it would be a part without a name for screen readers.
        self._offers.setVisible(assist is not None or not self.lessons.isHidden())
        if is_new:
            announce(self, f"{done} {state.note}".strip())
        return is_new

    def _show_said(self) -> None:
        """Show what is said of the step, unless a term is explained."""
        for said in (self._done, self._note):
            said.setVisible(bool(said.text()) and self._return.isHidden())

    def _scroll_to_note(self) -> None:
        for widget in (self._note, self._done):
            if widget.isVisible():
                self._scroll.ensureWidgetVisible(widget, 0, 0)

    def take_focus(self) -> None:
        """Give the Next button the focus."""
        self.next.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the menus while something in the sheet has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the lesson, or leave it, with Escape."""
        if not _is_escape(event):
            super().keyPressEvent(event)
        elif not self._return.isHidden():
            self._show_page()
        else:
            self.leave.click()


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape


class TargetFrame(QWidget):
    """An overlay on the window of the target, which follows what is visible of it. It takes no clicks."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lesson_frame")
        set_role(self, Role.Graphic)
        self.setAccessibleName("In this lesson")
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
        self._scroll()
        QTimer.singleShot(0, self, self._scroll)  # once a panel that has just been opened is laid out
        self._fit()

    def _scroll(self) -> None:
        if self._target is None or not isValid(self._target):
            return
        for widget in self._followed:
            if isinstance(widget, QScrollArea):
                widget.ensureWidgetVisible(self._target)

    def _fit(self) -> None:
        target = self._target
        seen = QRect() if target is None or not isValid(target) else visible_rect(target)
        if target is None or seen.isEmpty():
            self.hide()
            return
        window = target.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        outside = _GLOW + _GAP
        self.setGeometry(seen.adjusted(-outside, -outside, outside, outside).intersected(window.rect()))
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
            width = _GLOW - _FRAME_WIDTH
            inside = self.rect().adjusted(width, width, -width, -width)
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


class LinkedLabel(QLabel):
    """A text whose panels and terms are links, as `catgui.help.pages` has them.

    Attributes: `plain`, the text without its links. Signals: `linkActivated(str)`, the target of a link.
    """

    def __init__(self) -> None:
        super().__init__()
        self.plain = ""
        self._links: dict[str, str] = {}
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)

    def show_text(self, text: str, classes: Classes = ANY_CLASSES, besides: str = "") -> None:
        """Show `text`, with the names of the `classes`; the term `besides` is no link."""
        self.plain = plain_text(text, classes)
        written = linked_text(text, classes, besides)
        self.setText(written)
        # Without links there is nothing in it for the keyboard; a click leaves the focus where it is.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if "<a " in written else Qt.FocusPolicy.NoFocus)
        self._links = {html.unescape(shown): html.unescape(link) for link, shown in _LINK.findall(written)}

    def focusNextPrevChild(self, is_next: bool) -> bool:  # noqa: N802  Qt's name
        """Have screen readers say the link that Tab reaches, and what Enter does."""
        has_moved = super().focusNextPrevChild(is_next)
        link = self._links.get(self.selectedText(), "") if has_moved and self.hasFocus() else ""
        if link.startswith(PANEL):
            announce(self, f"{self.selectedText()}, link: Enter opens the panel")
        elif link:
            announce(self, f"{self.selectedText()}, link: Enter explains {find_term(link.removeprefix(TERM)).title}")
        return has_moved
