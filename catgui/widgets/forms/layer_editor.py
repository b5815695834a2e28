"""The hidden layers as a drawn network, edited one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, pairwise

from PySide6.QtCore import QEvent, QLineF, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractSpinBox, QFrame, QHBoxLayout, QScrollArea, QSpinBox, QToolButton, QWidget

from catgui.domain.features import FEATURES_TEXTS, InputsText, LayerWords, describe_inputs
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.forms.typing_undo import TypingUndo
from engine.training.features import PIXELS

# All lengths are in points beside text of 9 points.
_EDITOR_HEIGHT = 52
_RADIUS = 1.5
_PITCH = 4.0
_INPUT_ROWS = 5
_ADD_RADIUS = 7
_INPUT_WIDTH = 46
# Of a block of convolution: the side of a map, that of the picture that goes in, and of the window that a filter sees.
_MAP_SIDE = 3.0
_PICTURE_SIDE = 22.0
_WINDOW_SIDE = 6.0
_OUTPUT_WIDTH = 16
_LINE_OPACITY = 0.16
# The number, which has at least this width, with its buttons below the dots; a gap to the next layer.
_ROW_HEIGHT = 24
_LEAST_NUMBER_WIDTH = 30
_BUTTON_WIDTH = 14
_GAP = 14
_TEXT_GAP = 6
_ICON_SIDE = 10
# The way of the mouse that adds or removes one unit.
_PIXELS_PER_UNIT = 3
# A larger number can be typed into the text field only.
_MAX_UNITS = 9999
# Of a layer that is added where there was none.
_FIRST_UNITS = 3
_MAX_QT_INT = 2**31 - 1  # a text may ask for more, which no memory holds
_DRAG_TIP = "Drag up for more, down for fewer"


class LayerEditor(QScrollArea):
    """A column for each layer, from the input to the answer: dots for units, squares for the maps of a convolution.

    It scrolls where there are more layers than there is room for.

    Signals: `widths_edited(object)`, the units of all hidden layers, as a tuple; `edit_finished()`, later changes are
    another edit.
    """

    widths_edited = Signal(object)
    edit_finished = Signal()

    def __init__(self, most_layers: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_layers = most_layers
        self._widths: tuple[int, ...] = ()
        self._is_edited = False  # by the user, since the widths were shown
        self._words = FEATURES_TEXTS[PIXELS].layers
        self._cells: list[LayerCell] = []
        self._network = _Network(self._cells)
        self._network.add_first.clicked.connect(self._on_add_first_clicked)
        self.setObjectName("layer_editor")
        self.show_words(self._words)
        self.setWidget(self._network)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Where a scroll bar is needed, the dots have less room.
        keep_scaled(self.setFixedHeight, _EDITOR_HEIGHT)
        keep_scaled(self.setMinimumWidth, 2 * _EDITOR_HEIGHT)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_network"):
            self._network.fit_text()

    def show_inputs(self, inputs: InputsText) -> None:
        """Show what goes into the network."""
        self._network.show_inputs(inputs)

    def show_words(self, words: LayerWords) -> None:
        """Call the layers and their units by other words."""
        if words == self._words and self.accessibleName():
            return
        self._words = words
        self._network.show_blocks(words.are_blocks)
        self._network.add_first.setAccessibleName(words.add_first)
        set_tooltip(self._network.add_first, words.add_first)
        self.setAccessibleName(words.title)
        for number, cell in enumerate(self._cells, start=1):
            cell.show_words(words, number)

    def show_widths(self, widths: Sequence[int]) -> None:
        """Show the units of the hidden layers."""
        if tuple(widths) == self._widths and not self._is_edited:
            return  # while a slider moves, the settings change many times a second
        self._widths, self._is_edited = tuple(widths), False
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
        self._network.fit()

    def _add_cell(self) -> None:
        # Cells are hidden and shown again, never deleted: one may be in the middle of its own click.
        at = len(self._cells)
        cell = LayerCell(at + 1, self._words)
        cell.number.installEventFilter(self)
        cell.units_edited.connect(partial(self._on_units_edited, at))
        cell.edit_finished.connect(self.edit_finished)
        cell.add.clicked.connect(lambda: self._add_after(at))
        cell.remove.clicked.connect(lambda: self._replace_layers((*self._widths[:at], *self._widths[at + 1 :])))
        self._cells.append(cell)
        self._network.insert(cell)

    def _on_units_edited(self, at: int, units: int) -> None:
        self._is_edited = True
        self.widths_edited.emit((*self._widths[:at], units, *self._widths[at + 1 :]))

    def _add_after(self, at: int) -> None:
        self._replace_layers((*self._widths[: at + 1], *self._widths[at:]))
        if at + 1 < len(self._widths):
            self._cells[at + 1].number.setFocus()

    def _on_add_first_clicked(self) -> None:
        self._replace_layers((_FIRST_UNITS,))
        if self._widths:
            self._cells[0].number.setFocus()

    def _replace_layers(self, widths: tuple[int, ...]) -> None:
        self.edit_finished.emit()
        self.widths_edited.emit(widths)
        self.edit_finished.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._network.set_room(event.size().width())  # of the viewport

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scroll to the number that gets the focus."""
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.ensureWidgetVisible(watched, scaled(_GAP), 0)
        return super().eventFilter(watched, event)


class _Network(QWidget):
    """The drawn network: inputs, the cells of the hidden layers, one output.

    Attributes: `add_first`, the button for the first hidden layer, to be shown while there is none.
    """

    def __init__(self, cells: Sequence[LayerCell]) -> None:
        super().__init__()
        self._cells = cells
        self._room = 0
        self._are_blocks = False
        self._inputs = describe_inputs(PIXELS, None, None)
        self._input = label(role="muted")
        self._input.setObjectName("network_input")
        self._input.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._row.addWidget(self._input, alignment=Qt.AlignmentFlag.AlignBottom)
        self.add_first = IconToolButton("plus", "", self)
        self.add_first.setObjectName("add_first_layer")
        self._row.addWidget(self.add_first, alignment=Qt.AlignmentFlag.AlignTop)
        self._row.addStretch()
        self.fit_text()
        self.show_inputs(self._inputs)

    def fit_text(self) -> None:
        """Follow the size of the text."""
        self._input.setFixedHeight(scaled(_ROW_HEIGHT))
        self.add_first.setIconSize(QSize(scaled(_ICON_SIDE), scaled(_ICON_SIDE)))
        self.add_first.setFixedSize(scaled(_LEAST_NUMBER_WIDTH), scaled(_EDITOR_HEIGHT) - scaled(_ROW_HEIGHT))
        self._row.setContentsMargins(0, 0, scaled(_OUTPUT_WIDTH), 0)
        for cell in self._cells:
            cell.fit_text()
        self.fit()

    def insert(self, cell: LayerCell) -> None:
        """Add a cell after the others."""
        self._row.insertWidget(self._row.count() - 1, cell)

    def show_inputs(self, inputs: InputsText) -> None:
        """Show what goes in."""
        if inputs == self._inputs and self._input.text():
            return
        self._inputs = inputs
        set_tooltip(self._input, inputs.tip)
        self.fit()

    def show_blocks(self, are_blocks: bool) -> None:
        """Draw the hidden layers as blocks of convolution, or as layers in which each unit takes all before."""
        self._are_blocks = are_blocks
        self.update()

    def set_room(self, width: int) -> None:
        """Fit into `width`."""
        self._room = width
        self.fit()

    def fit(self) -> None:
        """Show the input in full if all layers then have room, else in short."""
        spare = self._room - sum(cell.width() for cell in self._shown_cells()) - scaled(_OUTPUT_WIDTH)
        widths = [
            self.fontMetrics().horizontalAdvance(text) + scaled(_TEXT_GAP)
            for text in (self._inputs.text, self._inputs.shorter)
        ]
        fits = widths[0] <= spare
        self._input.setText(self._inputs.text if fits else self._inputs.shorter)
        self._input.setFixedWidth(max(scaled(_INPUT_WIDTH), widths[0] if fits else widths[1]))
        self.update()

    def _shown_cells(self) -> list[LayerCell]:
        return [cell for cell in self._cells if not cell.isHidden()]

    def event(self, event: QEvent) -> bool:
        """Repaint everything when cells have moved: Qt repaints the cells, but not the lines and the output."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._faint())
            painter.drawLines(self.connections())
            painter.drawRects(self._windows())
            self._draw_add_buttons(painter)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
            self._draw_units(painter)
            painter.setPen(self.palette().color(QPalette.ColorRole.Dark))
            output, _ = list(self._places())[-1]
            below = QRect(output.left(), output.bottom(), output.width(), scaled(_ROW_HEIGHT))
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, "1")

    def connections(self) -> list[QLineF]:
        """The lines between neighboring layers.

        Each unit takes all of the layer before. A filter sees one window of it at a time, and makes of it one place of
        its map; only the output takes all maps.
        """
        layers = [_dots(rect, units) for rect, units in self._places()]
        if not self._are_blocks:
            return [
                QLineF(start, end) for before, after in pairwise(layers) for start in before[-1] for end in after[0]
            ]
        centers = [QRectF(rect).center() for rect, _ in self._places()]
        lefts = [dots[0][0].x() for dots in layers]
        lines = [QLineF(start, layers[-1][0][0]) for start in layers[-2][-1]]
        for window, left, center in zip(self._windows(), lefts[1:-1], centers[1:-1], strict=True):
            place = QPointF(left - _length(_MAP_SIDE), center.y())
            lines += [QLineF(window.topRight(), place), QLineF(window.bottomRight(), place)]
        return lines

    def _windows(self) -> list[QRectF]:
        """The window that a filter of the next block sees: in the picture, and in each block but the last."""
        if not self._are_blocks:
            return []
        seen = list(self._places())[:-2]
        rights = [QRectF(seen[0][0]).center().x(), *(_dots(*place)[-1][0].x() for place in seen[1:])]
        return [
            _square(QPointF(right, QRectF(rect).center().y()), _length(_WINDOW_SIDE))
            for right, (rect, _) in zip(rights, seen, strict=True)
        ]

    def _draw_units(self, painter: QPainter) -> None:
        """Draw a dot for each unit; of blocks a square for each map, and the picture that goes in as its outline."""
        inputs, *hidden, output = self._places()
        dots = [center for place in hidden for center in chain.from_iterable(_dots(*place))]
        others = [center for place in (inputs, output) for center in chain.from_iterable(_dots(*place))]
        if self._are_blocks:
            side = _length(_MAP_SIDE)
            painter.drawRects([_square(center, side) for center in dots])
            painter.drawEllipse(others[-1], _length(_RADIUS), _length(_RADIUS))
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(_square(QRectF(inputs[0]).center(), _length(_PICTURE_SIDE)))
            return
        radius = _length(_RADIUS)
        for center in (*dots, *others):
            painter.drawEllipse(center, radius, radius)

    def _draw_add_buttons(self, painter: QPainter) -> None:
        """Draw a circle behind each, on the lines between two layers."""
        painter.setBrush(self.palette().color(QPalette.ColorRole.Window))
        for rect in [cell.add_rect for cell in self._shown_cells()] or [self.add_first.geometry()]:
            painter.drawEllipse(QRectF(rect).center(), scaled(_ADD_RADIUS), scaled(_ADD_RADIUS))

    def _places(self) -> Iterator[tuple[QRect, int]]:
        """The place of the dots and the number of units of each layer, from the inputs."""
        cells = self._shown_cells()
        height = self.height() - scaled(_ROW_HEIGHT)
        yield QRect(0, 0, self._input.width(), height), _INPUT_ROWS
        for cell in cells:
            yield cell.dots_rect, cell.number.value()
        last = cells[-1] if cells else self.add_first
        right = last.geometry().right() + 1
        yield QRect(right, 0, scaled(_OUTPUT_WIDTH), height), 1

    def _faint(self) -> QColor:
        color = QColor(self.palette().color(QPalette.ColorRole.WindowText))
        color.setAlphaF(_LINE_OPACITY)
        return color


def _length(points: float) -> float:
    """A length in pixels that follows the text, not rounded."""
    return points * scaled(100) / 100


def _square(center: QPointF, side: float) -> QRectF:
    return QRectF(center.x() - side / 2, center.y() - side / 2, side, side)


def _dots(rect: QRect, units: int) -> list[list[QPointF]]:
    """The centers of the dots of a layer, by columns: one for each unit, or as many as there is room for."""
    pitch = _length(_PITCH)
    rows = int(rect.height() / pitch)
    columns = min(-(-units // rows), int(rect.width() / pitch))
    left = rect.left() + (rect.width() - (columns - 1) * pitch) / 2
    dots = []
    for column in range(columns):
        here = min(rows, units - column * rows)
        top = rect.top() + (rect.height() - (here - 1) * pitch) / 2
        dots.append([QPointF(left + column * pitch, top + row * pitch) for row in range(here)])
    return dots


class LayerCell(QWidget):
    """Edits one layer: by its number, + and −, or a drag up or down over the dots.

    Attributes: `number`, its field; `add`, the button for a layer after this one, and `remove`.

    Signals: `units_edited(int)`; `edit_finished()`, the user has left the number or released a button.
    """

    units_edited = Signal(int)
    edit_finished = Signal()

    def __init__(self, number: int, words: LayerWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dragged_from: tuple[QPoint, int] | None = None
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.number = _number_field(number, self)
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
        self.number.valueChanged.connect(self._on_value_changed)
        self.number.editingFinished.connect(self.edit_finished)
        self._showing = False
        self.fit_text()
        self.show_words(words, number)

    def fit_text(self) -> None:
        """Follow the size of the text."""
        side = scaled(_ICON_SIDE)
        for button in (self._fewer, self._more, self.remove, self.add):
            button.setIconSize(QSize(side, side))
        self._fit_number()
        self._place()

    def show_words(self, words: LayerWords, number: int) -> None:
        """Name the layer `number`, its units and its buttons by `words`."""
        set_tooltip(self, _DRAG_TIP)
        self.number.setAccessibleName(words.size.format(number=number))

        for button, text in (
            (self._fewer, words.less),
            (self._more, words.more),
            (self.remove, words.remove),
            (self.add, words.add),
        ):
            name = text.format(number=number)
            set_tooltip(button, name)
            button.setAccessibleName(name)

    @property
    def dots_rect(self) -> QRect:
        """Where the dots of the units are drawn, in the cell's parent."""
        return QRect(self.x() + scaled(_BUTTON_WIDTH), 0, self.number.width(), self.height() - scaled(_ROW_HEIGHT))

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
        number_width = max(scaled(_LEAST_NUMBER_WIDTH), margins + advance(field.text()))
        self.setFixedWidth(number_width + 2 * scaled(_BUTTON_WIDTH) + scaled(_GAP))

    def _button(self, icon: str) -> QToolButton:
        button = IconToolButton(icon, "", self)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        return button

    def _on_value_changed(self, units: int) -> None:
        if not self._showing:
            self.units_edited.emit(units)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        dots, right = self.height() - scaled(_ROW_HEIGHT), self.width() - scaled(_GAP) - scaled(_BUTTON_WIDTH)
        self.number.setGeometry(scaled(_BUTTON_WIDTH), dots, right - scaled(_BUTTON_WIDTH), scaled(_ROW_HEIGHT))
        self._fewer.setGeometry(0, dots, scaled(_BUTTON_WIDTH), scaled(_ROW_HEIGHT))
        self._more.setGeometry(right, dots, scaled(_BUTTON_WIDTH), scaled(_ROW_HEIGHT))
        self.remove.setGeometry(right, 0, scaled(_BUTTON_WIDTH), dots)
        self.add.setGeometry(right + scaled(_BUTTON_WIDTH), 0, scaled(_GAP), dots)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._dragged_from = event.position().toPoint(), self.number.value()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Add a unit for every few pixels upwards."""
        if self._dragged_from is not None:
            start, units = self._dragged_from
            way = start.y() - event.position().toPoint().y()
            self.number.setValue(units + round(way / _PIXELS_PER_UNIT))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
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
