"""One hidden layer of the network that is edited: its units as dots, their number, and buttons."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSpinBox, QSpinBox, QToolButton, QWidget

from catgui.domain.features.texts import LayerWords
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.forms.fields.typing_undo import TypingUndo

# All in pixels: the number, which has at least this width, with its buttons below the dots; a gap to the next layer.
ROW_HEIGHT = 24
_LEAST_NUMBER_WIDTH = 34
_BUTTON_WIDTH = 16
GAP = 16
_ICON = QSize(10, 10)
# The way of the mouse that adds or removes one unit.
_PIXELS_PER_UNIT = 3
# A larger number can be typed into the text field only.
_MAX_UNITS = 9999
_MAX_QT_INT = 2**31 - 1  # a text may ask for more, which no memory holds


class LayerCell(QWidget):
    """Edits one layer: by its number, + and −, or a drag up or down over the dots.

    Signals: `units_edited(int)`; `edit_finished()`, the user has left the number or released a button; `add_clicked()`,
    a layer after this one is wanted; `remove_clicked()`.
    """

    units_edited = Signal(int)
    edit_finished = Signal()
    add_clicked = Signal()
    remove_clicked = Signal()

    def __init__(self, number: int, words: LayerWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dragged_from: tuple[QPoint, int] | None = None
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.number = _number_field(number, self)
        self._fit_number()
        self._fewer, self._more = self._button("minus"), self._button("plus")
        self.remove, self.add = self._button("close"), self._button("plus")
        for button in (self._fewer, self._more):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the number has the Up and Down keys for that
            button.setAutoRepeat(True)
            button.released.connect(self.edit_finished)
        self.remove.setObjectName(f"remove_layer_{number}")
        self.add.setObjectName(f"add_layer_{number}")
        self._fewer.clicked.connect(self.number.stepDown)
        self._more.clicked.connect(self.number.stepUp)
        self.remove.clicked.connect(self.remove_clicked)
        self.add.clicked.connect(self.add_clicked)
        self.number.valueChanged.connect(self._on_value_changed)
        self.number.editingFinished.connect(self.edit_finished)
        self._showing = False
        self.show_words(words, number)

    def show_words(self, words: LayerWords, number: int) -> None:
        """Call the layer with this number, its units and what the buttons do by `words`."""
        layer = f"{words.layer} {number}"
        set_tooltip(self, f"{layer.capitalize()}: drag up for more {words.units}, down for fewer")
        self.number.setAccessibleName(f"{words.units.capitalize()} of {layer}")
        set_tooltip(self.number, f"{words.units.capitalize()} of {layer}; Up and Down change it by one")
        for button, name in (
            (self._fewer, f"One {words.unit} less in {layer}"),
            (self._more, f"One {words.unit} more in {layer}"),
            (self.remove, f"Remove {layer}"),
            (self.add, f"Add a {words.layer.split()[-1]} after {layer}"),
        ):
            set_tooltip(button, name)
            button.setAccessibleName(name)

    @property
    def dots_rect(self) -> QRect:
        """Where the dots of the units are drawn, in the cell's parent."""
        return QRect(self.x() + _BUTTON_WIDTH, 0, self.number.width(), self.height() - ROW_HEIGHT)

    @property
    def add_rect(self) -> QRect:
        """The place of the button that adds a layer, in the cell's parent."""
        return self.add.geometry().translated(self.pos())

    def show_units(self, units: int, can_remove: bool, can_add: bool) -> None:
        """Show the number of units, and which buttons can do something."""
        self._showing = True
        units = min(units, _MAX_QT_INT)
        self.number.setMaximum(max(units, _MAX_UNITS))
        self.number.setValue(units)
        self._fit_number()
        self._showing = False
        self._fewer.setEnabled(units > 1)
        self.remove.setEnabled(can_remove)
        self.add.setEnabled(can_add)

    def _fit_number(self) -> None:
        """Make the cell wide enough for its number; three layers of the usual numbers fit into a small window."""
        advance, field = self.number.fontMetrics().horizontalAdvance, self.number
        margins = field.sizeHint().width() - advance(str(field.maximum()))
        number_width = max(_LEAST_NUMBER_WIDTH, margins + advance(field.text()))
        self.setFixedWidth(number_width + 2 * _BUTTON_WIDTH + GAP)

    def _button(self, icon: str) -> QToolButton:
        button = IconToolButton(icon, "", self)
        button.setIconSize(_ICON)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        return button

    def _on_value_changed(self, units: int) -> None:
        if not self._showing:
            self.units_edited.emit(units)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out the row below the dots, and the buttons between the layers."""
        super().resizeEvent(event)
        dots, right = self.height() - ROW_HEIGHT, self.width() - GAP - _BUTTON_WIDTH
        self.number.setGeometry(_BUTTON_WIDTH, dots, right - _BUTTON_WIDTH, ROW_HEIGHT)
        self._fewer.setGeometry(0, dots, _BUTTON_WIDTH, ROW_HEIGHT)
        self._more.setGeometry(right, dots, _BUTTON_WIDTH, ROW_HEIGHT)
        self.remove.setGeometry(right, 0, _BUTTON_WIDTH, dots)
        self.add.setGeometry(right + _BUTTON_WIDTH, 0, GAP, dots)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._dragged_from = event.position().toPoint(), self.number.value()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Add a unit for every few pixels upwards."""
        if self._dragged_from is not None:
            start, units = self._dragged_from
            way = start.y() - event.position().toPoint().y()
            self.number.setValue(units + round(way / _PIXELS_PER_UNIT))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if self._dragged_from is not None:
            self._dragged_from = None
            self.edit_finished.emit()


def _number_field(number: int, parent: QWidget) -> QSpinBox:
    field = QSpinBox(parent)
    field.setObjectName(f"layer_{number}_units")
    field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
    field.setAlignment(Qt.AlignmentFlag.AlignCenter)
    field.setRange(1, _MAX_UNITS)
    TypingUndo(field, field.lineEdit())
    return field
