"""The place of a window where the newest message stands in one line, and the menu of the last ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QMenu, QPushButton, QSizePolicy, QWidget, QWidgetAction
from shiboken6 import isValid

from catgui.domain.message import CLOSE_TIP, Message, MessageKind
from catgui.style.tooltips import escape_caption, set_tooltip
from catgui.widgets.basic.buttons import IconToolButton, TextToolButton, show_caption
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import IconLabel, label
from catgui.widgets.basic.layouts import row_of

_GAP = 8
_FRAME_MARGINS, _BORDER = (_GAP, 0, 2, 0), 1
_MENU_CAPTION = "Messages"
_MOST_BUTTONS = 3
# The least of a message that is seen beside all else, and a line of the menu, in characters.
_MIN_CHARS, _MENU_CHARS = 12, 60


class MessagePlace(QWidget):
    """Shows the newest message in one line, in a frame with its buttons and its close, and opens a menu of the last.

    While the pointer or the focus is here, newer messages wait, and under the pointer one that has ended stays, with
    its buttons disabled: nothing takes the place of what is about to be pressed. What a press of a button leads to is
    shown at once.

    Attributes: `more`, the button that opens the menu. Signals: `closed(object)`, the user closes a message.
    """

    closed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_place")
        self.setAccessibleName("Messages")
        self._messages: Sequence[Message] = ()
        self._shown: Message | None = None
        self._was_pressed = False
        self._text = IconLabel()
        self._text.setObjectName("message_text")
        self._row = QWidget()
        self._buttons = [QPushButton() for _ in range(_MOST_BUTTONS)]
        self._close = IconToolButton("close", CLOSE_TIP)
        self._close.setObjectName("close_message_button")
        self._close.clicked.connect(self.dismiss)
        self._frame = QFrame()
        self._frame.setObjectName("message_frame")
        self._frame.setAccessibleName("Message")
        self.more = _MenuButton("more", _MENU_CAPTION, "The last messages (F6)")
        self.more.setObjectName("message_menu_button")
        self._lay_out()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        self.show_messages((), has_menu=False)

    def _lay_out(self) -> None:
        for number, button in enumerate(self._buttons):
            button.setProperty("role", "compact")
            button.clicked.connect(partial(self._on_pressed, number))
        row_of(*self._buttons, spacing=_GAP).on(self._row)
        row_of(self._text, self._row, ..., self._close, spacing=_GAP, margins=_FRAME_MARGINS).on(self._frame)
        row_of((self._frame, 1), self.more, spacing=_GAP, margins=(_GAP, 0, 0, 0)).on(self)
        room = self._frame.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # the menu keeps its place
        self._frame.setSizePolicy(room)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> Message | None:
        """The message that is shown, or None."""
        return self._shown

    @property
    def buttons(self) -> list[QPushButton]:
        """The buttons of the message that are in sight."""
        return [] if self._row.isHidden() else [button for button in self._buttons if not button.isHidden()]

    def show_messages(self, messages: Sequence[Message], has_menu: bool) -> None:
        """Show the last of `messages`; `has_menu` if there are earlier ones in the menu."""
        self._messages = messages
        self.more.setVisible(has_menu)
        if self._is_held():
            with keep_focus(self, lambda: self.more):
                self._row.setEnabled(self._shown in messages)
            self._show_count()
        else:
            self._refresh()

    def dismiss(self) -> None:
        """Close the message that is shown, as the user wishes."""
        if self._shown is not None:
            self._was_pressed = True
            self.closed.emit(self._shown)

    def open_menu(self, messages: Sequence[Message]) -> None:
        """Open a menu of `messages`, each with its buttons."""
        menu = MessageMenu(messages, self)
        menu.popup(self.more.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def sizeHint(self) -> QSize:
        """The width of some words, the close and the menu, the height of the highest part."""
        words = _MIN_CHARS * self.fontMetrics().averageCharWidth()
        own = [part.sizeHint() for part in (self.more, self._close)]
        height = max(size.height() for size in (*own, self._buttons[0].sizeHint(), self._text.sizeHint()))
        edges = _GAP + sum(_FRAME_MARGINS) + 2 * _BORDER
        return QSize(words + sum(size.width() + _GAP for size in own) + edges, height)

    def minimumSizeHint(self) -> QSize:
        """Its size hint: buttons of a message that do not fit are in the menu."""
        return self.sizeHint()

    def _is_held(self) -> bool:
        if self._shown is None or self._was_pressed:
            return False
        focus = QApplication.focusWidget()
        has_focus = focus is not None and focus is not self.more and self.isAncestorOf(focus)
        return self.underMouse() or (has_focus and self._shown in self._messages)

    def _refresh(self) -> None:
        """Show the newest message."""
        self._was_pressed = False
        with keep_focus(self, lambda: self.more):
            self._shown = message = self._messages[-1] if self._messages else None
            is_error = message is not None and message.kind is MessageKind.ERROR
            self._text.show_icon("" if message is None else message.kind.icon, is_error)
            text = "" if message is None else message.spoken if is_error else message.text
            self._text.show_text(text.replace("\n", " "))
            self._text.setAccessibleName("" if message is None else message.spoken)
            actions = () if message is None else message.actions
            for number, button in enumerate(self._buttons):
                button.setVisible(number < len(actions))
                show_caption(button, actions[number][0] if number < len(actions) else "")
            close_tip = CLOSE_TIP if message is None else message.close_tip
            self._close.setAccessibleName(close_tip)
            set_tooltip(self._close, close_tip)
            self._frame.setVisible(message is not None)
            self._row.setEnabled(True)
            self._show_count()
            self._fit()

    def _show_count(self) -> None:
        others = sum(message is not self._shown for message in self._messages)
        self.more.setText(f"{others} more" if others else _MENU_CAPTION)

    def _fit(self) -> None:
        """Show the buttons of the message if there is room for them all."""
        room = self.width() - self.sizeHint().width() - _GAP
        self._row.setVisible(bool(self._shown and self._shown.actions) and self._row.sizeHint().width() <= room)

    def _on_pressed(self, number: int, _checked: bool = False) -> None:
        self._was_pressed = True
        for _, callback in self._shown.actions[number : number + 1] if self._shown else ():  # none once it has ended
            callback()

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
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class _MenuButton(TextToolButton):
    """A button of one width, whatever its count: the close beside it stays under the pointer."""

    def sizeHint(self) -> QSize:
        advance = self.fontMetrics().horizontalAdvance
        return super().sizeHint() + QSize(max(0, advance(_MENU_CAPTION) - advance(self.text())), 0)


class MessageMenu(QMenu):
    """The whole texts of `messages`, each with its time and, below it, the buttons that still make sense."""

    def __init__(self, messages: Sequence[Message], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("message_menu")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._texts: dict[QAction, QLabel] = {}
        for message in messages:
            self._add(message)
            self.addSeparator()
        if not messages:
            self.addAction("There are no messages yet.")
        self.hovered.connect(self._mark)

    def _add(self, message: Message) -> None:
        spoken = f"{message.time:%H:%M}  {message.spoken}"
        text = label(spoken, wrap=True)
        text.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        width = _MENU_CHARS * self.fontMetrics().averageCharWidth()
        text.setFixedSize(width, text.heightForWidth(width))
        entry = QWidgetAction(self)
        entry.setText(escape_caption(spoken))
        entry.setDefaultWidget(text)
        self._texts[entry] = text
        self.addAction(entry)
        for caption, callback in message.actions:
            self.addAction(escape_caption(caption)).triggered.connect(partial(_perform, message, callback))

    def _mark(self, current: QAction) -> None:
        """Mark the text at which the keyboard or the pointer is, as a menu marks its other entries."""
        roles = QPalette.ColorRole
        for entry, text in self._texts.items():
            text.setAutoFillBackground(entry is current)
            text.setBackgroundRole(roles.Highlight)
            text.setForegroundRole(roles.HighlightedText if entry is current else roles.WindowText)


def _perform(message: Message, callback: Callable[[], object], _checked: bool = False) -> None:
    """Call `callback`, unless the message has ended while the menu was open."""
    if any(callback is one for _, one in message.actions):
        callback()
