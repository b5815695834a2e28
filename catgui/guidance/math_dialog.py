"""Help, Check the math: the comparison with the notebook's arithmetic, and the dialog that shows how far they agree."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from catgui.models.tasks.analysis import Analysis, Offer, Subject
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.focus import announce, keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.help.help_window import HelpDialog
from engine.experiments.notebook_comparison import Agreement, compare_with_notebook, describe_comparison

_INTRODUCTION = "Trains the same network by the notebook's arithmetic and by this program's."
_SIZE = (520, 280)
NO_DATA = "Open data first."
WAITING = "Training both…"


class MathCheck(Analysis):
    """Trains both ways, once the user has agreed: finds an Agreement."""

    def __init__(self, workspace: Workspace, settings: TrainingSettings, parent: QObject | None = None) -> None:
        super().__init__(workspace.dataset_changed, settings.changed, parent=parent)
        self._workspace, self._settings = workspace, settings

    def subject(self) -> Subject | str | None:
        """The open data and the settings."""
        dataset, config = self._workspace.dataset, self._settings.config
        if dataset is None:
            return NO_DATA
        train = dataset.train
        offer = Offer(describe_comparison(dataset.name, train.count, config), "&Start")
        compute = partial(compare_with_notebook, train.pictures, train.labels, config)
        return Subject((dataset, config), compute, waiting=WAITING, offer=offer)


class MathDialog(HelpDialog):
    """Compares what the window shows when asked; closing the dialog ends that."""

    def __init__(self, workspace: Workspace, settings: TrainingSettings, parent: QWidget | None = None) -> None:
        super().__init__("math_dialog", "Check the math", parent)
        self._check = check = MathCheck(workspace, settings, self)
        self._subject = label(wrap=True)
        self._subject.setObjectName("math_subject")
        self._answer = label(role="heading", wrap=True, selectable=True)
        self._answer.setObjectName("math_answer")
        self._start = IconButton("train", "&Start", "Train with both", primary=True)
        self._start.setObjectName("math_start")
        self._stop = IconButton("stop", "S&top", "Stop both")
        self._stop.setObjectName("math_stop")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._progress.setAccessibleName("Costs computed")
        texts = label(_INTRODUCTION, wrap=True), self._subject, self._progress, self._answer
        buttons = ((button, Qt.AlignmentFlag.AlignLeft) for button in (self._start, self._stop))
        self.lay_out(column_of(*texts, ..., *buttons), *_SIZE)
        self._start.clicked.connect(check.start)
        self._stop.clicked.connect(check.cancel)
        check.offered.connect(self._show_offer)
        check.started.connect(self._show_started)
        check.progressed.connect(self._show_progress)
        check.found.connect(self._show_found)
        check.unavailable.connect(self._show)
        self.finished.connect(lambda: check.set_active(False))

    def open(self) -> None:
        """Bring the dialog up."""
        self._check.set_active(True)
        self.bring_up()

    def shutdown(self) -> None:
        """End the comparison and wait for its thread; the window is closing."""
        self._check.shutdown()

    def _show_offer(self, text: str, _action: str) -> None:
        self._subject.setText(text)
        self._show("", self._start)

    def _show_started(self, text: str) -> None:
        self._progress.setRange(0, 0)
        self._show(text, self._stop, self._progress)

    def _show_progress(self, done: int, total: int) -> None:
        # In thousandths: a progress bar has 32 bits.
        self._progress.setRange(0, 1000)
        self._progress.setValue(1000 * done // max(1, total))

    def _show_found(self, agreement: Agreement) -> None:
        self._show(agreement.verdict)

    def _show(self, answer: str, *controls: QWidget) -> None:
        """Show an answer, and of the controls only those."""
        self._answer.setText(answer)
        announce(self, answer)
        with keep_focus(self, self._focus_fallback):
            for widget in sorted((self._start, self._stop, self._progress), key=lambda it: it not in controls):
                widget.setVisible(widget in controls)

    def _focus_fallback(self) -> QPushButton:
        """The button that gets the focus if the focused one is hidden."""
        buttons = self.findChildren(QPushButton)
        return next(button for button in buttons if not button.isHidden())
