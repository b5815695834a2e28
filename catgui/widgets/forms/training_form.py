"""The main settings of a run as text fields with sliders."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.forms.setting_slider import SettingSlider, scale_over
from engine.errors import ConfigError
from engine.training.config import TrainingConfig
from engine.training.options import NOTEBOOK_OPTIONS, OPTIONS, LayerWidths, Option, non_default_options
from engine.validation import Decimals, Integers

_LAYERS_TIP = "The slider and the Up and Down keys change the layer that the text cursor is in."
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class TrainingForm(QWidget):
    """Fields with sliders, and a line that names the options in use.

    Signals: `value_edited(str, object)`, a field and the value that the user gave it; `text_rejected(object)`, a
    ConfigError for a text that is no number; `edit_finished()`, the user has left a field or released a slider.
    """

    value_edited = Signal(str, object)
    text_rejected = Signal(object)
    edit_finished = Signal()

    def __init__(self, config: TrainingConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = {option.field: QLineEdit() for option in NOTEBOOK_OPTIONS}
        self._sliders = {option.field: _slider(option) for option in NOTEBOOK_OPTIONS}
        self._edited_field: str | None = None
        self._showing = False
        self._options_label = ElidedLabel(role="muted")
        self._options_label.setObjectName("options_in_use")
        self._options_label.hide()
        self._error = label(role="error", wrap=True)
        self._error.hide()
        self._lay_out()
        self.show_config(config)
        for name, field in self._fields.items():
            field.textChanged.connect(self._on_text_changed)
            field.editingFinished.connect(self.edit_finished)
            field.installEventFilter(self)
            self._sliders[name].value_chosen.connect(self._on_slider_moved)
            self._sliders[name].sliderReleased.connect(self.edit_finished)
        self._fields["hidden_layers"].cursorPositionChanged.connect(self._show_sliders)

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(4)
        layout.setVerticalSpacing(4)
        for column, option in enumerate(NOTEBOOK_OPTIONS):
            field, slider = self._fields[option.field], self._sliders[option.field]
            field.setObjectName(f"{option.field}_field")
            field.setToolTip(slider.toolTip())
            field.setAccessibleName(option.title)
            field.setMinimumWidth(56)
            caption = QLabel(option.title)
            caption.setProperty("role", "muted")
            caption.setBuddy(field)
            for row, widget in enumerate((caption, field, slider)):
                layout.addWidget(widget, row, column)
        layout.addWidget(self._options_label, 3, 0, 1, len(NOTEBOOK_OPTIONS))
        layout.addWidget(self._error, 4, 0, 1, len(NOTEBOOK_OPTIONS))

    def show_config(self, config: TrainingConfig, invalid: Collection[str] = ()) -> None:
        """Fill the fields that are neither `invalid` nor being edited; clear the error."""
        with self._showing_values():
            for name, field in self._fields.items():
                text = _to_text(getattr(config, name))
                if name not in invalid and name != self._edited_field and field.text() != text:
                    field.setText(text)
                    field.setCursorPosition(0)
        self._show_sliders()
        self._show_options(config)
        self.clear_error()

    @contextmanager
    def _showing_values(self) -> Iterator[None]:
        """Suppress `value_edited` while the fields are filled."""
        self._showing = True
        try:
            yield
        finally:
            self._showing = False

    def _show_options(self, config: TrainingConfig) -> None:
        in_use = non_default_options(config)
        texts = [f"{option.title} {in_use[option.field]}" for option in OPTIONS if option.field in in_use]
        self._options_label.show_text(f"And {', '.join(texts)}: see Options")
        self._options_label.setVisible(bool(texts))

    def show_error(self, error: ConfigError) -> None:
        """Show `error` under the fields and select its text."""
        self._error.setText(str(error))
        self._error.show()
        # The other options have no field here.
        if error.field in self._fields:
            self._fields[error.field].setFocus()
            self._fields[error.field].selectAll()

    def clear_error(self) -> None:
        """Remove the error."""
        self._error.clear()
        self._error.hide()

    def _on_text_changed(self) -> None:
        self._show_sliders()
        if self._showing:
            return
        self.clear_error()
        for name, field in self._fields.items():
            if field is self.sender():
                self._emit_value(name, field.text())

    def _emit_value(self, name: str, text: str) -> None:
        self._edited_field = name
        try:
            self.value_edited.emit(name, _parse(name, text))
        except ConfigError as error:
            self.text_rejected.emit(error)
        finally:
            self._edited_field = None

    def _on_slider_moved(self, value: float) -> None:
        name = next(name for name, slider in self._sliders.items() if slider is self.sender())
        field = self._fields[name]
        if name == "hidden_layers":
            _replace_width(field, round(value))
        else:
            field.setText(_to_text(value if name == "learning_rate" else round(value)))

    def _show_sliders(self) -> None:
        """Move each slider to the value of its field, if valid."""
        for name, slider in self._sliders.items():
            field = self._fields[name]
            text = _width_at(field).group() if name == "hidden_layers" else field.text()
            try:
                slider.show_value(_parse_float(name, text))
            except ConfigError:
                continue

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down in a field move its slider by one step."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _STEPS:
            for name, field in self._fields.items():
                if field is watched:
                    self._sliders[name].step(_STEPS[Qt.Key(event.key())])
                    return True
        return super().eventFilter(watched, event)


def _slider(option: Option) -> SettingSlider:
    values = option.values
    assert isinstance(values, LayerWidths | Integers | Decimals)
    assert values.usual is not None
    slider = SettingSlider(scale_over(*values.usual), f"{option.title}, slider")
    slider.setObjectName(f"{option.field}_slider")
    extra = f" {_LAYERS_TIP}" if option.field == "hidden_layers" else ""
    slider.setToolTip(f"{option.description}{extra}".removesuffix("."))
    return slider


def _width_at(field: QLineEdit) -> re.Match[str]:
    """The layer width at the text cursor; the first if all is selected."""
    at = 0 if field.selectedText() == field.text() else field.cursorPosition()
    widths = re.finditer(r"[^\s,;]+|$", field.text())
    return next(width for width in widths if at <= width.end() or width.end() == len(field.text()))


def _replace_width(field: QLineEdit, width: int) -> None:
    word, at = _width_at(field), field.cursorPosition()
    field.setText(field.text()[: word.start()] + str(width) + field.text()[word.end() :])
    field.setCursorPosition(min(at, word.start() + len(str(width))))


def _to_text(value: Any) -> str:
    """The text of a value; decimals are in the user's locale."""
    if isinstance(value, tuple):
        return ", ".join(str(width) for width in value)
    if isinstance(value, float):
        return _locale().toString(value, "g", QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value)
    return str(value)


def _parse(name: str, text: str) -> Any:
    """The value that `text` stands for in the field `name`. Raises ConfigError."""
    if name == "hidden_layers":
        return tuple(_parse_int(name, part) for part in text.replace(",", " ").replace(";", " ").split())
    return _parse_float(name, text) if name == "learning_rate" else _parse_int(name, text)


def _parse_int(field: str, text: str) -> int:
    try:
        return int(text.replace(" ", ""))
    except ValueError as error:
        raise ConfigError(field, text, "a whole number is needed") from error


def _parse_float(field: str, text: str) -> float:
    """A number in the user's locale, or with any decimal mark."""
    number, is_valid = _locale().toDouble(text.strip())
    if is_valid:
        return float(number)
    try:
        return float(text.strip().replace(",", "."))
    except ValueError as error:
        raise ConfigError(field, text, "a number is needed") from error


def _locale() -> QLocale:
    """The user's locale without group separators, which are decimal marks elsewhere."""
    locale = QLocale()
    option = QLocale.NumberOption
    locale.setNumberOptions(option.OmitGroupSeparator | option.RejectGroupSeparator)
    return locale
