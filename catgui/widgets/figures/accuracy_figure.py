"""The accuracy on one part, with the baseline and perhaps the interval."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from catgui.domain.prediction_texts import (
    ACCURACY_TIP,
    NOT_KNOWN_YET,
    always_text,
    baseline_tip,
    interval_text,
    interval_tip,
)
from catgui.style.colors import ColorScheme
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.basic.wrapping import ArrangingWidget, WrappingRow
from catgui.widgets.figures.figure_bar import FigureBar
from engine.analysis.evaluation import Evaluation
from engine.text import format_ratio

_SPACING = 8


class AccuracyFigure(ArrangingWidget):
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
        self._heading = label(self._caption, role="heading")
        self._accuracy = label(role="figure")
        set_tooltip(self._accuracy, ACCURACY_TIP)
        self._interval = ElidedLabel(role="muted")
        self._counts = ElidedLabel(role="muted")
        self._baseline = ElidedLabel(role="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._bar = FigureBar(color)
        self._least_interval = ""
        self._is_interval_beside = False
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
        counts = WrappingRow(_SPACING)
        counts.set_parts(self._counts, self._baseline)
        self._top = QHBoxLayout()
        self._top.setSpacing(_SPACING)
        self._top.addWidget(self._heading, alignment=Qt.AlignmentFlag.AlignBottom)
        self._top.addStretch()
        self._top.addWidget(self._accuracy)
        column_of(self._top, self._bar, counts, self._interval, spacing=0).on(self)
        self._interval.setVisible(self._has_interval)

    def _arrange(self) -> None:
        """Show the interval beside the accuracy, or in a line of its own where there is too little room for it."""
        if not self._has_interval:
            return
        parts = self._heading.sizeHint().width() + self._accuracy.sizeHint().width()
        needed = parts + 2 * _SPACING + self.fontMetrics().horizontalAdvance(self._least_interval)
        layout, is_beside = self.layout(), needed <= self.width()
        assert isinstance(layout, QVBoxLayout)
        if is_beside == self._is_interval_beside:
            return
        self._is_interval_beside = is_beside
        (layout if is_beside else self._top).removeWidget(self._interval)
        if is_beside:
            self._top.insertWidget(1, self._interval, stretch=1)
        else:
            layout.addWidget(self._interval)

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        """Show the accuracy of `evaluation`, None if there is none yet."""
        if evaluation is None:
            self._accuracy.setText("–")
            self._interval.show_text("")
            self._counts.show_text(" ")
            self._baseline.show_text("")
            self._bar.show_fraction(None, NOT_KNOWN_YET.format(name=self._caption))
            return
        counts = f"{evaluation.correct:,} of {evaluation.count:,}"
        if evaluation.count < self._rates_from:
            self._accuracy.setText(counts)
            self._interval.show_text("")
            self._counts.show_text("right")
            self._baseline.show_text(f"percentages from {self._rates_from} on")
            self._bar.show_fraction(None, f"{self._caption}: {counts} right")
            return
        accuracy, (always, baseline) = evaluation.accuracy, evaluation.baseline
        baseline_text = always_text(always, baseline)
        self._accuracy.setText(format_ratio(accuracy))
        parts = [f"{self._caption}: {format_ratio(accuracy)}"]
        if self._has_interval:
            self._least_interval = interval_text(evaluation)
            self._interval.show_text(self._least_interval)
            set_tooltip(self._interval, interval_tip(evaluation))
            parts.append(self._least_interval)
        self._counts.show_text(f"{counts} right", counts)
        self._baseline.show_text(baseline_text)
        set_tooltip(self._baseline, baseline_tip(evaluation))
        parts.append(f"Tick: {baseline_text}")
        self._bar.show_fraction(accuracy, " · ".join(parts), baseline)
