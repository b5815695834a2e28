"""The threshold panel: histogram, ROC curve, and movable threshold."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from catgui.domain.prediction_texts import interval_tip, is_default_threshold, threshold_text
from catgui.domain.saved_run_texts import needs_data_text, other_data_note
from catgui.models.training.session import TrainingSession
from catgui.models.training.threshold import ThresholdEditor
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.forms.tab_switch import PartSwitch
from catgui.widgets.plots.probability_histogram import ProbabilityHistogram
from catgui.widgets.plots.roc_plot import RocPlot
from engine.analysis.evaluation import Evaluation
from engine.text import format_ratio

_BINS = 40
_EMPTY = (
    "Train the network: the probability it gives each picture, and what another threshold would change, will be shown "
    "here."
)


class ThresholdPanel(QWidget):
    """Shows the probabilities of a session's current evaluation; `editor` sets its threshold."""

    def __init__(self, session: TrainingSession, editor: ThresholdEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("threshold_panel")
        self._session = session
        self._build()
        session.evaluated.connect(self._show)
        self._switch.currentChanged.connect(self._show)
        self._editor = editor
        self._histogram.threshold_moved.connect(editor.move)
        self._reset.clicked.connect(self._on_reset)
        self._show()

    def _build(self) -> None:
        self._switch = PartSwitch("Part of the data for the probabilities")
        self._summary = ElidedLabel(role="heading")
        self._summary.setObjectName("threshold_reading")
        self._area = ElidedLabel(role="muted")
        self._area.setObjectName("roc_area")
        self._reset = IconButton("undo", "Reset to 0.5", "Predict the more probable class again")
        self._reset.setObjectName("threshold_half_button")
        self._hint = ElidedLabel(role="muted")
        self._hint.setObjectName("threshold_hint")
        self._histogram = ProbabilityHistogram()
        self._roc = RocPlot()
        self._lay_out()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(8)
        for widget in (self._switch, self._summary, self._reset):
            header.addWidget(widget)
        header.addStretch()
        header.addWidget(self._area)
        plots = QHBoxLayout()
        plots.setSpacing(16)
        plots.addWidget(self._histogram, stretch=3)
        plots.addWidget(self._roc, stretch=1)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(8, 4, 16, 8)
        layout.setSpacing(8)
        layout.addLayout(header)
        layout.addWidget(self._hint)
        layout.addLayout(plots, stretch=1)
        self._empty = label(_EMPTY, wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(page)

    def _show(self) -> None:
        run, snapshot = self._session.run, self._session.snapshot
        self._empty.setText(_EMPTY if run is None else needs_data_text(run.trained_on))
        self._pages.setCurrentIndex(0 if run is None or run.dataset is None else 1)
        if snapshot is not None:
            self._show_evaluation(snapshot.part(self._switch.choice))

    def _show_evaluation(self, evaluation: Evaluation) -> None:
        classes, threshold = evaluation.classes, evaluation.threshold
        summary = f"{threshold_text(threshold)}: accuracy {format_ratio(evaluation.accuracy)}"
        self._summary.show_text(summary)
        set_tooltip(self._summary, interval_tip(evaluation) if self._switch.choice == "test" else summary)
        note = other_data_note(self._session.run)
        of_other_data = f"All figures here are {note}. " if note else ""
        self._hint.show_text(
            f"{of_other_data}The bars count pictures by their probability of {classes[1]}. To the right of the line, "
            f"{classes[1]} is predicted. Drag the line to move the threshold."
        )
        self._reset.setEnabled(not is_default_threshold(threshold))
        self._histogram.show_counts(evaluation.histogram(_BINS), classes, threshold)
        curve = evaluation.roc()
        self._area.show_text(f"Area under the ROC curve: {curve.area:.3f}")
        false_positive_rate, true_positive_rate = _positive_rates(evaluation)
        text = (
            f"At this threshold {format_ratio(true_positive_rate)} of the {classes[1]} pictures are predicted "
            f"{classes[1]}, and {format_ratio(false_positive_rate)} of the {classes[0]} pictures are too. Random "
            "guesses lie on the diagonal."
        )
        self._roc.show_curve(
            (curve.false_positive_rate, curve.true_positive_rate), (false_positive_rate, true_positive_rate), text
        )

    def _on_reset(self) -> None:
        self._editor.reset()


def _positive_rates(evaluation: Evaluation) -> tuple[float, float]:
    """False and true positive rate: the fractions predicted as class 1."""
    zero, one = (row[1] / max(1, row.sum()) for row in evaluation.confusion)
    return float(zero), float(one)
