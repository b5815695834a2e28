"""Vertical scroll areas that take the focus only while they can scroll."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from catgui.widgets.basic.layouts import Box

# What stays in sight of a column that has hardly any room.
_MIN_LINES = 4


class VerticalScrollArea(QScrollArea):
    """Shows `column` in its full width, with a vertical scroll bar where needed."""

    def __init__(self, column: QWidget, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWidget(column)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self._on_range_changed(0, 0)

    def _on_range_changed(self, _minimum: int, maximum: int) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if maximum else Qt.FocusPolicy.NoFocus)


class FittingScrollArea(VerticalScrollArea):
    """Shows a column of widgets in their full height; scrolls where there is less room."""

    def __init__(self, contents: Box, name: str, parent: QWidget | None = None) -> None:
        column = QWidget()
        self._layout = contents.on(column)
        super().__init__(column, name, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        hint = self._layout.totalSizeHint()
        if self._layout.hasHeightForWidth():
            hint.setHeight(self._layout.totalHeightForWidth(self.width()))
        return hint

    def minimumSizeHint(self) -> QSize:
        width = self._layout.totalMinimumSize().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, min(_MIN_LINES * self.fontMetrics().lineSpacing(), self.sizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the texts of the column have in another width."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """Ask for the height of the column, and have the scroll bar only where there is less."""
        fits = self.height() >= self.sizeHint().height()
        # Qt would keep a scroll bar for texts that are too high only in the width that it leaves them.
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        if bar != self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(bar)
        self.updateGeometry()
