"""The reliability panel: the spread over seeds, and cross-validation."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QProgressBar, QSizePolicy, QSpinBox, QWidget

from catgui.models.training.trials import Study, Trials
from catgui.style.text_size import scaled
from catgui.widgets.basic.buttons import IconButton, TabSwitch
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import FittingScrollArea, FlowRow, column_of, pages_of, row_of
from catgui.widgets.plots.still_plot import Strip, StripPlot
from engine.experiments.cross_validation import FOLDS, REPEATS, RepeatResult
from engine.experiments.seed_study import DEFAULT_SEEDS, SeedResult
from engine.experiments.summary import folds_texts, seeds_texts

_SEED_QUESTION = "How much depends on the seed?"
_CROSS_VALIDATION_QUESTION = "How well does it generalize?"
_SEED_HINT = "Trains the same network from many random starts."
_CROSS_VALIDATION_HINT = "Trains on most pictures and tests on the rest, in turn."
# In a narrower page, the texts are below the plot.
_WIDE = 640
_PROGRESS_STEPS = 1000  # a progress bar has 32 bits
_PARTS = ("training pictures", ("train",)), ("all pictures", ("train", "test"))


class ReliabilityPanel(QWidget):
    """Starts the studies of `trials` and shows their results."""

    def __init__(self, trials: Trials, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reliability_panel")
        self._trials = trials
        self._build()
        self._connect()
        self._show_all()

    def _build(self) -> None:
        self._seed_count = _count(2, 1000, len(DEFAULT_SEEDS), "seeds")
        self._fold_count = _count(2, 20, FOLDS, "folds")
        self._repeats = _count(1, 100, REPEATS, "repeats")
        self._part_box = QComboBox()
        self._part_box.addItems([name for name, _ in _PARTS])
        self._part_box.setAccessibleName("Pictures that are cross-validated")
        self._seed_plot = StripPlot(_SEED_QUESTION, "Accuracy of each seed")
        self._fold_plot = StripPlot(_CROSS_VALIDATION_QUESTION, "Accuracy of each seed")
        self._seed_view = _StudyPage("seeds", _SEED_QUESTION, self._seed_plot, (self._seed_count,))
        fields = (self._part_box, self._fold_count, self._repeats)
        self._cross_validation_view = _StudyPage("folds", _CROSS_VALIDATION_QUESTION, self._fold_plot, fields)
        self._cross_validation_view.start.setText("Run cross-validation")
        self._show_seed_count(self._seed_count.value())
        pages = pages_of(*self._views)
        titles = {question: (question, "") for question in (_SEED_QUESTION, _CROSS_VALIDATION_QUESTION)}
        questions = TabSwitch("Questions", titles)
        questions.currentChanged.connect(pages.setCurrentIndex)
        column_of(questions, (pages, 1), spacing=8, margins=(8, 4, 16, 4)).on(self)

    @property
    def _views(self) -> tuple[_StudyPage, ...]:
        return self._seed_view, self._cross_validation_view

    def _connect(self) -> None:
        trials = self._trials
        for view, study in zip(self._views, trials.studies, strict=True):
            view.cancel.clicked.connect(study.cancel)
            study.progressed.connect(view.show_progress)
            study.features_progressed.connect(view.show_progress)
        self._seed_view.start.clicked.connect(lambda: trials.start_seeds(self._seed_count.value()))
        self._seed_count.valueChanged.connect(self._show_seed_count)
        self._cross_validation_view.start.clicked.connect(self._start_folds)
        trials.seeds.changed.connect(self._show_seeds)
        trials.folds.changed.connect(self._show_folds)
        trials.session.changed.connect(self._show_seeds)
        trials.dataset_changed.connect(self._show_all)
        trials.settings.changed.connect(self._show_stale)

    def _show_seed_count(self, count: int) -> None:
        self._seed_view.start.setText(f"Run {count} seeds")

    def _start_folds(self) -> None:
        parts = _PARTS[self._part_box.currentIndex()][1]
        self._trials.start_folds(self._fold_count.value(), self._repeats.value(), parts)

    def _show_all(self) -> None:
        for view in self._views:
            view.start.setEnabled(self._trials.can_start)
        self._show_seeds()
        self._show_folds()

    def _show_seeds(self) -> None:
        study = self._trials.seeds
        self._show_study(self._seed_view, study)
        results: list[SeedResult] = [result for result in study.results if not result.diverged]
        if not results:
            self._seed_view.show_results((), "", "" if study.busy else _SEED_HINT)
            return
        own = self._trials.run_accuracies
        sentence, text = seeds_texts(study.results, self._trials.baseline, None if own is None else own[1])
        train, test = (
            tuple(of_all) for of_all in zip(*((it.train_accuracy, it.test_accuracy) for it in results), strict=True)
        )
        of_run = (None, None) if own is None else own
        strips = (
            Strip("training", train, attrgetter("accent"), "o", of_run[0]),
            Strip("test", test, attrgetter("test_curve"), "d", of_run[1], self._trials.baseline[1]),
        )
        self._seed_view.show_results(strips, sentence, text)

    def _show_folds(self) -> None:
        study, view = self._trials.folds, self._cross_validation_view
        self._show_study(view, study)
        results: list[RepeatResult] = [result for result in study.results if not result.diverged]
        if not results:
            view.show_results((), "", "" if study.busy else _CROSS_VALIDATION_HINT)
            return
        sentence, text = folds_texts(results)
        held = tuple(result.evaluation.accuracy for result in results)
        baseline = results[0].evaluation.baseline[1]
        strip = Strip("held-out pictures", held, attrgetter("test_curve"), "d", None, baseline)
        view.show_results((strip,), sentence, text)

    def _show_stale(self) -> None:
        """Show for each study whether its results are of the current settings."""
        for view, study in zip(self._views, self._trials.studies, strict=True):
            self._show_study(view, study)

    def _show_study(self, view: _StudyPage, study: Study) -> None:
        view.show_study(study.busy, bool(study.results), self._trials.stale_text(study))


class _StudyPage(QWidget):
    """A study: its controls, and below them the plot of its results beside what they say, first in a plain sentence.

    Attributes: `start` and `cancel`, its buttons.
    """

    def __init__(self, name: str, question: str, plot: StripPlot, fields: Sequence[QWidget]) -> None:
        super().__init__()
        self.setObjectName(f"{name}_view")
        self._plot = plot
        self.start = IconButton("train", "", question)
        self.start.setObjectName(f"{name}_button")
        self.cancel = IconButton("stop", "Stop")
        self.cancel.setObjectName(f"{name}_cancel_button")
        for button in (self.start, self.cancel):
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._progress.setRange(0, _PROGRESS_STEPS)
        self._progress.setAccessibleName(f"Progress: {question}")
        self._sentence, self._stale, self._answer = (
            label(role=role, wrap=True) for role in ("heading", "error", "muted")
        )
        for text, what in ((self._sentence, "sentence"), (self._stale, "stale"), (self._answer, "answer")):
            text.setObjectName(f"{name}_{what}")
        self._lay_out(fields)

    def _lay_out(self, fields: Sequence[QWidget]) -> None:
        controls = FlowRow(8)
        for field in (*fields, row_of(self.start, self.cancel, self._progress, spacing=8).widget()):
            controls.add(field)
        texts = column_of(self._stale, self._sentence, self._answer, spacing=4, margins=(0, 0, 8, 0))
        scrolled = column_of(FittingScrollArea(texts, "What the results say"), ...)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(16)
        self._body.addWidget(self._plot, stretch=3)
        self._body.addWidget(scrolled.widget())
        column_of(controls, (self._body, 1), spacing=4).on(self)

    def show_results(self, strips: Sequence[Strip], sentence: str, answer: str) -> None:
        """Show the results as strips, what they say in plain words, '' for nothing yet, and figures or a hint."""
        self._plot.show_strips(strips, f"{sentence} {answer}".strip())
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._answer.setText(answer)

    def show_study(self, busy: bool, has_results: bool, stale_text: str) -> None:
        """Show whether the study is running and whether its results are stale.

        `stale_text` says why, '' for current results. The plot is hidden until the study runs or has results.
        """
        shown, hidden = (self.cancel, self.start) if busy else (self.start, self.cancel)
        with keep_focus(self, lambda: shown):
            shown.show()
            hidden.hide()
        if not busy:
            self._progress.setValue(0)
        self._progress.setVisible(busy)
        self._plot.setVisible(busy or has_results)
        self._stale.setText(stale_text)
        self._stale.setVisible(bool(stale_text))

    def show_progress(self, done: int, total: int) -> None:
        """Show how much is done: of the pictures whose features are made, then of the iterations."""
        self._progress.setValue(_PROGRESS_STEPS * done // max(1, total))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the texts beside the plot, or below it where it is narrow."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        is_wide = self.width() >= scaled(_WIDE)
        self._body.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        self._body.setStretch(1, 2 * is_wide)  # below the plot the texts take the height that they need


def _count(minimum: int, maximum: int, value: int, of: str) -> QSpinBox:
    box = QSpinBox()
    box.setObjectName(f"{of}_count")
    box.setAccessibleName(of)
    box.setSuffix(f" {of}")
    box.setRange(minimum, maximum)
    box.setValue(value)
    return box
