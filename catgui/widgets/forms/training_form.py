"""The forms of the main settings: fields of numbers and of layers, and a drawn network."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QSizePolicy, QWidget

from catgui.domain.features import FEATURES_FIELD, FEATURES_TEXTS, InputsText
from catgui.domain.run_texts import setting_error
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_tooltip, set_tooltip
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, row_of
from catgui.widgets.forms.layer_editor import LayerEditor
from catgui.widgets.forms.typing_undo import TypingUndo
from engine.errors import ConfigError
from engine.text import LOWEST_PLAIN
from engine.training.config import ALL_OPTIONS, NO_LAYERS, NOTEBOOK_OPTIONS, TITLES, LayerWidths, Option, TrainingConfig
from engine.training.features import FEATURES
from engine.validation import Decimals, Integers

_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LAYERS = NOTEBOOK_OPTIONS[0]
_BY_NAME = {option.field: option for option in ALL_OPTIONS}
# The settings that are always in sight, and those with them in More settings.
_MAIN = ("learning_rate", "iterations", "hidden_layers")
_OTHERS = ("seed",)
_GAP = 16
# In points beside text of 9 points: 2000000 iterations with frame and buttons, and three layers.
_NUMBER_WIDTH, _LAYERS_WIDTH = 88, 84
_LAYERS_FIELD = "hidden_layers"
# Few enough that a step down from 0.0075 is 0.0074; the highest value below an excluded limit is so far from it.
_DECIMALS, _BELOW = 15, 0.0001
# Numbers from `LOWEST_PLAIN` to below this one are written without an exponent.
_HIGHEST_PLAIN = 1e9
_WITHOUT_SEPARATORS = QLocale.NumberOption.OmitGroupSeparator | QLocale.NumberOption.RejectGroupSeparator


class SettingFields(QWidget):
    """A base of forms: captioned fields for some settings, which a subclass lays out.

    Signals: `typed(str)`, the text of a field while the user types, before what follows from it;
    `value_edited(str, object)`, a field and the value that the user gave it; `text_rejected(object)`, a ConfigError for
    a text that is no value; `edit_finished()`, the user has left a field; `train_requested()`, by the Enter key in a
    field.
    """

    typed = Signal(str)
    value_edited = Signal(str, object)
    text_rejected = Signal(object)
    edit_finished = Signal()
    train_requested = Signal()

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._showing = False
        self._fields: dict[str, NumberField | QLineEdit] = {}
        self._captions: dict[str, QLabel] = {}
        for option in map(_BY_NAME.__getitem__, names):
            self._add_field(option)

    def _add_field(self, option: Option) -> None:
        field: NumberField | QLineEdit
        if option is _LAYERS:
            field = edit = QLineEdit()
            field.setPlaceholderText(NO_LAYERS)
            keep_scaled(field.setFixedWidth, _LAYERS_WIDTH)
            field.textChanged.connect(self._on_layers_changed)
        else:
            field = NumberField(option)
            edit = field.lineEdit()
            field.rejected.connect(self.text_rejected)
            field.edited.connect(partial(self._on_edited, option.field))
        edit.textEdited.connect(self.typed)
        edit.editingFinished.connect(self.edit_finished)
        TypingUndo(field, edit)
        field.setObjectName(f"{option.field}_field")
        field.setAccessibleName(option.title)
        self._fields[option.field] = field
        self._captions[option.field] = caption = label(option.title, role="muted")
        caption.setBuddy(field)

    def show_config(self, config: TrainingConfig, errors: Mapping[str, ConfigError] | None = None) -> None:
        """Fill the fields whose values are other ones; mark those with `errors`, whose texts stay."""
        errors = errors or {}
        with self._showing_values():
            for name, field in self._fields.items():
                if name not in errors:
                    _show_value(field, getattr(config, name))
                tip = setting_error(errors[name], config.features) if name in errors else self._describe(name, config)
                _mark(field, name in errors, tip)

    def _describe(self, name: str, config: TrainingConfig) -> str:
        """What the setting `name` does."""
        if name == _LAYERS_FIELD:
            return FEATURES_TEXTS[config.features].layers.description
        return _BY_NAME[name].description.removesuffix(".")

    def select_field(self, name: str) -> bool:
        """Select the text of a field, for another to be typed; returns whether there is that field."""
        if name in self._fields:
            self._fields[name].setFocus()
            self._fields[name].selectAll()
        return name in self._fields

    @contextmanager
    def _showing_values(self) -> Iterator[None]:
        """Suppress `value_edited` while the fields are filled."""
        self._showing = True
        try:
            yield
        finally:
            self._showing = False

    def _on_edited(self, name: str, value: object) -> None:
        if not self._showing:
            self.value_edited.emit(name, value)

    def _on_layers_changed(self, text: str) -> None:
        try:
            self._on_edited(_LAYERS_FIELD, _parse_layers(text))
        except ConfigError as error:
            self.text_rejected.emit(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field trains."""
        if event.key() in _ENTER_KEYS:
            self.train_requested.emit()
        else:
            super().keyPressEvent(event)


def _show_value(field: NumberField | QLineEdit, value: Any) -> None:
    """Show `value`, unless that is what the text stands for, however it was typed."""
    if isinstance(field, NumberField):
        field.show_value(value)
    elif not _stands_for(field.text(), value):
        field.setText(", ".join(map(str, value)))
        field.setCursorPosition(0)


def _stands_for(text: str, widths: tuple[int, ...]) -> bool:
    try:
        return _parse_layers(text) == widths
    except ConfigError:
        return False


def _mark(field: NumberField | QLineEdit, is_invalid: bool, tip: str) -> None:
    """Frame an invalid field; `tip` has its error, or what it is for."""
    set_tooltip(field, tip)
    edit = field.lineEdit() if isinstance(field, NumberField) else field
    if bool(edit.property("invalid")) != is_invalid:
        edit.setProperty("invalid", is_invalid)
        # Style sheets read properties only when a widget is polished.
        edit.style().unpolish(edit)
        edit.style().polish(edit)


class NumberField(QDoubleSpinBox):
    """A number of the setting `option`. A text that is no value of it stays until there is another.

    Qt's `QSpinBox` has 31 bits, and a seed 32: without decimals, this has whole numbers.

    Signals: `edited(object)`, the user gives it another value, or the same after a text that was none;
    `rejected(object)`, a ConfigError for such a text.
    """

    edited = Signal(object)
    rejected = Signal(object)

    def __init__(self, option: Option, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._option = option
        self._rejected: str | None = None
        values = option.values
        assert isinstance(values, Integers | Decimals)
        if isinstance(values, Integers):
            lowest, highest = values.lowest, float(values.highest)
        else:
            lowest, highest = 0, min(values.below - _BELOW, sys.float_info.max)
        self.setDecimals(0 if isinstance(values, Integers) else _DECIMALS)
        self.setRange(lowest, highest)
        self.setSingleStep(values.step)
        if not values.includes_zero:  # from 0, which switches a setting off, an adaptive step would be tiny
            self.setStepType(self.StepType.AdaptiveDecimalStepType)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        keep_scaled(self.setFixedWidth, _NUMBER_WIDTH)
        self.lineEdit().textEdited.connect(self._on_typed)
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: float) -> None:
        """Show `value` in place of another, or of a text that is none."""
        if self._rejected is not None or self.value() != value:
            self._rejected = None
            self.setValue(value)

    def _on_typed(self, text: str) -> None:
        was_rejected, self._rejected = self._rejected, None
        try:
            value = self._read(text)
        except ConfigError as error:
            self._rejected = text
            self.rejected.emit(error)
            return
        if was_rejected is not None and value == self.value():
            self.edited.emit(value)

    def _on_value_changed(self, value: float) -> None:
        self.edited.emit(value if self.decimals() else round(value))

    def _read(self, text: str) -> Any:
        parse = parse_float if self.decimals() else _parse_int
        return self._option.check(parse(self._option.field, text))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let everything be typed: the reason why it is no value is more than a key that does nothing."""
        try:
            self._read(text)
        except ConfigError:
            return QValidator.State.Intermediate, text, position
        return QValidator.State.Acceptable, text, position

    def valueFromText(self, text: str) -> float:  # noqa: N802  Qt's name
        return float(self._read(text))

    def textFromValue(self, value: float) -> str:
        """The number without trailing zeros, or the text that is none: Qt asks for it when the field is left."""
        if self._rejected is not None:
            return self._rejected
        return to_text(value) if self.decimals() else str(round(value))

    def stepBy(self, steps: int) -> None:  # noqa: N802  Qt's name
        if self._rejected is not None:  # from which Qt would take no step
            self.show_value(self.value())
        super().stepBy(steps)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change nothing: a turn of the wheel in passing would train another network."""
        event.ignore()


class MainSettingsForm(SettingFields):
    """The settings that matter most, beside each other, each below its caption."""

    def __init__(self, config: TrainingConfig, parent: QWidget | None = None) -> None:
        super().__init__(_MAIN, parent)
        self.setObjectName("training_form")
        columns = (column_of(self._captions[name], field, spacing=1) for name, field in self._fields.items())
        row_of(*columns, spacing=_GAP).on(self)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_config(config)

    def set_editable(self, editable: bool) -> None:
        """Enable or disable all settings."""
        for field in self._fields.values():
            field.setEnabled(editable)

    def show_config(self, config: TrainingConfig, errors: Mapping[str, ConfigError] | None = None) -> None:
        """Fill the fields, and call the layers as they are called with the features."""
        title = FEATURES_TEXTS[config.features].layers.title
        self._captions[_LAYERS_FIELD].setText(title)
        self._fields[_LAYERS_FIELD].setAccessibleName(title)
        super().show_config(config, errors)


class NetworkForm(SettingFields):
    """The kind of features, the layers drawn one by one, and the seed.

    Attributes: `features`, the choice of their kind.
    """

    def __init__(self, config: TrainingConfig, parent: QWidget | None = None) -> None:
        super().__init__(_OTHERS, parent)
        self.features = FeaturesChoice()
        assert isinstance(_LAYERS.values, LayerWidths)
        self._layers = LayerEditor(_LAYERS.values.most_layers)
        self._layers_caption = label(role="muted")
        self._lay_out()
        self.show_config(config)
        self._layers.widths_edited.connect(self._on_widths_edited)
        self._layers.edit_finished.connect(self.edit_finished)

    def _lay_out(self) -> None:
        others = row_of(self._captions["seed"], self._fields["seed"], ..., spacing=8)
        column_of(self.features, 4, self._layers_caption, self._layers, 4, others, spacing=4).on(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def set_editable(self, editable: bool) -> None:
        """Enable or disable all settings."""
        for widget in (self.features, self._layers, *self._fields.values()):
            widget.setEnabled(editable)

    def show_inputs(self, inputs: InputsText) -> None:
        """Show what goes into the network."""
        self._layers.show_inputs(inputs)

    def show_config(self, config: TrainingConfig, errors: Mapping[str, ConfigError] | None = None) -> None:
        """Show the kind of features, the layers and the seed."""
        self.features.show_features(config.features)
        words = FEATURES_TEXTS[config.features].layers
        self._layers_caption.setText(words.title)
        self._layers.show_words(words)
        self._layers.show_widths(config.hidden_layers)
        super().show_config(config, errors)

    def select_field(self, name: str) -> bool:
        """Select the field of a setting, or of the features."""
        if name == FEATURES_FIELD:
            self.features.setFocus()
            return True
        return super().select_field(name)

    def _on_widths_edited(self, widths: tuple[int, ...]) -> None:
        self.value_edited.emit(_LAYERS_FIELD, widths)


class FeaturesChoice(QWidget):
    """A captioned list of the kinds of features, each with a sentence as its tool tip.

    Signals: `chosen(str)`, the user has chosen a kind.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = _SteadyList()
        self._list.setObjectName("features_field")
        self._list.setAccessibleName(TITLES[FEATURES_FIELD])
        for row, name in enumerate(FEATURES):
            texts = FEATURES_TEXTS[name]
            self._list.addItem(texts.title, name)
            self._list.setItemData(row, escape_tooltip(texts.description), Qt.ItemDataRole.ToolTipRole)
        caption = label(TITLES[FEATURES_FIELD], role="muted")
        caption.setBuddy(self._list)
        row_of(caption, (self._list, 1), spacing=8).on(self)
        self.setFocusProxy(self._list)
        self._list.activated.connect(self._on_activated)

    @property
    def current(self) -> str:
        """The kind that is shown."""
        return str(self._list.currentData())

    def show_features(self, name: str) -> None:
        """Show the kind that is in use."""
        self._list.setCurrentIndex(self._list.findData(name))
        set_tooltip(self._list, FEATURES_TEXTS[name].description)

    def _on_activated(self) -> None:
        self.chosen.emit(self._list.currentData())


class _SteadyList(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Choose nothing: a turn of the wheel in passing would train another network."""
        event.ignore()


def to_text(value: float) -> str:
    """The text of a number in the user's locale."""
    # Qt would write 0.0001 as 1e-04.
    notation = "f" if value == 0 or LOWEST_PLAIN <= abs(value) < _HIGHEST_PLAIN else "g"
    return _locale().toString(value, notation, QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value)


def _parse_layers(text: str) -> tuple[int, ...]:
    """The layers that `text` stands for, none if it is empty. Raises ConfigError."""
    if text.strip().lower() in ("", NO_LAYERS):
        return ()
    return tuple(_parse_int(_LAYERS_FIELD, part) for part in text.replace(",", " ").replace(";", " ").split())


def parse_float(field: str, text: str) -> float:
    """A number in the user's locale, or with any decimal mark. Raises ConfigError."""
    number, is_valid = _locale().toDouble(text.strip())
    if is_valid:
        return float(number)
    try:
        return float(text.strip().replace(",", "."))
    except ValueError as error:
        raise ConfigError(field, text, "must be a number") from error


def _parse_int(field: str, text: str) -> int:
    try:
        return int(text.replace(" ", ""))
    except ValueError as error:
        reason = _LAYERS.values.requirement if field == _LAYERS_FIELD else "must be a whole number"
        raise ConfigError(field, text, reason) from error


def _locale() -> QLocale:
    """The user's locale without group separators, which are decimal marks elsewhere."""
    locale = QLocale()
    locale.setNumberOptions(_WITHOUT_SEPARATORS)
    return locale
