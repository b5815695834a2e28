"""Which cards of a list are visible, and which stay so while cards are added, sorted and laid out again."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect
from PySide6.QtWidgets import QAbstractItemView, QListView

# From the corners of the view into the cards that lie there.
_INSET, _INSET_ABOVE = QPoint(16, 16), QPoint(16, -16)


class CardVisibility(QObject):
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
