"""The forms of the main settings: text fields with sliders, and a drawn network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QLocale, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from catgui.domain.features import FEATURES_FIELD, FEATURES_TEXTS, InputsText
from catgui.domain.run_texts import setting_error
from catgui.style.tooltips import escape_tooltip, set_tooltip
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, row_of
from catgui.widgets.forms.layer_editor import LayerEditor
from catgui.widgets.forms.setting_slider import slider_of
from catgui.widgets.forms.typing_undo import TypingUndo
from engine.errors import ConfigError
from engine.text import LOWEST_PLAIN
from engine.training.config import (
    ALL_OPTIONS,
    NO_LAYERS,
    NOTEBOOK_OPTIONS,
    TITLES,
    LayerWidths,
    Option,
    TrainingConfig,
    layers_text,
)
from engine.training.features import FEATURES
from engine.validation import Decimals

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LAYERS = NOTEBOOK_OPTIONS[0]
_BY_NAME = {option.field: option for option in ALL_OPTIONS}
_STEP_DECIMALS = 12  # of a sum, which is not exact
# The settings that are always in sight, those with them in More settings, and of both those with a slider.
_MAIN = ("learning_rate", "iterations", "hidden_layers")
_OTHERS = ("seed",)
_WITH_SLIDERS = ("learning_rate", "seed")
# The width of a field, in digits: its frame, and 2000000 iterations.
_FIELD_DIGITS, _LAYERS_DIGITS = 10, 11
_CAPTION_GAP, _GAP = 6, 16
_LAYERS_FIELD = "hidden_layers"
# Numbers from `LOWEST_PLAIN` to below this one are written without an exponent.
_HIGHEST_PLAIN = 1e9
_WITHOUT_SEPARATORS = QLocale.NumberOption.OmitGroupSeparator | QLocale.NumberOption.RejectGroupSeparator


class SettingFields(QWidget):
    """A base of forms: fields for some settings, with sliders for the main numbers; a subclass lays them out.

    Signals: `typed(str)`, the text of a field while the user types, before what follows from it;
    `value_edited(str, object)`, a field and the value that the user gave it; `text_rejected(object)`, a ConfigError for
    a text that is no number; `edit_finished()`, the user has left a field or released a slider; `train_requested()`, by
    the Enter key in a field.
    """

    typed = Signal(str)
    value_edited = Signal(str, object)
    text_rejected = Signal(object)
    edit_finished = Signal()
    train_requested = Signal()

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        options = [_BY_NAME[name] for name in names]
        self._fields = {option.field: SettingField(option) for option in options}
        with_sliders = [option for option in options if option.field in _WITH_SLIDERS]
        self._sliders = {option.field: slider_of(option, partial(_slider_text, option)) for option in with_sliders}
        self._edited_field: str | None = None
        self._showing = False
        for field in self._fields.values():
            field.textEdited.connect(self.typed)
            field.textChanged.connect(self._on_text_changed)
            field.editingFinished.connect(self.edit_finished)
            field.installEventFilter(self)
        for slider in self._sliders.values():
            slider.value_chosen.connect(self._on_slider_moved)
            slider.sliderReleased.connect(self.edit_finished)

    def show_config(self, config: TrainingConfig, errors: Mapping[str, ConfigError] | None = None) -> None:
        """Fill the fields that are not being edited; mark those with `errors`, whose texts stay."""
        errors = errors or {}
        with self._showing_values():
            for name, field in self._fields.items():
                text = to_text(getattr(config, name))
                if name not in errors and name != self._edited_field and field.text() != text:
                    field.setText(text)
                    field.setCursorPosition(0)
                field.show_error(setting_error(errors[name], config.features) if name in errors else "")
        self._show_sliders()

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
            self.value_edited.emit(name, _parse(name, text))
        except ConfigError as error:
            self.text_rejected.emit(error)
        finally:
            self._edited_field = None

    def _on_slider_moved(self, value: float) -> None:
        name = next(name for name, slider in self._sliders.items() if slider is self.sender())
        self._fields[name].setText(_slider_text(_BY_NAME[name], value))

    def _show_sliders(self) -> None:
        """Move each slider to the value of its field, if valid."""
        for name, slider in self._sliders.items():
            try:
                slider.show_value(parse_float(name, self._fields[name].text()))
            except ConfigError:
                continue

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down in a field of a number change it by one step, as that of its slider is."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _STEPS:
            for name, field in self._fields.items():
                if field is watched and name != _LAYERS_FIELD:
                    self._step(name, _STEPS[Qt.Key(event.key())])
                    return True
        return super().eventFilter(watched, event)

    def _step(self, name: str, step: int) -> None:
        if name in self._sliders:
            self._sliders[name].step(step)
            return
        with suppress(ConfigError):
            value = _parse(name, self._fields[name].text())
            self._fields[name].setText(to_text(_stepped(_BY_NAME[name].values, value, step)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field trains."""
        if event.key() in _ENTER_KEYS and isinstance(QApplication.focusWidget(), QLineEdit | QAbstractSpinBox):
            self.train_requested.emit()
        else:
            super().keyPressEvent(event)


class MainSettingsForm(SettingFields):
    """The settings that matter most, in a low row, with a slider below the learning rate.

    `beside` is placed after them, and `below` beside the slider. A window that is low for its text has no room for the
    slider; the keys Up and Down move the value there as well.
    """

    def __init__(self, config: TrainingConfig, beside: QWidget, below: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(_MAIN, parent)
        self.setObjectName("training_form")
        self._beside, self._below = beside, below
        self._is_stacked = self._is_low = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(0)
        self._lay_out()
        self.show_config(config)

    def _lay_out(self) -> None:
        """Place all widgets, captions beside the fields, or above them."""
        while self._grid.takeAt(0) is not None:
            pass
        # Of each setting: caption, gap, field, gap.
        captions, fields, sliders = (0, 1, 2) if self._is_stacked else (0, 0, 1)
        for number, name in enumerate(_MAIN):
            field, column = self._fields[name], 4 * number
            if self._is_stacked:
                self._grid.addWidget(field.caption, captions, column, 1, 3)
                self._grid.addWidget(field, fields, column, 1, 3)
            else:
                self._grid.addWidget(field.caption, captions, column)
                self._grid.addWidget(field, fields, column + 2)
            if name in self._sliders:
                self._grid.addWidget(self._sliders[name], sliders, column, 1, 3)
            self._grid.setColumnMinimumWidth(column + 1, 0 if self._is_stacked else _CAPTION_GAP)
            self._grid.setColumnMinimumWidth(column + 3, _GAP)
        last, first = 4 * len(_MAIN), 4 * len(self._sliders)
        self._grid.addWidget(self._beside, fields, last)
        if self._is_low:
            self._grid.addWidget(self._below, captions, last + (not self._is_stacked), 1, 1 + self._is_stacked)
        else:
            self._grid.addWidget(self._below, sliders, first, 1, last + 2 - first)
        self._grid.setColumnStretch(last + 1, 1)
        for slider in self._sliders.values():
            slider.setVisible(not self._is_low)  # the last: it may resize the bar, which then lays this out anew

    def set_stacked(self, stacked: bool) -> None:
        """Put the captions above the fields, where there is no room beside them."""
        if stacked != self._is_stacked:
            self._is_stacked = stacked
            self._lay_out()

    def set_low(self, low: bool) -> None:
        """Hide the sliders in a low window (`low`), else show them."""
        if low != self._is_low:
            self._is_low = low
            self._lay_out()

    @property
    def captions_height(self) -> int:
        """The height of the captions above the fields, 0 while they are beside them."""
        return max(field.caption.sizeHint().height() for field in self._fields.values()) if self._is_stacked else 0

    def width_if(self, stacked: bool) -> int:
        """The least width of the form with captions above or beside the fields."""
        widths = []
        for field in self._fields.values():
            pair = field.caption.sizeHint().width(), field.sizeHint().width()
            widths.append(max(pair) if stacked else sum(pair) + _CAPTION_GAP)
        return sum(widths) + len(widths) * _GAP + self._beside.minimumSizeHint().width()

    def set_editable(self, editable: bool) -> None:
        """Enable or disable all settings."""
        for widget in (*self._fields.values(), *self._sliders.values()):
            widget.setEnabled(editable)

    def show_config(self, config: TrainingConfig, errors: Mapping[str, ConfigError] | None = None) -> None:
        """Fill the fields, and call the layers as they are called with the features."""
        words = FEATURES_TEXTS[config.features].layers
        self._fields[_LAYERS_FIELD].describe(words.title, words.description)
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
        (seed,), (slider,) = self._fields.values(), self._sliders.values()
        others = row_of(seed.caption, seed, (slider, 1), spacing=8)
        column_of(self.features, 4, self._layers_caption, self._layers, 4, others, spacing=4).on(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def set_editable(self, editable: bool) -> None:
        """Enable or disable all settings."""
        for widget in (self.features, self._layers, *self._fields.values(), *self._sliders.values()):
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


class SettingField(QLineEdit):
    """A line of text with a `caption` of its own, framed in red while its text is no value.

    While a slider moves it is described, and its error shown, many times a second, and mostly as it is already.

    Attributes: `caption`, a label to be laid out beside it.
    """

    def __init__(self, option: Option, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._error = self._description = ""
        self.caption: QLabel = label(option.title, role="muted")
        self.caption.setBuddy(self)
        self.setObjectName(f"{option.field}_field")
        self._digits = _LAYERS_DIGITS if option is _LAYERS else _FIELD_DIGITS
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.describe(option.title, option.description.removesuffix("."))
        TypingUndo(self, self)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        hint.setWidth(self.fontMetrics().horizontalAdvance("0" * self._digits))
        return hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def describe(self, title: str, description: str) -> None:
        """Caption the field with `title`, and explain it by `description` while there is no error."""
        if (title, description) == (self.caption.text(), self._description):
            return
        self._description = description
        self.caption.setText(title)
        self.setAccessibleName(title)
        self._explain()

    def show_error(self, error: str) -> None:
        """Frame the field and explain `error`, or remove that if it is ''."""
        if error == self._error:
            return
        self._error = error
        self._explain()
        if self.property("invalid") != bool(error):
            self.setProperty("invalid", bool(error))
            # Style sheets read properties only when a widget is polished.
            self.style().unpolish(self)
            self.style().polish(self)

    def _explain(self) -> None:
        set_tooltip(self, self._error or self._description)


def to_text(value: Any) -> str:
    """The text of a value; decimals are in the user's locale."""
    if isinstance(value, tuple):
        return layers_text(value)
    if isinstance(value, float):
        # Qt would write 0.0001 as 1e-04.
        notation = "f" if value == 0 or LOWEST_PLAIN <= abs(value) < _HIGHEST_PLAIN else "g"
        return _locale().toString(value, notation, QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value)
    return str(value)


def _slider_text(option: Option, value: float) -> str:
    """The text of a value of the slider of `option`."""
    return to_text(value if isinstance(option.values, Decimals) else round(value))


def _parse(name: str, text: str) -> Any:
    """The value that `text` stands for in the field `name`. Raises ConfigError."""
    if name == _LAYERS_FIELD:
        if text.strip().lower() in ("", NO_LAYERS):
            return ()
        return tuple(_parse_int(name, part) for part in text.replace(",", " ").replace(";", " ").split())
    return parse_float(name, text) if isinstance(_BY_NAME[name].values, Decimals) else _parse_int(name, text)


def _stepped(values: Any, value: Any, step: int) -> Any:
    """`value`, one of `values`, changed by one step, if that is usual."""
    if isinstance(values, Decimals):
        changed = round(value + step * values.step, _STEP_DECIMALS)
        return min(max(values.usual[0], changed), max(values.usual[1], value))
    return min(max(values.lowest, value + step * values.step), values.highest)


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
