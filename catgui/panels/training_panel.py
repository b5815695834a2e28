"""The training panel: settings, run controls, and live cost plot."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from catgui.domain import run_texts
from catgui.domain.prediction_texts import interval_tip
from catgui.domain.run_texts import StatusText
from catgui.models.runs.history import RunHistory, data_of_other_run, previous_run
from catgui.models.training.controls import RunControls
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import RunState, ShownRun, TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.training.summary import RunSummaryModel
from catgui.models.workspace import Workspace
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.forms.run_buttons import RunButtons
from catgui.widgets.forms.run_status import RunStatus, StepRate
from catgui.widgets.forms.speed_slider import SpeedSlider
from catgui.widgets.forms.time_slider import TimeSlider
from catgui.widgets.forms.training_form import TrainingForm
from catgui.widgets.plots.cost_plot import CostPlot
from catgui.widgets.plots.overlays import Overlay
from engine.training.run import TrainingRun

# In pixels: the least height of all that is in the panel, with two lines for the sentence.
_LOW = 392
_SPACING, _LOW_SPACING = 6, 3


class TrainingPanel(QWidget):
    """Edits the settings, controls the training session, and plays back its run.

    Signals: `summary_clicked(object)`, the RunSummary.
    """

    summary_clicked = Signal(object)
    _resized = Signal()

    def __init__(
        self,
        workspace: Workspace,
        settings: TrainingSettings,
        session: TrainingSession,
        playback: RunPlayback,
        controls: RunControls,
        history: RunHistory,
        summary: RunSummaryModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("training_panel")
        self._workspace = workspace
        self._settings = settings
        self._session = session
        self._playback = playback
        self._controls = controls
        self._history = history
        self._summary = summary
        self._rate = StepRate()
        self._build()
        self._connect()
        self._show_run()
        self._show_state()
        self._show_commands()

    def _build(self) -> None:
        self._form = TrainingForm(self._settings.config)
        self._buttons = RunButtons()
        self.speed = SpeedSlider()
        self.plot = CostPlot(self._session.costs)
        self.plot.setObjectName("cost_plot")
        self._time = TimeSlider()
        self._reset_zoom = IconToolButton("whole", "Show the whole run again, after the wheel has zoomed in on a part")
        self._reset_zoom.setObjectName("whole_run")
        self._reset_zoom.setEnabled(False)
        self.log_scale = QCheckBox("Log scale")
        self._status = RunStatus()
        self._lay_out()

    def _lay_out(self) -> None:
        self._form.add_column(self.speed)
        under_plot = QHBoxLayout()
        under_plot.setSpacing(8)
        under_plot.addWidget(self._time, stretch=1)
        under_plot.addWidget(self._reset_zoom)
        under_plot.addWidget(self.log_scale)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 8)
        layout.setSpacing(_SPACING)
        layout.addWidget(self._form)
        layout.addWidget(self._buttons)
        layout.addWidget(self._status)
        layout.addWidget(self.plot, stretch=1)
        layout.addLayout(under_plot)

    def _connect(self) -> None:
        self._buttons.clicked.connect(self._controls.perform)
        self._controls.changed.connect(self._show_commands)
        self._form.features_chosen.connect(self._choose_features)
        self._form.typed.connect(self._controls.wait_for_typing)
        self._form.value_edited.connect(self._settings.set_value)
        self._form.text_rejected.connect(self._settings.reject)
        self._form.edit_finished.connect(self._settings.finish_edit)
        self._form.defaults_requested.connect(self._settings.restore_defaults)
        self._form.train_requested.connect(self._controls.train)
        self._settings.changed.connect(self._on_settings_changed)
        self._settings.refused.connect(self._form.show_error)
        for picker in (self._time, self.plot):
            picker.seek_requested.connect(self._playback.seek)
        self._time.branch_requested.connect(partial(self._controls.perform, "branch"))
        self._playback.changed.connect(self._show_position)
        self._history.changed.connect(self._show_overlays)
        self._status.sentence_clicked.connect(self._on_sentence_clicked)
        self._summary.changed.connect(self._show_sentence)
        self.speed.speed_changed.connect(self._on_speed_changed)
        self.speed.retrains_changed.connect(self._update_form_enabled)
        self.log_scale.toggled.connect(self.plot.set_logarithmic)
        self.plot.grown.connect(self._on_plot_grown)
        self.plot.zoomed.connect(self._reset_zoom.setEnabled)
        self._reset_zoom.clicked.connect(self.plot.show_whole_run)
        self._workspace.dataset_changed.connect(self._on_dataset_changed)
        self._workspace.reading_changed.connect(self._show_status)
        self._session.run_started.connect(self._show_run)
        self._session.state_changed.connect(self._show_state)
        self._session.completer.changed.connect(self._show_growth)
        self._session.progressed.connect(self.plot.paint_growth)
        self._session.evaluated.connect(self._show_status)
        self._session.features_progressed.connect(self._show_features_progress)
        self._session.products_progressed.connect(self._show_products_progress)
        # After the layouts that resize the panel: what changes within them may be laid out never.
        self._resized.connect(self._fit_height, Qt.ConnectionType.QueuedConnection)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the sliders of the form, and lines of text, where there is no room for them."""
        super().resizeEvent(event)
        if self.isVisible():
            self._resized.emit()
        else:
            self._fit_height()

    def _fit_height(self) -> None:
        is_low = self.height() < _LOW
        for part in (self._form, self.speed, self._status):
            part.set_low(is_low)
        self._column.setSpacing(_LOW_SPACING if is_low else _SPACING)

    def set_export_menu(self, menu: QMenu) -> None:
        """Set the menu of the export button."""
        self._status.set_export_menu(menu)

    def _show_commands(self) -> None:
        commands = self._controls.commands
        self._buttons.show_commands(commands)
        self._show_changes()
        self._time.show_branch(commands["branch"])

    def _show_changes(self) -> None:
        """Say in what the settings differ from those of the run, while it rests."""
        run, text = self._session.run, ""
        if run is not None and self._session.is_inactive:
            text = run_texts.changed_settings(run.config, self._settings.config, self._playback.is_rewound)
        self._form.show_changes(text)
        self._show_title()

    def _show_title(self) -> None:
        """Show the notebook's title of the run; it says so where the form has another rate."""
        if not self.plot.has_curves(self._session.costs):
            return  # of a run that `_show_run` is about to show
        run, rate = self._session.run, self._settings.config.learning_rate
        if run is None or not self._session.is_inactive or run.config.learning_rate == rate:
            self.plot.set_title(run_texts.plot_title(self._settings.config if run is None else run.config))
        else:
            title = run_texts.plot_title(run.config)
            self.plot.set_title(f"This run: {title[0].lower()}{title[1:]}")

    def _on_settings_changed(self) -> None:
        self._show_settings()
        if self._session.run is None:
            self._show_run()

    def _show_settings(self) -> None:
        dataset = self._workspace.dataset
        pictures = None if dataset is None else dataset.train.count
        self._form.show_config(self._settings.config, self._settings.errors, pictures)
        self._form.show_inputs(self._settings.describe_inputs(dataset))

    def _choose_features(self, features: str) -> None:
        self._settings.choose_features(features, self._workspace.dataset)

    def _on_speed_changed(self, speed: float | None) -> None:
        self._session.speed.iterations_per_second = speed

    def _on_dataset_changed(self) -> None:
        self._show_settings()
        self._show_state()

    def _show_run(self) -> None:
        run = self._session.run
        config = run.config if run is not None else self._settings.config
        self._status.start_run(config.iterations, can_export=run is not None)
        self._rate.restart(len(self._session.costs))
        # A run that was replaced stays on the plot until there is something to be seen of the next one.
        self.plot.show_curves(self._session.costs, config.iterations, at_once=not self._session.is_restart)
        self._show_title()
        self._show_status()

    def _show_state(self) -> None:
        self._update_form_enabled()
        self._rate.restart(len(self._session.costs))
        self._show_growth()
        self._show_status()

    def _show_growth(self) -> None:
        """Draw costs as they come, during the run and behind it."""
        self.plot.set_live(not self._session.is_inactive or self._session.completer.is_computing)

    def _update_form_enabled(self) -> None:
        """Enable the form while a change of it can have an effect: at rest, or if it restarts the run."""
        self._controls.retrains_on_change = self.speed.retrains_on_change
        restarts = self._session.state is RunState.RUNNING and self.speed.retrains_on_change
        self._form.set_editable(self._session.is_inactive or restarts)

    def _on_plot_grown(self) -> None:
        done = len(self._session.costs)
        if self._rate.update(done) or done == self._status.iterations:
            self._show_status()

    def _show_status(self) -> None:
        """Show iteration and cost under the progress bar, and the sentence below."""
        self._show_sentence()
        text = self._find_status()
        if text is not None:
            self._status.show_done(len(self._session.costs))
            self._status.show_text(*text)
            self._show_accuracies()

    def _find_status(self) -> StatusText | None:
        session, playback, reproducer = self._session, self._playback, self._playback.reproducer
        done, total = len(session.costs), self._status.iterations
        if session.run is None:
            return run_texts.idle_text(self._workspace.dataset is not None, self._workspace.reading_text)
        if session.is_evaluating:
            return run_texts.EVALUATING
        if reproducer.progress_text:
            return StatusText(reproducer.progress_text, reproducer.short_progress_text)
        if self.plot.shows_run_before:
            return None  # its text stays as well
        return self._describe_network(session.run, done if playback.is_rewound else total)

    def _describe_network(self, run: ShownRun, total: int) -> StatusText:
        """The iteration and the cost of the network whose accuracies are shown, or the newest cost before there is one.

        The cost is None while it is not known: of a saved run on other data, or until an iteration has been replayed.
        """
        session, costs, snapshot = self._session, self._session.costs.train, self._session.snapshot
        position = self._playback.position
        if snapshot is None and isinstance(run, TrainingRun):
            position = max(0, len(costs) - 1)
            total = len(costs) if session.is_inactive and len(costs) else total  # where it failed
        elif snapshot is not None and not session.is_inactive:
            position = snapshot.iterations
        best = cost = None
        if snapshot is not None and snapshot.iterations == position:
            best = snapshot.best_iteration
            cost = None if run.is_on_other_data else snapshot.train_cost
        if position < len(costs) and not run.config.has_partial_costs:
            cost = float(costs[position])  # as the plot has it, and known before the iteration is replayed
        return run_texts.iteration_text(position, total, cost, run.config, best)

    def _show_features_progress(self, done: int, total: int) -> None:
        self._status.show_text(run_texts.features_progress(done, total))

    def _show_products_progress(self, done: int, total: int) -> None:
        self._status.show_text(*run_texts.products_progress(done, total))

    def _show_sentence(self) -> None:
        """Show the rate of a run under way, that it is about to end, or the summary of one at rest."""
        summary = self._summary.summary
        if self._session.state is RunState.STOPPING:
            self._status.show_note(run_texts.PAUSING if self._session.pauses_after_step else run_texts.STOPPING)
        elif self._session.state is RunState.RUNNING:
            self._status.show_note(run_texts.rate_text(self._rate.per_second))
        elif summary is None or not (click := run_texts.click_text(summary, self._playback.can_seek)):
            self._status.show_note("" if summary is None else summary.text)
        else:
            tip = "\n".join(line for line in (self._summary.details, click) if line)
            self._status.show_link(summary.text, tip, is_failure=summary.finding in run_texts.FAILED_FINDINGS)

    def _on_sentence_clicked(self) -> None:
        if self._summary.summary is not None:
            self.summary_clicked.emit(self._summary.summary)

    def _show_overlays(self) -> None:
        session, dataset = self._session, self._workspace.dataset
        overlays = []
        for record in self._history.overlaid:
            other = data_of_other_run(record, session, dataset)
            title = run_texts.curve_title(record)
            overlays.append(Overlay(f"{title}, on {other}" if other else title, record.train, is_dashed=bool(other)))
        previous = previous_run(self._history, session, dataset)
        if previous is not None:
            overlays.append(Overlay(f"previous: {run_texts.curve_title(previous)}", previous.train, faint=True))
        self.plot.show_overlays(overlays)

    def _show_position(self) -> None:
        playback = self._playback
        is_drawn = self._session.is_inactive or not self.plot.shows_run_before
        if self._session.is_restart and not (playback.length and is_drawn):
            self._time.hold()
        else:
            self._time.show_position(playback.position, playback.length, playback.can_seek)
        self._time.show_obstacle(playback.reproducer.obstacle)
        self.plot.show_position(playback.position if playback.is_rewound else None)
        if self._session.is_inactive and len(self._session.costs):
            self._show_status()

    def _show_accuracies(self) -> None:
        """Show the accuracies of the network that the text beside them is of; Results has those on other data."""
        run, snapshot = self._session.run, self._session.snapshot
        if snapshot is None or run is None or run.is_on_other_data:
            self._status.show_accuracies(None, None)
        else:
            self._status.show_accuracies(snapshot.train.accuracy, snapshot.test.accuracy, interval_tip(snapshot.test))
