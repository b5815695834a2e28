"""Buttons to the previous and the next picture, and the place of the current one between them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import label


class StepBar(QWidget):
    """Steps through pictures by its buttons, or by the arrow keys wherever the focus is in the window.

    Signals: `step_requested(int)`, -1 for the previous picture and 1 for the next.
    """

    step_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = label(role="muted")
        self._place.setObjectName("picture_place")
        self._buttons = {-1: QPushButton("Previous"), 1: QPushButton("Next")}
        set_tooltip(self._buttons[-1], "The picture before (left arrow)")
        set_tooltip(self._buttons[1], "The next picture (right arrow)")
        self._buttons[1].setDefault(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._buttons[-1])
        layout.addStretch()
        layout.addWidget(self._place)
        layout.addStretch()
        layout.addWidget(self._buttons[1])
        # Shortcuts of the window, since a focused button would use the arrow keys to move the focus.
        for step, key in ((-1, Qt.Key.Key_Left), (1, Qt.Key.Key_Right)):
            self._buttons[step].clicked.connect(lambda _checked=False, step=step: self._step(step))
            QShortcut(QKeySequence(key), self).activated.connect(lambda step=step: self._step(step))
        self.setFocusProxy(self._buttons[1])

    def show_place(self, place: str) -> None:
        """Show the place of the picture in its list, as text."""
        self._place.setText(place)

    def enable(self, has_previous: bool, has_next: bool) -> None:
        """Enable the buttons to the previous and the next picture."""
        self._buttons[-1].setEnabled(has_previous)
        self._buttons[1].setEnabled(has_next)

    def _step(self, step: int) -> None:
        if self._buttons[step].isEnabled():
            self.step_requested.emit(step)
