"""A switch between the possible actual classes of a photo."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from catgui.domain.photo_entry import NEITHER, NEITHER_NAME
from catgui.domain.photo_texts import NOT_COUNTED
from catgui.style.tooltips import escape_caption, set_tooltip
from catgui.widgets.basic.labels import label
from catgui.widgets.figures.flow_layout import FlowLayout
from catgui.widgets.photos.actual_line import MARK, QUESTION, Classes, answer_of_key
from catgui.widgets.pictures.class_mark import paint_class_mark
from engine.text import printable

_RATIO = 4  # of the pixels of the marks, enough for any screen
_SPACING = 8
_NAMES: dict[int | str, str] = {1: "1", 0: "0", NEITHER: NEITHER_NAME, "": "unknown"}
_TIPS: dict[int | str, str] = {
    1: "Which class it really is (key 1)",
    0: "Which class it really is (key 2)",
    NEITHER: f"It is of neither class: {NOT_COUNTED} (key 3)",
    "": "Which class it is, is not known: takes the answer back (key 0)",
}


class ActualSwitch(QWidget):
    """A button per class, one for a photo of neither, and one for an unknown class.

    Signals: `chosen(str)`, the class name that the user chose, NEITHER, or '' for unknown.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: Classes = ("", "")
        self._group = QButtonGroup(self)
        self._buttons: dict[int | str, QPushButton] = {1: QPushButton(), 0: QPushButton()}
        self._buttons |= {NEITHER: QPushButton("Neither"), "": QPushButton("Not known")}
        layout = FlowLayout(_SPACING, self)
        question = label(QUESTION)
        layout.addWidget(question)
        for of, button in self._buttons.items():
            button.setObjectName(f"actual_{_NAMES[of]}_button")
            button.setCheckable(True)
            button.setAutoDefault(False)
            set_tooltip(button, _TIPS[of])
            button.setProperty("role", "compact")  # two rows take the place of the photo beside them
            self._group.addButton(button)
            layout.addWidget(button)
        self._buttons[1].ensurePolished()
        question.setMinimumHeight(self._buttons[1].sizeHint().height())  # in the middle of its row
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
        self._buttons[NEITHER].setIcon(self._mark(None))

    def show_actual(self, name: str) -> None:
        """Show the actual class, NEITHER, or '' for unknown; of another class no button is checked."""
        self._group.setExclusive(False)
        for of, button in self._buttons.items():
            button.setChecked(self._answer(of) == name)
        self._group.setExclusive(True)

    def choose(self, event: QKeyEvent) -> bool:
        """Choose the actual class that a key sets, as a click does; returns whether it sets one."""
        answer = None if self.isHidden() else answer_of_key(event, self._classes)
        if answer is not None:
            next(button for of, button in self._buttons.items() if self._answer(of) == answer).click()
        return answer is not None

    def _on_clicked(self) -> None:
        of = next(of for of, button in self._buttons.items() if button.isChecked())
        self.chosen.emit(self._answer(of))

    def _answer(self, of: int | str) -> str:
        return of if isinstance(of, str) else self._classes[of]

    def _mark(self, of: int | None) -> QIcon:
        pixmap = QPixmap(QSize(MARK, MARK) * _RATIO)
        pixmap.setDevicePixelRatio(_RATIO)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            paint_class_mark(painter, QRectF(0, 0, MARK, MARK), of, self.palette())
        return QIcon(pixmap)
