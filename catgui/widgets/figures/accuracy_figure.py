"""The accuracy on one part, with the baseline."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from catgui.domain.prediction_texts import (
    ACCURACY_TIP,
    NOT_KNOWN_YET,
    always_text,
    baseline_tip,
)
from catgui.style.colors import ColorScheme
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.basic.wrapping import FlowRow
from catgui.widgets.figures.figure_bar import FigureBar
from engine.analysis.evaluation import Evaluation
from engine.text import format_ratio

_SPACING = 8


class AccuracyFigure(QWidget):
    """Shows the accuracy of an evaluation.

    `name` is the prefix of its labels' object names, `caption` its heading.
    """

    def __init__(
        self,
        name: str,
        caption: str,
        color: Callable[[ColorScheme], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._caption = caption
        self._heading = label(self._caption, role="heading")
        self._accuracy = label(role="figure")
        set_tooltip(self._accuracy, ACCURACY_TIP)
        self._counts = ElidedLabel(role="muted")
        self._baseline = ElidedLabel(role="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._bar = FigureBar(color)
        parts = {"accuracy": self._accuracy, "counts": self._counts, "baseline": self._baseline}
        for part, widget in parts.items():
            widget.setObjectName(f"{name}_{part}")
        self._lay_out()
        self.show_evaluation(None)

    def _lay_out(self) -> None:
        counts = FlowRow(2 * _SPACING, 0)
        counts.add(self._counts)
        counts.add(self._baseline)
        top = QHBoxLayout()
        top.setSpacing(_SPACING)
        top.addWidget(self._heading, alignment=Qt.AlignmentFlag.AlignBottom)
        top.addStretch()
        top.addWidget(self._accuracy)
        column_of(top, self._bar, counts, spacing=0).on(self)

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        """Show the accuracy of `evaluation`, None if there is none yet."""
        if evaluation is None:
            self._accuracy.setText("–")
            self._counts.show_text(" ")
            self._baseline.show_text("")
            self._bar.show_fraction(None, NOT_KNOWN_YET.format(name=self._caption))
            return
        counts = f"{evaluation.correct:,} of {evaluation.count:,}"
        accuracy, (always, baseline) = evaluation.accuracy, evaluation.baseline
        baseline_text = always_text(always, baseline)
        self._accuracy.setText(format_ratio(accuracy))
        self._counts.show_text(f"{counts} right", counts)
        self._baseline.show_text(baseline_text)
        set_tooltip(self._baseline, baseline_tip(evaluation))
        text = f"{self._caption}: {format_ratio(accuracy)} · Tick: {baseline_text}"
        self._bar.show_fraction(accuracy, text, baseline)
