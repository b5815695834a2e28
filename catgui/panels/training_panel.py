"""The training panel: settings, run controls, and live cost plot."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from catgui.domain import run_texts
from catgui.domain.run_summary import Finding
from catgui.models.messages import open_panel
from catgui.models.training.controls import RunControls
from catgui.models.training.run_history import RunHistory
from catgui.models.training.session import Cause, RunNow, RunState
from catgui.models.training.summary import RunSummaryModel
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.forms.run_sentence import RunSentence
from catgui.widgets.forms.time_slider import TimeSlider
from catgui.widgets.forms.training_form import TrainingBar
from catgui.widgets.plots.cost_plot import CostPlot
from catgui.widgets.plots.run_curves import Overlay
from engine.errors import ConfigError
from engine.training.config import TITLES

_ENDING = {
    RunState.PAUSING: run_texts.PAUSING,
    RunState.STOPPING: run_texts.STOPPING,
    RunState.DROPPING: run_texts.STOPPING,
}


class TrainingPanel(QWidget):
    """Shows the training session with its live plot, and plays back its run.

    Attributes: `bar`, the buttons and main settings, which may be placed elsewhere; `plot`; `log_scale`, the action of
    the plot's menu; `time`, the slider that plays back the run.
    """

    def __init__(
        self,
        controls: RunControls,
        history: RunHistory,
        summary: RunSummaryModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("training_panel")
        self._workspace, self._settings = controls.workspace, controls.settings
        self._session, self._playback = controls.session, controls.playback
        self._controls = controls
        self._history = history
        self._summary = summary
        self._error = self._busy = ""  # in place of the summary
        self._build()
        self._connect()
        self._show_settings()
        self._show_run()
        self._show_state()
        self._show_commands()

    def _build(self) -> None:
        self.bar = TrainingBar(self._settings.config)
        self.plot = CostPlot(self._session.now.costs)
        self.plot.setObjectName("cost_plot")
        self.time = TimeSlider()
        self._sentence = RunSentence()
        self._build_menu()
        column_of(self.bar, self._sentence, (self.plot, 1), self.time, spacing=4, margins=(8, 2, 8, 2)).on(self)

    def _build_menu(self) -> None:
        button = IconToolButton("more", "Plot menu")
        button.setObjectName("plot_menu_button")
        button.setPopupMode(IconToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(button)
        self.log_scale = QAction("&Log scale", self._menu)
        self.log_scale.setCheckable(True)
        self._whole_run = QAction("Show the &whole run", self._menu)
        self._menu.addActions([self.log_scale, self._whole_run])
        button.setMenu(self._menu)
        self.plot.set_corner(button)

    def _connect(self) -> None:
        form, settings = self.bar.form, self._settings
        self.bar.clicked.connect(self._controls.perform)
        self.bar.more.triggered.connect(lambda: open_panel("more_settings_panel"))
        form.typed.connect(self._controls.wait_for_typing)
        form.value_edited.connect(settings.set_value)
        form.text_rejected.connect(settings.reject)
        form.edit_finished.connect(settings.finish_edit)
        form.train_requested.connect(self._controls.train)
        settings.changed.connect(self._on_settings_changed)
        settings.refused.connect(self._on_refused)
        self._controls.changed.connect(self._show_commands)
        for picker in (self.time, self.plot):
            picker.seek_requested.connect(self._playback.seek)
        self._playback.changed.connect(self._show_position)
        self._history.changed.connect(self._show_overlays)
        self._sentence.clicked.connect(self._on_sentence_clicked)
        self._summary.changed.connect(self._show_sentence)
        self.log_scale.toggled.connect(self.plot.set_logarithmic)
        self.plot.grown.connect(self._show_status)
        self._whole_run.triggered.connect(self.plot.show_whole_run)
        self._workspace.dataset_changed.connect(self._on_dataset_changed)
        self._workspace.loading_changed.connect(self._show_status)
        self._session.completer.changed.connect(self._show_growth)
        self._session.changed.connect(self._on_session_changed)
        self._session.preparing.connect(self._show_preparation)

    def set_export_menu(self, menu: QMenu) -> None:
        """Put the menu of exports at the top of that of the plot."""
        self._menu.insertMenu(self.log_scale, menu)

    def _show_commands(self) -> None:
        self.bar.show_commands(self._controls.commands)
        # A presentation watches; menu and keys have the rest of the speed.
        self.bar.offer_speed(not self._controls.is_presenting)
        self.bar.form.setEnabled(self._controls.takes_settings)

    def _on_settings_changed(self) -> None:
        self._show_settings()
        if self._session.now.run is None:
            self._show_run()

    def _show_settings(self) -> None:
        config, errors, dataset = self._settings.config, self._settings.errors, self._workspace.dataset
        self.bar.form.show_config(config, errors)
        first = next((errors[name] for name in TITLES if name in errors), None)
        self._show_error(first)
        pictures = None if dataset is None else dataset.train.count
        self.bar.show_options(*run_texts.options_in_use(config, pictures))

    def _on_refused(self, error: ConfigError) -> None:
        """Say why a run was refused, at the field of the setting if it is here."""
        self._show_error(error)
        self.bar.form.select_field(error.field)

    def _show_error(self, error: ConfigError | None) -> None:
        self._error = "" if error is None else run_texts.setting_error(error, self._settings.config.features)
        self._show_sentence()

    def _on_dataset_changed(self) -> None:
        self._show_settings()
        self._show_state()

    def _show_run(self) -> None:
        now, run = self._session.now, self._session.now.run
        config = run.config if run is not None else self._settings.config
        # A run that was replaced stays on the plot until there is something to be seen of the next one.
        at_once = now.cause is not Cause.SETTING
        self.plot.show_curves(now.costs, config.iterations, run_texts.plot_title(config), at_once)
        self._show_overlays()
        self._show_status()

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_other_run(before):
            self._show_run()
        elif now.newest is not before.newest and not now.is_inactive:
            self._draw_growth()
        if now.state is not before.state:
            self._show_state()
        else:
            self._show_status()

    def _show_state(self) -> None:
        self._show_growth()
        self._show_status()

    def _draw_growth(self) -> None:
        """Draw new costs before the panels show their network; a watched run paints both together, as a frame."""
        if self._session.is_watched:
            self.plot.redraw()
        else:
            self.plot.paint_growth()

    def _show_growth(self) -> None:
        """Draw costs as they come, during the run and behind it."""
        is_live = not self._session.now.is_inactive or self._session.completer.is_computing
        self.plot.set_live(is_live)

    def _show_status(self) -> None:
        """Show the sentence, the iteration and costs beside the slider, and mark these in the plot."""
        self._busy = self._find_busy_text()
        self._show_sentence()
        if self.plot.shows_run_before:
            return  # the texts of that run stay as well
        if self._session.now.run is None:
            self.time.show_reading("No iterations yet")
        else:
            iteration, *costs = self._find_shown()
            self.time.show_reading(*run_texts.iteration_text(iteration, *costs))
            self.plot.show_position(iteration, costs)

    def _find_busy_text(self) -> str:
        """What is being done before there is anything to say of the run; '' if nothing."""
        if self._session.now.run is None:
            dataset = self._workspace.dataset
            return run_texts.idle_text(None if dataset is None else dataset.classes, self._workspace.reading_text)
        if self._session.now.state is RunState.EVALUATING:
            return run_texts.EVALUATING
        return self._playback.reproducer.progress_text

    def _find_shown(self) -> tuple[int, float | None, float | None]:
        """The iteration of the network shown, and its training and test cost, None where not known."""
        now, position = self._session.now, self._playback.position
        run, snapshot, costs = now.run, now.snapshot, now.costs
        if run is not None and snapshot is not None and not (self._playback.is_seeking or run.is_on_other_data):
            return snapshot.network_iteration, snapshot.train_cost, snapshot.test_cost
        if snapshot is None:  # the newest costs, before a network is evaluated or where it failed
            position = max(0, len(costs) - 1)
        iterations, test = costs.test
        train = float(costs.train[position]) if position < len(costs) else None
        known = np.flatnonzero(iterations == position)
        return position, train, float(test[known[0]]) if len(known) else None

    def _show_preparation(self, done: int, total: int) -> None:
        self._busy = run_texts.preparation_progress(done, total)
        self._show_sentence()

    def _show_sentence(self) -> None:
        """Show an error of the settings, what is being done, or the summary of the iteration shown."""
        now, summary = self._session.now, self._summary.summary
        self.time.mark_lowest(self._summary.lowest)
        note = self._busy or _ENDING.get(now.state, "")
        if self._error or note or summary is None:
            self._sentence.show_sentence(self._error or note, is_failure=bool(self._error))
        else:
            tip = "\n".join(
                filter(None, (now.error or now.warning, run_texts.click_text(summary, self._playback.can_seek)))
            )
            self._sentence.show_sentence(summary.text, tip, summary.finding in run_texts.FAILED_FINDINGS)

    def _on_sentence_clicked(self) -> None:
        """Go to what the summary speaks of, or change a setting, as `catgui.domain.run_texts.click_text` says."""
        summary = self._summary.summary
        if summary is None:
            return
        if summary.learning_rate is not None:
            self._settings.finish_edit()  # an undo command of its own
            self._settings.set_value("learning_rate", summary.learning_rate)
            self._settings.finish_edit()
        elif summary.iteration is not None and self._playback.can_seek:
            self._playback.seek(summary.iteration)
        else:
            open_panel("weights_panel" if summary.finding is Finding.DEAD else "results_panel")

    def _show_overlays(self) -> None:
        run = self._session.now.run
        shown = None if run is None else run.config
        self.plot.show_overlays(
            [
                Overlay(run_texts.curve_title(record, shown), record.number, record.train, record.test)
                for record in self._history.background_records(self._workspace.dataset)
            ]
        )

    def _show_position(self) -> None:
        playback = self._playback
        is_drawn = self._session.now.is_inactive or not self.plot.shows_run_before
        if self._session.now.cause is Cause.SETTING and not (playback.length and is_drawn):
            self.time.hold()
        else:
            # During a run its whole length, so that the handle moves evenly.
            now = self._session.now
            length = playback.length if now.is_inactive or now.run is None else now.run.iterations
            self.time.show_position(playback.position, length, playback.can_seek)
        self.time.show_obstacle(playback.reproducer.obstacle)
        if self._session.now.is_inactive and len(self._session.now.costs):
            self._show_status()
