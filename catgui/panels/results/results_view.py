"""The figures of a network: accuracies and confusion matrix."""

from __future__ import annotations

from operator import attrgetter

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from catgui.domain.prediction_texts import RESET_TIP, is_default_threshold, leak_text, threshold_result
from catgui.domain.saved_run_texts import other_data_note
from catgui.models.training.session import ShownRun
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import VerticalScrollArea, column_of, row_of
from catgui.widgets.figures.accuracy_figure import AccuracyFigure
from catgui.widgets.figures.confusion_matrix import ConfusionMatrix
from catgui.widgets.forms.tab_switch import PartSwitch
from engine.data.duplicates import TESTS_NOTHING, DuplicatePair, format_duplicates
from engine.training.run import Snapshot

_SPACING, _SIDE, _END = 6, 8, 4


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
        self._note.hide()
        self._accuracies = {
            "train": AccuracyFigure("results_train", "Training", attrgetter("accent")),
            "test": AccuracyFigure("results_test", "Test", attrgetter("test_curve")),
        }
        self._leaks = label(wrap=True)
        self._leaks.setObjectName("results_leaks")
        self._leaks.hide()
        self._threshold = label(wrap=True)
        self._threshold.setObjectName("results_threshold")
        self._reset = IconToolButton("undo", RESET_TIP)
        self._reset.setObjectName("results_reset")
        self._switch = PartSwitch("Part for the results")
        self._matrix = ConfusionMatrix()
        self._snapshot: Snapshot | None = None
        self._least_width = 0
        super().__init__(self._column(), "Results")
        self._switch.currentChanged.connect(self._show_part)
        self._matrix.cell_clicked.connect(self._on_cell_clicked)
        self._reset.clicked.connect(self.reset_wanted)

    def _column(self) -> QWidget:
        column = QWidget()
        column_of(
            self._note,
            *self._accuracies.values(),
            self._leaks,
            row_of((self._threshold, 1), (self._reset, Qt.AlignmentFlag.AlignTop)),
            row_of(self._switch, ...),
            (self._matrix, 1),
            ...,
            spacing=_SPACING,
            margins=(_SIDE, _END, _SIDE, _END),
        ).on(column)
        return column

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

    def show_run(self, run: ShownRun, snapshot: Snapshot | None, leaks: tuple[DuplicatePair, ...]) -> None:
        """Show the evaluation of a run, None if there is none yet; `leaks` are test pictures that are in training."""
        self._matrix.show_classes(run.classes)
        note = "" if snapshot is None else other_data_note(run)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._leaks.setText("" if snapshot is None else leak_text(len(leaks), snapshot.test.count))
        set_tooltip(self._leaks, f"{TESTS_NOTHING} {format_duplicates(leaks)}")
        self._leaks.setVisible(bool(self._leaks.text()))
        self.show_snapshot(snapshot)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Show the evaluations of `snapshot`, and its threshold if it is not the default; None for none."""
        self._snapshot = snapshot
        if snapshot is None:
            for figure in self._accuracies.values():
                figure.show_evaluation(None)
        else:
            for part, figure in self._accuracies.items():
                figure.show_evaluation(snapshot.part(part))
        is_other = snapshot is not None and not is_default_threshold(snapshot.test.threshold)
        if snapshot is not None:
            test = snapshot.test
            self._threshold.setText(threshold_result(test.threshold, test.classes[1], test.confusion)[0])
        self._threshold.setVisible(is_other)
        self._reset.setVisible(is_other)
        self._show_part()

    def _show_part(self) -> None:
        if self._snapshot is None:
            self._matrix.clear()
        else:
            evaluation = self._snapshot.part(self._switch.choice)
            self._matrix.show_counts(evaluation.classes, evaluation.confusion)

    def _on_cell_clicked(self, label: int, predicted: int) -> None:
        if self._snapshot is not None:
            self.cell_clicked.emit(self._switch.choice, label, predicted)
