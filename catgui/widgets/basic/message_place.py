"""The place of a window where the newest message stands in one line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from catgui.domain.message import Message
from catgui.widgets.basic.buttons import IconToolButton, show_caption
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import WarningLabel
from catgui.widgets.basic.layouts import row_of

_GAP = 8
_FRAME_MARGINS, _BORDER = (_GAP, 0, 2, 0), 1
_MOST_BUTTONS = 3
_MIN_CHARS = 12  # the least of a message that is seen beside its close


class MessagePlace(QWidget):
    """Shows the newest message in one line, in a frame with its buttons and its close.

    Signals: `closed(object)`, the user closes a message.
    """

    closed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("message_place")
        self.setAccessibleName("Messages")
        self._shown: Message | None = None
        self._text = WarningLabel()
        self._text.setObjectName("message_text")
        self._buttons = [QPushButton() for _ in range(_MOST_BUTTONS)]
        self._close = IconToolButton("close", "Close")
        self._close.setObjectName("close_message_button")
        self._close.clicked.connect(self.dismiss)
        self._frame = QFrame()
        self._frame.setObjectName("message_frame")
        self._frame.setAccessibleName("Message")
        self._lay_out()
        self.show_messages(())

    def _lay_out(self) -> None:
        for number, button in enumerate(self._buttons):
            button.setProperty("role", "compact")
            button.clicked.connect(partial(self._on_pressed, number))
        row = row_of(self._text, *self._buttons, ..., self._close, spacing=_GAP, margins=_FRAME_MARGINS)
        row.on(self._frame)
        row_of(self._frame, margins=(_GAP, 0, 0, 0)).on(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> Message | None:
        """The message that is shown, or None."""
        return self._shown

    @property
    def buttons(self) -> list[QPushButton]:
        """The buttons of the message that is shown."""
        return [button for button in self._buttons if not button.isHidden()]

    def show_messages(self, messages: Sequence[Message]) -> None:
        """Show the last of `messages`."""
        with keep_focus(self, self.window):
            self._shown = message = messages[-1] if messages else None
            self._frame.setVisible(message is not None)
            if message is None:
                return
            self._text.show_note(message.spoken, message.is_error)
            self._text.setAccessibleName(message.spoken)
            for number, button in enumerate(self._buttons):
                button.setVisible(number < len(message.actions))
                show_caption(button, message.actions[number][0] if number < len(message.actions) else "")

    def take_focus(self) -> None:
        """Have the focus on the first button of the message."""
        if self._shown is not None:
            next(iter(self.buttons), self._close).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dismiss(self) -> None:
        """Close the message that is shown, as the user wishes."""
        if self._shown is not None:
            self.closed.emit(self._shown)

    def sizeHint(self) -> QSize:
        """The width of some words and the close, the height of the highest part."""
        close = self._close.sizeHint()
        height = max(size.height() for size in (close, self._buttons[0].sizeHint(), self._text.sizeHint()))
        words = _MIN_CHARS * self.fontMetrics().averageCharWidth()
        return QSize(words + close.width() + 2 * _GAP + sum(_FRAME_MARGINS) + 2 * _BORDER, height)

    def minimumSizeHint(self) -> QSize:
        """Its size hint, so that no message widens the window."""
        return self.sizeHint()

    def _on_pressed(self, number: int, _checked: bool = False) -> None:
        if self._shown is not None:
            self._shown.actions[number][1]()

    def event(self, event: QEvent) -> bool:
        """Take Esc, which stops training elsewhere, for closing the message."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self._shown is not None:
            if event.type() == QEvent.Type.KeyPress:
                self.dismiss()
            event.accept()
            return True
        return super().event(event)
