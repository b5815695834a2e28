"""The fields of settings: of a number, of the layers, and of one of several names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QLocale, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QValidator, QWheelEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QWidget

from catgui.domain.features import FEATURES_FIELD, FEATURES_TEXTS
from catgui.domain.run_texts import format_value
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_tooltip
from engine.errors import ConfigError
from engine.text import LOWEST_PLAIN
from engine.training.config import NO_LAYERS, LayerWidths, Option
from engine.validation import Choice, Decimals, Integers

if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object  # beside a class of Qt, a base must be none itself

# In points beside text of 9 points: 2000000 iterations with frame and buttons, or six digits, and three layers.
_NUMBER_WIDTH, _LEAST_WIDTH, _LAYERS_WIDTH = 88, 64, 84
# Few enough that a step down from 0.0075 is 0.0074; the highest value below an excluded limit is so far from it.
_DECIMALS, _BELOW = 15, 0.0001
# Numbers from `LOWEST_PLAIN` to below this one are written without an exponent.
_HIGHEST_PLAIN = 1e9
_WITHOUT_SEPARATORS = QLocale.NumberOption.OmitGroupSeparator | QLocale.NumberOption.RejectGroupSeparator


class IgnoreWheelMixin(_Widget):
    """A mixin of fields, which the wheel changes not: a turn of it in passing would train another network."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to what is scrolled."""
        event.ignore()


class TypingUndo(QObject):
    """Leaves the keys of undo and redo to the window where `text` has no typing to undo or redo.

    `field` has the keyboard focus: the line edit itself, or the spin box around it. Typing is forgotten when it is
    finished; from then on it is a command of the window.
    """

    def __init__(self, field: QWidget, text: QLineEdit) -> None:
        super().__init__(field)
        self._text = text
        field.installEventFilter(self)
        text.editingFinished.connect(self._forget_typing)

    def _forget_typing(self) -> None:
        at = self._text.cursorPosition()
        # Setting a text clears the history of typing.
        self._text.setText(self._text.text())
        self._text.setCursorPosition(at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Refuse keys that a line edit would claim without a use for them."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
            return False
        undoes, redoes = event.matches(QKeySequence.StandardKey.Undo), event.matches(QKeySequence.StandardKey.Redo)
        if (undoes and not self._text.isUndoAvailable()) or (redoes and not self._text.isRedoAvailable()):
            event.ignore()
            return True
        return False


class NumberField(IgnoreWheelMixin, QDoubleSpinBox):
    """The number of a setting. A text that is no value of it stays until there is another.

    Qt's `QSpinBox` has 31 bits, and a seed 32: without decimals, this has whole numbers.

    Signals: `edited(object)`, the user gives it another value, or the same after a text that was none;
    `rejected(object)`, a ConfigError for such a text.
    """

    edited = Signal(object)
    rejected = Signal(object)

    def __init__(self, option: Option) -> None:
        super().__init__()
        self._option = option
        TypingUndo(self, self.lineEdit())
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
        keep_scaled(self.setMinimumWidth, _LEAST_WIDTH)
        keep_scaled(self.setMaximumWidth, _NUMBER_WIDTH)
        self.lineEdit().textEdited.connect(self._on_typed)
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: float) -> None:
        """Show `value` in place of another, or of a text that is none."""
        if self._rejected is not None or self.value() != value:
            self._rejected = None
            with QSignalBlocker(self):
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
        is_whole = isinstance(self._option.values, Integers)
        return self._option.check(_parse_int(self._option, text) if is_whole else parse_float(self._option.field, text))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Accept any text: the reason why it is no value helps more than a key that does nothing."""
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


class LayersField(QLineEdit):
    """The units of all hidden layers, none if it is empty. A text that stands for none stays until there is another.

    Signals: `edited(object)`, the units as a tuple; `rejected(object)`, a ConfigError for a text that is no value.
    """

    edited = Signal(object)
    rejected = Signal(object)

    def __init__(self, option: Option) -> None:
        super().__init__()
        self._option = option
        self.setPlaceholderText(NO_LAYERS)
        keep_scaled(self.setFixedWidth, _LAYERS_WIDTH)
        TypingUndo(self, self)
        self.textChanged.connect(self._on_changed)

    def show_value(self, widths: tuple[int, ...]) -> None:
        """Show `widths`, unless that is what the text stands for, however it was typed."""
        try:
            is_shown = self._read(self.text()) == widths
        except ConfigError:
            is_shown = False
        if not is_shown:
            with QSignalBlocker(self):
                self.setText(", ".join(map(str, widths)))
            self.setCursorPosition(0)

    def _on_changed(self, text: str) -> None:
        try:
            self.edited.emit(self._read(text))
        except ConfigError as error:
            self.rejected.emit(error)

    def _read(self, text: str) -> tuple[int, ...]:
        if text.strip().lower() in ("", NO_LAYERS):
            return ()
        return tuple(_parse_int(self._option, part) for part in text.replace(",", " ").replace(";", " ").split())


class ChoiceField(IgnoreWheelMixin, QComboBox):
    """One of several names.

    Signals: `edited(object)`, the user has chosen a name.
    """

    edited = Signal(object)

    def __init__(self, option: Option) -> None:
        super().__init__()
        assert isinstance(option.values, Choice)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for row, name in enumerate(option.values.names):
            if option.field == FEATURES_FIELD:
                texts = FEATURES_TEXTS[name]
                self.addItem(texts.title, name)
                self.setItemData(row, escape_tooltip(texts.description), Qt.ItemDataRole.ToolTipRole)
            else:
                self.addItem(format_value(name), name)
        self.activated.connect(lambda row: self.edited.emit(self.itemData(row)))

    def show_value(self, name: str) -> None:
        """Show the name that is in use."""
        self.setCurrentIndex(self.findData(name))


def field_of(option: Option) -> NumberField | LayersField | ChoiceField:
    """The field of a setting."""
    if isinstance(option.values, Choice):
        return ChoiceField(option)
    return LayersField(option) if isinstance(option.values, LayerWidths) else NumberField(option)


def to_text(value: float) -> str:
    """The text of a number in the user's locale."""
    # Qt would write 0.0001 as 1e-04.
    notation = "f" if value == 0 or LOWEST_PLAIN <= abs(value) < _HIGHEST_PLAIN else "g"
    return _locale().toString(value, notation, QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value)


def parse_float(field: str, text: str) -> float:
    """A number in the user's locale, or with any decimal mark. Raises ConfigError."""
    number, is_valid = _locale().toDouble(text.strip())
    if is_valid:
        return float(number)
    try:
        return float(text.strip().replace(",", "."))
    except ValueError as error:
        raise ConfigError(field, text, "must be a number") from error


def _parse_int(option: Option, text: str) -> int:
    try:
        return int(text.replace(" ", ""))
    except ValueError as error:
        is_one = isinstance(option.values, Integers)
        raise ConfigError(
            option.field, text, "must be a whole number" if is_one else option.values.requirement
        ) from error


def _locale() -> QLocale:
    """The user's locale without group separators, which are decimal marks elsewhere."""
    locale = QLocale()
    locale.setNumberOptions(_WITHOUT_SEPARATORS)
    return locale
