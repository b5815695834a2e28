"""A bar with a message and buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.icons import icon

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
NOTICE = MessageStyle("done", "Done", lambda colors: colors.accent, "Close this message", stays_ms=8_000)
PROMPT = MessageStyle("undo", "Question", lambda colors: colors.accent, "Not now: ask again at the next start")


class MessageBar(QFrame):
    """Hidden until `show_message`."""

    def __init__(self, style: MessageStyle = WARNING, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._style = style
        self._icon = QLabel()
        self._icon.setAccessibleName(style.icon_name)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # file names may contain markup
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._stays = QTimer(self, singleShot=True, interval=style.stays_ms or 0)
        self._stays.timeout.connect(self._on_time_over)
        self._buttons: list[QPushButton] = []
        self._callbacks: list[Callable[[], object]] = []
        self._action_layout = QHBoxLayout()
        self._action_layout.setSpacing(8)
        close = IconToolButton("close", style.close)
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, stretch=1)
        layout.addLayout(self._action_layout)
        layout.addWidget(close)
        self._tint()
        self.hide()

    @property
    def text(self) -> str:
        """The message."""
        return self._text.text()

    def show_message(self, text: str, *actions: MessageAction) -> None:
        """Show `text`, with a button for each action, in place of the message before."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self._callbacks = [callback for _, callback in actions]
        while len(self._buttons) < len(actions):
            self._add_button()
        for button, (caption, _) in zip(self._buttons, actions, strict=False):
            button.setText(caption)
            button.show()
        for button in self._buttons[len(actions) :]:
            button.hide()
        self.show()
        self._start_timer()

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
        self._buttons.append(button)
        self._action_layout.addWidget(button)

    def _on_action_clicked(self, number: int, _checked: bool = False) -> None:
        self._callbacks[number]()

    def _tint(self) -> None:
        self._icon.setPixmap(icon(self._style.icon, self._color()).pixmap(20, 20))

    def _color(self) -> str:
        return self._style.color(color_scheme_of(self.palette()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a tinted background and a line below it."""
        color = QColor(self._color())
        with QPainter(self) as painter:
            painter.fillRect(0, self.height() - 1, self.width(), 1, color)
            color.setAlphaF(0.12)
            painter.fillRect(self.rect(), color)

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
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
