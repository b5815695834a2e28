"""The overview of a data set: its name, its figures and its class balance."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFormLayout, QSizePolicy, QVBoxLayout, QWidget

from catgui.domain.data_texts import NO_DATA
from catgui.domain.edits.edit_texts import PART_NAMES
from catgui.style.colors import color_scheme_of
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from engine.data.dataset import Dataset, balance, overview
from engine.data.duplicates import DuplicatePair, format_duplicates
from engine.data.sources import BUILTIN, COURSE

# Lines of the tooltip.
_MAX_DUPLICATES_IN_TOOLTIP = 100
_HEIGHT = 8


class DataTitle(QWidget):
    """The name of a data set, and beside the drawings where photos are to be had; `course_size` is a text.

    Once the course photos have been shown, they are there.
    """

    def __init__(self, course_size: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # In one line: a long name must leave room for the pictures.
        self._name = ElidedLabel(role="title")
        self._name.setObjectName("data_name")
        self._hint = label(f"Course photos: {course_size}, downloaded once.", role="muted", wrap=True)
        self._hint.setObjectName("course_hint")
        self._has_course = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._name)
        layout.addWidget(self._hint)

    def show_dataset(self, dataset: Dataset | None, reading: str = "") -> None:
        """Show the name of `dataset` as it was opened; without data, what is being read."""
        self._has_course |= dataset is not None and dataset.source == COURSE
        self._hint.setVisible(not self._has_course and (dataset is None or dataset.source == BUILTIN))
        if dataset is None:
            self._name.show_text(reading or NO_DATA)
            return
        # A folder of the user keeps its name.
        is_own = dataset.source not in (BUILTIN, COURSE)
        name = dataset.original.name
        self._name.show_text(name if is_own else name[:1].upper() + name[1:])
        set_tooltip(self._name, f"{name}\n{dataset.source}" if is_own else "")


class DuplicatesLine(QWidget):
    """Names the first pictures that are in both parts, in its tooltip more; hidden if there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = label(role="muted", wrap=True, selectable=True)
        self._text.setObjectName("twins_line")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text)

    def show_duplicates(self, duplicates: tuple[DuplicatePair, ...]) -> None:
        """Show these."""
        self._text.setText(format_duplicates(duplicates))
        set_tooltip(self._text, "\n".join(map(str, duplicates[:_MAX_DUPLICATES_IN_TOOLTIP])))
        self.setVisible(bool(duplicates))


class ClassBalance(QFormLayout):
    """The class balance of both parts, in words and as a bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setVerticalSpacing(4)
        # Elided: names of classes may be long.
        self._bars = {part: (ElidedLabel(role="muted"), _BalanceBar()) for part in PART_NAMES}
        for part, (caption, bar) in self._bars.items():
            self.addRow(caption)
            self.addRow(bar)
            caption.setObjectName(f"{part}_balance")

    def show_dataset(self, dataset: Dataset) -> None:
        """Show the balance of `dataset`."""
        counts = overview(dataset).counts
        for part, (caption, bar) in self._bars.items():
            text = f"{PART_NAMES[part]}: {balance(counts[part])}"
            caption.show_text(text)
            bar.show_counts(dataset.parts[part].class_counts(), text)


class DataFacts(QWidget):
    """The numbers of pictures, their size, and the shapes of the notebook's arrays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = label(role="muted", wrap=True, selectable=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text)

    def show_dataset(self, dataset: Dataset) -> None:
        """Show the figures of `dataset`."""
        facts = overview(dataset)
        height, width = facts.picture_shape
        shapes = [f"{array} {shape}" for array, shape in facts.shapes.items()]
        self._text.setText(
            f"{facts.train_examples:,} training and {facts.test_examples:,} test pictures, {height} x {width} px\n"
            f"{'   '.join(shapes[:2])}\n{'   '.join(shapes[2:])}"
        )


class _BalanceBar(QWidget):
    """Shows two counts side by side in the colors of their classes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: tuple[int, int], text: str) -> None:
        """Show the counts of class 0 and class 1; `text` is the accessible name."""
        self._counts = counts
        self.setAccessibleName(text)
        set_tooltip(self, text)
        self.update()

    def sizeHint(self) -> QSize:
        """The size of a thin bar."""
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint both parts of the bar."""
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
