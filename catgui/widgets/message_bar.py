"""A line across the window that says what is wrong, until it is closed or something else is said."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from catgui.colours import colours_of
from catgui.widgets.buttons import IconToolButton
from catgui.widgets.icons import icon


class MessageBar(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        # File names are shown as they are: a name with markup in it stays text.
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = IconToolButton("close", "Close this message")
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, stretch=1)
        layout.addWidget(close)
        self._tint()
        self.hide()

    @property
    def text(self) -> str:
        """What is being said."""
        return self._text.text()

    def say(self, text: str) -> None:
        """Show `text` in place of what was said before."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()

    def _tint(self) -> None:
        colours = colours_of(self.palette())
        self._icon.setPixmap(icon("warning", colours.error).pixmap(20, 20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A tinted ground and a line under it."""
        colour = QColor(colours_of(self.palette()).error)
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour)
        colour.setAlphaF(0.12)
        painter.fillRect(self.rect(), colour)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
