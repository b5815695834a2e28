"""The probability of class 1, as a sentence and as a bar with the threshold."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from catgui.widgets.basic.labels import label
from catgui.widgets.figures.figure_bar import FigureBar, class_color
from engine.analysis.evaluation import THRESHOLD
from engine.text import format_probability, printable


class ProbabilityFigure(QWidget):
    """Shows one probability; `name` is the object name of the sentence, which has room for at least `lines`."""

    def __init__(self, name: str, parent: QWidget | None = None, lines: int = 1) -> None:
        super().__init__(parent)
        self._text = label(wrap=True)
        self._text.setObjectName(name)
        self._text.setMinimumHeight(lines * self._text.fontMetrics().lineSpacing())
        self._bar = FigureBar(class_color(1))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._text)
        layout.addWidget(self._bar)

    def show_probability(self, class_name: str, probability: float | None, threshold: float = THRESHOLD) -> None:
        """Show the probability of class 1, `class_name`, and the threshold above which it is predicted.

        None is shown if the probability is not known.
        """
        text = ""
        if probability is not None:
            name = printable(class_name)
            text = f"Probability of {name}: {format_probability(probability)}. "
            text += f"Above {threshold * 100:.3g}% the prediction is {name}."
        self._text.setText(text)
        self._bar.show_fraction(probability, text or "Not known yet", threshold)
