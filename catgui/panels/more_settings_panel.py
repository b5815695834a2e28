"""The panel of more settings: all of a run that are not in the bar."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QWidget

from catgui.domain.features import FEATURES_FIELD
from catgui.models.training.controls import RunControls
from catgui.widgets.basic.buttons import TextToolButton
from catgui.widgets.basic.layouts import VerticalScrollArea, column_of
from catgui.widgets.forms.training_form import OtherSettingsForm
from engine.errors import ConfigError
from engine.training.config import LOGISTIC_REGRESSION, TrainingConfig

_RESTORE_TIP = "Set everything as in the course notebook"
_BEFORE_TIP = "No hidden layers, weights that begin with zeros, learning rate 0.005"


class MoreSettingsPanel(QWidget):
    """Edits the settings that are not in the bar, and whether a change of one retrains."""

    def __init__(self, controls: RunControls) -> None:
        super().__init__()
        self.setObjectName("more_settings_panel")
        self._controls, self._settings = controls, controls.settings
        self._form = OtherSettingsForm(self._settings.config)
        self._retrain_box = QCheckBox("Retrain on a change")
        self._retrain_box.setObjectName("redo_box")
        self._defaults = TextToolButton("undo", "The course's settings", _RESTORE_TIP)
        self._defaults.setObjectName("restore_defaults_button")
        self._before = TextToolButton("undo", "Logistic regression", _BEFORE_TIP)
        self._before.setObjectName("notebook_before_button")

        self._lay_out()
        self._connect()
        self._show_settings()
        self._show_retraining()

    def _lay_out(self) -> None:
        parts = (self._form, self._retrain_box, self._defaults, self._before, ...)
        contents = column_of(*parts, spacing=8, margins=(0, 0, 4, 0)).widget()
        column_of(VerticalScrollArea(contents, "More settings"), margins=(12, 8, 0, 8)).on(self)

    def _connect(self) -> None:
        settings, controls = self._settings, self._controls
        self._form.typed.connect(controls.wait_for_typing)
        self._form.text_rejected.connect(settings.reject)
        self._form.value_edited.connect(self._on_value_edited)
        self._form.edit_finished.connect(settings.finish_edit)
        self._form.train_requested.connect(controls.train)
        self._defaults.clicked.connect(settings.restore_defaults)
        self._before.clicked.connect(settings.set_logistic_regression)
        self._retrain_box.toggled.connect(self._choose_retraining)
        controls.changed.connect(self._show_retraining)  # which follows the session as well
        settings.changed.connect(self._show_settings)
        settings.refused.connect(self._on_refused)
        self._controls.workspace.dataset_changed.connect(self._show_settings)

    def _on_value_edited(self, name: str, value: object) -> None:
        if name == FEATURES_FIELD:
            self._settings.choose_features(str(value), self._controls.workspace.dataset)
        else:
            self._settings.set_value(name, value)

    def _choose_retraining(self, wanted: bool) -> None:
        self._controls.retrains_on_change = wanted

    def _show_retraining(self) -> None:
        with QSignalBlocker(self._retrain_box):
            self._retrain_box.setChecked(self._controls.retrains_on_change)
        self._form.setEnabled(self._controls.takes_settings)

    def _on_refused(self, error: ConfigError) -> None:
        """Select the field of a setting because of which a run was refused."""
        if self.isVisible():
            self._form.select_field(error.field)

    def _show_settings(self) -> None:
        config, errors = self._settings.config, self._settings.errors
        self._form.show_config(config, errors)
        self._form.show_inputs(self._settings.describe_inputs(self._controls.workspace.dataset))
        for button, taken in ((self._defaults, TrainingConfig()), (self._before, LOGISTIC_REGRESSION)):
            button.setEnabled(bool(errors) or config != taken)
