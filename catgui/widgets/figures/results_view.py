"""The figures of a network: accuracies, confusion matrix and metrics per class."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.vertical_scroll import VerticalScrollArea
from catgui.widgets.figures.accuracy_figure import AccuracyFigure
from catgui.widgets.figures.class_figures_table import ClassFiguresTable
from catgui.widgets.figures.confusion_matrix import ConfusionMatrix
from catgui.widgets.forms.part_switch import PartSwitch
from engine.analysis.evaluation import Evaluation


def _shrinking_spacer() -> QSpacerItem:
    """Space between groups of widgets; it shrinks before a scroll bar appears."""
    return QSpacerItem(0, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Maximum)


class ResultsView(VerticalScrollArea):
    """Shows the evaluations on both parts; a switch chooses the part for the matrix and the metrics.

    Signals: `cell_clicked(str, int, int)`, a cell of the confusion matrix: the part, the true and the predicted class.
    """

    cell_clicked = Signal(str, int, int)

    def __init__(self) -> None:
        self._note = label(role="muted", wrap=True)
        self._note.setObjectName("results_note")
        self._note.hide()
        self._train = AccuracyFigure("results_train", "Training", attrgetter("accent"))
        self._test = AccuracyFigure("results_test", "Test", attrgetter("test_curve"), has_interval=True)
        self._threshold = ElidedLabel(role="heading")
        self._threshold.setObjectName("results_threshold")
        self._switch = PartSwitch("Part of the data for the results")
        self._matrix = ConfusionMatrix()
        self._figures = ClassFiguresTable()
        self._evaluations: Mapping[str, Evaluation] = {}
        super().__init__(self._column(), "Results")
        self._switch.part_changed.connect(self._show_part)
        self._matrix.cell_clicked.connect(self._on_cell_clicked)

    def _column(self) -> QWidget:
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(8, 4, 16, 4)
        layout.setSpacing(8)
        layout.addWidget(self._note)
        layout.addWidget(self._train)
        layout.addWidget(self._test)
        layout.addWidget(self._threshold)
        layout.addItem(_shrinking_spacer())
        layout.addWidget(self._switch, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._matrix, stretch=1)
        layout.addItem(_shrinking_spacer())
        layout.addWidget(self._figures)
        layout.addStretch()
        return column

    def show_classes(self, classes: tuple[str, str]) -> None:
        """Name the classes."""
        self._matrix.show_classes(classes)
        self._figures.show_classes(classes)

    def show_evaluations(self, evaluations: Mapping[str, Evaluation], threshold: str) -> None:
        """Show the evaluations of "train" and "test", or none yet; `threshold` is a line about it, or ''."""
        self._evaluations = evaluations
        self._train.show_evaluation(evaluations.get("train"))
        self._test.show_evaluation(evaluations.get("test"))
        self._threshold.show_text(threshold)
        self._threshold.setVisible(bool(threshold))
        self._show_part()

    def show_note(self, note: str) -> None:
        """Say above the figures what they are of, if that is not the data of the run; '' says nothing."""
        self._note.setText(f"These figures are {note}." if note else "")
        self._note.setVisible(bool(note))

    def _show_part(self) -> None:
        evaluation = self._evaluations.get(self._switch.part)
        if evaluation is None:
            self._matrix.clear()
            self._figures.clear()
        else:
            self._matrix.show_counts(evaluation.classes, evaluation.confusion)
            self._figures.show_figures(evaluation.class_metrics())

    def _on_cell_clicked(self, label: int, predicted: int) -> None:
        if self._evaluations:
            self.cell_clicked.emit(self._switch.part, label, predicted)
