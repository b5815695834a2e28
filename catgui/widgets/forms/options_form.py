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
from catgui.widgets.forms.decimal_spin_box import ShareField
from engine.nn.parameters import INITIALIZATIONS
from engine.training.config import LARGEST_BATCH, LONGEST_SHIFT, MOST_ITERATIONS, TrainingConfig
from engine.training.options import LONGER_WAY, OPTIONS, Option

_COLUMNS = 2
# The largest value that the field of an option offers, and its step.
_SHARES = {"l2": (1e6, 0.05), "momentum": (0.9999, 0.05), "dropout": (0.9999, 0.05)}
_COUNTS = {"batch_size": (LARGEST_BATCH, 16), "patience": (MOST_ITERATIONS, 50), "shifts": (LONGEST_SHIFT, 1)}
_FIELD_WIDTH = 112


class OptionsForm(QWidget):
    """A field for each option. Signals: `edited()`, the user has changed one."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._readers: dict[str, Callable[[], Any]] = {}
        self._writers: dict[str, Callable[[Any], object]] = {}
        # What was last shown, and what the fields made of it: one that has no room for a value does not change it.
        self._shown: dict[str, Any] = {}
        self._said: dict[str, Any] = {}
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
        said = {name: read() for name, read in self._readers.items()}
        return {name: self._shown[name] if said[name] == self._said[name] else said[name] for name in said}

    def show_config(self, config: TrainingConfig) -> None:
        """Fill the fields from `config`."""
        self._showing = True
        for option in OPTIONS:
            self._shown[option.field] = option.value_in(config)
            self._writers[option.field](self._shown[option.field])
            self._said[option.field] = self._readers[option.field]()
        self._showing = False

    def _question(self, option: Option) -> QWidget:
        field = self._field(option)
        field.setObjectName(f"{option.field}_option")
        field.setAccessibleName(option.title)
        field.setAccessibleDescription(option.sentence)
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
        layout.addWidget(label(option.sentence if option.stays_fast else f"{option.sentence} {LONGER_WAY}", wrap=True))
        layout.addWidget(label(option.formula, role="muted", wrap=True, selectable=True))
        layout.addStretch()
        return question

    def _field(self, option: Option) -> QWidget:
        if option.field in _SHARES:
            return self._share_field(option.field)
        if option.field in _COUNTS:
            return self._count_field(option.field)
        if isinstance(option.default, bool):
            box = QCheckBox("On")
            box.toggled.connect(self._on_changed)
            self._readers[option.field], self._writers[option.field] = box.isChecked, box.setChecked
            return box
        choice = QComboBox()
        choice.addItems(list(INITIALIZATIONS))
        choice.currentIndexChanged.connect(self._on_changed)
        self._readers[option.field], self._writers[option.field] = choice.currentText, choice.setCurrentText
        return choice

    def _share_field(self, name: str) -> ShareField:
        field = ShareField(*_SHARES[name])
        field.setFixedWidth(_FIELD_WIDTH)
        field.valueChanged.connect(self._on_changed)
        self._readers[name], self._writers[name] = field.value, field.setValue
        return field

    def _count_field(self, name: str) -> QSpinBox:
        most, step = _COUNTS[name]
        field = QSpinBox()
        field.setRange(0, most)
        field.setSingleStep(step)
        field.setFixedWidth(_FIELD_WIDTH)
        field.valueChanged.connect(self._on_changed)
        self._readers[name], self._writers[name] = field.value, field.setValue
        return field

    def _on_changed(self) -> None:
        if not self._showing:
            self.edited.emit()
