"""The main settings of a run: a drawn network, and text fields with sliders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from catgui.domain.features.change import FEATURES_FIELD
from catgui.domain.features.texts import InputsText, features_texts
from catgui.domain.run_texts import options_in_use, setting_error
from catgui.widgets.forms.defaults_button import DefaultsButton
from catgui.widgets.forms.fields.features_choice import FeaturesChoice
from catgui.widgets.forms.fields.setting_field import SettingField
from catgui.widgets.forms.fields.setting_slider import slider_of
from catgui.widgets.forms.fields.setting_texts import parse, parse_float, to_text
from catgui.widgets.forms.layer_editor import LayerEditor
from catgui.widgets.forms.settings_line import SettingsLine
from engine.errors import ConfigError
from engine.training.config import TrainingConfig
from engine.training.options import (
    NOTEBOOK_OPTIONS,
    TITLES,
    LayerWidths,
)

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LAYERS, *_WITH_SLIDERS = NOTEBOOK_OPTIONS


class TrainingForm(QWidget):
    """The kind of features, the layers one by one, fields and sliders, over a line that says what is wrong or in use.

    Signals: `features_chosen(str)`, another kind of features; `typed(str)`, the text of a field while the user types,
    before what follows from it; `value_edited(str, object)`, a field and the value that the user gave it;
    `text_rejected(object)`, a ConfigError for a text that is no number; `edit_finished()`, the user has left a field or
    released a slider; `train_requested()`, by the Enter key in a field; `defaults_requested()`, all settings of the
    notebook are wanted.
    """

    features_chosen = Signal(str)
    typed = Signal(str)
    value_edited = Signal(str, object)
    text_rejected = Signal(object)
    edit_finished = Signal()
    train_requested = Signal()
    defaults_requested = Signal()

    def __init__(self, config: TrainingConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_form")
        self._features = FeaturesChoice()
        self._defaults = DefaultsButton()
        self._fields = {option.field: SettingField(option) for option in NOTEBOOK_OPTIONS}
        self._sliders = {option.field: slider_of(option) for option in _WITH_SLIDERS}
        assert isinstance(_LAYERS.values, LayerWidths)
        self._layers = LayerEditor(_LAYERS.values.most_layers)
        self._line = SettingsLine()
        self._edited_field: str | None = None
        self._showing, self._editable = False, True
        self._options_text = self._changes_text = ""
        self._lay_out()
        self.show_config(config)
        for field in self._fields.values():
            field.textEdited.connect(self.typed)
            field.textChanged.connect(self._on_text_changed)
            field.editingFinished.connect(self.edit_finished)
            field.installEventFilter(self)
        for slider in self._sliders.values():
            slider.value_chosen.connect(self._on_slider_moved)
            slider.sliderReleased.connect(self.edit_finished)
        self._layers.widths_edited.connect(self._on_widths_edited)
        self._layers.edit_finished.connect(self.edit_finished)
        self._features.features_chosen.connect(self.features_chosen)
        self._defaults.clicked.connect(self.defaults_requested)

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        for column, option in enumerate(_WITH_SLIDERS):
            field = self._fields[option.field]
            for row, widget in enumerate((field.caption, field, self._sliders[option.field])):
                self._grid.addWidget(widget, row, column)
            self._grid.setColumnStretch(column, 1)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._features)
        top.addStretch()
        top.addWidget(self._defaults)
        network = QHBoxLayout()
        network.setSpacing(8)
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(self._fields[_LAYERS.field].caption)
        text.addWidget(self._fields[_LAYERS.field])
        text.addStretch()
        network.addLayout(text, stretch=1)
        network.addWidget(self._layers, stretch=4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addSpacing(2)
        layout.addLayout(network)
        layout.addLayout(self._grid)
        layout.addWidget(self._line)

    def add_column(self, widget: QWidget) -> None:
        """Put `widget` to the right of the sliders."""
        self._grid.addWidget(widget, 0, len(_WITH_SLIDERS), 3, 1, Qt.AlignmentFlag.AlignTop)

    def set_low(self, low: bool) -> None:
        """Hide the sliders where they would lie on their fields; the keys Up and Down still move them."""
        for slider in self._sliders.values():
            slider.setVisible(not low)

    def set_editable(self, editable: bool) -> None:
        """Enable or disable all settings."""
        self._editable = editable
        for widget in (self._features, *self._fields.values(), *self._sliders.values()):
            widget.setEnabled(editable)
        self._show_editable()

    def _show_editable(self) -> None:
        """Enable the layers, unless the features allow no others."""
        can_change = self._editable and not features_texts(self._features.current).layers.are_fixed
        self._fields[_LAYERS.field].setEnabled(can_change)
        self._layers.setEnabled(can_change)

    def show_inputs(self, inputs: InputsText) -> None:
        """Show what goes into the network."""
        self._layers.show_inputs(inputs)

    def show_config(
        self, config: TrainingConfig, errors: Mapping[str, ConfigError] | None = None, pictures: int | None = None
    ) -> None:
        """Fill the fields that are not being edited; mark those with `errors`, whose texts stay.

        `pictures` is the number of training pictures, if known.
        """
        errors = errors or {}
        with self._showing_values():
            for name, field in self._fields.items():
                text = to_text(getattr(config, name))
                if name not in errors and name != self._edited_field and field.text() != text:
                    field.setText(text)
                    field.setCursorPosition(0)
        self._show_sliders()
        self._show_features(config.features)
        self._layers.show_widths(config.hidden_layers)
        self._show_errors(errors)
        self._options_text = options_in_use(config, pictures)
        self._show_note()
        self._defaults.show_is_default(config == TrainingConfig() and not errors)

    def _show_features(self, features: str) -> None:
        self._features.show_features(features)
        words = features_texts(features).layers
        self._fields[_LAYERS.field].describe(words.title, words.description)
        self._layers.show_words(words)
        self._show_editable()

    def show_changes(self, text: str) -> None:
        """Show in what the settings differ from the run; '' if in nothing."""
        self._changes_text = text
        self._show_note()

    @contextmanager
    def _showing_values(self) -> Iterator[None]:
        """Suppress `value_edited` while the fields are filled."""
        self._showing = True
        try:
            yield
        finally:
            self._showing = False

    def _show_note(self) -> None:
        self._line.show_note("  ·  ".join(filter(None, (self._changes_text, self._options_text))))

    def _show_errors(self, errors: Mapping[str, ConfigError]) -> None:
        """Mark the fields with errors; the first error is in the line too."""
        for option in NOTEBOOK_OPTIONS:
            error = errors.get(option.field)
            self._fields[option.field].show_error("" if error is None else self._describe(error))
        self._line.show_error(next((self._describe(errors[name]) for name in TITLES if name in errors), ""))

    def _describe(self, error: ConfigError) -> str:
        return setting_error(error, self._features.current)

    def show_error(self, error: ConfigError) -> None:
        """Show `error`, because of which a run was refused, and select its text."""
        self._line.show_error(self._describe(error))
        # The other options have no field here.
        if error.field == FEATURES_FIELD:
            self._features.setFocus()
        elif error.field in self._fields:
            self._fields[error.field].setFocus()
            self._fields[error.field].selectAll()

    def _on_text_changed(self) -> None:
        self._show_sliders()
        if self._showing:
            return
        for name, field in self._fields.items():
            if field is self.sender():
                self._emit_value(name, field.text())

    def _emit_value(self, name: str, text: str) -> None:
        self._edited_field = name
        try:
            self.value_edited.emit(name, parse(name, text))
        except ConfigError as error:
            self.text_rejected.emit(error)
        finally:
            self._edited_field = None

    def _on_slider_moved(self, value: float) -> None:
        name = next(name for name, slider in self._sliders.items() if slider is self.sender())
        self._fields[name].setText(to_text(value if name == "learning_rate" else round(value)))

    def _on_widths_edited(self, widths: tuple[int, ...]) -> None:
        self._fields[_LAYERS.field].setText(to_text(widths))

    def _show_sliders(self) -> None:
        """Move each slider to the value of its field, if valid."""
        for name, slider in self._sliders.items():
            try:
                slider.show_value(parse_float(name, self._fields[name].text()))
            except ConfigError:
                continue

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down in a field move its slider by one step."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _STEPS:
            for name, slider in self._sliders.items():
                if self._fields[name] is watched:
                    slider.step(_STEPS[Qt.Key(event.key())])
                    return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field trains."""
        if event.key() in _ENTER_KEYS and isinstance(QApplication.focusWidget(), QLineEdit | QAbstractSpinBox):
            self.train_requested.emit()
        else:
            super().keyPressEvent(event)
