"""The place of a window where messages stand, and the list of all that was said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import accumulate, pairwise

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from catgui.domain.message import CLOSE_TIP, Message, MessageAction, MessageKind
from catgui.style.colors import color_scheme_of
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton, show_caption
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.icons import icon
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.vertical_scroll import FittingScrollArea
from catgui.widgets.basic.wrapped_text import paint_wrapped
from catgui.widgets.basic.wrapping import FlowLayout

_LINES = 2
_GAP = 8
# The characters of a message that its buttons leave it, and that are left beside all else.
_CHARS, _MIN_CHARS = 24, 12
_LIST_CHARS = 80
_LIST_SHARE = 0.7  # of the window's height
_NOTHING_NEW = "Messages"


class MessagePlace(QWidget):
    """Shows the newest message in two lines, with its buttons, and how many others there are; its height never changes.

    A press on the text asks for the list of messages. While the pointer or the focus is here, newer messages wait, and
    under the pointer one that has ended stays, with its buttons disabled: nothing takes the place of what is about to
    be pressed. What a press of a button leads to is shown at once.

    Signals: `closed(object)`, the user closes a message; `list_requested()`.
    """

    closed = Signal(object)
    list_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_place")
        self.setAccessibleName("Messages")
        self._messages: Sequence[Message] = ()
        self._has_list = False
        self._shown: Message | None = None
        self._was_pressed = False
        self._progress: list[QWidget] = []
        self._buttons: list[QPushButton] = []
        self._text = _MessageText()
        self._others = QPushButton()
        self._others.setObjectName("other_messages_button")
        self._others.setProperty("role", "compact")
        self._others.setAccessibleName("List of messages")
        for opener in (self._text, self._others):
            opener.clicked.connect(self.list_requested)
        self._close = IconToolButton("close", CLOSE_TIP)
        self._close.clicked.connect(self.dismiss)
        self._layout = layout = QHBoxLayout(self)
        layout.setContentsMargins(_GAP, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addWidget(self._text, stretch=1)
        layout.addWidget(self._others)
        layout.addWidget(self._close)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        self._refresh()

    @property
    def shown(self) -> Message | None:
        """The message that is shown, or None."""
        return self._shown

    @property
    def buttons(self) -> list[QPushButton]:
        """The buttons of the message that are in sight."""
        return [button for button in self._buttons if not button.isHidden()]

    def add_progress(self, bar: QWidget) -> None:
        """Have room for `bar`, which is shown while something takes long."""
        self._progress.append(bar)
        self._layout.insertWidget(0, bar)

    def _shown_progress(self) -> list[QWidget]:
        return [bar for bar in self._progress if not bar.isHidden()]

    def show_messages(self, messages: Sequence[Message], has_list: bool) -> None:
        """Show the last of `messages`; `has_list` if there is a list of earlier ones."""
        self._messages, self._has_list = messages, has_list
        if self._is_held():
            with keep_focus(self, lambda: self._text):
                self._show_buttons()
        else:
            self._refresh()

    def dismiss(self) -> None:
        """Close the message that is shown, as the user wishes."""
        if self._shown is not None:
            self._was_pressed = True
            self.closed.emit(self._shown)

    def sizeHint(self) -> QSize:
        """Some words in two lines, or a button where that is higher, and all progress that is shown."""
        parts = (self._text, self._others, self._close)
        width = sum(part.minimumSizeHint().width() + _GAP for part in (*parts, *self._shown_progress()))
        return QSize(width, max(part.sizeHint().height() for part in parts))

    def minimumSizeHint(self) -> QSize:
        """Its size hint: the buttons that do not fit are in the list."""
        return self.sizeHint()

    def _is_held(self) -> bool:
        if self._shown is None or self._was_pressed:
            return False
        focus = QApplication.focusWidget()
        has_focus = focus is not None and focus is not self._text and self.isAncestorOf(focus)
        return self.underMouse() or (has_focus and self._shown in self._messages)

    def _refresh(self) -> None:
        """Show the newest message."""
        self._was_pressed = False
        with keep_focus(self, lambda: self._text):
            self._shown = self._messages[-1] if self._messages else None
            self._text.show_message(self._shown, self._has_list)
            for number, (caption, _) in enumerate(self._actions):
                if number == len(self._buttons):
                    self._add_button()
                show_caption(self._buttons[number], caption)
            close_tip = CLOSE_TIP if self._shown is None else self._shown.close_tip
            self._close.setAccessibleName(close_tip)
            set_tooltip(self._close, close_tip)
            self._close.setVisible(self._shown is not None)
            self._show_buttons()

    @property
    def _actions(self) -> tuple[MessageAction, ...]:
        return () if self._shown is None else self._shown.actions

    def _show_buttons(self) -> None:
        """Show as many buttons as leave the text some room, those of a message that has ended disabled."""
        others = sum(message is not self._shown for message in self._messages)
        self._others.setText(f"{others} more" if others else "More…")
        if self._shown is not None and self._shown not in self._messages:
            for button in self._buttons:
                button.setEnabled(False)
            return
        widths = [button.sizeHint().width() + _GAP for button in self._buttons[: len(self._actions)]]
        room = self.width() - self._text.sizeHint().width() - self._close.sizeHint().width() - 2 * _GAP
        room -= sum(bar.sizeHint().width() + _GAP for bar in self._shown_progress())
        more = self._others.sizeHint().width() + _GAP
        fits_all = sum(widths) + (more if others else 0) <= room
        fitting = len(widths) if fits_all else sum(total + more <= room for total in accumulate(widths))
        for number, button in enumerate(self._buttons):
            button.setVisible(number < fitting)
            button.setEnabled(True)
        self._others.setVisible(others > 0 or not fits_all)

    def _add_button(self) -> None:
        # Buttons are reused: the focus stays on one while question follows question.
        button = QPushButton()
        button.setProperty("role", "compact")
        button.clicked.connect(partial(self._on_action_clicked, len(self._buttons)))
        before = self._buttons[-1] if self._buttons else self._text
        self._buttons.append(button)
        self._layout.insertWidget(self._layout.indexOf(self._others), button)
        # Tab goes from left to right, though the others were created before.
        for first, second in pairwise((before, button, self._others, self._close)):
            self.setTabOrder(first, second)

    def _on_action_clicked(self, number: int, _checked: bool = False) -> None:
        self._was_pressed = True
        self._actions[number][1]()

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        """Show what has come while the focus was here."""
        was_here = before is not None and isValid(before) and self.isAncestorOf(before)
        if was_here and not (now is not None and self.isAncestorOf(now)) and not self._is_held():
            self._refresh()

    def leaveEvent(self, event: QEvent) -> None:
        """Show what has come while the pointer was here."""
        super().leaveEvent(event)
        if not self._is_held():
            self._refresh()

    def event(self, event: QEvent) -> bool:
        """Take Esc, which stops training elsewhere, for closing the message."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self._shown is not None:
            if event.type() == QEvent.Type.KeyPress:
                self.dismiss()
            event.accept()
            return True
        if event.type() == QEvent.Type.LayoutRequest:  # the progress is shown or hidden, or a button is wider
            self._show_buttons()
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the buttons to the width."""
        super().resizeEvent(event)
        self._show_buttons()


class _MessageText(QAbstractButton):
    """The icon and the text of a message; a press opens the list."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("message_text")
        self._message: Message | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_message(self, message: Message | None, has_list: bool) -> None:
        """Show a message; for None that there is a list of earlier ones, if there is."""
        self._message = message
        self.setVisible(message is not None or has_list)
        self.setAccessibleName(_NOTHING_NEW if message is None else message.spoken)
        self.setAccessibleDescription("Opens the list of messages")
        set_tooltip(self, "All that was said, and when (F6)" if message is None else message.text)
        self.update()

    def sizeHint(self) -> QSize:
        """Some words in two lines."""
        metrics = self.fontMetrics()
        return QSize(metrics.height() + _GAP + _CHARS * metrics.averageCharWidth(), _LINES * metrics.lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """Half of that."""
        return self.sizeHint() - QSize((_CHARS - _MIN_CHARS) * self.fontMetrics().averageCharWidth(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon, the word of an error, and two lines of the text."""
        metrics, colors = self.fontMetrics(), color_scheme_of(self.palette())
        side, area = metrics.height(), self.rect()
        is_error = self._message is not None and self._message.kind is MessageKind.ERROR
        with QPainter(self) as painter:
            if self._message is None:
                painter.setPen(self.palette().dark().color())
                painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, _NOTHING_NEW)
                return
            color = colors.error if is_error else colors.accent
            place = QRect(0, (self.height() - side) // 2, side, side)
            icon(self._message.kind.icon, color).paint(painter, place)
            area.setLeft(side + _GAP)
            if is_error:
                area = _paint_word(painter, area, self._message.kind.word, color, self.font())
            painter.setPen(self.palette().windowText().color())
            painter.setFont(self.font())
            text = self._message.text.replace("\n", " ")
            height = metrics.height() * (_LINES if metrics.horizontalAdvance(text) > area.width() else 1)
            paint_wrapped(painter, QRect(area.x(), (area.height() - height) // 2, area.width(), height), text)


def _paint_word(painter: QPainter, area: QRect, word: str, color: str, font: QFont) -> QRect:
    """Paint a word in bold at the left of `area`; returns the rest of that."""
    bold = QFont(font)
    bold.setBold(True)
    painter.setFont(bold)
    painter.setPen(color)
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, word)
    return area.adjusted(QFontMetrics(bold).horizontalAdvance(word) + _GAP, 0, 0, 0)


class MessageList(QFrame):
    """A popup with messages and all their buttons, the newest first.

    Signals: `closed(object)`, the user closes a message that is still shown in the window.
    """

    closed = Signal(object)

    def __init__(self, messages: Iterable[Message], shown: Sequence[Message], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("message_list")
        self.setAccessibleName("Messages")
        self.setWindowTitle("Messages")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._buttons: list[tuple[Message, QAbstractButton]] = []
        column = QVBoxLayout()
        column.setSpacing(2 * _GAP)
        for message in messages:
            column.addWidget(self._entry(message, message in shown))
        if not column.count():
            column.addWidget(label("There are no messages yet.", role="muted"))
        self._scroll = FittingScrollArea(column, "Messages, the newest first")
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        layout.addWidget(self._scroll)

    def open_above(self, place: QWidget) -> None:
        """Show it above `place`, within the window."""
        window = place.window()
        width = min(_LIST_CHARS * self.fontMetrics().averageCharWidth(), window.width())
        self.resize(width, window.height())
        self._layout.activate()  # texts wrap at this width
        frame = 2 * (_GAP + self.frameWidth())
        height = min(self._scroll.sizeHint().height() + frame, round(_LIST_SHARE * window.height()))
        self.setGeometry(QRect(place.mapToGlobal(QPoint(0, -height)), QSize(width, height)))
        self.show()
        first = next((button for _, button in self._buttons), self._scroll)
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def follow(self, shown: Sequence[Message]) -> None:
        """Disable the buttons of what has ended meanwhile."""
        for message, button in self._buttons:
            is_close = isinstance(button, IconToolButton)
            button.setEnabled(message in shown if is_close else bool(message.actions))

    def _entry(self, message: Message, is_shown: bool) -> QWidget:
        entry = QWidget()
        entry.setAccessibleName(message.spoken)
        grid = QGridLayout(entry)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        picture = label()
        picture.setAccessibleName(message.kind.word)
        side = self.fontMetrics().height()
        colors = color_scheme_of(self.palette())
        color = colors.error if message.kind is MessageKind.ERROR else colors.accent
        picture.setPixmap(icon(message.kind.icon, color).pixmap(side, side))
        grid.addWidget(picture, 0, 0)
        grid.addWidget(label(f"{message.kind.word}, {message.time:%H:%M}", role="muted"), 0, 1)
        grid.addWidget(label(message.text, wrap=True, selectable=True), 1, 1)
        if message.actions:
            row = FlowLayout(_GAP)
            for caption, callback in message.actions:
                row.addWidget(self._action_button(message, caption, callback))
            grid.addLayout(row, 2, 1)
        if is_shown:
            close = IconToolButton("close", message.close_tip)
            close.clicked.connect(partial(self._on_closed, message, close))
            self._buttons.append((message, close))
            grid.addWidget(close, 0, 2)
        return entry

    def _action_button(self, message: Message, caption: str, callback: Callable[[], object]) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "compact")
        show_caption(button, caption)
        button.clicked.connect(partial(self._on_action_clicked, callback))
        self._buttons.append((message, button))
        return button

    def _on_action_clicked(self, callback: Callable[[], object], _checked: bool = False) -> None:
        self.close()
        callback()

    def _on_closed(self, message: Message, button: QAbstractButton, _checked: bool = False) -> None:
        with keep_focus(self, lambda: self._scroll):
            button.setEnabled(False)
        self.closed.emit(message)
