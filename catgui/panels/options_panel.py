"""The options panel: settings of a run that the notebook leaves open."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from catgui.models.training.settings import TrainingSettings
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.vertical_scroll import VerticalScrollArea
from catgui.widgets.forms.options_form import OptionsForm
from engine.training.options import OPTIONS

_HINT = "The notebook leaves these open; as they stand first, they are off and the run is the notebook's."


class OptionsPanel(QWidget):
    """Edits the options of `settings`."""

    def __init__(self, settings: TrainingSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("options_panel")
        self._settings = settings
        self._form = OptionsForm(settings.config)
        self._defaults = IconButton("undo", "As in the notebook", "Put every option back to what the notebook has")
        self._defaults.setObjectName("options_default_button")
        header = QHBoxLayout()
        header.setSpacing(16)
        header.addWidget(ElidedLabel(_HINT, role="muted"), stretch=1)
        header.addWidget(self._defaults)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addLayout(header)
        layout.addWidget(VerticalScrollArea(self._form, "Options"), stretch=1)
        self._form.value_edited.connect(settings.set_value)
        self._defaults.clicked.connect(self._restore_defaults)
        settings.changed.connect(self._show_settings)

    def _show_settings(self) -> None:
        self._form.show_config(self._settings.config)

    def _restore_defaults(self) -> None:
        defaults = {option.field: option.default for option in OPTIONS}
        self._settings.set_config(replace(self._settings.config, **defaults))
