"""The training panel: settings, the buttons that steer a run, and the live plot of its costs."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from catgui.models.training_session import RunState, TrainingSession
from catgui.models.workspace import Workspace
from catgui.widgets.buttons import IconButton, IconToolButton
from catgui.widgets.cost_plot import CostPlot
from catgui.widgets.labels import label
from catgui.widgets.speed_slider import SpeedSlider
from catgui.widgets.training_form import TrainingForm
from catgui.workers.training_run import Snapshot
from engine.config import TrainingConfig
from engine.notebook import plot_costs


class TrainingPanel(QWidget):
    """Steers a training session on the data of a workspace.

    Signals: `export_requested()`, the user wants the plot or the costs as a file.
    """

    export_requested = Signal()

    def __init__(self, workspace: Workspace, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_panel")
        self._workspace = workspace
        self._session = session
        self._rate = StepRate()
        self._build()
        self._connect()
        self._show_run()
        self._show_state(session.state)

    def _build(self) -> None:
        self.form = TrainingForm(TrainingConfig())
        self._train = IconButton("train", "Train", "Train the network (Space)", primary=True)
        self._pause = IconButton("pause", "Pause", "Halt, and go on later (Space)")
        self._step = IconButton("step", "Step", "Take one step of gradient descent")
        self._stop = IconButton("stop", "Stop", "End this run; the network stays (Esc)")
        self._reset = IconButton("reset", "Reset", "Forget this run and its network")
        buttons = {"train": self._train, "pause": self._pause, "step": self._step}
        buttons |= {"stop": self._stop, "reset": self._reset}
        for name, button in buttons.items():
            button.setObjectName(f"{name}_button")
        self.speed = SpeedSlider()
        self.plot = CostPlot(self._session.costs)
        self.plot.setObjectName("cost_plot")
        self.log_scale = QCheckBox("Log scale")
        self._export = IconToolButton("export", "Export the plot as PNG or SVG, or the costs as CSV")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._progress.setAccessibleName("Iterations done")
        self._status = label(role="muted")
        self._status.setObjectName("training_status")
        self._accuracies = {part: label("–", role="figure") for part in ("train", "test")}
        for part, figure in self._accuracies.items():
            figure.setObjectName(f"{part}_accuracy")
        self._lay_out(list(buttons.values()))

    def _lay_out(self, buttons: list[IconButton]) -> None:
        steering = QHBoxLayout()
        steering.setSpacing(8)
        for button in buttons:
            steering.addWidget(button)
        steering.addStretch()
        settings = QHBoxLayout()
        settings.setSpacing(16)
        settings.addWidget(self.form, stretch=4)
        settings.addWidget(self.speed, stretch=1, alignment=Qt.AlignmentFlag.AlignTop)
        figures = QHBoxLayout()
        figures.setSpacing(8)
        figures.addWidget(label("Accuracy", role="muted"))
        for part, words in (("train", "training"), ("test", "test")):
            figures.addWidget(label(words, role="muted"))
            figures.addWidget(self._accuracies[part])
        figures.addStretch()
        figures.addWidget(self.log_scale)
        figures.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addLayout(settings)
        layout.addLayout(steering)
        layout.addWidget(self._progress)
        layout.addWidget(self._status)
        layout.addWidget(self.plot, stretch=1)
        layout.addLayout(figures)

    def _connect(self) -> None:
        self._train.clicked.connect(self.train)
        self._pause.clicked.connect(self._session.pause)
        self._step.clicked.connect(self.step)
        self._stop.clicked.connect(self._session.stop)
        self._reset.clicked.connect(self._session.reset)
        self._export.clicked.connect(self.export_requested)
        self.speed.speed_changed.connect(self._on_speed_changed)
        self.log_scale.toggled.connect(self.plot.set_logarithmic)
        self._workspace.dataset_changed.connect(self._on_dataset_changed)
        self._session.run_started.connect(self._show_run)
        self._session.state_changed.connect(self._show_state)
        self._session.grew.connect(self._on_grew)
        self._session.evaluated.connect(self._show_snapshot)

    def train(self) -> None:
        """Begin a run with the settings of the form, or go on with the paused one."""
        if self._session.state is RunState.PAUSED:
            self._session.resume()
            return
        config = self.form.config()
        if config is not None and self._workspace.dataset is not None:
            self._session.start(self._workspace.dataset, config)

    def step(self) -> None:
        """Take one step of the paused run, or the first one of a new run."""
        config = self.form.config()
        if config is not None and self._workspace.dataset is not None:
            self._session.step(self._workspace.dataset, config)

    def train_or_pause(self) -> None:
        """What Space does."""
        if self._session.state is RunState.RUNNING:
            self._session.pause()
        else:
            self.train()

    def _on_speed_changed(self, speed: float | None) -> None:
        self._session.pace.iterations_per_second = speed

    def _on_dataset_changed(self) -> None:
        self._session.reset()
        self._show_state(self._session.state)

    def _show_run(self) -> None:
        run = self._session.run
        config = run.config if run is not None else TrainingConfig()
        self._progress.setRange(0, config.iterations)
        self._progress.setValue(0)
        self._rate.restart(len(self._session.costs))
        self.plot.set_title(plot_costs([], config.learning_rate).title)
        self.plot.show_curves(config.iterations)
        self._show_status()

    def _show_state(self, state: RunState) -> None:
        idle, paused = state is RunState.IDLE, state is RunState.PAUSED
        can_train = self._workspace.dataset is not None and (idle or paused)
        steered_by_keyboard = self._train.hasFocus() or self._pause.hasFocus() or self._stop.hasFocus()
        self._train.setEnabled(can_train)
        self._train.setText("Continue" if paused else "Train")
        under_way = state in (RunState.RUNNING, RunState.STOPPING)
        self._pause.setEnabled(under_way)
        self._step.setEnabled(can_train)
        self._stop.setEnabled(under_way or paused)
        self._reset.setEnabled(self._session.run is not None)
        self.form.setEnabled(idle)
        if steered_by_keyboard:
            # A button that has just been disabled would hand the focus to its neighbour, and Space with it.
            (self._pause if under_way else self._train).setFocus()
        self._rate.restart(len(self._session.costs))
        if state is not RunState.RUNNING:
            self.plot.redraw()
        self._show_status()

    def _on_grew(self) -> None:
        self.plot.grow()
        if self._rate.due(len(self._session.costs)):
            self._show_status()

    def _show_status(self) -> None:
        """The line under the progress bar: how far, at what cost, how fast."""
        done = len(self._session.costs)
        self._progress.setValue(done)
        if not done:
            self._status.setText("Press Train and watch the cost fall.")
            return
        cost = self._session.costs.last
        text = f"iteration {done:,} of {self._progress.maximum():,}  ·  cost {cost:.6f}"
        if self._session.state is RunState.RUNNING and self._rate.per_second:
            text += f"  ·  {self._rate.per_second:,.0f} iterations a second"
        self._status.setText(text)

    def _show_snapshot(self, snapshot: Snapshot | None) -> None:
        train = "–" if snapshot is None else f"{snapshot.train.accuracy:.1%}"
        test = "–" if snapshot is None else f"{snapshot.test.accuracy:.1%}"
        self._accuracies["train"].setText(train)
        self._accuracies["test"].setText(test)


class StepRate:
    """Steps a second over the last moments, and when it is time to show them again."""

    _WINDOW = 0.25

    def __init__(self) -> None:
        self.restart(0)

    def restart(self, done: int) -> None:
        """Begin to count anew, after so many steps."""
        self.per_second = 0.0
        self._done = done
        self._since = time.monotonic()

    def due(self, done: int) -> bool:
        """Whether a moment has passed since it was last due; if so, `per_second` is new."""
        elapsed = time.monotonic() - self._since
        if elapsed < self._WINDOW:
            return False
        self.per_second = (done - self._done) / elapsed
        self._done, self._since = done, time.monotonic()
        return True
