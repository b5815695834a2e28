"""What the data panel shows beside its grid: name, figures and class balance of the data, and one picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from catgui.domain.data_texts import NO_DATA
from catgui.style.colors import color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import column_of, row_of
from catgui.widgets.basic.roles import Role, set_role
from catgui.widgets.pictures.picture_delegate import SIDE
from catgui.widgets.pictures.picture_view import PictureView
from engine.data.dataset import Dataset, balance
from engine.data.duplicates import DuplicatePair, format_duplicates
from engine.data.image_folder import ImageFolderData, left_out_text
from engine.data.sources import BUILTIN, COURSE
from engine.text import format_ratio

# Lines of the tooltip.
_MAX_DUPLICATES_IN_TOOLTIP = 100
_HEIGHT = 8
_PART_TITLES = {"train": "Training", "test": "Test"}
_MAX_SHARE_CHARS = 12
_ENLARGED_SIDE = 128
# The heights of a panel from which the text is shown below the grid, the picture beside it, and that enlarged.
_LOWEST, _LOW, _HIGH = 340, 400, 720


class DataHeading(QWidget):
    """The name of a data set and the numbers of its pictures; without data, what is being read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # In one line: a long name must leave room for the pictures.
        self._name = ElidedLabel(role="title")
        self._name.setObjectName("data_name")
        self._counts = ElidedLabel(role="muted")
        self._counts.setObjectName("data_counts")
        column_of(self._name, self._counts, spacing=2).on(self)

    def show_dataset(self, dataset: Dataset | None, reading: str = "") -> None:
        """Show the name of `dataset` as it was opened."""
        self._counts.setVisible(dataset is not None)
        if dataset is None:
            self._name.show_text(reading or NO_DATA)
            return
        # A folder of the user keeps its name.
        is_own = dataset.source not in (BUILTIN, COURSE)
        name = dataset.original.name
        self._name.show_text(name if is_own else name[:1].upper() + name[1:])
        set_tooltip(self._name, f"{name}\n{dataset.source}" if is_own else "")
        train, test = dataset.train.count, dataset.test.count
        self._counts.show_text(f"{train:,} training, {test:,} test")


class DataDetails(QWidget):
    """The size of the pictures, the shapes of the notebook's arrays, and the pictures that are in both parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = label(role="muted", wrap=True, selectable=True)
        self._facts.setObjectName("data_facts")
        self._duplicates = label(role="muted", wrap=True, selectable=True)
        self._duplicates.setObjectName("twins_line")
        column_of(self._facts, self._duplicates, spacing=4).on(self)
        self.hide()

    def show_dataset(self, dataset: Dataset) -> None:
        """Show the figures of `dataset`."""
        height, width = dataset.picture_shape
        shapes = [f"{array} {shape}" for array, shape in dataset.array_shapes.items()]
        self._facts.setText("\n".join([f"{height} x {width} px; in the notebook:", *shapes]))

    def show_duplicates(self, duplicates: tuple[DuplicatePair, ...]) -> None:
        """Name the first duplicates, and more of them in the tooltip."""
        self._duplicates.setText(format_duplicates(duplicates))
        set_tooltip(self._duplicates, "\n".join(map(str, duplicates[:_MAX_DUPLICATES_IN_TOOLTIP])))
        self._duplicates.setVisible(bool(duplicates))


class UnreadFiles(QWidget):
    """How many files of folders of pictures were not read, with a button for the reasons; hidden if all were."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ElidedLabel(role="muted")
        self._text.setObjectName("unread_files")
        self._reasons = ""
        button = QPushButton("Reasons…")
        button.setObjectName("unread_reasons_button")
        button.setProperty("role", "compact")
        button.clicked.connect(self._show_reasons)
        row_of((self._text, 1), button, spacing=8).on(self)
        self.hide()

    def show_data(self, data: ImageFolderData | None) -> None:
        """Show what was left out of `data`, or not read; None for other data."""
        faults = () if data is None else data.not_read
        self._reasons = "\n".join(f"{fault.path}: {fault.reason}" for fault in faults)
        self._text.show_text("" if data is None else _describe_faults(data))
        self.setVisible(bool(faults))

    def _show_reasons(self) -> None:
        from catgui.widgets.basic.text_dialogs import TextDialog  # not needed before

        TextDialog("reasons_dialog", self._text.text(), "", self._reasons, self).show()


def _describe_faults(data: ImageFolderData) -> str:
    files = f"Not read: {len(data.faults):,} of {data.file_count:,} files" if data.faults else ""
    return ". ".join(filter(None, (left_out_text(data.left_out), files)))


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
    """Shows two counts side by side in the colors of their classes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        return QSize(48, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        zeros, ones = self._counts
        if zeros + ones == 0:
            return
        area = QRectF(0, (self.height() - _HEIGHT) / 2, self.width(), _HEIGHT)
        split = area.width() * zeros / (zeros + ones)
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rounded = QPainterPath()
            rounded.addRoundedRect(area, _HEIGHT / 2, _HEIGHT / 2)
            painter.setClipPath(rounded)
            painter.fillRect(area, QColor(colors.classes[1]))
            painter.fillRect(QRectF(area.x(), area.y(), split, _HEIGHT), QColor(colors.classes[0]))
            painter.fillRect(QRectF(area.x() + split - 1, area.y(), 2, _HEIGHT), QColor(colors.base))


class CaptionedPicture(QWidget):
    """Shows one picture, and beside it what it is; a low panel has room for the text alone, or for the grid alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_picture = self._has_room = self._has_text_room = False
        self._view = PictureView()
        self._text = label(wrap=True, selectable=True)
        self._text.setObjectName("picture_sentence")
        self._file = ElidedLabel(role="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._file.setObjectName("picture_file")
        row_of(self._view, (column_of(..., self._text, self._file, ..., spacing=2), 1), spacing=8).on(self)
        self.fit(0)

    def fit(self, height: int) -> None:
        """Take the size that leaves the most of a panel of `height` to the grid."""
        side = scaled(SIDE if height < scaled(_HIGH) else _ENLARGED_SIDE)
        self._view.setFixedSize(side, side)
        self._has_room, self._has_text_room = height >= scaled(_LOW), height >= scaled(_LOWEST)
        self._show_parts()

    def show_picture(self, pixels: NDArray[np.uint8] | None, caption: str, details: str = "", file: str = "") -> None:
        """Show a picture (height, width, 3), its `caption`, and the `file` it is from; `details` are in the tooltip."""
        self._has_picture = pixels is not None
        self._show_parts()
        self._view.show_pixels(pixels, details or caption)
        self._text.setText(caption)
        set_tooltip(self._text, details)
        self._file.show_text(file)
        self._file.setVisible(bool(file))

    def _show_parts(self) -> None:
        self._view.setVisible(self._has_room and self._has_picture)
        self.setVisible(self._has_text_room or not self._has_picture)

    def show_message(self, text: str) -> None:
        """Show no picture, and why."""
        self.show_picture(None, text)
