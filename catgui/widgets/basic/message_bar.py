"""A bar with a message and buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from catgui.style.colors import ColorScheme
from catgui.widgets.basic.buttons import IconToolButton, show_caption
from catgui.widgets.basic.card import Card, accent_color
from catgui.widgets.basic.icons import icon
from catgui.widgets.basic.labels import label

MessageAction = tuple[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class MessageStyle:
    """The look of a message, and how long it stays.

    Attributes: `icon`, with `icon_name` for screen readers; `color`; `close`, the tip of the close button; `stays_ms`,
    the time after which it is hidden unless the pointer or the focus is in it, or None: until it is closed.
    """

    icon: str
    icon_name: str
    color: Callable[[ColorScheme], str]
    close: str
    stays_ms: int | None = None


WARNING = MessageStyle("warning", "Warning", lambda colors: colors.error, "Close this message")
NOTICE = MessageStyle("done", "Done", accent_color, "Close this message", stays_ms=8_000)
OFFER = MessageStyle("open", "Question", accent_color, "Close this message")
PROMPT = MessageStyle("undo", "Question", accent_color, "Not now: ask again at the next start")
RESTORED = MessageStyle("undo", "Done", accent_color, "Keep it, and close this message")


class MessageBar(Card):
    """A card with a message and buttons, hidden and empty until `show_message`.

    Signals: `dismissed()`, the user has closed it by its button or by Esc.
    """

    dismissed = Signal()

    def __init__(self, style: MessageStyle = WARNING, parent: QWidget | None = None) -> None:
        super().__init__(style.color, parent)
        self.setObjectName("message_bar")
        self._style = style
        self._stays = QTimer(self, singleShot=True, interval=style.stays_ms or 0)
        self._stays.timeout.connect(self._on_time_over)
        self._buttons: list[QPushButton] = []
        self._callbacks: list[Callable[[], object]] = []
        self._is_built = False

    def _build(self) -> None:
        # Not before the first message: a window has several of these, and most of them never have one.
        self._is_built = True
        self._icon = label()
        self._icon.setAccessibleName(self._style.icon_name)
        self._text = label(wrap=True, selectable=True)  # plain text: file names may contain markup
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._others = label(role="muted")
        self._action_layout = QHBoxLayout()
        self._action_layout.setSpacing(8)
        self._close = close = IconToolButton("close", self._style.close)
        close.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, stretch=1)
        layout.addLayout(self._action_layout)
        layout.addWidget(self._others)
        layout.addWidget(close)
        self._tint()

    @property
    def text(self) -> str:
        """The message; '' before the first."""
        return self.accessibleName()

    def show_message(self, text: str, *actions: MessageAction, others: int = 0) -> None:
        """Show `text`, with a button for each action, and that `others` messages follow."""
        if not self._is_built:
            self._build()
        self._text.setText(text)
        self.setAccessibleName(text)
        self._others.setText(f"{others} more")
        self._others.setVisible(others > 0)
        self._callbacks = [callback for _, callback in actions]
        while len(self._buttons) < len(actions):
            self._add_button()
        for button, (caption, _) in zip(self._buttons, actions, strict=False):
            show_caption(button, caption)
            button.show()
        for button in self._buttons[len(actions) :]:
            button.hide()
        self.show()
        self._start_timer()

    def set_icon(self, icon_name: str, said: str) -> None:
        """Show another icon, and what screen readers say for it, from the next message on."""
        self._style = replace(self._style, icon=icon_name, icon_name=said)
        if self._is_built:
            self._icon.setAccessibleName(said)
            self._tint()

    def dismiss(self) -> None:
        """Hide it, as the user wishes."""
        self.hide()
        self.dismissed.emit()

    def _start_timer(self) -> None:
        if self._style.stays_ms is not None and self.isVisible():
            self._stays.start()

    def _on_time_over(self) -> None:
        focus = QApplication.focusWidget()
        in_use = self.underMouse() or (focus is not None and self.isAncestorOf(focus))
        if in_use or not self.isActiveWindow():  # nobody has read it in a window that is not active
            self._stays.start()
        else:
            self.hide()

    def _add_button(self) -> None:
        # Buttons are reused: the focus stays on one while question follows question.
        button = QPushButton()
        button.clicked.connect(partial(self._on_action_clicked, len(self._buttons)))
        before = self._buttons[-1:]
        self._buttons.append(button)
        self._action_layout.addWidget(button)
        # Tab goes from left to right, though the button to close was created before.
        for first, second in pairwise((*before, button, self._close)):
            self.setTabOrder(first, second)

    def _on_action_clicked(self, number: int, _checked: bool = False) -> None:
        self._callbacks[number]()

    def _tint(self) -> None:
        self._icon.setPixmap(icon(self._style.icon, self.color).pixmap(20, 20))

    def event(self, event: QEvent) -> bool:
        """Take Esc, which stops training elsewhere, for closing the message."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self.dismiss()
            event.accept()
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to count the time that it stays."""
        super().showEvent(event)
        self._start_timer()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting."""
        super().hideEvent(event)
        self._stays.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icon again when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._is_built:
            self._tint()
