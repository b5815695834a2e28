"""A form of the options that the notebook leaves open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QWidget,
)

from catgui.domain.features import FEATURES_FIELD
from catgui.domain.run_texts import format_value
from catgui.widgets.basic.buttons import FoldButton
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, row_of
from catgui.widgets.forms.training_form import SettingFields
from engine.errors import ConfigError
from engine.training.config import OPTIONS, Option, TrainingConfig
from engine.validation import Choice, Decimals, Integers

# The features are chosen in the training form.
_SHOWN_OPTIONS = tuple(option for option in OPTIONS if option.field != FEATURES_FIELD)
# Beside each other where each is at least so wide, in average characters.
_LEAST_COLUMN, _MOST_COLUMNS = 45, 2
_NUMBERS = (Decimals, Integers)


class OptionsForm(SettingFields):
    """A field for each option that the notebook leaves open: of text for numbers, else a box."""

    def __init__(self, config: TrainingConfig, parent: QWidget | None = None) -> None:
        super().__init__([option.field for option in _SHOWN_OPTIONS if isinstance(option.values, _NUMBERS)], parent)
        self._described: dict[str, QWidget] = {}
        self._setters: dict[str, Callable[[Any], object]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(32)
        self._grid.setVerticalSpacing(16)
        self._columns = 0
        for option in _SHOWN_OPTIONS:
            self._described[option.field] = self._described_field(option)
        self._lay_out(1)
        self.show_config(config)

    def show_config(self, config: TrainingConfig, errors: Mapping[str, ConfigError] | None = None) -> None:
        """Fill the fields from `config`, except those with `errors`."""
        super().show_config(config, errors)
        with self._showing_values():
            for option in _SHOWN_OPTIONS:
                if option.field in self._setters:
                    self._setters[option.field](option.value_in(config))

    def _lay_out(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, described in enumerate(self._described.values()):
            self._grid.addWidget(described, number // columns, number % columns)
        for column in range(_MOST_COLUMNS):
            self._grid.setColumnStretch(column, int(column < columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the options beside each other where there is room."""
        super().resizeEvent(event)
        column = _LEAST_COLUMN * self.fontMetrics().averageCharWidth()
        self._lay_out(min(max(1, self.width() // column), _MOST_COLUMNS))

    def _described_field(self, option: Option) -> QWidget:
        field = self._fields.get(option.field) or self._box(option)
        field.setObjectName(f"{option.field}_option")
        field.setAccessibleName(option.title)
        field.setAccessibleDescription(option.description)
        caption = self._captions[option.field] if option.field in self._fields else label(option.title)
        caption.setProperty("role", "heading")
        caption.setBuddy(field)
        described = QWidget()
        column_of(
            row_of((caption, 1), field),
            label(option.description, wrap=True),
            ...,
            spacing=4,
        ).on(described)
        return described

    def _box(self, option: Option) -> QWidget:
        assert isinstance(option.values, Choice)
        combo_box = QComboBox()
        for name in option.values.names:
            combo_box.addItem(format_value(name), name)
        combo_box.currentIndexChanged.connect(self._on_chosen)
        self._setters[option.field] = lambda name: combo_box.setCurrentIndex(combo_box.findData(name))
        return combo_box

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field trains."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.train_requested.emit()
        else:
            super().keyPressEvent(event)

    def _on_chosen(self, index: int) -> None:
        box = self.sender()
        assert isinstance(box, QComboBox)
        if not self._showing:
            self.value_edited.emit(box.objectName().removesuffix("_option"), box.itemData(index))


class OptionsFold(FoldButton):
    """Shows or hides a form of options, and says how many of them are in use."""

    def __init__(self, form: OptionsForm, parent: QWidget | None = None) -> None:
        super().__init__("More", form, parent)
        self.setObjectName("options_fold")
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Show how many options are in use."""
        self.setText(f"More ({count} in use)" if count else "More")
