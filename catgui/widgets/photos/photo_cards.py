"""The list of photo cards; paints visible ones only."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QStyle, QStyleOptionViewItem, QWidget

from catgui.domain.photo_texts import ADDITION_QUESTION, NONE_SHOWN
from catgui.domain.picture import PART_NAMES
from catgui.domain.prediction_texts import actual_text
from catgui.style.colors import color_scheme_of
from catgui.style.tooltips import escape_caption
from catgui.widgets.photos.actual_line import Classes, answer_of_key, answer_text, answers
from catgui.widgets.photos.photo_card import VIEW_SIDES, PhotoCardDelegate, render_cards
from engine.text import printable

_Key = Qt.Key
_NAVIGATION_KEYS = (_Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down, _Key.Key_Home, _Key.Key_End)
# The modifiers with which a plus may come.
_SHIFT_OR_KEYPAD = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_USUAL_ROWS = 2
# From the corners of the view into the cards that lie there.
_INSET, _INSET_ABOVE = QPoint(16, 16), QPoint(16, -16)


class PhotoCards(QListView):
    """A list of photo cards.

    Attributes: `visibility`, which scrolls to new cards.

    Signals: `remove_requested()` and `paste_requested()`, by the keyboard; `selection_changed()`;
    `opened(QModelIndex)`, by Enter or a double click; `actual_chosen(object, str)`, a list of indexes and their
    actual class, NEITHER, or '' for none; `addition_requested(str)`, to add the selected ones to "train" or "test";
    `why_requested()`, why the selected one is predicted so; `size_changed(int)`; `renew_requested()`, to filter and
    sort again, by S.
    """

    remove_requested = Signal()
    paste_requested = Signal()
    selection_changed = Signal()
    opened = Signal(QModelIndex)
    actual_chosen = Signal(object, str)
    addition_requested = Signal(str)
    why_requested = Signal()
    size_changed = Signal(int)
    renew_requested = Signal()

    def __init__(self, entry_role: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry_role = entry_role
        self._delegate = PhotoCardDelegate(entry_role, self)
        self._delegate.actual_chosen.connect(self._on_actual_chosen)
        self._delegate.addition_clicked.connect(self._on_addition_clicked)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        # The drop area around it takes drops.
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self._requests: dict[QKeySequence.StandardKey, Callable[[], object]] = {
            QKeySequence.StandardKey.Delete: self.remove_requested.emit,
            QKeySequence.StandardKey.Copy: self.copy,
            QKeySequence.StandardKey.Paste: self.paste_requested.emit,
        }
        # With Ctrl, plus and minus are for the size of the text.
        self._plain_keys: dict[int, Callable[[], object]] = {
            _Key.Key_S: self.renew_requested.emit,
            _Key.Key_Plus: lambda: self.set_size(self.size_index + 1),
            _Key.Key_Minus: lambda: self.set_size(self.size_index - 1),
        }
        self.activated.connect(self.opened)
        self.visibility = _CardVisibility(self)

    @property
    def size_index(self) -> int:
        """The size of the cards, an index of VIEW_SIDES."""
        return self._delegate.size

    def set_size(self, size: int) -> None:
        """Set the size of the cards, and keep the current card in sight."""
        size = min(max(size, 0), len(VIEW_SIDES) - 1)
        if size != self._delegate.size:
            self._delegate.size = size
            self._lay_out_again()
            self.size_changed.emit(size)

    def set_classes(self, classes: Classes | None) -> None:
        """Set the classes to choose the actual class from; None if they are not known."""
        if classes != self._delegate.classes:
            self._delegate.classes = classes
            self.viewport().update()

    def set_detector(self, has_detector: bool, records: tuple[str, str]) -> None:
        """Set whether cards have the detector's answer, and how often it and the network were right."""
        self._delegate.records = records
        if has_detector != self._delegate.has_detector:
            self._delegate.has_detector = has_detector
            self._lay_out_again()

    def selected_indexes(self) -> list[QModelIndex]:
        """The selected indexes, in the order of rows."""
        return sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())

    def select_row(self, row: int) -> None:
        """Select only the card at `row`, or the last card, and make it current."""
        self.setCurrentIndex(self.model().index(min(row, self.model().rowCount() - 1), 0))

    def copy(self) -> None:
        """Copy an image of the selected cards to the clipboard."""
        selected = self.selected_indexes()
        if selected:
            QGuiApplication.clipboard().setImage(render_cards(self._delegate, selected, self._option()))

    def _option(self) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        return option

    def _on_actual_chosen(self, index: QModelIndex, name: str) -> None:
        self.actual_chosen.emit([index], name)

    def _on_addition_clicked(self, index: QModelIndex) -> None:
        """Add a photo to the training part, after asking for its class if that is not known."""
        self.setCurrentIndex(index)
        classes, entry = self._delegate.classes, index.data(self._entry_role)
        if classes is not None and entry.actual in classes:
            self.addition_requested.emit("train")
        elif (button := self._delegate.addition_area(self._option_of(index), entry)) is not None:
            self.make_addition_menu().popup(self.viewport().mapToGlobal(button.bottomLeft()))

    def make_addition_menu(self) -> QMenu:
        """A menu of the classes as which the selected photo can be added to the training part; deleted when closed."""
        menu, classes = QMenu(self), self._delegate.classes
        menu.setObjectName("addition_menu")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(ADDITION_QUESTION).setEnabled(False)
        for name in (classes[1], classes[0]) if classes else ():
            action = menu.addAction(escape_caption(printable(name)))
            action.triggered.connect(lambda _checked, name=name: self._add_as(name))
        return menu

    def _add_as(self, name: str) -> None:
        """Say what the selected photo shows, and add it to the training part."""
        self.actual_chosen.emit(self.selected_indexes(), name)
        self.addition_requested.emit("train")

    def _option_of(self, index: QModelIndex) -> QStyleOptionViewItem:
        option = self._option()
        option.rect = self.visualRect(index)
        return option

    def _lay_out_again(self) -> None:
        """Lay out cards of another size, and keep the current card in sight."""
        anchor = self.visibility.anchor(self.viewport().rect())
        self._divide_width()
        self.scrollTo(anchor)
        self.updateGeometry()

    def _divide_width(self) -> None:
        """Divide the width among the columns."""
        minimum = self._delegate.minimum_size(self._option())
        # The view always leaves room for a scroll bar; a pixel less, or the last column would wrap.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        width = self.maximumViewportSize().width() - bar - 1
        columns = max(1, width // minimum.width())
        # Cards are as wide as the columns, which leaves room for long names.
        self._delegate.cell = QSize(max(minimum.width(), width // columns), minimum.height())
        self.setGridSize(self._delegate.cell)

    def sizeHint(self) -> QSize:
        """Room for two rows of cards."""
        cell = self._delegate.minimum_size(self._option())
        return QSize(super().sizeHint().width(), _USUAL_ROWS * cell.height())

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show the cards of `model`."""
        super().setModel(model)
        if model is not None:
            model.layoutChanged.connect(self.visibility.follow_revealed)

    def selectionChanged(self, selected: object, deselected: object) -> None:  # noqa: N802  Qt's name
        """Emit `selection_changed`."""
        super().selectionChanged(selected, deselected)  # type: ignore[arg-type]
        self.selection_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cards, or a text if there are none."""
        super().paintEvent(event)
        if not self.model().rowCount():
            with QPainter(self.viewport()) as painter:
                painter.setPen(QColor(color_scheme_of(self.palette()).muted))
                painter.drawText(self.viewport().rect(), int(Qt.AlignmentFlag.AlignCenter), NONE_SHOWN)

    def minimumSizeHint(self) -> QSize:
        """Room for a little of a row: large text must leave the most of a low window to the plot."""
        return QSize(super().minimumSizeHint().width(), 2 * self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the width among the columns, and keep the current card in sight."""
        anchor = self.visibility.anchor(QRect(QPoint(), event.oldSize()))
        super().resizeEvent(event)
        self._divide_width()
        self.scrollTo(anchor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the size of the cards with Ctrl, or scroll."""
        self.visibility.end_reveal()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turn = event.angleDelta().y()
            self.set_size(self.size_index + (turn > 0) - (turn < 0))
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of the cards; navigation keys select the current card if none is selected."""
        self.visibility.end_reveal()
        if not self.take_key(event):
            super().keyPressEvent(event)
            if event.key() in _NAVIGATION_KEYS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._choose_current()

    @property
    def shows_selected(self) -> bool:
        """Whether the current card is selected and on the screen, so that the user sees what a key acts on."""
        current = self.currentIndex()
        if not current.isValid() or not self.selectionModel().isSelected(current):
            return False
        # A list in a tab behind another is visible to Qt, but nothing of it is to be painted.
        return self.viewport().visibleRegion().intersects(self.visualRect(current))

    def take_key(self, event: QKeyEvent) -> bool:
        """Enlarge, delete, copy, paste, resize, sort, answer or add to the data; whether the key is one for that."""
        request = next((request for key, request in self._requests.items() if event.matches(key)), None)
        if request is None and not event.modifiers() & ~_SHIFT_OR_KEYPAD:
            request = self._plain_keys.get(event.key())
        if request is not None:
            request()
        elif (classes := self._delegate.classes) and (answer := answer_of_key(event, classes)) is not None:
            self._choose_current()
            if selected := self.selected_indexes():
                self.actual_chosen.emit(selected, answer)
        elif (part := part_to_add_to(event)) is not None:
            self._choose_current()
            self.addition_requested.emit(part)
        elif event.key() in (_Key.Key_Return, _Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            return False
        return True

    def _choose_current(self) -> None:
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.Select)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu of the selected cards, or of the current one."""
        self._choose_current()
        selected = self.selected_indexes()
        if not selected:
            return
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        card = self.viewport().mapToGlobal(self.visualRect(selected[0]).center())
        self.make_menu().popup(card if by_key else event.globalPos())

    def make_menu(self) -> QMenu:
        """A menu of what can be done with the selected cards, with the keys; deleted when it closes."""
        menu, selected = QMenu(self), self.selected_indexes()
        menu.setObjectName("card_menu")
        menu.aboutToHide.connect(menu.deleteLater)

        def add_answer(key: int, answer: str, text: str) -> None:
            menu.addAction(f"{text}\t{key}").triggered.connect(lambda: self.actual_chosen.emit(selected, answer))

        menu.addAction("&Enlarge\tEnter").triggered.connect(lambda: self.opened.emit(selected[0]))
        why = menu.addAction("&Why?")
        why.setEnabled(len(selected) == 1 and selected[0].data(self._entry_role).verdict is not None)
        why.triggered.connect(self.why_requested)
        if (classes := self._delegate.classes) is not None:
            menu.addSeparator()
            for key, answer in enumerate(answers(classes), start=1):
                add_answer(key, answer, escape_caption(actual_text(answer_text(answer))))
            add_answer(0, "", "Actual class not known")
            menu.addSeparator()
            for part_key, part in (("T", "train"), ("Shift+T", "test")):
                addition = menu.addAction(f"Add to the {PART_NAMES[part]} part\t{part_key}")
                addition.triggered.connect(lambda _checked, part=part: self.addition_requested.emit(part))
        menu.addSeparator()
        menu.addAction("&Copy as a picture\tCtrl+C").triggered.connect(self.copy)
        menu.addAction("&Remove\tDel").triggered.connect(self.remove_requested)
        return menu

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Make the first card current if there is no current one."""
        super().focusInEvent(event)
        first = self.model().index(0, 0)
        if first.isValid() and not self.currentIndex().isValid():
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)


class _CardVisibility(QObject):
    """Scrolls `cards` to new cards, and back to a card that was visible before another layout."""

    def __init__(self, cards: QListView) -> None:
        super().__init__(cards)
        self._cards = cards
        self._reveals_next = False
        self._revealed = QPersistentModelIndex()
        cards.pressed.connect(self.end_reveal)
        cards.verticalScrollBar().sliderPressed.connect(self.end_reveal)

    def reveal_next(self) -> None:
        """Make the next `reveal` take effect, unless `end_reveal` is called before."""
        self._reveals_next = True

    def reveal(self, row: int) -> None:
        """Scroll to the card at `row`, the first new one, if that was requested; also when it is sorted elsewhere."""
        if self._reveals_next:
            self._reveals_next = False
            self._revealed = QPersistentModelIndex(self._cards.model().index(row, 0))
            self.follow_revealed()

    def end_reveal(self) -> None:
        """Keep no new card visible: the user scrolls, presses a key, or chooses what is shown."""
        self._reveals_next = False
        self._revealed = QPersistentModelIndex()

    def follow_revealed(self) -> None:
        """Scroll to the new card where it is now."""
        if self._revealed.isValid():
            card = self._cards.model().index(self._revealed.row(), 0)
            self._cards.scrollTo(card, QAbstractItemView.ScrollHint.PositionAtTop)

    def anchor(self, area: QRect) -> QModelIndex:
        """The card to keep visible: the current one if it is in `area` of the viewport, else the first one there."""
        current = self._cards.currentIndex()
        is_visible = current.isValid() and self._cards.visualRect(current).intersects(area)
        return current if is_visible else self._cards.indexAt(area.topLeft() + _INSET)

    def rows(self) -> range:
        """The rows of the cards that are visible."""
        area, count = self._cards.viewport().rect(), self._cards.model().rowCount()
        if not self._cards.isVisible() or area.isEmpty():
            return range(0)
        first = self._cards.indexAt(area.topLeft() + _INSET)
        last = self._cards.indexAt(area.bottomLeft() + _INSET_ABOVE)
        columns = max(1, area.width() // max(1, self._cards.gridSize().width()))
        end = last.row() + columns if last.isValid() else count
        return range(max(first.row(), 0), min(end, count))


def part_to_add_to(event: QKeyEvent) -> str | None:
    """The part that a key adds the photo to: "train" with T, "test" with Shift and T; None for another key."""
    if event.key() != Qt.Key.Key_T:
        return None
    return {Qt.KeyboardModifier.NoModifier: "train", Qt.KeyboardModifier.ShiftModifier: "test"}.get(event.modifiers())
