"""The place where messages lie over a window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from catgui.widgets.basic.card import Card

_MARGIN = 8
_MAX_WIDTH = 720
_MAX_SHARE = 0.5  # of the area, that cards on its bottom edge may cover: more hides the ends of the curves
_RELEASE_CHECK_MS = 50  # while cards are held: the release may be an event of any window, or of none
_OUT_OF_SIGHT = 10_000  # above the stack, which clips its children
# Qt raises the central widget above the stack when another dock comes to the front.
_PLACING = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ZOrderChange)


class MessageStack(QWidget):
    """Shows cards over `window`, one below the other, and moves nothing below them.

    They lie on the bottom edge of the area of `set_area`, where a plot has its axis and not its title and its curves,
    and cover half of it at most, unless it is empty; else they lie along the bottom of the window, above its tabs. If
    the pointer is there when the first of them is shown, they lie along the top of the area, if there is room: a card
    never comes between the pointer and what is under it. While a mouse button is down, as in a drag, new cards and
    longer texts wait until it is released.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._area: QWidget | None = None
        self._is_empty: Callable[[], bool] = lambda: False
        self._at_top = False
        self._cards: list[Card] = []
        self._held: list[Card] = []
        self._release_check = QTimer(self, interval=_RELEASE_CHECK_MS)
        self._release_check.timeout.connect(self._show_held)
        self._before: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_MARGIN)
        self._layout = layout
        window.installEventFilter(self)
        self.hide()

    def set_area(self, area: QWidget, is_empty: Callable[[], bool] = lambda: False) -> None:
        """Lie over `area`, a descendant of the window; over all of it where it `is_empty`."""
        self._area, self._is_empty = area, is_empty
        part: QWidget | None = area
        while part is not None and part is not self._window:
            part.installEventFilter(self)
            part = part.parentWidget()
        self._place()

    def add(self, card: Card) -> None:
        """Add a card below the others."""
        self._cards.append(card)
        self._layout.addWidget(card)
        card.focus_fallback = self._focus_before
        card.installEventFilter(self)

    def toggle_focus(self) -> None:
        """Move the focus to the first card, or back if it is in one."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            self._focus_before().setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if shown := self._shown_cards():
            self._before = focus
            _first_button(shown[0]).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the area and the window, and the cards as they come and go."""
        kind = event.type()
        if isinstance(watched, Card):
            if kind == QEvent.Type.ShowToParent and _is_dragging():
                self._hold(watched)
            elif kind in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
                self._show_cards()
        elif kind in _PLACING:
            self._place()
            if watched is self._window:
                self._follow_window(kind)
        return False

    def _follow_window(self, kind: QEvent.Type) -> None:
        """Check for the release only while the window is there."""
        if kind == QEvent.Type.Hide:
            self._release_check.stop()
        elif kind == QEvent.Type.Show and self._held:
            self._release_check.start()

    def event(self, event: QEvent) -> bool:
        """Fit the size to the cards when one has another text."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            if _is_dragging():
                self._release_check.start()
            else:
                self._place()
        return super().event(event)

    def _hold(self, card: Card) -> None:
        """Keep a new card out of sight until the mouse button is released."""
        self._layout.removeWidget(card)
        card.move(0, -_OUT_OF_SIGHT)
        if card not in self._held:
            self._held.append(card)
        self._release_check.start()

    def _show_held(self) -> None:
        if _is_dragging():
            return
        self._release_check.stop()
        while self._held:
            card = self._held.pop(0)
            self._layout.insertWidget(self._row_of(card), card)
        self._show_cards()

    def _row_of(self, card: Card) -> int:
        """The row of a held card, in the order in which the cards were added."""
        return sum(other not in self._held for other in self._cards[: self._cards.index(card)])

    def _shown_cards(self) -> list[Card]:
        return [card for card in self._cards if not card.isHidden() and card not in self._held]

    def _show_cards(self) -> None:
        shown = bool(self._shown_cards())
        if shown and self.isHidden():
            self._at_top = False
            self._at_top = self._geometry().contains(self._window.mapFromGlobal(QCursor.pos()))
        self.setVisible(shown)
        self._place()

    def _place(self) -> None:
        if not self.isHidden():
            self.setGeometry(self._geometry())
            self.raise_()

    def _geometry(self) -> QRect:
        area = self._area_rect()
        rect = self._rect_in(area, self._at_top)
        most = area.height() if self._at_top or self._is_empty() else area.height() * _MAX_SHARE
        return rect if rect.height() <= most else self._rect_in(self._bottom_area(), at_top=False)

    def _area_rect(self) -> QRect:
        """The area in the window, less a margin that its bottom has not; empty if it is hidden."""
        if self._area is None or not self._area.isVisibleTo(self._window):
            return QRect()
        return _inset(QRect(self._area.mapTo(self._window, QPoint()), self._area.size())).adjusted(0, 0, 0, _MARGIN)

    def _bottom_area(self) -> QRect:
        """The window less a margin, and less the tabs of docks along its bottom."""
        rect = _inset(self._window.rect())
        bars = self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        tops = [bar.y() for bar in bars if bar.isVisible() and bar.geometry().bottom() > rect.bottom()]
        rect.setBottom(min((top - _MARGIN for top in tops), default=rect.bottom()))
        return rect

    def _rect_in(self, area: QRect, at_top: bool) -> QRect:
        width = min(area.width(), _MAX_WIDTH)
        height = max(self._layout.totalHeightForWidth(width), self._layout.totalMinimumSize().height())
        top = area.top() if at_top else area.bottom() + 1 - height
        return QRect(area.center().x() - width // 2, top, width, height)

    def _focus_before(self) -> QWidget:
        """The widget that had the focus before `toggle_focus`, if it can have it again, else the area."""
        before = self._before
        usable = before is not None and isValid(before) and before.isVisible() and before.isEnabled()
        found = before if usable else self._area
        return found or self._window


def _is_dragging() -> bool:
    return QApplication.mouseButtons() != Qt.MouseButton.NoButton


def _first_button(card: Card) -> QWidget:
    """The first button that Tab reaches in `card`."""
    # Through the whole chain, a ring: the buttons that came last may be anywhere in it.
    widget = card.nextInFocusChain()
    while widget is not None and widget is not card:
        if isinstance(widget, QAbstractButton) and card.isAncestorOf(widget) and widget.isVisibleTo(card):
            return widget
        widget = widget.nextInFocusChain()
    return card


def _inset(rect: QRect) -> QRect:
    return rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
