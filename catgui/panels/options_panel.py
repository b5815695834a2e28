"""The panel of more settings: the questions that the notebook leaves open."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.vertical_scroll import VerticalScrollArea
from catgui.widgets.forms.options_form import OptionsForm
from engine.training.config import TrainingConfig

_HINT = "The notebook leaves these open; as they stand first, they are off and the run is the notebook's."


class OptionsPanel(QWidget):
    """Shows the options of the next run. Signals: `changed(object)`, their values by field, by the user's hand."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("options_panel")
        self._form = OptionsForm()
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
        self._form.edited.connect(self._on_edited)
        self._defaults.clicked.connect(self._on_defaults)

    def values(self) -> dict[str, Any]:
        """The options by field."""
        return self._form.values()

    def show_config(self, config: TrainingConfig) -> None:
        """Show the options of `config`."""
        self._form.show_config(config)

    def _on_edited(self) -> None:
        self.changed.emit(self.values())

    def _on_defaults(self) -> None:
        self._form.show_config(TrainingConfig())
        self._on_edited()
