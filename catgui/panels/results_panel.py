"""The results panel: accuracies, confusion matrix and metrics per class."""

from __future__ import annotations

from operator import attrgetter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QSpacerItem, QStackedLayout, QVBoxLayout, QWidget

from catgui.domain.prediction_texts import is_default_threshold, threshold_text
from catgui.domain.saved_run_texts import needs_data_text
from catgui.models.training.session import TrainingSession
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.vertical_scroll import VerticalScrollArea
from catgui.widgets.figures.accuracy_figure import AccuracyFigure
from catgui.widgets.figures.class_figures_table import ClassFiguresTable
from catgui.widgets.figures.confusion_matrix import ConfusionMatrix
from catgui.widgets.forms.part_switch import PartSwitch
from engine.training.run import Snapshot

_MIN_WIDTH = 268
_UNTRAINED = "Train the network: how many pictures of each class it gets right will be shown here."


def _shrinking_spacer() -> QSpacerItem:
    """Space between groups of widgets; it shrinks before a scroll bar appears."""
    return QSpacerItem(0, 8, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Maximum)


class ResultsPanel(QWidget):
    """Shows the current evaluation of a training session.

    Signals: `cell_clicked(str, int, int)`, a cell of the confusion matrix: the part, the true and the predicted class.
    """

    cell_clicked = Signal(str, int, int)

    def __init__(self, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("results_panel")
        self._session = session
        self._build()
        self._connect()
        self._show_snapshot(session.snapshot)

    def _build(self) -> None:
        self._empty = label(_UNTRAINED, wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(16)
        self._train = AccuracyFigure("results_train", "Training", attrgetter("accent"))
        self._test = AccuracyFigure("results_test", "Test", attrgetter("test_curve"))
        self._threshold = ElidedLabel(role="heading")
        self._threshold.setObjectName("results_threshold")
        self._switch = PartSwitch("Part of the data for the results")
        self._matrix = ConfusionMatrix()
        self._figures = ClassFiguresTable()
        self._lay_out()

    def _lay_out(self) -> None:
        figures = QWidget()
        layout = QVBoxLayout(figures)
        layout.setContentsMargins(8, 4, 16, 4)
        layout.setSpacing(8)
        layout.addWidget(self._train)
        layout.addWidget(self._test)
        layout.addWidget(self._threshold)
        layout.addItem(_shrinking_spacer())
        layout.addWidget(self._switch, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._matrix, stretch=1)
        layout.addItem(_shrinking_spacer())
        layout.addWidget(self._figures)
        layout.addStretch()
        self._scroll = VerticalScrollArea(figures, "Results")
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._scroll)
        self.setMinimumWidth(_MIN_WIDTH)

    def _connect(self) -> None:
        self._session.evaluated.connect(self._show_snapshot)
        self._switch.part_changed.connect(self._show_part)
        self._matrix.cell_clicked.connect(self._on_cell_clicked)

    def _show_snapshot(self, snapshot: Snapshot | None) -> None:
        run = self._session.run
        # A new run is not evaluated yet: the page keeps its layout, without numbers.
        has_data = run is not None and run.dataset is not None
        self._empty.setText(_UNTRAINED if run is None else needs_data_text(run.trained_on))
        self._pages.setCurrentWidget(self._scroll if has_data else self._empty)
        if run is not None:
            self._matrix.show_classes(run.classes)
            self._figures.show_classes(run.classes)
        self._train.show_evaluation(snapshot.train if snapshot else None)
        self._test.show_evaluation(snapshot.test if snapshot else None)
        self._show_threshold(snapshot)
        self._show_part()

    def _show_threshold(self, snapshot: Snapshot | None) -> None:
        """Show the threshold if it is not the default."""
        is_changed = snapshot is not None and not is_default_threshold(snapshot.test.threshold)
        self._threshold.show_text(
            f"{threshold_text(snapshot.test.threshold)}, set in Threshold" if snapshot and is_changed else ""
        )
        self._threshold.setVisible(is_changed)

    def _show_part(self) -> None:
        snapshot = self._session.snapshot
        if snapshot is None:
            self._matrix.clear()
            self._figures.clear()
            return
        evaluation = snapshot.part(self._switch.part)
        self._matrix.show_counts(evaluation.classes, evaluation.confusion)
        self._figures.show_figures(evaluation.class_metrics())

    def _on_cell_clicked(self, label_: int, predicted: int) -> None:
        if self._session.snapshot is not None:
            self.cell_clicked.emit(self._switch.part, label_, predicted)
