"""The map of a picture, over it in the colors of the classes, with its caption, and tabs for a page about both."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QTabBar, QWidget

from catgui.domain import map_texts
from catgui.domain.map_texts import MappedPicture
from catgui.domain.prediction_texts import DIVERGED
from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.style.tooltips import escape_tab_tip, set_tooltip
from catgui.widgets.basic.commands import offer_figure
from catgui.widgets.basic.focus import Role, announce, paint_focus_frame, set_role
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, pages_of, row_of
from engine.typing import FloatArray

_FIRST, _MAP = 0, 1
# Pictures of at least this side are photos and smoothed; the pixels of smaller ones are shown as squares.
_PHOTO_SIDE = 128
_MINIMUM_SIDE = 64
# From side to side the frame moves at least so many steps, if there are as many cells.
_STEPS = 16
_MOVES = {
    int(Qt.Key.Key_Up): (-1, 0),
    int(Qt.Key.Key_Down): (1, 0),
    int(Qt.Key.Key_Left): (0, -1),
    int(Qt.Key.Key_Right): (0, 1),
}
# Through the largest value of a map, the picture is still visible.
_MOST_OPAQUE = 0.63


class MapView(QWidget):
    """Shows a picture in gray under the cells of its map, which are not smoothed: each is one number.

    While a mouse button is held, the picture is shown in its own colors, without the map. With the focus, the arrow
    keys move a frame from cell to cell.

    Signals: `pointed(int, int)`, the row and the column of the cell under the pointer or in the frame, or -1, -1.
    """

    pointed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, Role.Graphic)
        self._picture, self._gray = QImage(), QImage()
        self._map: MappedPicture | None = None
        self._compares = False
        self._framed: tuple[int, int] | None = None
        # Not by a click: in a dialog the arrow keys step through pictures until the map is reached with Tab.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumSize(_MINIMUM_SIDE, _MINIMUM_SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    def show_map(self, mapped: MappedPicture) -> None:
        """Show a picture under its map."""
        self._picture = to_qimage(mapped.pixels)
        self._gray = self._picture.convertToFormat(QImage.Format.Format_Grayscale8)
        if self._map is not None and self._map.values.shape != mapped.values.shape:
            self._framed = None
        self._map = mapped
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(128, 128)

    def render_image(self) -> QImage:
        """An image of the picture under its map, in its size on the screen."""
        area = self._area()
        image = QImage(area.size() * self.devicePixelRatioF(), QImage.Format.Format_RGB32)
        with QPainter(image) as painter:
            self._paint(painter, image.rect(), color_scheme_of(self.palette()))
        return image

    def cell_at(self, position: QPoint) -> tuple[int, int] | None:
        """The row and the column of the cell at a position in the view, or None beside the picture."""
        area = self._area()
        if self._map is None or not area.contains(position):
            return None
        rows, columns = self._map.values.shape
        row = (position.y() - area.top()) * rows // area.height()
        return row, (position.x() - area.left()) * columns // area.width()

    def _area(self) -> QRect:
        """Where the picture is: in the middle, as large as there is room."""
        area = QRect(QPoint(), self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio))
        area.moveCenter(self.rect().center())
        return area

    def _cell_area(self, area: QRect, row: int, column: int) -> QRect:
        """Where a cell of the map is, and a little around it."""
        assert self._map is not None
        rows, columns = self._map.values.shape
        top, left = area.height() * row // rows, area.width() * column // columns
        bottom, right = area.height() * (row + 1) // rows, area.width() * (column + 1) // columns
        return QRect(area.left() + left, area.top() + top, right - left, bottom - top).adjusted(-4, -4, 4, 4)

    def _move_frame(self, down: int, right: int) -> None:
        """Move the frame by some cells, in larger steps on a map with many cells; at first to the middle."""
        assert self._map is not None
        rows, columns = self._map.values.shape
        step = max(1, min(rows, columns) // _STEPS)
        row, column = self._framed or (rows // 2, columns // 2)
        if self._framed is not None:
            row, column = row + down * step, column + right * step
        self._framed = max(0, min(rows - 1, row)), max(0, min(columns - 1, column))
        self.update()
        self.pointed.emit(*self._framed)

    def _paint(self, painter: QPainter, area: QRect, colors: ColorScheme) -> None:
        is_photo = min(self._picture.width(), self._picture.height()) >= _PHOTO_SIDE
        is_reduced = area.width() < self._picture.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_photo or is_reduced)
        if self._map is None or self._compares:
            painter.drawImage(area, self._picture)
            return
        # Nothing is left of the picture's own colors, which could be taken for those of the map.
        painter.drawImage(area, self._gray)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(area, color_map(self._map.values, self._map.largest, colors))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture.isNull():
            return
        area, colors = self._area(), color_scheme_of(self.palette())
        with QPainter(self) as painter:
            self._paint(painter, area, colors)
            if self._framed is not None and self._map is not None:
                paint_focus_frame(painter, self._cell_area(area, *self._framed), colors.base, width=4)
                paint_focus_frame(painter, self._cell_area(area, *self._framed), colors.text)

    def event(self, event: QEvent) -> bool:
        """Handle the arrow keys, which would step to another picture in a dialog."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _MOVES:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _MOVES.get(event.key())
        if move is None or self._map is None:
            super().keyPressEvent(event)
        else:
            self._move_frame(*move)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._framed = None
        self.update()
        self.pointed.emit(-1, -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(*(self.cell_at(event.position().toPoint()) or (-1, -1)))

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(-1, -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._compare(event.button() is Qt.MouseButton.LeftButton)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._compare(False)

    def _compare(self, compares: bool) -> None:
        self._compares = compares
        self.update()


def color_map(values: FloatArray, largest: float, colors: ColorScheme) -> QImage:
    """An image with a pixel for each of `values` (rows, columns), opaque by its share of `largest`.

    Values above 0 have the color of class 1, those below 0 that of class 0.
    """
    rows, columns = values.shape
    rgba = np.zeros((rows, columns, 4), np.uint8)
    for of, is_there in ((0, values < 0), (1, values > 0)):
        color = QColor(colors.classes[of])
        rgba[is_there, :3] = color.red(), color.green(), color.blue()
    opacity = np.abs(values) / largest if largest > 0 else np.zeros(values.shape)
    rgba[..., 3] = np.rint(255 * _MOST_OPAQUE * opacity)
    # QImage does not keep the buffer alive: copy() makes it own its pixels.
    return QImage(rgba.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888).copy()


class MapTabs(QWidget):
    """Shows `first`, under the tab `title`, or the network's map of a picture; Alt and a letter choose a tab.

    Signals: `chosen(bool)`, the tab of the map was chosen, or the first one.
    """

    chosen = Signal(bool)

    def __init__(self, title: str, first: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first, self._page = first, MapPage()
        self._offers_map, self._showed_map = True, False
        self._tabs, self._stack = QTabBar(self), QStackedWidget()
        self._tabs.setObjectName("map_tabs")
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        for page, text in ((first, title), (self._page, map_texts.NETWORK_MAP)):
            self._stack.addWidget(page)
            tab = self._tabs.addTab(f"&{text}")
            # Qt gives screen readers the name of the current tab, not that of the tab bar.
            self._tabs.setAccessibleTabName(tab, text)
        self._tabs.setTabToolTip(_MAP, escape_tab_tip(map_texts.NETWORK_MAP_TIP))
        column_of(row_of(self._tabs, ...), (self._stack, 1), self._page.caption, spacing=4).on(self)
        self._page.caption.hide()
        self._tabs.currentChanged.connect(self._on_tab_changed)

    @property
    def shows_map(self) -> bool:
        """Whether the tab of the map is chosen."""
        return self._tabs.currentIndex() == _MAP

    def choose_map(self, chosen: bool = True) -> None:
        """Choose the tab of the map, or the first one."""
        self._tabs.setCurrentIndex(_MAP if chosen else _FIRST)

    def offer_map(self, offered: bool) -> None:
        """Show the tabs, or only `first` without tabs, for a picture that could not be read.

        With the tabs the map is shown again if it was shown before.
        """
        if offered == self._offers_map:
            return
        self._offers_map = offered
        if not offered:
            self._showed_map = self.shows_map
        self._tabs.setVisible(offered)
        self.choose_map(offered and self._showed_map)

    def show_map(self, mapped: MappedPicture) -> None:
        """Show a map in its tab."""
        self._page.show_map(mapped)

    def show_text(self, text: str) -> None:
        """Show in its tab why there is no map."""
        self._page.show_text(text)

    def _on_tab_changed(self, tab: int) -> None:
        self._stack.setCurrentIndex(tab)
        self._page.caption.setVisible(self.shows_map)
        self.chosen.emit(self.shows_map)

    def showEvent(self, event: QShowEvent) -> None:
        """Update the height of the tabs: the layout has asked for it before they had their style."""
        super().showEvent(event)
        self._tabs.updateGeometry()


class MapPage(QWidget):
    """Shows the map of a picture, or a text in its place.

    Attributes: `caption`, what its colors mean, or what the place does that is pointed at; its owner lays it out.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mapped: MappedPicture | None = None
        self._cell = (-1, -1)
        self.caption = label(role="muted", wrap=True)
        self.caption.setObjectName("map_caption")
        self._view = MapView()
        self._view.setAccessibleName(map_texts.NETWORK_MAP)
        set_tooltip(self._view, map_texts.HOW_TO_READ)
        self._text = label(wrap=True)
        self._text.setObjectName("map_missing")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = pages_of(self._text, self._view)
        column_of(self._pages).on(self)
        self._view.pointed.connect(self._on_pointed)
        self.show_text(map_texts.FINDING)

    def show_map(self, mapped: MappedPicture) -> None:
        """Show the map of a picture."""
        if not np.isfinite(mapped.values).all():
            self.show_text(DIVERGED)
            return
        self._mapped = mapped
        self._view.show_map(mapped)
        self._show_caption()
        self._pages.setCurrentWidget(self._view)

    def show_text(self, text: str) -> None:
        """Show why there is no map."""
        self._mapped = None
        self._text.setText(text)
        self.caption.setText("")
        self._pages.setCurrentWidget(self._text)

    def _on_pointed(self, row: int, column: int) -> None:
        self._cell = row, column
        self._show_caption()
        if row >= 0 and self._view.hasFocus():
            announce(self._view, self.caption.text())

    def _show_caption(self) -> None:
        if self._mapped is not None:
            (row, column), (rows, columns) = self._cell, self._mapped.values.shape
            is_there = 0 <= row < rows and 0 <= column < columns
            text = map_texts.place_text(self._mapped, row, column) if is_there else map_texts.legend(self._mapped)
            self.caption.setText(text)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the picture with its map."""
        if self._mapped is not None:
            name = map_texts.NETWORK_MAP
            offer_figure(self, "picture with map", name, self._view.render_image, event.globalPos())
