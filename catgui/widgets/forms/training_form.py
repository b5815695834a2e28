"""The main settings of a run: a drawn network, and text fields with sliders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, QLocale, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)

from catgui.domain.features import FEATURES_FIELD, InputsText, features_texts
from catgui.domain.run_texts import options_in_use, setting_error
from catgui.style.colors import color_scheme_of
from catgui.style.tooltips import escape_tooltip, set_tooltip
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.icons import icon
from catgui.widgets.basic.labels import label
from catgui.widgets.forms.defaults_button import DefaultsButton
from catgui.widgets.forms.layer_editor import LayerEditor
from catgui.widgets.forms.setting_slider import slider_of
from catgui.widgets.forms.typing_undo import TypingUndo
from engine.errors import ConfigError
from engine.text import LOWEST_PLAIN
from engine.training.config import (
    NOTEBOOK_OPTIONS,
    TITLES,
    LayerWidths,
    Option,
    TrainingConfig,
)
from engine.training.features import FEATURES

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LAYERS, *_WITH_SLIDERS = NOTEBOOK_OPTIONS
_ICON_SIDE = 16
_LEAST_WIDTH = 56
_LAYERS_FIELD = "hidden_layers"
# Numbers from `LOWEST_PLAIN` to below this one are written without an exponent.
_HIGHEST_PLAIN = 1e9
_WITHOUT_SEPARATORS = QLocale.NumberOption.OmitGroupSeparator | QLocale.NumberOption.RejectGroupSeparator


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
        self._defaults = DefaultsButton("restore_defaults_button", "Restore notebook defaults")
        self._fields = {option.field: SettingField(option) for option in NOTEBOOK_OPTIONS}
        self._sliders = {option.field: slider_of(option) for option in _WITH_SLIDERS}
        assert isinstance(_LAYERS.values, LayerWidths)
        self._layers = LayerEditor(_LAYERS.values.most_layers)
        self._line = _SettingsLine()
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
            self.value_edited.emit(name, _parse(name, text))
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


class _SettingsLine(QWidget):
    """An error or a note, in a line that is always there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = label()
        self._icon.setAccessibleName("Error")
        self._error = ElidedLabel(role="error")
        self._error.setObjectName("settings_error")
        self._note = ElidedLabel(role="muted")
        self._note.setObjectName("options_in_use")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._icon)
        layout.addWidget(self._error, stretch=1)
        layout.addWidget(self._note, stretch=1)
        for text in (self._error, self._note):
            # An error does not widen the form.
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        # The icon of an error moves nothing below.
        self.setMinimumHeight(_ICON_SIDE)
        self._tint()
        self.show_error("")

    @property
    def error(self) -> str:
        """The error, or ''."""
        return self._error.text()

    def show_error(self, text: str) -> None:
        """Show an error in place of the note; '' shows the note again."""
        self._error.show_text(text)
        self._icon.setVisible(bool(text))
        self._error.setVisible(bool(text))
        self._note.setVisible(not text)

    def show_note(self, text: str) -> None:
        """Show `text` while there is no error."""
        self._note.show_text(text)

    def _tint(self) -> None:
        self._icon.setPixmap(icon("warning", color_scheme_of(self.palette()).error).pixmap(_ICON_SIDE, _ICON_SIDE))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()


class FeaturesChoice(QWidget):
    """A captioned list of the kinds of features, each with a sentence as its tool tip.

    Signals: `features_chosen(str)`, the user has chosen a kind.
    """

    features_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = _ShorteningList()
        self._list.setObjectName("features_field")
        self._list.setAccessibleName(TITLES[FEATURES_FIELD])
        for name in FEATURES:
            self._add(name)
        caption = label(TITLES[FEATURES_FIELD], role="muted")
        caption.setBuddy(self._list)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(caption)
        layout.addWidget(self._list, stretch=1)
        self.setFocusProxy(self._list)
        self._list.activated.connect(self._on_activated)

    @property
    def current(self) -> str:
        """The kind that is shown."""
        return str(self._list.currentData())

    def show_features(self, name: str) -> None:
        """Show the kind that is in use; filters of an earlier version are offered as long as they are."""
        if self._list.findData(name) < 0:
            self._remove_older()
            self._add(name)
        self._list.setCurrentIndex(self._list.findData(name))
        if name in FEATURES:
            self._remove_older()
        set_tooltip(self._list, features_texts(name).description)

    def _add(self, name: str) -> None:
        texts = features_texts(name)
        self._list.addItem(texts.title, name)
        self._list.setItemData(self._list.count() - 1, escape_tooltip(texts.description), Qt.ItemDataRole.ToolTipRole)

    def _remove_older(self) -> None:
        while self._list.count() > len(FEATURES):
            self._list.removeItem(self._list.count() - 1)

    def _on_activated(self) -> None:
        self.features_chosen.emit(self._list.currentData())


class _ShorteningList(QComboBox):
    """A list that shows a shorter text of the current item where there is little room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """The room for the widest of the shorter texts."""
        hint, texts = super().minimumSizeHint(), [features_texts(self.itemData(at)) for at in range(self.count())]
        widest, shortest = (
            max(map(self.fontMetrics().horizontalAdvance, some))
            for some in ([text.title for text in texts], [text.shorter for text in texts])
        )
        return QSize(hint.width() - widest + shortest, hint.height())

    def showPopup(self) -> None:
        """Open the list as wide as its texts."""
        self.view().setMinimumWidth(self.sizeHint().width())
        super().showPopup()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Put the shorter text where the longer one does not fit."""
        super().initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        if self.fontMetrics().horizontalAdvance(option.currentText) > field.width():
            option.currentText = features_texts(self.currentData()).shorter

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
        self.setMinimumWidth(_LEAST_WIDTH)
        self.describe(option.title, option.description.removesuffix("."))
        TypingUndo(self, self)

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
        return ", ".join(str(width) for width in value)
    if isinstance(value, float):
        # Qt would write 0.0001 as 1e-04.
        notation = "f" if value == 0 or LOWEST_PLAIN <= abs(value) < _HIGHEST_PLAIN else "g"
        return _locale().toString(value, notation, QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value)
    return str(value)


def _parse(name: str, text: str) -> Any:
    """The value that `text` stands for in the field `name`. Raises ConfigError."""
    if name == _LAYERS_FIELD:
        return tuple(_parse_int(name, part) for part in text.replace(",", " ").replace(";", " ").split())
    return parse_float(name, text) if name == "learning_rate" else _parse_int(name, text)


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
        reason = "must be whole numbers, such as 20, 7, 5" if field == _LAYERS_FIELD else "must be a whole number"
        raise ConfigError(field, text, reason) from error


def _locale() -> QLocale:
    """The user's locale without group separators, which are decimal marks elsewhere."""
    locale = QLocale()
    locale.setNumberOptions(_WITHOUT_SEPARATORS)
    return locale
