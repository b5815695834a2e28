"""The accuracy on one part, with the baseline."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from catgui.style.colors import ColorScheme
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.figures.figure_bar import FigureBar
from engine.analysis.evaluation import Evaluation


class AccuracyFigure(QWidget):
    """Shows the accuracy of an evaluation.

    `name` is the prefix of its labels' object names, `caption` its heading. Of fewer than `rates_from` pictures it
    shows counts only.
    """

    def __init__(
        self,
        name: str,
        caption: str,
        color: Callable[[ColorScheme], str],
        rates_from: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rates_from = rates_from
        self._caption = caption
        self._accuracy = label(role="figure")
        self._counts = label(role="muted")
        self._baseline = ElidedLabel(role="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._bar = FigureBar(color)
        for part, widget in (("accuracy", self._accuracy), ("counts", self._counts), ("baseline", self._baseline)):
            widget.setObjectName(f"{name}_{part}")
        self._lay_out()
        self.show_evaluation(None)

    def _lay_out(self) -> None:
        right = Qt.AlignmentFlag.AlignRight
        self._baseline.setAlignment(right | Qt.AlignmentFlag.AlignVCenter)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(0)
        layout.setColumnStretch(1, 1)
        layout.addWidget(label(self._caption, role="heading"), 0, 0, Qt.AlignmentFlag.AlignBottom)
        layout.addWidget(self._accuracy, 0, 1, right)
        layout.addWidget(self._bar, 1, 0, 1, 2)
        layout.addWidget(self._counts, 2, 0)
        layout.addWidget(self._baseline, 2, 1)

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        """Show the accuracy of `evaluation`; None if there is none yet."""
        if evaluation is None:
            self._accuracy.setText("–")
            self._counts.setText(" ")
            self._baseline.show_text("")
            self._bar.show_fraction(None, f"{self._caption} accuracy: not known yet")
            return
        if evaluation.count < self._rates_from:
            counts = f"{evaluation.correct:,} of {evaluation.count:,}"
            self._accuracy.setText(counts)
            self._counts.setText("right")
            self._baseline.show_text(f"percentages from {self._rates_from} on")
            self._bar.show_fraction(None, f"{self._caption}: {counts} right")
            return
        accuracy, (always, baseline) = evaluation.accuracy, evaluation.baseline
        baseline_text = f"always {always}: {baseline:.1%}"
        self._accuracy.setText(f"{accuracy:.1%}")
        self._counts.setText(f"{evaluation.correct:,} of {evaluation.count:,} right")
        self._baseline.show_text(baseline_text, f"baseline {baseline:.1%}")
        self._bar.show_fraction(
            accuracy, f"{self._caption} accuracy {accuracy:.1%}; {baseline_text} (the mark)", baseline
        )
