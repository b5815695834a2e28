"""The accuracy on one part, with the baseline and perhaps the interval."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from catgui.domain.prediction_texts import interval_text, interval_tip
from catgui.style.colors import ColorScheme
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.figures.figure_bar import FigureBar
from engine.analysis.evaluation import Evaluation
from engine.text import format_interval

# Of "always non-cat: 65.6%", before which the counts make way; longer names of classes are elided.
_MAX_BASELINE_CHARS = 24


class AccuracyFigure(QWidget):
    """Shows the accuracy of an evaluation.

    `name` is the prefix of its labels' object names, `caption` its heading; `has_interval` has it show the interval, as
    is right for pictures that the network has not learned. Of fewer than `rates_from` pictures it shows counts only.
    """

    def __init__(
        self,
        name: str,
        caption: str,
        color: Callable[[ColorScheme], str],
        has_interval: bool = False,
        rates_from: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._caption, self._has_interval, self._rates_from = caption, has_interval, rates_from
        self._accuracy = label(role="figure")
        self._interval = ElidedLabel(role="muted")
        self._counts = ElidedLabel(role="muted")
        self._baseline = ElidedLabel(role="muted", elide=Qt.TextElideMode.ElideMiddle, max_chars=_MAX_BASELINE_CHARS)
        self._bar = FigureBar(color)
        parts = {
            "accuracy": self._accuracy,
            "interval": self._interval,
            "counts": self._counts,
            "baseline": self._baseline,
        }
        for part, widget in parts.items():
            widget.setObjectName(f"{name}_{part}")
        self._lay_out()
        self.show_evaluation(None)

    def _lay_out(self) -> None:
        right = Qt.AlignmentFlag.AlignRight
        self._baseline.setAlignment(right | Qt.AlignmentFlag.AlignVCenter)
        self._interval.setAlignment(right | Qt.AlignmentFlag.AlignBottom)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(0)
        layout.setColumnStretch(0, 1)
        self._counts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(self._caption, role="heading"), alignment=Qt.AlignmentFlag.AlignBottom)
        if self._has_interval:
            top.addWidget(self._interval, stretch=1)
        else:
            self._interval.setParent(self)
            self._interval.hide()
            top.addStretch()
        top.addWidget(self._accuracy)
        layout.addLayout(top, 0, 0, 1, 2)
        layout.addWidget(self._bar, 1, 0, 1, 2)
        layout.addWidget(self._counts, 2, 0)
        layout.addWidget(self._baseline, 2, 1)

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        """Show the accuracy of `evaluation`; None if there is none yet."""
        if evaluation is None:
            self._accuracy.setText("–")
            self._interval.show_text("")
            self._counts.show_text(" ")
            self._baseline.show_text("")
            self._bar.show_fraction(None, f"{self._caption} accuracy: not known yet")
            return
        if evaluation.count < self._rates_from:
            counts = f"{evaluation.correct:,} of {evaluation.count:,}"
            self._accuracy.setText(counts)
            self._interval.show_text("")
            self._counts.show_text("right")
            self._baseline.show_text(f"percentages from {self._rates_from} on")
            self._bar.show_fraction(None, f"{self._caption}: {counts} right")
            return
        accuracy, (always, baseline) = evaluation.accuracy, evaluation.baseline
        baseline_text = f"always {always}: {baseline:.1%}"
        self._accuracy.setText(f"{accuracy:.1%}")
        interval = f"; {interval_text(evaluation)}" if self._has_interval else ""
        if self._has_interval:
            ends = format_interval(evaluation.interval)
            self._interval.show_text(interval_text(evaluation), f"likely {ends}", ends)
            set_tooltip(self._interval, interval_tip(evaluation))
        counts = f"{evaluation.correct:,} of {evaluation.count:,}"
        self._counts.show_text(f"{counts} right", counts)
        self._baseline.show_text(baseline_text)
        self._bar.show_fraction(
            accuracy, f"{self._caption} accuracy {accuracy:.1%}{interval}; {baseline_text} (the mark)", baseline
        )
