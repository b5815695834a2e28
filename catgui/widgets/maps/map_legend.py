"""The legend of a map: its scale of colors, with numbers at both ends."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.maps.map_colors import color_map

_HEIGHT = 8
_STEPS = np.linspace(-1.0, 1.0, 65)[np.newaxis]
# Of medium brightness, as pictures are.
_BEHIND = "#808080"


class _Scale(QWidget):
    """The colors from the largest value for class 0 to the largest for class 1, over gray."""

    def __init__(self) -> None:
        super().__init__()
        self._strength = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_strength(self, strength: float) -> None:
        """Show the colors of maps of this strength."""
        self._strength = strength
        self.update()

    def sizeHint(self) -> QSize:
        """A thin bar."""
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the colors."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(_BEHIND))
            colors = color_scheme_of(self.palette())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), color_map(_STEPS, 1.0, self._strength, colors))


class MapLegend(QWidget):
    """Shows the scale of a map, the values at its ends, and what they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = _Scale()
        # Each number at its end of the scale, above what the numbers are.
        self._ends = (ElidedLabel(role="muted"), ElidedLabel(role="muted"))
        self._ends[1].setAlignment(Qt.AlignmentFlag.AlignRight)
        self._meaning = ElidedLabel(role="muted")
        self._meaning.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(0)
        layout.addWidget(self._scale, 0, 0, 1, 3)
        layout.addWidget(self._ends[0], 1, 0)
        layout.addWidget(label("0", role="muted"), 1, 1)
        layout.addWidget(self._ends[1], 1, 2)
        layout.addWidget(self._meaning, 2, 0, 1, 3)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(2, 1)

    def show_scale(self, ends: tuple[str, str], meaning: tuple[str, str]) -> None:
        """Show the values at the ends, each a number and its class, and what the numbers are, in short and shorter."""
        for end, text in zip(self._ends, ends, strict=True):
            end.show_text(text, text.split(" ", 1)[0])
        self._meaning.show_text(*meaning)
        self._scale.setAccessibleName(f"Scale of colors from {ends[0]} to {ends[1]}")
        set_tooltip(self._scale, meaning[0])

    @property
    def full_height(self) -> int:
        """The height with what the numbers are, shown or not."""
        return self._scale.sizeHint().height() + self._ends[0].sizeHint().height() + self._meaning.sizeHint().height()

    def show_meaning(self, shown: bool) -> None:
        """Show or hide what the numbers are."""
        self._meaning.setVisible(shown)

    def set_strength(self, strength: float) -> None:
        """Show the colors of maps of this strength."""
        self._scale.set_strength(strength)
