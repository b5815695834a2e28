"""The dialog of the maths check: choice, both curves, figures and verdict."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QSpinBox, QVBoxLayout, QWidget

from catgui.domain.features import FEATURES_TEXTS
from catgui.help.maths_texts import COMPARED_FEATURES, FIGURE_TIPS, INTRODUCTION
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_tooltip, set_tooltip
from catgui.widgets.basic.announcement import announce
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.help.help_dialog import HelpDialog
from catgui.widgets.plots.cost_plot import CostPlot
from catgui.widgets.plots.run_curves import CostCurves, CurveStyle
from engine.training.config import NOTEBOOK_OPTIONS
from engine.validation import Integers

_ITERATIONS = next(option for option in NOTEBOOK_OPTIONS if option.field == "iterations")
_CURVES = CurveStyle(
    "cost by this program",
    "cost by the notebook's arithmetic",
    "this program",
    "notebook",
    decimals=15,
    solid_width=6,  # both are seen, although one lies on the other
    dashed_color=lambda colors: colors.overlays[1],
    is_dashed_over=True,
)
_SIZE = (760, 600)
_TWO_LINES = 32


class MathsDialog(HelpDialog):
    """Shows a comparison; `curves` are empty ones to begin with.

    Attributes: `plot`, of this program solid, of the notebook dashed.

    Signals: `start_requested(str, int)`, the features and the iterations chosen; `stop_requested()`;
    `iterations_chosen()`, another number of iterations is in the field.
    """

    iterations_chosen = Signal()
    start_requested = Signal(str, int)
    stop_requested = Signal()

    def __init__(self, curves: CostCurves, parent: QWidget | None = None) -> None:
        super().__init__("maths_dialog", "Check the maths", parent)
        self.plot = CostPlot(curves, style=_CURVES)
        self.plot.setObjectName("maths_plot")
        self.plot.setAccessibleName("Both costs against iterations")
        self._subject = label(role="heading", wrap=True)
        self._subject.setObjectName("maths_subject")
        self._notes = label(role="muted", wrap=True)
        self._notes.setObjectName("maths_notes")
        self._verdict = label(wrap=True, selectable=True)
        self._verdict.setObjectName("maths_verdict")
        # Room for two lines from the beginning: the plot must not jump as the sentence comes.
        keep_scaled(self._verdict.setMinimumHeight, _TWO_LINES)
        self._error = label(role="error", wrap=True, selectable=True)
        self._error.setObjectName("maths_error")
        self._figures: dict[str, QLabel] = {}
        self._figure_row = QGridLayout()
        self._build_controls()
        self._lay_out()
        self._start.clicked.connect(self._on_start)
        self._stop.clicked.connect(self.stop_requested)
        self.show_busy(False)

    def _build_controls(self) -> None:
        self._iterations = QSpinBox()
        self._iterations.setObjectName("maths_iterations")
        self._iterations.setAccessibleName("Iterations to compare")
        set_tooltip(
            self._iterations, "How many iterations to compare; the notebook's arithmetic may take seconds for 100"
        )
        assert isinstance(_ITERATIONS.values, Integers)
        self._iterations.setRange(_ITERATIONS.values.lowest, _ITERATIONS.values.highest)
        self._iterations.setGroupSeparatorShown(True)
        self._iterations.setSuffix(" iterations")
        self._iterations.setValue(_ITERATIONS.default)
        self._iterations.valueChanged.connect(self.iterations_chosen)
        self._features = QComboBox()
        self._features.setObjectName("maths_features")
        self._features.setAccessibleName("What both train on")
        set_tooltip(
            self._features, "What both train on: pixels, as the notebook does, or outputs of pretrained filters"
        )
        for at, features in enumerate(COMPARED_FEATURES):
            self._features.addItem(FEATURES_TEXTS[features].title, features)
            tip = FEATURES_TEXTS[features].description
            self._features.setItemData(at, escape_tooltip(tip), Qt.ItemDataRole.ToolTipRole)
        self._start = IconButton("train", "&Start", "Train with both, from iteration 0", primary=True)
        self._start.setObjectName("maths_start")
        self._start.setDefault(True)  # Enter in a field must not close the dialog
        self._stop = IconButton("stop", "S&top", "Stop both; the costs so far are kept")
        self._stop.setObjectName("maths_stop")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._progress.setAccessibleName("Iterations compared")

    def _lay_out(self) -> None:
        controls = QHBoxLayout()
        controls.setSpacing(8)
        for widget in (self._features, self._iterations, self._start, self._stop):
            controls.addWidget(widget)
        controls.addWidget(self._progress, stretch=1)
        self._figure_row.setHorizontalSpacing(24)
        self._figure_row.setVerticalSpacing(0)
        content = QVBoxLayout()
        content.setSpacing(8)
        content.addWidget(label(INTRODUCTION, wrap=True))
        content.addWidget(self._subject)
        content.addWidget(self._notes)
        content.addLayout(controls)
        content.addWidget(self.plot, stretch=1)
        content.addLayout(self._figure_row)
        content.addWidget(self._verdict)
        content.addWidget(self._error)
        self.lay_out(content, *_SIZE)

    @property
    def iterations(self) -> int:
        """The number of iterations in the field."""
        return self._iterations.value()

    def show_subject(self, text: str, notes: str, startable: bool) -> None:
        """Show what is compared, and what of it is not; without data there is nothing to start."""
        self._subject.setText(text)
        self._notes.setText(notes)
        self._notes.setVisible(bool(notes))
        self._start.setEnabled(startable)

    def choose(self, features: str, iterations: int) -> None:
        """Choose other features, if both can train on them, else the first; and so many iterations."""
        self._features.setCurrentIndex(max(0, self._features.findData(features)))
        self._iterations.setValue(iterations)

    def show_busy(self, busy: bool) -> None:
        """Show the Stop button if `busy`, else Start, and whether the curves grow."""
        shown, hidden = (self._stop, self._start) if busy else (self._start, self._stop)
        with keep_focus(self, lambda: shown):
            shown.show()
            hidden.hide()
            for field in (self._features, self._iterations):
                field.setEnabled(not busy)
        self.plot.set_live(busy)

    def show_progress(self, done: int, total: int, figures: Mapping[str, str]) -> None:
        """Show that `done` of `total` iterations are compared, and the `figures` by caption."""
        # In thousandths: a progress bar has 32 bits.
        self._progress.setRange(0, 1000)
        self._progress.setValue(1000 * done // max(1, total))
        for caption, value in figures.items():
            figure = self._figures.get(caption) or self._add_figure(caption)
            figure.setText(value)
            figure.setAccessibleName(f"{caption}: {value}")

    def _add_figure(self, caption: str) -> QLabel:
        column = len(self._figures)
        self._figures[caption] = figure = label(role="heading")
        title = label(caption, role="muted")
        for shown in (title, figure):
            set_tooltip(shown, FIGURE_TIPS[caption])
        self._figure_row.addWidget(title, 0, column)
        self._figure_row.addWidget(figure, 1, column)
        self._figure_row.setColumnStretch(column, 1)
        return figure

    def show_verdict(self, text: str) -> None:
        """Show what came out; '' while nothing has."""
        if text != self._verdict.text():
            self._verdict.setText(text)
            announce(self, text)

    def show_error(self, text: str) -> None:
        """Show why it could not be compared or ended early; '' if nothing went wrong."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        announce(self, text, urgent=True)

    def _on_start(self) -> None:
        self.start_requested.emit(self._features.currentData(), self.iterations)
