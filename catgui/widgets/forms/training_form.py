"""The settings of a run as fields with sliders; it only builds a TrainingConfig and shows what that refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.forms.setting_slider import SettingSlider, linear_scale, logarithmic_scale
from engine.errors import ConfigError
from engine.training.config import TrainingConfig
from engine.training.options import OPTIONS

_TEXTS = {
    "hidden_layers": (
        "Hidden layers",
        "Units of each hidden layer, from the pixels up, as in 20, 7, 5. "
        "The slider and the Up and Down keys change the layer that the text cursor is in",
    ),
    "learning_rate": ("Learning rate", "How far each step goes down the slope of the cost"),
    "iterations": ("Iterations", "How many steps to take; each looks at all training pictures"),
    "seed": ("Seed", "Picks the random weights at the start; the same seed gives the same run"),
}
_SCALES = {
    "hidden_layers": linear_scale(1, 64),
    "learning_rate": logarithmic_scale(0.0001, 1.0),
    "iterations": logarithmic_scale(10, 20_000),
    "seed": linear_scale(0, 100),
}
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class TrainingForm(QWidget):
    """Hidden layers, learning rate, iterations and seed, and what is set elsewhere.

    Signals: `edited()`, the user has changed a setting; `config_shown(object)`, a TrainingConfig has been filled in.
    """

    edited = Signal()
    config_shown = Signal(object)

    def __init__(self, config: TrainingConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = {name: QLineEdit() for name in _TEXTS}
        self._sliders = {name: SettingSlider(_SCALES[name], f"{title}, slider") for name, (title, _) in _TEXTS.items()}
        self._options: dict[str, Any] = {}
        self._options_label = ElidedLabel(role="muted")
        self._options_label.setObjectName("options_in_use")
        self._options_label.hide()
        self._error = label(role="error", wrap=True)
        self._error.hide()
        self._build()
        self.show_config(config)
        for name, field in self._fields.items():
            field.textEdited.connect(self._on_edited)
            field.textChanged.connect(self._show_sliders)
            field.installEventFilter(self)
            self._sliders[name].chosen.connect(self._on_slider_moved)
        self._fields["hidden_layers"].cursorPositionChanged.connect(self._show_sliders)

    def _build(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(4)
        for column, (name, (title, tip)) in enumerate(_TEXTS.items()):
            field, slider = self._fields[name], self._sliders[name]
            field.setObjectName(f"{name}_field")
            slider.setObjectName(f"{name}_slider")
            field.setToolTip(tip)
            slider.setToolTip(tip)
            field.setAccessibleName(title)
            field.setMinimumWidth(56)
            caption = QLabel(title)
            caption.setProperty("role", "muted")
            caption.setBuddy(field)
            layout.addWidget(caption, 0, column)
            layout.addWidget(field, 1, column)
            layout.addWidget(slider, 2, column)
        layout.addWidget(self._options_label, 3, 0, 1, len(_TEXTS))
        layout.addWidget(self._error, 4, 0, 1, len(_TEXTS))

    def show_config(self, config: TrainingConfig) -> None:
        """Fill the fields from `config`."""
        self._fields["hidden_layers"].setText(", ".join(str(width) for width in config.hidden_layers))
        self._fields["hidden_layers"].setCursorPosition(0)
        self._show_rate(config.learning_rate)
        self._fields["iterations"].setText(str(config.iterations))
        self._fields["seed"].setText(str(config.seed))
        self._show_options({option.field: option.value_in(config) for option in OPTIONS})
        self._show_sliders()
        self.show_error("")
        self.config_shown.emit(config)

    def set_options(self, options: dict[str, Any]) -> None:
        """Take over the options by field, as the user has set them elsewhere."""
        self._show_options(options)
        self._on_edited()

    def _show_options(self, options: dict[str, Any]) -> None:
        self._options = dict(options)
        words = [
            f"{option.title} {options[option.field]}"
            for option in OPTIONS
            if options.get(option.field, option.default) != option.default
        ]
        self._options_label.show_text(f"And {', '.join(words)}: see Options")
        self._options_label.setVisible(bool(words))

    def _show_rate(self, rate: float) -> None:
        exactly = QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value
        self._fields["learning_rate"].setText(_locale().toString(rate, "g", exactly))

    def read(self) -> TrainingConfig:
        """What the fields say. Raises ConfigError."""
        return TrainingConfig(
            hidden_layers=_parse_widths(self._fields["hidden_layers"].text()),
            learning_rate=_parse_float("learning_rate", self._fields["learning_rate"].text()),
            iterations=_parse_int("iterations", self._fields["iterations"].text()),
            seed=_parse_int("seed", self._fields["seed"].text()),
            **self._options,
        )

    def config(self, check: Callable[[TrainingConfig], None]) -> TrainingConfig | None:
        """What the fields say, or None after the reason was shown; `check` raises ConfigError for what it refuses."""
        try:
            config = self.read()
            check(config)
        except ConfigError as error:
            self.show_error(str(error))
            # An option is not among the fields here.
            if error.field in self._fields:
                self._fields[error.field].setFocus()
                self._fields[error.field].selectAll()
            return None
        self.show_error("")
        return config

    def show_error(self, text: str) -> None:
        """Say under the fields what is wrong with them; an empty text for nothing."""
        self._error.setText(text)
        self._error.setVisible(bool(text))

    def _on_edited(self) -> None:
        self.show_error("")
        self.edited.emit()

    def _on_slider_moved(self, value: float) -> None:
        name = next(name for name, slider in self._sliders.items() if slider is self.sender())
        field = self._fields[name]
        if name == "hidden_layers":
            _replace_width(field, round(value))
        elif name == "learning_rate":
            self._show_rate(value)
        else:
            field.setText(str(round(value)))
        self._on_edited()

    def _show_sliders(self) -> None:
        """Put each slider to what its field says; where that is no number, it stays."""
        for name, slider in self._sliders.items():
            field = self._fields[name]
            text = _width_at(field).group() if name == "hidden_layers" else field.text()
            try:
                slider.show_value(_parse_float(name, text))
            except ConfigError:
                continue

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down in a field are steps of its slider."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _STEPS:
            for name, field in self._fields.items():
                if field is watched:
                    self._sliders[name].step(_STEPS[Qt.Key(event.key())])
                    return True
        return super().eventFilter(watched, event)


def _width_at(field: QLineEdit) -> re.Match[str]:
    """The width that the text cursor of the layers' field is in, or stands behind; the first where all is selected."""
    at = 0 if field.selectedText() == field.text() else field.cursorPosition()
    words = re.finditer(r"[^\s,;]+|$", field.text())
    return next(word for word in words if at <= word.end() or word.end() == len(field.text()))


def _replace_width(field: QLineEdit, width: int) -> None:
    word, at = _width_at(field), field.cursorPosition()
    field.setText(field.text()[: word.start()] + str(width) + field.text()[word.end() :])
    field.setCursorPosition(min(at, word.start() + len(str(width))))


def _parse_widths(text: str) -> tuple[int, ...]:
    return tuple(_parse_int("hidden_layers", part) for part in text.replace(",", " ").replace(";", " ").split())


def _parse_int(field: str, text: str) -> int:
    try:
        return int(text.replace(" ", ""))
    except ValueError as error:
        raise ConfigError(field, text, "a whole number is needed") from error


def _locale() -> QLocale:
    """How the user writes numbers, but without marks between thousands: the point of one country is that of another."""
    locale = QLocale()
    option = QLocale.NumberOption
    locale.setNumberOptions(option.OmitGroupSeparator | option.RejectGroupSeparator)
    return locale


def _parse_float(field: str, text: str) -> float:
    """A number as the user's country writes it, or with a decimal point or comma."""
    number, known = _locale().toDouble(text.strip())
    if known:
        return float(number)
    try:
        return float(text.strip().replace(",", "."))
    except ValueError as error:
        raise ConfigError(field, text, "a number is needed") from error
