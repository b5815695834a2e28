"""The figures of a network: accuracies and confusion matrix."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from catgui.domain.prediction_texts import (
    NOT_KNOWN_YET,
    RESET_TIP,
    always_text,
    is_default_threshold,
    threshold_result,
)
from catgui.widgets.basic.buttons import IconToolButton, PartSwitch
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import FlowRow, VerticalScrollArea, column_of, row_of
from catgui.widgets.figures.confusion_matrix import ConfusionMatrix
from catgui.widgets.figures.figure_bar import FigureBar
from engine.analysis.evaluation import Evaluation
from engine.text import format_ratio
from engine.training.run import Snapshot

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
        """Take the room that the figures need once they are there, or in another size of the text."""
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
