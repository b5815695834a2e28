"""A switch between the possible actual classes of a photo."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from catgui.style.tooltips import escape_caption, set_tooltip
from catgui.widgets.basic.labels import label
from catgui.widgets.photos.cards.actual_line import MARK, QUESTION, Classes
from catgui.widgets.pictures.class_mark import paint_class_mark
from engine.text import printable

_RATIO = 4  # of the pixels of the marks, enough for any screen


class ActualSwitch(QWidget):
    """A button per class, and one for an unknown class.

    Signals: `chosen(str)`, the class name that the user chose, '' for unknown.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: Classes = ("", "")
        self._group = QButtonGroup(self)
        self._buttons = {1: QPushButton(), 0: QPushButton(), None: QPushButton("Not known")}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label(QUESTION))
        for (of, button), key in zip(self._buttons.items(), "120", strict=True):
            button.setObjectName(f"actual_{'unknown' if of is None else of}_button")
            button.setCheckable(True)
            button.setAutoDefault(False)
            set_tooltip(button, f"Which class it really is (key {key})")
            self._group.addButton(button)
            layout.addWidget(button)
        layout.addStretch()
        self._group.buttonClicked.connect(self._on_clicked)

    def show_classes(self, classes: Classes | None) -> None:
        """Name the classes; None hides the switch."""
        self.setVisible(classes is not None)
        if classes is None or classes == self._classes:
            return
        self._classes = classes
        for of in (1, 0):
            self._buttons[of].setText(escape_caption(printable(classes[of])))
            self._buttons[of].setIcon(self._mark(of))

    def show_actual(self, name: str) -> None:
        """Show the actual class, '' for unknown."""
        of = self._classes.index(name) if name in self._classes else None
        self._buttons[of].setChecked(True)

    def choose(self, of: int | None) -> None:
        """Choose class `of`, or none, as a click does."""
        if not self.isHidden():
            self._buttons[of].click()

    def _on_clicked(self) -> None:
        of = next(of for of, button in self._buttons.items() if button.isChecked())
        self.chosen.emit("" if of is None else self._classes[of])

    def _mark(self, of: int) -> QIcon:
        pixmap = QPixmap(QSize(MARK, MARK) * _RATIO)
        pixmap.setDevicePixelRatio(_RATIO)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            paint_class_mark(painter, QRectF(0, 0, MARK, MARK), of, self.palette())
        return QIcon(pixmap)
