"""The offer of a lesson at the first start, over the empty plot."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.labels import label

_WIDTH = 400
_TEXT = "New here? A guided lesson of five minutes shows how to train a network and what the curves mean."


class LessonOffer(QFrame):
    """A small sheet in the middle of `anchor`. It takes no focus by itself.

    Signals: `accepted()`, the user wants the first lesson; `list_requested()`, all of them.
    """

    accepted = Signal()
    list_requested = Signal()

    def __init__(self, anchor: QWidget) -> None:
        super().__init__(anchor.window())
        self.setObjectName("lesson_offer")
        self.setAccessibleName("Offer of a guided lesson")
        self._anchor = anchor
        start = QPushButton("Start the first lesson")
        every = QPushButton("All lessons…")
        close = IconToolButton("close", "Not now: the lessons stay in the Help menu")
        for name, button in (("accept", start), ("list", every), ("decline", close)):
            button.setObjectName(f"lesson_offer_{name}_button")
            button.clicked.connect(self.close)
        start.clicked.connect(self.accepted)
        every.clicked.connect(self.list_requested)
        self._lay_out(start, every, close)
        for widget in (anchor, anchor.window()):
            widget.installEventFilter(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fit()
        self.show()

    def _lay_out(self, start: QWidget, every: QWidget, close: QWidget) -> None:
        text, buttons = QHBoxLayout(), QHBoxLayout()
        text.addWidget(label(_TEXT, wrap=True), stretch=1)
        text.addWidget(close, alignment=Qt.AlignmentFlag.AlignTop)
        buttons.setSpacing(8)
        buttons.addWidget(start)
        buttons.addWidget(every)
        buttons.addStretch()
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 8, 12)
        layout.setSpacing(8)
        layout.addLayout(text)
        layout.addLayout(buttons)

    def _fit(self) -> None:
        width = min(_WIDTH, self._anchor.width())
        self.setFixedSize(width, self._layout.totalHeightForWidth(width))
        place = QRect(QPoint(), self.size())
        place.moveCenter(self._anchor.mapTo(self._anchor.window(), self._anchor.rect().center()))
        self.move(place.topLeft())
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the anchor."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._fit()
        return False
