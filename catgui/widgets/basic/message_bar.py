"""A line across the window that says one thing, until it is closed or something else is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.icons import icon

MessageAction = tuple[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class MessageStyle:
    """How what is said looks: the name of its icon, its colour in a scheme, and what closing it says."""

    icon: str
    color: Callable[[ColorScheme], str]
    close: str


WARNING = MessageStyle("warning", lambda colours: colours.error, "Close this message")
PROMPT = MessageStyle("undo", lambda colours: colours.accent, "Not now: ask again at the next start")


class MessageBar(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, style: MessageStyle = WARNING, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._style = style
        self._icon = QLabel()
        self._icon.setAccessibleName("Warning")
        self._text = QLabel()
        self._text.setWordWrap(True)
        # File names are shown as they are: a name with markup in it stays text.
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
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
        """What is being said."""
        return self._text.text()

    def show_message(self, text: str, *actions: MessageAction) -> None:
        """Show `text` in place of what was said before, and a button for each answer: its text and what it does."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self._callbacks = [callback for _, callback in actions]
        while len(self._buttons) < len(actions):
            self._add_button()
        for button, (words, _) in zip(self._buttons, actions, strict=False):
            button.setText(words)
            button.show()
        for button in self._buttons[len(actions) :]:
            button.hide()
        self.show()

    def _add_button(self) -> None:
        # Kept and given another text: the keyboard stays where it is while one question follows the other.
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
        """A tinted ground and a line under it."""
        color = QColor(self._color())
        with QPainter(self) as painter:
            painter.fillRect(0, self.height() - 1, self.width(), 1, color)
            color.setAlphaF(0.12)
            painter.fillRect(self.rect(), color)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
