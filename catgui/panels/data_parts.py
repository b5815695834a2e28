"""Parts of the data panel: what there is to learn from, the balance of the classes, and one picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QProgressBar, QPushButton, QSizePolicy, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.focus import Role, set_role
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import row_of
from catgui.widgets.pictures.picture_painting import SIDE, PictureView, paint_class_mark
from engine.data.course import needs_download, total_size
from engine.data.dataset import Dataset, balance
from engine.data.sources import BUILTIN, COURSE
from engine.system.memory import format_bytes
from engine.text import format_ratio

COURSE_PHOTOS = "Course photos"


class SourceButton(IconButton):
    """A button with a menu of what there is to learn from; `open_source` opens the drawings or the course photos.

    Attributes: `entries`, the menu; `own_pictures` and `pair`, its entries for files that are to be chosen.
    """

    def __init__(self, open_source: Callable[[str], object]) -> None:
        super().__init__("pictures", "Pictures", "Choose what to learn from")
        self.setObjectName("pictures_button")
        self.entries = QMenu(self)
        self._add("builtin_source", "Built-in drawings").triggered.connect(lambda: open_source(BUILTIN))
        self._course = self._add("course_source", COURSE_PHOTOS)
        self._course.triggered.connect(lambda: open_source(COURSE))
        self.own_pictures = self._add("own_pictures_source", "Your own pictures…")
        self.pair = self._add("open_source", "Two HDF5 files (.h5)…")
        self.setMenu(self.entries)
        self.entries.aboutToShow.connect(self._show_download)

    def _show_download(self) -> None:
        """Show what is to be downloaded, if anything is."""
        note = f" ({format_bytes(total_size())}, downloaded once)" if needs_download() else ""
        self._course.setText(COURSE_PHOTOS + note)

    def _add(self, name: str, text: str) -> QAction:
        action = self.entries.addAction(text)
        action.setObjectName(name)
        return action


_KILO = 1000


class LoadingBar(QWidget):
    """Hidden while nothing is loaded; `name` says to screen readers what is, and `cancel` ends it."""

    def __init__(self, name: str, cancel: Callable[[], None]) -> None:
        super().__init__()
        self._progress = QProgressBar()
        self._progress.setTextVisible(True)
        self._progress.setAccessibleName(name)
        button = QPushButton("Cancel")
        button.clicked.connect(cancel)
        row_of((self._progress, 1), button).on(self)
        self.hide()

    def show_loading(self, loading: bool) -> None:
        """Show the bar, indeterminate at first, or hide it if not `loading`."""
        self.setVisible(loading)
        self._progress.setRange(0, 0)
        self._progress.setFormat("")

    def show_bytes(self, done: int, total: int) -> None:
        """Show bytes downloaded and in all."""
        # In thousands: a progress bar has 32 bits.
        self._show(done // _KILO, total // _KILO, f"{format_bytes(done)} of {format_bytes(total)}")

    def show_pictures(self, done: int, total: int) -> None:
        """Show pictures read and in all."""
        self._show(done, total, f"{done:,} of {total:,} pictures")

    def _show(self, done: int, total: int, text: str) -> None:
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(done)
        self._progress.setFormat(text)


_PART_TITLES = {"train": "Training", "test": "Test"}
_MAX_SHARE_CHARS = 12
_BAR, _MARK = 8, 10


class ClassBalance(QGridLayout):
    """The class balance of both parts as a bar, with the share of class 1; all figures in the tooltips."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(8)
        self.setVerticalSpacing(2)
        self.setColumnStretch(1, 1)
        self._rows = {}
        for row, (part, name) in enumerate(_PART_TITLES.items()):
            # Elided: names of classes may be long.
            bar, share = _BalanceBar(), ElidedLabel(role="muted", max_chars=_MAX_SHARE_CHARS)
            share.setObjectName(f"{part}_balance")
            for column, widget in enumerate((label(name, role="muted"), bar, share)):
                self.addWidget(widget, row, column)
            self._rows[part] = bar, share

    def show_dataset(self, dataset: Dataset) -> None:
        """Show the balance of `dataset`."""
        for part, (bar, share) in self._rows.items():
            zeros, ones = dataset.parts[part].class_counts()
            text = f"{_PART_TITLES[part]}: {balance(dataset.classes, (zeros, ones))}"
            share.show_text(f"{format_ratio(ones / max(1, zeros + ones))} {dataset.classes[1]}")
            set_tooltip(share, text)
            bar.show_counts((zeros, ones), text)


class _BalanceBar(QWidget):
    """Shows two counts side by side in the colors of their classes, with the marks of these at its ends."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, Role.Graphic)
        self._counts = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: tuple[int, int], text: str) -> None:
        """Show the counts of class 0 and class 1; `text` is the accessible name."""
        self._counts = counts
        self.setAccessibleName(text)
        set_tooltip(self, text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(48, scaled(_MARK))

    def paintEvent(self, event: QPaintEvent) -> None:
        zeros, ones = self._counts
        if zeros + ones == 0:
            return
        side = scaled(_MARK)
        area = QRectF(side / 2, (self.height() - _BAR) / 2, self.width() - side, _BAR)
        split = area.x() + area.width() * zeros / (zeros + ones)
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            painter.fillRect(area, QColor(colors.classes[1]))
            painter.fillRect(QRectF(area.x(), area.y(), split - area.x(), _BAR), QColor(colors.classes[0]))
            painter.fillRect(QRectF(split - 1, area.y(), 2, _BAR), QColor(colors.base))
            for of, x in enumerate((0, self.width() - side)):
                mark = QRectF(x, (self.height() - side) / 2, side, side)
                paint_class_mark(painter, mark, of, self.palette())


_ENLARGED_SIDE = 128
# The heights of a panel from which a picture is shown, and from which it is enlarged.
LOW, _HIGH = 400, 720


class CaptionedPicture(QWidget):
    """Shows one picture, and beside it what it is; nothing of it in a low panel."""

    def __init__(self) -> None:
        super().__init__()
        self._view = PictureView()
        self._text = label(wrap=True, selectable=True)
        self._text.setObjectName("picture_sentence")
        row_of(self._view, (self._text, 1), spacing=8).on(self)
        self.fit(0)

    def fit(self, height: int) -> None:
        """Set the size that leaves most of a panel of `height` to the grid; hidden in a low one."""
        side = scaled(SIDE if height < scaled(_HIGH) else _ENLARGED_SIDE)
        self._view.setFixedSize(side, side)
        self.setVisible(height >= scaled(LOW))

    def show_picture(self, pixels: NDArray[np.uint8] | None, caption: str, details: str = "") -> None:
        """Show a picture (height, width, 3), or None, and its `caption`; `details` are in the tooltip."""
        self._view.setVisible(pixels is not None)
        self._view.show_pixels(pixels, details or caption)
        self._text.setText(caption)
        set_tooltip(self._text, details)
