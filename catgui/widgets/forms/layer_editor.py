"""The hidden layers as a drawn network, edited one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, pairwise

from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QSpinBox, QWidget

from catgui.domain.features import FEATURES_TEXTS, InputsText, LayerWords
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.forms.setting_fields import IgnoreWheelMixin, TypingUndo
from engine.training.features import PIXELS

# All lengths are in points beside text of 9 points.
_EDITOR_HEIGHT, _ROW_HEIGHT = 58, 26
_RADIUS, _PITCH = 1.5, 4.0
_INPUT_ROWS = 5
_INPUT_WIDTH, _OUTPUT_WIDTH = 50, 14
# The least width of a number, and what it needs besides its digits.
_NUMBER_WIDTH, _AROUND_DIGITS = 42, 28
# Of a button, and of the circle around the one that adds a layer.
_BUTTON_WIDTH, _ADD_RADIUS = 14, 7
# Of a block of convolution: the side of a map, and that of the picture that goes in.
_MAP_SIDE, _PICTURE_SIDE = 3.0, 22.0
_LINE_OPACITY = 0.16
# A larger number can be typed into the text field only.
_MAX_UNITS = 9999
# Of a layer that is added where there was none.
_FIRST_UNITS = 3
_MAX_QT_INT = 2**31 - 1  # a text may ask for more, which no memory holds


class LayerEditor(QScrollArea):
    """A column for each layer, from the input to the answer: dots for units, squares for the maps of a convolution.

    It scrolls where there are more layers than there is room for.

    Signals: `widths_edited(object)`, the units of all hidden layers, as a tuple; `edit_finished()`, later changes are
    another edit.
    """

    widths_edited = Signal(object)
    edit_finished = Signal()

    def __init__(self, most_layers: int) -> None:
        super().__init__()
        self._most_layers = most_layers
        self._widths: tuple[int, ...] = ()
        self._words = FEATURES_TEXTS[PIXELS].layers
        self._cells: list[LayerCell] = []
        self._network = _Network(self._cells)
        self._network.add_first.clicked.connect(partial(self._insert_layer, 0, _FIRST_UNITS))
        self.setObjectName("layer_editor")
        self.setWidget(self._network)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Where a scroll bar is needed, the dots have less room.
        keep_scaled(self.setFixedHeight, _EDITOR_HEIGHT)
        keep_scaled(self.setMinimumWidth, 2 * _EDITOR_HEIGHT)
        self.show_words(self._words)

    def show_inputs(self, inputs: InputsText) -> None:
        """Show the text on the input of the network."""
        self._network.show_inputs(inputs)

    def show_words(self, words: LayerWords) -> None:
        """Use other words for the layers and their units."""
        self._words = words
        self._network.show_blocks(words.are_blocks)
        self._network.add_first.setAccessibleName(words.add_first)
        set_tooltip(self._network.add_first, words.add_first)
        self.setAccessibleName(words.title)
        for cell in self._cells:
            cell.show_words(words)

    def show_widths(self, widths: Sequence[int]) -> None:
        """Show the units of the hidden layers."""
        self._widths = tuple(widths)
        while len(self._cells) < len(widths):
            self._add_cell()
        # Without the focus, the next control would get the next press of Space.
        with keep_focus(self, lambda: self._cells[len(widths) - 1].number if widths else self._network.add_first):
            self._network.add_first.setVisible(not widths)
            can_remove, can_add = len(widths) > self._words.fewest, len(widths) < self._most_layers
            for cell, units in zip(self._cells, widths, strict=False):
                cell.show_units(units, can_remove, can_add)
                cell.show()
            for cell in self._cells[len(widths) :]:
                cell.hide()
        self._network.update()

    def _add_cell(self) -> None:
        # Cells are hidden and shown again, never deleted: one may be in the middle of its own click.
        at = len(self._cells)
        cell = LayerCell(at + 1, self._words)
        cell.number.valueChanged.connect(partial(self._on_units_edited, at))
        cell.number.editingFinished.connect(self.edit_finished)
        cell.add.clicked.connect(lambda: self._insert_layer(at + 1, self._widths[at]))
        cell.remove.clicked.connect(lambda: self._replace_layers((*self._widths[:at], *self._widths[at + 1 :])))
        self._cells.append(cell)
        self._network.insert(cell)

    def _on_units_edited(self, at: int, units: int) -> None:
        self.widths_edited.emit((*self._widths[:at], units, *self._widths[at + 1 :]))

    def _insert_layer(self, at: int, units: int) -> None:
        self._replace_layers((*self._widths[:at], units, *self._widths[at:]))
        if at < len(self._widths):
            self._cells[at].number.setFocus()
            self.ensureWidgetVisible(self._cells[at])

    def _replace_layers(self, widths: tuple[int, ...]) -> None:
        self.edit_finished.emit()
        self.widths_edited.emit(widths)
        self.edit_finished.emit()


class _Network(QWidget):
    """The drawn network: inputs, the cells of the hidden layers, one output.

    Attributes: `add_first`, the button for the first hidden layer, to be shown while there is none.
    """

    def __init__(self, cells: Sequence[LayerCell]) -> None:
        super().__init__()
        self._cells = cells
        self._are_blocks = False
        self._input, self._output = label(role="muted"), label("1", role="muted")
        self._input.setObjectName("network_input")
        for end, width in ((self._input, _INPUT_WIDTH), (self._output, _OUTPUT_WIDTH)):
            end.setAlignment(Qt.AlignmentFlag.AlignCenter)
            keep_scaled(end.setFixedHeight, _ROW_HEIGHT)
            keep_scaled(end.setMinimumWidth, width)
        self.add_first = IconToolButton("plus", "")
        self.add_first.setObjectName("add_first_layer")
        keep_scaled(self.add_first.setFixedSize, _NUMBER_WIDTH, _EDITOR_HEIGHT - _ROW_HEIGHT)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._input, alignment=Qt.AlignmentFlag.AlignBottom)
        self._row.addWidget(self.add_first, alignment=Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._output, alignment=Qt.AlignmentFlag.AlignBottom)
        self._row.addStretch()

    def insert(self, cell: LayerCell) -> None:
        """Add a cell after the others."""
        self._row.insertWidget(self._row.count() - 2, cell)

    def show_inputs(self, inputs: InputsText) -> None:
        """Show the text on the input."""
        self._input.setText(inputs.text)
        set_tooltip(self._input, inputs.tip)

    def show_blocks(self, are_blocks: bool) -> None:
        """Draw the hidden layers as blocks of convolution, or as fully connected layers."""
        self._are_blocks = are_blocks
        self.update()

    def event(self, event: QEvent) -> bool:
        """Repaint everything when cells have moved: Qt repaints the cells, but not the lines and the output."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        inputs, *hidden, output = self._places()
        highlight, faint = (
            self.palette().color(role) for role in (QPalette.ColorRole.Highlight, self.foregroundRole())
        )
        faint.setAlphaF(_LINE_OPACITY)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(faint)
            painter.drawLines(self.connections())
            painter.setBrush(self.palette().color(QPalette.ColorRole.Window))
            for rect in [cell.add_rect for cell in self._shown_cells()] or [self.add_first.geometry()]:
                painter.drawEllipse(QRectF(rect).center(), scaled(_ADD_RADIUS), scaled(_ADD_RADIUS))
            painter.setPen(highlight)
            if self._are_blocks:
                painter.drawRect(_square(QRectF(inputs[0]).center(), _PICTURE_SIDE))
            painter.setBrush(highlight)
            for center in chain.from_iterable(_dots(*output) if self._are_blocks else _dots(*inputs) + _dots(*output)):
                painter.drawEllipse(center, _length(_RADIUS), _length(_RADIUS))
            for center in chain.from_iterable(chain.from_iterable(_dots(*place) for place in hidden)):
                if self._are_blocks:
                    painter.drawRect(_square(center, _MAP_SIDE))
                else:
                    painter.drawEllipse(center, _length(_RADIUS), _length(_RADIUS))

    def connections(self) -> list[QLineF]:
        """The lines between neighboring layers: from each unit to each of the next layer; between blocks only one."""
        places = list(self._places())
        if self._are_blocks:
            centers = [QRectF(rect).center() for rect, _ in places]
            return [QLineF(before, after) for before, after in pairwise(centers)]
        layers = [_dots(*place) for place in places]
        return [QLineF(start, end) for before, after in pairwise(layers) for start in before[-1] for end in after[0]]

    def _shown_cells(self) -> list[LayerCell]:
        return [cell for cell in self._cells if not cell.isHidden()]

    def _places(self) -> Iterator[tuple[QRect, int]]:
        """The place of the dots and the number of units of each layer, from the inputs."""
        height = self.height() - scaled(_ROW_HEIGHT)
        yield QRect(0, 0, self._input.width(), height), _INPUT_ROWS
        for cell in self._shown_cells():
            yield cell.dots_rect, cell.number.value()
        yield QRect(self._output.x(), 0, self._output.width(), height), 1


def _length(points: float) -> float:
    """A length in pixels that follows the text, not rounded."""
    return points * scaled(100) / 100


def _square(center: QPointF, points: float) -> QRectF:
    side = _length(points)
    return QRectF(center.x() - side / 2, center.y() - side / 2, side, side)


def _dots(rect: QRect, units: int) -> list[list[QPointF]]:
    """The centers of the dots of a layer, by columns: one for each unit, or as many as there is room for."""
    pitch = _length(_PITCH)
    rows = max(1, int(rect.height() / pitch))
    columns = min(-(-units // rows), max(1, int(rect.width() / pitch)))
    left = rect.left() + (rect.width() - (columns - 1) * pitch) / 2
    dots = []
    for column in range(columns):
        here = min(rows, units - column * rows)
        top = rect.top() + (rect.height() - (here - 1) * pitch) / 2
        dots.append([QPointF(left + column * pitch, top + row * pitch) for row in range(here)])
    return dots


class _UnitsField(IgnoreWheelMixin, QSpinBox):
    pass


class LayerCell(QWidget):
    """Edits the layer `position`, counted from 1.

    Attributes: `number`, the field of its units; `add`, the button for a layer after this one, and `remove`.
    """

    def __init__(self, position: int, words: LayerWords) -> None:
        super().__init__()
        self._position = position
        self.number = _UnitsField()
        self.number.setObjectName(f"layer_{position}_units")
        TypingUndo(self.number, self.number.lineEdit())
        self.remove, self.add = IconToolButton("close", ""), IconToolButton("plus", "")
        for button, name in ((self.remove, "remove"), (self.add, "add")):
            button.setObjectName(f"{name}_layer_{position}")
            keep_scaled(button.setFixedWidth, _BUTTON_WIDTH)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.setColumnStretch(0, 1)  # of the dots
        self._grid.setRowStretch(0, 1)
        self._grid.addWidget(self.remove, 0, 1)
        self._grid.addWidget(self.add, 0, 2)
        self._grid.addWidget(self.number, 1, 0, 1, 2)
        self.show_words(words)

    def show_words(self, words: LayerWords) -> None:
        """Name the layer, its units and its buttons by `words`."""
        self.number.setAccessibleName(words.size.format(number=self._position))
        for button, text in ((self.remove, words.remove), (self.add, words.add)):
            name = text.format(number=self._position)
            set_tooltip(button, name)
            button.setAccessibleName(name)

    @property
    def dots_rect(self) -> QRect:
        """Where the dots of the units are drawn, in the cell's parent."""
        return self._grid.cellRect(0, 0).translated(self.pos())

    @property
    def add_rect(self) -> QRect:
        """The place of the button that adds a layer, in the cell's parent."""
        return self.add.geometry().translated(self.pos())

    def show_units(self, units: int, can_remove: bool, can_add: bool) -> None:
        """Show the number of units, and which buttons can do something."""
        units = min(units, _MAX_QT_INT)
        with QSignalBlocker(self.number):
            self.number.setRange(1, max(units, _MAX_UNITS))
            self.number.setValue(units)
        self._fit_number()
        self.remove.setEnabled(can_remove)
        self.add.setEnabled(can_add)

    def _fit_number(self) -> None:
        """Make the number wide enough for its digits; three layers of the usual numbers fit into a small window."""
        digits = self.number.fontMetrics().horizontalAdvance(self.number.text())
        self.number.setFixedWidth(max(scaled(_NUMBER_WIDTH), digits + scaled(_AROUND_DIGITS)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_grid"):
            self._fit_number()
