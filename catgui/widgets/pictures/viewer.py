"""A window with the current picture of a list enlarged, and the page that shows it with its prediction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QItemSelectionModel, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QDialog, QPushButton, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.text_size import keep_scaled, scaled_size
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import icon
from catgui.widgets.basic.commands import Command, CommandRow, find_command
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, row_of
from catgui.widgets.figures import ProbabilityFigure
from catgui.widgets.maps import MapTabs
from catgui.widgets.pictures.picture_painting import PictureView
from engine.analysis.evaluation import THRESHOLD

_SIZE = QSize(1120, 680)


class Viewer(QDialog):
    """Shows `page`, where the panel of `view` shows what is current there, with the panel's commands and their keys.

    Buttons and the arrow keys make the previous or the next picture current; Esc closes the window. `groups` are as
    those of a CommandRow. It is as large as the screen has room for.
    """

    def __init__(
        self,
        name: str,
        view: QAbstractItemView,
        page: QWidget,
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
        self.resize(scaled_size(_SIZE).boundedTo(self.screen().availableSize()))

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


_SMALLEST_SIDE, _ANSWER_WIDTH, _MARK = 128, 240, QSize(32, 32)


class PicturePage(QWidget):
    """Shows one picture at a time beside the answer; of a photo, also what the network sees.

    Attributes: `maps`, the tabs of the picture and its map.
    """

    def __init__(self, title: str, is_photo: bool = False) -> None:
        super().__init__()
        self._picture = PictureView(_SMALLEST_SIDE, fills=is_photo)
        self.maps = MapTabs(title, self._picture)
        self._seen = PictureView(_SMALLEST_SIDE)
        self._mark, self._answer = label(), label(role="answer", wrap=True, selectable=True)
        self._answer.setObjectName("picture_answer")
        self._facts = label(wrap=True, selectable=True)
        self._facts.setObjectName("picture_facts")
        self._probability = ProbabilityFigure("picture_probability", lines=2)
        answer = column_of(
            ...,
            row_of(self._mark, (self._answer, 1), spacing=8),
            self._facts,
            self._probability,
            ...,
            spacing=8,
        ).widget()
        keep_scaled(answer.setFixedWidth, _ANSWER_WIDTH)
        row_of((self.maps, 1), *([(self._seen, 1)] if is_photo else []), answer, spacing=16).on(self)

    def show_picture(self, name: str, pixels: NDArray[np.uint8] | None, seen: NDArray[np.uint8] | None = None) -> None:
        """Show another picture, (height, width, 3), called `name`, and as `seen` by the network; None if not read."""
        self.maps.offer_map(pixels is not None)
        self._picture.show_pixels(pixels, name)
        self._seen.show_pixels(seen, "What the network sees" if seen is not None else "")

    def show_answer(self, answer: str, is_correct: bool | None, facts: str) -> None:
        """Show an answer with a tick or a cross, or with neither, and what else is known."""
        colors = color_scheme_of(self.palette())
        self._mark.setVisible(is_correct is not None)
        drawn = icon("right", colors.accent) if is_correct else icon("wrong", colors.error)
        self._mark.setPixmap(drawn.pixmap(scaled_size(_MARK), self.devicePixelRatioF()))
        self._mark.setAccessibleName("Right" if is_correct else "Wrong")
        self._answer.setText(answer)
        self._facts.setText(facts)

    def show_probability(self, class_name: str, probability: float | None, threshold: float = THRESHOLD) -> None:
        """Show the probability of class 1, `class_name`, which is predicted above `threshold`; None if not known."""
        self._probability.show_probability(class_name, probability, threshold)
