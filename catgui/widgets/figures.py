"""The figures of a network: accuracies, confusion matrix, and a fraction or a probability as a bar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QSizePolicy, QWidget

from catgui.domain.prediction_texts import (
    ANY_CLASSES,
    NOT_KNOWN_YET,
    RESET_TIP,
    always_text,
    is_default_threshold,
    threshold_result,
)
from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.text_size import keep_scaled, scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton, PartSwitch, icon
from catgui.widgets.basic.focus import Role, set_role
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import FlowRow, VerticalScrollArea, column_of, row_of
from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.text import format_probability, format_ratio, printable, threshold_sentence
from engine.training.run import Snapshot

_ICON = 16
_CELL_GAP = 2
# Cells grow with the window up to this height.
_MAX_HEIGHT = 160
# The opacity of a cell with none of the pictures of its row, and with all of them.
_FAINTEST, _STRONGEST = 0.04, 0.42
_HEIGHT = 6
_TICK_OVERHANG = 3  # how far the mark extends above and below
_SPACING, _SIDE, _END = 4, 8, 2
# The captions of the parts, and the names of their colors.
_PARTS = {"train": ("Training", "accent"), "test": ("Test", "test_curve")}


class ResultsView(VerticalScrollArea):
    """Shows how a network is evaluated on both parts; a switch chooses the part for the matrix.

    Signals: `cell_clicked(str, int, int)`, a cell of the confusion matrix: the part, the true and the predicted class;
    `reset_wanted()`, the threshold is to be 50% again.
    """

    cell_clicked = Signal(str, int, int)
    reset_wanted = Signal()

    def __init__(self) -> None:
        self._note = label(role="muted", wrap=True)
        self._note.setObjectName("results_note")
        self._accuracies = {part: AccuracyFigure(part) for part in _PARTS}
        self._threshold = label(wrap=True)
        self._threshold.setObjectName("results_threshold")
        self._reset = IconToolButton("undo", RESET_TIP)
        self._reset.setObjectName("results_reset")
        self._switch = PartSwitch("Part of the results")
        self._matrix = ConfusionMatrix()
        self._snapshot: Snapshot | None = None
        self._least_width = 0
        column = column_of(
            self._note,
            *self._accuracies.values(),
            row_of((self._threshold, 1), (self._reset, Qt.AlignmentFlag.AlignTop)),
            row_of(self._switch, ...),
            (self._matrix, 1),
            ...,
            spacing=_SPACING,
            margins=(_SIDE, _END, _SIDE, _END),
        )
        super().__init__(column.widget(), "Results")
        self._switch.currentChanged.connect(self._show_part)
        self._matrix.cell_clicked.connect(self._on_cell_clicked)
        self._reset.clicked.connect(self.reset_wanted)

    def minimumSizeHint(self) -> QSize:
        column = self.widget()
        assert column is not None
        width = column.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the size to the figures once they are there, or in another size of the text."""
        if event.type() == QEvent.Type.LayoutRequest:
            width = self.minimumSizeHint().width()
            if width != self._least_width:  # a scroll area would cut them off
                self._least_width = width
                self.updateGeometry()
        return super().eventFilter(watched, event)

    def show_run(self, classes: tuple[str, str], note: str, snapshot: Snapshot | None) -> None:
        """Show the evaluation of a run with its classes and a note, None if there is none yet."""
        self._matrix.show_classes(classes)
        self._show_text(self._note, note)
        self.show_snapshot(snapshot)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show the evaluations of `snapshot`, and its threshold if it is not the default; None for none."""
        self._snapshot = snapshot
        for part, figure in self._accuracies.items():
            figure.show_evaluation(None if snapshot is None else snapshot.part(part))
        test = None if snapshot is None or is_default_threshold(snapshot.test.threshold) else snapshot.test
        text = "" if test is None else threshold_result(test.threshold, test.classes[1], test.confusion)[0]
        self._show_text(self._threshold, text)
        self._reset.setVisible(bool(text))
        self._show_part()

    @staticmethod
    def _show_text(line: QLabel, text: str) -> None:
        line.setText(text)
        line.setVisible(bool(text))

    def _show_part(self) -> None:
        if self._snapshot is None:
            self._matrix.clear()
        else:
            evaluation = self._snapshot.part(self._switch.choice)
            self._matrix.show_counts(evaluation.classes, evaluation.confusion)

    def _on_cell_clicked(self, label: int, predicted: int) -> None:
        if self._snapshot is not None:
            self.cell_clicked.emit(self._switch.choice, label, predicted)


class AccuracyFigure(QWidget):
    """Shows the accuracy on a part, "train" or "test", with the baseline."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._caption, color = _PARTS[part]
        self._accuracy = label(role="figure")
        self._counts = ElidedLabel(role="muted")
        self._baseline = ElidedLabel(role="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._bar = FigureBar(lambda colors: getattr(colors, color))
        parts = {"accuracy": self._accuracy, "counts": self._counts, "baseline": self._baseline}
        for name, widget in parts.items():
            widget.setObjectName(f"results_{part}_{name}")
        counts = FlowRow(16, 0)
        counts.add(self._counts)
        counts.add(self._baseline)
        heading = label(self._caption, role="heading"), Qt.AlignmentFlag.AlignBottom
        column_of(row_of(heading, ..., self._accuracy, spacing=8), self._bar, counts, spacing=0).on(self)
        self.show_evaluation(None)

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        """Show the accuracy of `evaluation`, None if there is none yet."""
        if evaluation is None:
            self._accuracy.setText("–")
            self._counts.show_text(" ")
            self._baseline.show_text("")
            self._bar.show_fraction(None, NOT_KNOWN_YET)
            return
        counts, accuracy = f"{evaluation.correct:,} of {evaluation.count:,}", format_ratio(evaluation.accuracy)
        always, baseline = evaluation.baseline
        self._accuracy.setText(accuracy)
        self._counts.show_text(f"{counts} right", counts)
        self._baseline.show_text(always_text(always, baseline))
        text = f"{self._caption}: {accuracy} · Tick: {always_text(always, baseline)}"
        self._bar.show_fraction(evaluation.accuracy, text, baseline)


class ConfusionMatrix(QWidget):
    """Shows counts by true class, named above each row, and predicted class (column).

    Signals: `cell_clicked(int, int)`, the true and the predicted class of a cell.
    """

    cell_clicked = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Confusion matrix")
        self._rows = [ElidedLabel(role="muted") for _ in range(2)]
        self._columns = [ElidedLabel(role="muted") for _ in range(2)]
        self._cells = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(_CELL_GAP)
        for predicted, column in enumerate(self._columns):
            column.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(column, 0, predicted)
            grid.setColumnStretch(predicted, 1)
        for actual, row in enumerate(self._rows):
            grid.addWidget(row, 2 * actual + 1, 0, 1, 2)
            grid.setRowStretch(2 * actual + 2, 1)
            for predicted in range(2):
                cell = ConfusionCell(actual == predicted)
                cell.clicked.connect(partial(self.cell_clicked.emit, actual, predicted))
                grid.addWidget(cell, 2 * actual + 2, predicted)
                self._cells[actual, predicted] = cell
        self.show_classes(ANY_CLASSES)

    def show_classes(self, classes: tuple[str, str]) -> None:
        """Name the rows and columns."""
        for name, row, column in zip(classes, self._rows, self._columns, strict=True):
            row.show_text(f"actually {name}")
            column.show_text(f"predicted {name}")

    def show_counts(self, classes: tuple[str, str], counts: NDArray[np.int64]) -> None:
        """Show `counts` (2, 2), pictures by true class (row) and predicted class (column), with shares."""
        for (actual, predicted), cell in self._cells.items():
            count, whole = int(counts[actual, predicted]), int(counts[actual].sum())
            share = count / whole if whole else 0.0
            text = f"{count:,} of {whole:,} {classes[actual]} pictures predicted {classes[predicted]}"
            cell.show_count(count, share, text)

    def clear(self) -> None:
        """Show no counts."""
        for cell in self._cells.values():
            cell.show_count(None, 0.0, NOT_KNOWN_YET)


class ConfusionCell(QAbstractButton):
    """A button with one count of the matrix and its share of the row."""

    def __init__(self, correct: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._correct = correct
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        keep_scaled(self.setMaximumHeight, _MAX_HEIGHT)
        self._share = 0.0
        self._count = label("–", role="figure")
        self._percentage = label(" ")
        for line in (self._count, self._percentage):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = column_of(..., self._count, self._percentage, ..., spacing=0).on(self)
        keep_scaled(layout.setContentsMargins, _ICON + 4, 1, 4, 1)

    def show_count(self, count: int | None, share: float, text: str) -> None:
        """Show a count and its share of the row; None for no count. `text` is the accessible name."""
        self._count.setText("–" if count is None else f"{count:,}")
        self._percentage.setText(" " if count is None else format_ratio(share))
        if share != self._share:
            self._share = share
            self.update()
        if text != self.accessibleName():
            self.setAccessibleName(text)
            set_tooltip(self, f"{text}: click to see them" if count else text)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = color_scheme_of(self.palette())
        color = colors.accent if self._correct else colors.error
        tint = QColor(color)
        tint.setAlphaF(_FAINTEST + (_STRONGEST - _FAINTEST) * self._share)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(colors.line))
            painter.setBrush(tint)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            mark = icon("right" if self._correct else "wrong", colors.text)
            side = scaled(_ICON)
            mark.paint(painter, QRect(4, (self.height() - side) // 2, side, side))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Click on Enter, as on Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class FigureBar(QWidget):
    """A bar from 0 to 1, filled up to a fraction, with an optional mark.

    `color` returns the color of the filled part in a scheme.
    """

    def __init__(self, color: Callable[[ColorScheme], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, Role.Graphic)
        self._color = color
        self._share: float | None = None
        self._mark: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_fraction(self, share: float | None, text: str = "", mark: float | None = None) -> None:
        """Fill the bar up to `share` in [0, 1]; None leaves it empty. `text` is the accessible name, with the mark."""
        if (share, text, mark) == (self._share, self.accessibleName(), self._mark):
            return
        self._share, self._mark = share, mark
        self.setAccessibleName(text)
        set_tooltip(self, text)
        self.update()

    def sizeHint(self) -> QSize:
        """The size of a thin bar, with room for a mark."""
        return QSize(48, scaled(_HEIGHT) + 2 * _TICK_OVERHANG)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, scaled(_HEIGHT) + 2 * _TICK_OVERHANG)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = color_scheme_of(self.palette())
        height = scaled(_HEIGHT)
        background = QRectF(0, (self.height() - height) / 2, self.width(), height)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(background, QColor(colors.line))
            _paint_outline(painter, background, colors)
            if self._share is not None:
                filled = QRectF(background)
                filled.setWidth(background.width() * self._share)
                painter.fillRect(filled, QColor(self._color(colors)))
            if self._mark is not None:
                tall = background.adjusted(0, -_TICK_OVERHANG, 0, _TICK_OVERHANG)
                _paint_mark(painter, background.width() * self._mark, tall, colors.window, colors)


def _paint_outline(painter: QPainter, bar: QRectF, colors: ColorScheme) -> None:
    """Paint a frame inside `bar`, by which the part that is not filled is seen as well."""
    painter.setPen(QPen(QColor(colors.edge), 1))
    painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))


def _paint_mark(painter: QPainter, x: float, tall: QRectF, border: str, colors: ColorScheme) -> None:
    # With a border, so that it is visible on the filled part as well; whole at both ends.
    x = min(max(x, tall.left() + 2), tall.right() - 2)
    painter.fillRect(QRectF(x - 2, tall.y(), 4, tall.height()), QColor(border))
    painter.fillRect(QRectF(x - 1, tall.y(), 2, tall.height()), QColor(colors.text))


class ProbabilityFigure(QWidget):
    """Shows one probability; `name` is the object name of the sentence, which has room for at least `lines`."""

    def __init__(self, name: str, parent: QWidget | None = None, lines: int = 1) -> None:
        super().__init__(parent)
        self._text = label(wrap=True)
        self._text.setObjectName(name)
        self._text.setMinimumHeight(lines * self._text.fontMetrics().lineSpacing())
        self._bar = FigureBar(lambda colors: colors.classes[1])
        column_of(self._text, self._bar, spacing=8).on(self)

    def show_probability(self, class_name: str, probability: float | None, threshold: float = THRESHOLD) -> None:
        """Show the probability of class 1, `class_name`, and the threshold above which it is predicted.

        None is shown if the probability is not known.
        """
        text = ""
        if probability is not None:
            name = printable(class_name)
            sentence = f"Probability of {name}: {format_probability(probability)}."
            text = f"{sentence} {threshold_sentence(threshold, name)}"
        self._text.setText(text)
        self._bar.show_fraction(probability, text or NOT_KNOWN_YET, threshold)
