"""The toolbar of the photos panel: add, frame, filter and sort photos, and a menu to remove, copy and export them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QSlider, QWidget

from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_order import PhotoOrder
from catgui.domain.photo_texts import NO_SUGGESTIONS, ORDER_TIP, PASTE_TIP
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_tooltip, set_tooltip
from catgui.widgets.basic.buttons import IconButton, IconToolButton, TextToolButton
from catgui.widgets.basic.wrapping import WrappingRow
from catgui.widgets.photos.framing_switch import FramingSwitch
from catgui.widgets.photos.photo_card import DEFAULT_SIZE, VIEW_SIDES
from engine.images.photo import Framing

# The widths of the boxes: "Predicted cat (288)" and "Least certain" are whole.
_FILTER_CHARS, _ORDER_CHARS = 13, 9
_LIST_MARGIN = 48
_SLIDER_WIDTH = 56
_RENEW_TIP = (
    "Filter and sort again (S). While a network is trained, and while you answer, the cards stay where they are; they "
    "are sorted again when the run ends."
)


class PhotoToolbar(WrappingRow):
    """A row of controls, or two where the width is too small.

    Attributes: `open`, the button to add photos, which is always enabled; the button `paste`; `framing`, a switch;
    `view_bar`; `more`, the button of a menu, and its actions `remove`, `clear`, `copy` and `export`.
    """

    def __init__(
        self, framings: Mapping[Framing, tuple[str, str]], view_bar: PhotoViewBar, parent: QWidget | None = None
    ) -> None:
        super().__init__(spacing=12, parent=parent)
        self.view_bar = view_bar
        self.open = IconButton("open", "Open…", "Choose photos on this computer")
        self.paste = IconButton("paste", "Paste", PASTE_TIP)
        self.framing = FramingSwitch(framings)
        self.more = TextToolButton("more", "More", "Remove, copy and export photos")
        self.more.setPopupMode(TextToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        menu.setObjectName("photos_menu")
        self.more.setMenu(menu)
        self.remove = menu.addAction("&Remove the selected photos\tDel")
        self.clear = menu.addAction("Remove &all photos")
        menu.addSeparator()
        self.copy = menu.addAction("&Copy the selected cards as a picture\tCtrl+C")
        self.export = menu.addAction("&Export the predictions as CSV…")
        actions = {"remove": self.remove, "clear": self.clear, "copy": self.copy, "export": self.export}
        for name, action in actions.items():
            action.setObjectName(f"photos_{name}_action")
            needs = "Select photos first." if name in ("remove", "copy") else "There are no photos yet."
            action.setProperty("obstacle", needs)
        for name, button in {"open": self.open, "paste": self.paste, "more": self.more}.items():
            button.setProperty("role", "compact")  # leaves a low panel room for a row of cards
            button.setObjectName(f"photos_{name}_button")
        self.set_parts(_row(self.open, self.paste, self.framing, None), _row(view_bar, None, self.more))

    def show_photos(self, has_photos: bool, has_selection: bool, framing: Framing | None) -> None:
        """Enable what applies.

        `framing` is that of the photos; None if they have different ones.
        """
        self.remove.setEnabled(has_selection)
        self.copy.setEnabled(has_selection)
        self.clear.setEnabled(has_photos)
        self.export.setEnabled(has_photos)
        self.more.setEnabled(has_photos)
        self.view_bar.setVisible(has_photos)
        self.framing.show_framing(framing)


def _row(*widgets: QWidget | None) -> QWidget:
    """The widgets in a row; None takes the room that is left."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    for widget in widgets:
        if widget is None:
            layout.addStretch()
        else:
            layout.addWidget(widget)
    return row


class PhotoViewBar(QWidget):
    """A filter, an order, and a slider for the size of the cards.

    Signals: `filter_chosen(object)`, a PhotoFilter; `order_chosen(object)`, a PhotoOrder; `renew_requested()`;
    `size_chosen(int)`, an index of VIEW_SIDES.
    """

    filter_chosen = Signal(object)
    order_chosen = Signal(object)
    renew_requested = Signal()
    size_chosen = Signal(int)

    def __init__(
        self,
        filters: Mapping[PhotoFilter, str],
        orders: Mapping[PhotoOrder, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._filters, self._orders = list(filters), list(orders)
        self._filter = _ComboBox(
            filters.values(), _FILTER_CHARS, "photos_filter", "Photos shown", "Show only some of the photos"
        )
        self._order = _ComboBox(orders.values(), _ORDER_CHARS, "photos_order", "Order", ORDER_TIP)
        self._renew = IconToolButton("reset", "Filter and sort again")
        self._renew.setObjectName("photos_renew_button")
        set_tooltip(self._renew, _RENEW_TIP)
        self._size = _size_slider()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self._filter, self._order, self._renew, self._size):
            layout.addWidget(widget)
        self._filter.activated.connect(lambda row: self.filter_chosen.emit(self._filters[row]))
        self._order.activated.connect(lambda row: self.order_chosen.emit(self._orders[row]))
        self._renew.clicked.connect(self.renew_requested)
        self._size.valueChanged.connect(self.size_chosen)

    def show_filters(self, texts: Mapping[PhotoFilter, str], current: PhotoFilter) -> None:
        """Show the filters of `texts`, and which one is chosen."""
        if self._filters != list(texts):
            self._filters = list(texts)
            self._filter.clear()
            self._filter.addItems(list(texts.values()))
        for row, text in enumerate(texts.values()):
            self._filter.setItemText(row, text)
        self._filter.setCurrentIndex(self._filters.index(current))

    def show_order(self, order: PhotoOrder) -> None:
        """Show which order is chosen."""
        self._order.setCurrentIndex(self._orders.index(order))

    def offer_suggestions(self, offered: bool) -> None:
        """Enable the order of the photos to label next, or say why it is not offered."""
        model = self._order.model()
        assert isinstance(model, QStandardItemModel)
        item = model.item(self._orders.index(PhotoOrder.TO_LABEL))
        item.setEnabled(offered)
        item.setToolTip(escape_tooltip("" if offered else NO_SUGGESTIONS))
        set_tooltip(self._order, ORDER_TIP if offered else f"{ORDER_TIP} {NO_SUGGESTIONS}")

    def show_outdated(self, outdated: bool) -> None:
        """Enable the button to filter and sort again."""
        self._renew.setEnabled(outdated)

    def show_size(self, size: int) -> None:
        """Show the size of the cards."""
        self._size.setValue(size)


def _size_slider() -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName("photos_size_slider")
    slider.setAccessibleName("Size of the cards")
    set_tooltip(slider, "Size of the cards (+ and −, or Ctrl with the mouse wheel)")
    slider.setRange(0, len(VIEW_SIDES) - 1)
    slider.setPageStep(1)
    slider.setValue(DEFAULT_SIZE)
    keep_scaled(slider.setFixedWidth, _SLIDER_WIDTH)
    return slider


class _ComboBox(QComboBox):
    """A box that keeps its width whatever the counts in its texts, with a list wide enough for them."""

    def __init__(self, texts: Iterable[str], chars: int, name: str, title: str, tip: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        set_tooltip(self, tip)
        self.addItems(list(texts))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(chars)

    def showPopup(self) -> None:
        """Show the list as wide as its texts."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + _LIST_MARGIN)
        super().showPopup()
