"""One map over a picture, with its legend, its sum, and the value of the place under the pointer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from catgui.domain import map_texts
from catgui.domain.map_texts import MappedPicture, PlaceMap
from catgui.style.colors import color_scheme_of
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.focus import announce
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import NO_LIMIT
from catgui.widgets.basic.roles import Role, set_role
from catgui.widgets.figures.figure_menu import offer_figure
from catgui.widgets.maps.map_view import MapView, color_map

# From this ratio of width to height on, the texts are beside the picture.
_WIDE = 1.4
_MINIMUM_SIZE = QSize(176, 128)
_LONGEST_LEGEND = 480
# With the texts below the picture, a lower figure leaves the room of the legend's last line to it.
_LOWEST_WITH_MEANING = 160
_TEXT_SPACING, _SPACING = 4, 8
# The text on a place has two lines from this width on, and three in less.
_TWO_LINES = 240
_SCALE_HEIGHT = 8
_SCALE_STEPS = np.linspace(-1.0, 1.0, 65)[np.newaxis]
# Of medium brightness, as pictures are.
_SCALE_BACKGROUND = "#808080"


class MapFigure(QWidget):
    """Shows a map with all that is to be said of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map: PlaceMap | None = None
        self._classes = ("", "")
        self._cell: tuple[int, int] | None = None
        self._view = MapView()
        self._name = ElidedLabel(role="heading")
        self._name.setObjectName("map_name")
        self._legend = MapLegend()
        keep_scaled(self._legend.setMaximumWidth, _LONGEST_LEGEND)
        self._sum, self._place = label(wrap=True, selectable=True), label(role="muted", wrap=True)
        for name, text in (("map_sum", self._sum), ("map_place", self._place)):
            text.setObjectName(name)
            text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out()
        self._view.pointed.connect(self._on_pointed)

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(_TEXT_SPACING)
        # In a row of its own, so that its largest width is not that of the texts as well.
        legend = QHBoxLayout()
        legend.addWidget(self._legend, stretch=1)
        legend.addStretch()
        texts.addWidget(self._name)
        texts.addLayout(legend)
        texts.addWidget(self._sum)
        texts.addWidget(self._place)
        texts.addStretch()
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(_SPACING)
        self._layout.addWidget(self._view, stretch=1)
        self._layout.addLayout(texts)

    def show_map(self, mapped: MappedPicture) -> None:
        """Show the map of a picture."""
        map_, classes = mapped.map, mapped.classes
        self._map, self._classes = map_, classes
        self._view.show_map(mapped.pixels, map_)
        self._view.setAccessibleName(map_texts.describe(map_, classes))
        set_tooltip(self._view, map_texts.HOW_TO_READ)
        self._name.show_text(map_.name)
        set_tooltip(self._name, map_texts.how_it_is_made(map_, classes[1]))
        self._legend.show_scale(map_texts.scale_texts(map_, classes), map_texts.scale_meaning(map_))
        self._legend.setVisible(map_.largest > 0)  # else its ends would both be 0
        self._sum.setText(map_texts.sum_text(map_, classes[1]))
        self._fit_view()
        self._show_place()

    def _on_pointed(self, row: int, column: int) -> None:
        self._cell = (row, column) if row >= 0 else None
        self._show_place()
        if self._cell is not None and self._view.hasFocus():
            announce(self._view, self._place.text())

    def _show_place(self) -> None:
        """Show the value of the cell that is pointed at, or where the map is strongest."""
        if self._map is None:
            return
        rows, columns = self._map.values.shape
        if self._cell is not None and self._cell[0] < rows and self._cell[1] < columns:
            self._place.setText(map_texts.place_text(self._map, *self._cell, self._classes[1]))
        else:
            self._place.setText(map_texts.strongest_text(self._map, self._classes))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the picture with its map."""
        name = "" if self._map is None else self._map.name
        offer_figure(self, "picture with map", name, self._view.render_image, event.globalPos())

    def minimumSizeHint(self) -> QSize:
        """The size with the texts beside the picture: the layout's own minimum depends on where they are now."""
        return _MINIMUM_SIZE

    def hasHeightForWidth(self) -> bool:
        """False: the picture fits into any height, whatever the width."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the texts below the picture, or beside it where the room is wide."""
        super().resizeEvent(event)
        is_wide = self.width() > _WIDE * self.height()
        direction = QBoxLayout.Direction
        self._layout.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        self._layout.setStretch(1, is_wide)
        self._fit_view()

    def _fit_view(self) -> None:
        """Leave the room beside the picture to the texts, and show what the numbers are where that has room as well."""
        is_wide = self._layout.direction() is QBoxLayout.Direction.LeftToRight
        view_width = self._view.width_for(self.height())
        self._view.setMaximumWidth(view_width if is_wide else NO_LIMIT)
        text_width = self.width() - (view_width + _SPACING if is_wide else 0)
        lines = 2 if text_width >= _TWO_LINES else 3
        self._place.setMinimumHeight(lines * self._place.fontMetrics().lineSpacing())
        lowest = self._text_height(text_width) if is_wide else scaled(_LOWEST_WITH_MEANING)
        self._legend.meaning.setVisible(self.height() >= lowest)

    def _text_height(self, width: int) -> int:
        """The height of all texts at this width."""
        heights = (self._name.sizeHint().height(), self._legend.full_height, self._sum.heightForWidth(width))
        return sum(heights) + self._place.minimumHeight() + len(heights) * _TEXT_SPACING


class _Scale(QWidget):
    """The colors from the largest value for class 0 to the largest for class 1, over gray."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, Role.Graphic)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, _SCALE_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(_SCALE_BACKGROUND))
            colors = color_scheme_of(self.palette())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), color_map(_SCALE_STEPS, 1.0, colors))


class MapLegend(QWidget):
    """Shows the scale of a map, the values at its ends, and what they are.

    Attributes: `scale`, the colors; `meaning`, what the values are.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = _Scale()
        # Each number at its end of the scale, above what the numbers are.
        self._ends = (ElidedLabel(role="muted"), ElidedLabel(role="muted"))
        self._ends[1].setAlignment(Qt.AlignmentFlag.AlignRight)
        self.meaning = ElidedLabel(role="muted")
        self.meaning.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(0)
        layout.addWidget(self.scale, 0, 0, 1, 3)
        layout.addWidget(self._ends[0], 1, 0)
        layout.addWidget(label("0", role="muted"), 1, 1)
        layout.addWidget(self._ends[1], 1, 2)
        layout.addWidget(self.meaning, 2, 0, 1, 3)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(2, 1)

    def show_scale(self, ends: tuple[str, str], meaning: str) -> None:
        """Show the values at the ends, and what the numbers are."""
        for end, text in zip(self._ends, ends, strict=True):
            end.show_text(text)
        self.meaning.show_text(meaning)
        self.scale.setAccessibleName(f"Scale of colors from {ends[0]} to {ends[1]}")
        set_tooltip(self.scale, meaning)

    @property
    def full_height(self) -> int:
        """The height with what the numbers are, shown or not."""
        return self.scale.sizeHint().height() + self._ends[0].sizeHint().height() + self.meaning.sizeHint().height()
