"""A window with the current picture of a list enlarged, and the page that shows it with its prediction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QDialog, QPushButton, QWidget

from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.commands import Command, CommandRow, find_command
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, row_of
from catgui.widgets.figures.figure_bar import ProbabilityFigure
from catgui.widgets.maps.map_tabs import MapTabs
from catgui.widgets.pictures.picture_view import PictureView


class Viewer(QDialog):
    """Shows `page`, where the panel of `view` shows what is current there, with the panel's commands and their keys.

    Buttons and the arrow keys make the previous or the next picture current; Esc closes the window. `groups` are as
    those of a CommandRow.
    """

    def __init__(
        self,
        name: str,
        view: QAbstractItemView,
        page: QWidget,
        size: tuple[int, int],
        groups: Sequence[Sequence[str | Command]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._view, self._row = view, 0
        self._commands = [part for group in groups for part in group if isinstance(part, Command)]
        self._place = label(role="muted")
        self._place.setObjectName("picture_place")
        self._buttons = {-1: QPushButton("Previous"), 1: QPushButton("Next")}
        set_tooltip(self._buttons[-1], "Left arrow")
        set_tooltip(self._buttons[1], "Right arrow")
        self._buttons[1].setDefault(True)
        steps = row_of(self._buttons[-1], ..., self._place, ..., self._buttons[1])
        commands = [CommandRow(*groups)] if groups else []
        column_of((page, 1), *commands, steps, spacing=8, margins=(24, 16, 24, 16)).on(self)
        self._connect()
        self._buttons[1].setFocus()
        keep_scaled(self.resize, *size)

    def _connect(self) -> None:
        # Shortcuts of the window, since a focused button would use the arrow keys to move the focus.
        for step, key in ((-1, Qt.Key.Key_Left), (1, Qt.Key.Key_Right)):
            self._buttons[step].clicked.connect(lambda _checked=False, step=step: self._step(step))
            QShortcut(QKeySequence(key), self).activated.connect(lambda step=step: self._step(step))
        self._view.selectionModel().currentChanged.connect(self._follow)
        model = self._view.model()
        for changed in (model.rowsInserted, model.rowsRemoved, model.layoutChanged, model.modelReset):
            changed.connect(self._follow)

    def bring_up(self) -> None:
        """Show it in front of other windows, with the current picture."""
        self._follow()
        self.show()
        self.activateWindow()

    def _follow(self) -> None:
        """Show the place of the current picture, and whether there are others."""
        if self._is_listed:
            self._row = self._view.currentIndex().row()
        self._place.setText(f"{self._row + 1:,} of {self._view.model().rowCount():,}" if self._is_listed else "")
        for step, button in self._buttons.items():
            button.setEnabled(self._row_after(step) is not None)

    @property
    def _is_listed(self) -> bool:
        """Whether the list has a current picture; the one shown may have left the list."""
        return self._view.currentIndex().isValid()

    def _row_after(self, step: int) -> int | None:
        """The row one step on, or None beyond the ends."""
        # If the picture is not listed any more, the next one has taken its row.
        row = self._row + step - (not self._is_listed and step > 0)
        return row if 0 <= row < self._view.model().rowCount() else None

    def _step(self, step: int) -> None:
        row = self._row_after(step)
        if row is not None:
            select = QItemSelectionModel.SelectionFlag.ClearAndSelect  # whatever modifier is held
            self._view.selectionModel().setCurrentIndex(self._view.model().index(row, 0), select)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = find_command(self._commands, event)
        if command is None:
            super().keyPressEvent(event)
        elif command.isEnabled():
            command.trigger()


# The viewer with room for the usual picture six times enlarged, .
PICTURE_SIZE = 560, 384 + 232


class PicturePage(QWidget):
    """Shows one picture at a time.

    Attributes: `maps`, the tabs of the picture and its map.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = PictureView(minimum_side=128)
        self.maps = MapTabs("Picture", self._view)
        self._title = label(role="title", wrap=True, selectable=True)
        self._title.setObjectName("picture_title")
        self._probability = ProbabilityFigure("picture_probability")
        column_of((self.maps, 1), self._title, self._probability, spacing=8).on(self)

    def show_picture(self, name: str, pixels: NDArray[np.uint8]) -> None:
        """Show another picture, (height, width, 3), called `name`."""
        self._view.show_pixels(pixels, name)

    def show_verdict(self, title: str, class_name: str, probability: float, threshold: float) -> None:
        """Show the prediction for the picture.

        `probability` is that of class 1, `class_name`, which is predicted above `threshold`.
        """
        self._title.setText(title)
        self._probability.show_probability(class_name, probability, threshold)
