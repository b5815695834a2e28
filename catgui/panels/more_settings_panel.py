"""The panel of more settings: those of a run that the notebook leaves open."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from catgui.domain.run_texts import options_hint
from catgui.models.training.settings import TrainingSettings
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.vertical_scroll import VerticalScrollArea
from catgui.widgets.forms.defaults_button import DefaultsButton
from catgui.widgets.forms.options_form import OptionsForm
from engine.training.config import TrainingConfig


class MoreSettingsPanel(QWidget):
    """Edits the options of `settings`.

    Attributes: `form`, whose Enter key asks for a run.
    """

    def __init__(self, settings: TrainingSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("more_settings_panel")
        self._settings = settings
        self.form = OptionsForm(settings.config)
        self._defaults = DefaultsButton("options_default_button", "Restore all settings")
        header = QHBoxLayout()
        header.setSpacing(16)
        self._hint = ElidedLabel(role="muted")
        self._hint.setObjectName("options_hint")
        header.addWidget(self._hint, stretch=1)
        header.addWidget(self._defaults)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addLayout(header)
        layout.addWidget(VerticalScrollArea(self.form, "More settings"), stretch=1)
        self.form.value_edited.connect(settings.set_value)
        self.form.edit_finished.connect(settings.finish_edit)
        self._defaults.clicked.connect(settings.restore_defaults)
        settings.changed.connect(self._show_settings)
        self._show_settings()

    def _show_settings(self) -> None:
        config = self._settings.config
        self.form.show_config(config)
        self._hint.show_text(options_hint(config.features))
        self._defaults.show_is_default(config == TrainingConfig() and not self._settings.errors)
