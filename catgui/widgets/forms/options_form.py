"""The notebook's open questions as fields, each with its sentence and its formula."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from catgui.widgets.basic.labels import label
from catgui.widgets.forms.decimal_spin_box import DecimalSpinBox
from engine.training.config import TrainingConfig
from engine.training.options import OPTIONS, SLOW_OPTION_WARNING, Option
from engine.validation import Choice, Decimals, Integers

_COLUMNS = 2
_FIELD_WIDTH = 112


class OptionsForm(QWidget):
    """A field for each option. Signals: `edited()`, the user has changed one."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._getters: dict[str, Callable[[], Any]] = {}
        self._setters: dict[str, Callable[[Any], object]] = {}
        # What was last shown, and what the fields made of it: one that has no room for a value does not change it.
        self._shown: dict[str, Any] = {}
        self._read_back: dict[str, Any] = {}
        self._showing = False
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setHorizontalSpacing(32)
        layout.setVerticalSpacing(16)
        for place, option in enumerate(OPTIONS):
            layout.addWidget(self._question(option), place // _COLUMNS, place % _COLUMNS)
            layout.setColumnStretch(place % _COLUMNS, 1)
        self.show_config(TrainingConfig())

    def values(self) -> dict[str, Any]:
        """What was shown, and where the user has changed it what the fields say, by the option's field."""
        current = {name: read() for name, read in self._getters.items()}
        return {
            name: self._shown[name] if current[name] == self._read_back[name] else current[name] for name in current
        }

    def show_config(self, config: TrainingConfig) -> None:
        """Fill the fields from `config`."""
        self._showing = True
        for option in OPTIONS:
            self._shown[option.field] = option.value_in(config)
            self._setters[option.field](self._shown[option.field])
            self._read_back[option.field] = self._getters[option.field]()
        self._showing = False

    def _question(self, option: Option) -> QWidget:
        field = self._field(option)
        field.setObjectName(f"{option.field}_option")
        field.setAccessibleName(option.title)
        field.setAccessibleDescription(option.description)
        caption = label(option.title, role="heading")
        caption.setBuddy(field)
        head = QHBoxLayout()
        head.addWidget(caption, stretch=1)
        head.addWidget(field)
        question = QWidget()
        layout = QVBoxLayout(question)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(
            label(
                option.description if option.allows_gram_layer else f"{option.description} {SLOW_OPTION_WARNING}",
                wrap=True,
            )
        )
        layout.addWidget(label(option.formula, role="muted", wrap=True, selectable=True))
        layout.addStretch()
        return question

    def _field(self, option: Option) -> QWidget:
        values = option.values
        if isinstance(values, Decimals):
            return self._decimal_field(option.field, values)
        if isinstance(values, Integers):
            return self._integer_field(option.field, values)
        if isinstance(values, Choice):
            return self._choice_field(option.field, values)
        box = QCheckBox("On")
        box.toggled.connect(self._on_changed)
        self._getters[option.field], self._setters[option.field] = box.isChecked, box.setChecked
        return box

    def _choice_field(self, name: str, values: Choice) -> QComboBox:
        field = QComboBox()
        field.addItems(values.names)
        field.currentIndexChanged.connect(self._on_changed)
        self._getters[name], self._setters[name] = field.currentText, field.setCurrentText
        return field

    def _decimal_field(self, name: str, values: Decimals) -> DecimalSpinBox:
        field = DecimalSpinBox(values.usual[1], values.step)
        field.setFixedWidth(_FIELD_WIDTH)
        field.valueChanged.connect(self._on_changed)
        self._getters[name], self._setters[name] = field.value, field.setValue
        return field

    def _integer_field(self, name: str, values: Integers) -> QSpinBox:
        field = QSpinBox()
        field.setRange(values.lowest, values.highest)
        field.setSingleStep(values.step)
        field.setFixedWidth(_FIELD_WIDTH)
        field.valueChanged.connect(self._on_changed)
        self._getters[name], self._setters[name] = field.value, field.setValue
        return field

    def _on_changed(self) -> None:
        if not self._showing:
            self.edited.emit()
