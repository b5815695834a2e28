"""The forms of the settings of a run: those of the bar, which is over the window with its buttons, and all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QSizePolicy, QToolBar, QToolButton, QWidget

from catgui.domain.features import FEATURES_FIELD, FEATURES_TEXTS, InputsText
from catgui.domain.run_commands import INSTANT, PAUSE, STOP, TRAIN, WATCH, Command
from catgui.domain.run_texts import setting_error
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_tooltip, set_tooltip
from catgui.widgets.basic.buttons import palette_icon
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, row_of
from catgui.widgets.forms.layer_editor import LayerEditor
from catgui.widgets.forms.setting_fields import ChoiceField, LayersField, NumberField, field_of
from engine.errors import ConfigError
from engine.training.config import ALL_OPTIONS, TITLES, LayerWidths, TrainingConfig

_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LAYERS_FIELD = "hidden_layers"
_BY_NAME = {option.field: option for option in ALL_OPTIONS}
_MAIN = ("learning_rate", "iterations", _LAYERS_FIELD)
_OTHERS = (FEATURES_FIELD, *(name for name in TITLES if name not in (*_MAIN, FEATURES_FIELD)))
_GAP = 16
_BUTTONS = {"train": TRAIN, "stop": STOP, "watch": WATCH, "instant": INSTANT}
_SPEEDS = ("watch", "instant")
_WHOLE, _SHORT = "More settings", "More"
_TRAIN_WIDTH = 92  # of the longest text that its button may have
_ICON = 16
_STYLE = Qt.ToolButtonStyle


class TrainingBar(QToolBar):
    """Buttons and settings, whose buttons have no texts where there is little room.

    Attributes: `form`; `more`, the action that asks for all other settings.

    Signals: `clicked(str)`, the name of the command of a button.
    """

    clicked = Signal(str)

    def __init__(self, config: TrainingConfig) -> None:
        # First: events come in the constructor, too.
        self.form, self._fitted = MainSettingsForm(config), QSize()  # its size as the bar was fitted last
        super().__init__("Training")
        self.setObjectName("training_bar")
        self._options = self._least_width = 0
        self._commands: Mapping[str, Command] = {}
        keep_scaled(self.setIconSize, QSize(_ICON, _ICON))
        self._actions = {name: self._add(name, text) for name, text in _BUTTONS.items()}
        speed = QActionGroup(self)
        for name in _SPEEDS:
            self._actions[name].setCheckable(True)
            speed.addAction(self._actions[name])
        train = self._button(self._actions["train"])
        train.setProperty("role", "primary")
        keep_scaled(train.setMinimumWidth, _TRAIN_WIDTH)
        self.addWidget(self.form)
        self.more = self._add("more_settings", _WHOLE)
        self.show_options(0, "")
        self._draw_icons()

    def _add(self, name: str, text: str) -> QAction:
        action = self.addAction(text)
        if name in _BUTTONS:
            action.triggered.connect(partial(self._emit_clicked, name))
        button, layout = self._button(action), self.layout()
        assert layout is not None
        button.setObjectName(f"{name}_button")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # in a tool bar, Qt leaves it out of the order of Tab
        layout.setAlignment(button, Qt.AlignmentFlag.AlignBottom)  # in line with the fields below their captions
        return action

    def _button(self, action: QAction) -> QToolButton:
        button = self.widgetForAction(action)
        assert isinstance(button, QToolButton)
        return button

    def _explain(self, action: QAction, tip: str) -> None:
        action.setToolTip(escape_tooltip(tip))
        self._button(action).setAccessibleDescription(tip)  # else screen readers read the markup

    def _emit_clicked(self, name: str, _checked: bool = False) -> None:
        self.clicked.emit(name)

    def show_commands(self, commands: Mapping[str, Command]) -> None:
        """Show what each button would do, or why it is disabled."""
        if commands == self._commands:
            return
        self._commands = commands
        for name, action in self._actions.items():
            command = commands[name]
            action.setText(command.text)
            self._explain(action, command.tip)
            action.setEnabled(command.action is not None)
            if command.is_on is not None:
                action.setChecked(command.is_on)
        self._draw_icons()

    def _draw_icons(self) -> None:
        for name, action in self._actions.items():
            role = QPalette.ColorRole.HighlightedText if name == "train" else QPalette.ColorRole.ButtonText
            action.setIcon(palette_icon("pause" if action.text() == PAUSE else name, self.palette(), role))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colors of another theme, and fit another size of the text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "more"):
            self._draw_icons()
        if event.type() is QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self._fit)  # once the buttons have the new font, too

    def event(self, event: QEvent) -> bool:
        """Fit again once the fields have grown: what has no room is hidden, and hears of nothing more."""
        if event.type() is QEvent.Type.LayoutRequest and self.form.sizeHint() != self._fitted:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show icons alone on all buttons but the first where there is no room for texts."""
        self._fitted = self.form.sizeHint()
        self._show_texts(False)
        least = self.sizeHint().width() - self._button(self.more).sizeHint().width()
        self._show_texts(True)
        if self.sizeHint().width() > self.width():
            self._show_texts(False)
        if least != self._least_width:
            self._least_width = least
            self.updateGeometry()

    def _show_texts(self, shows: bool) -> None:
        self.setToolButtonStyle(_STYLE.ToolButtonTextBesideIcon if shows else _STYLE.ToolButtonIconOnly)
        self._button(self._actions["train"]).setToolButtonStyle(_STYLE.ToolButtonTextBesideIcon)
        title = _WHOLE if shows else _SHORT
        self.more.setText(f"{title} ({self._options})" if self._options else title)

    def minimumSizeHint(self) -> QSize:
        """Room for all but the last: no menu of what has no room can have fields."""
        return QSize(self._least_width, super().minimumSizeHint().height())

    def offer_speed(self, offers: bool) -> None:
        """Show or hide the choice between Watch and Instant."""
        for name in _SPEEDS:
            self._actions[name].setVisible(offers)

    def show_options(self, count: int, text: str) -> None:
        """Show the number of other settings in use; `text` says which."""
        self._options = count
        self._explain(self.more, text or _WHOLE)
        self._fit()


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

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._fields = {name: field_of(_BY_NAME[name]) for name in names}
        self._captions = {name: label(TITLES[name], role="muted") for name in names}
        for name, field in self._fields.items():
            field.setObjectName(f"{name}_field")
            field.setAccessibleName(TITLES[name])
            self._captions[name].setBuddy(field)
            field.edited.connect(partial(self.value_edited.emit, name))
            if not isinstance(field, ChoiceField):
                field.rejected.connect(self.text_rejected)
            if (edit := _edit_of(field)) is not None:
                edit.textEdited.connect(self.typed)
                edit.editingFinished.connect(self.edit_finished)

    def show_config(self, config: TrainingConfig, errors: Mapping[str, ConfigError] | None = None) -> None:
        """Fill the fields whose values are other ones; frame those with `errors`, whose texts stay."""
        errors = errors or {}
        for name, field in self._fields.items():
            if name not in errors:
                field.show_value(getattr(config, name))
            set_tooltip(
                field, setting_error(errors[name], config.features) if name in errors else _explain(name, config)
            )
            if bool(field.property("invalid")) != (name in errors):
                field.setProperty("invalid", name in errors)
                # Style sheets read properties only when a widget is polished.
                field.style().unpolish(field)
                field.style().polish(field)

    def select_field(self, name: str) -> bool:
        """Give a field the focus, with its text selected; returns whether there is that field."""
        if name in self._fields:
            self._fields[name].setFocus()
            if (edit := _edit_of(self._fields[name])) is not None:
                edit.selectAll()
        return name in self._fields

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field trains."""
        if event.key() in _ENTER_KEYS:
            self.train_requested.emit()
        else:
            super().keyPressEvent(event)


def _edit_of(field: NumberField | LayersField | ChoiceField) -> QLineEdit | None:
    """Where the user types, if that is how a field is edited."""
    if isinstance(field, ChoiceField):
        return None
    return field if isinstance(field, LayersField) else field.lineEdit()


def _explain(name: str, config: TrainingConfig) -> str:
    """What a setting does."""
    if name == FEATURES_FIELD:
        return FEATURES_TEXTS[config.features].description
    if name == _LAYERS_FIELD:
        return FEATURES_TEXTS[config.features].layers.description
    return _BY_NAME[name].description.removesuffix(".")


class MainSettingsForm(SettingFields):
    """The settings that matter most, beside each other, each below its caption."""

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__(_MAIN)
        self.setObjectName("training_form")
        columns = (column_of(self._captions[name], field, spacing=1) for name, field in self._fields.items())
        row_of(*columns, spacing=_GAP).on(self)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_config(config)

    def show_config(self, config: TrainingConfig, errors: Mapping[str, ConfigError] | None = None) -> None:
        """Fill the fields, and call the layers as they are called with the features."""
        title = FEATURES_TEXTS[config.features].layers.title
        self._captions[_LAYERS_FIELD].setText(title)
        self._fields[_LAYERS_FIELD].setAccessibleName(title)
        super().show_config(config, errors)


class OtherSettingsForm(SettingFields):
    """All settings that are not in the bar, and the layers drawn one by one."""

    def __init__(self, config: TrainingConfig) -> None:
        super().__init__(_OTHERS)
        values = _BY_NAME[_LAYERS_FIELD].values
        assert isinstance(values, LayerWidths)
        self._layers = LayerEditor(values.most_layers)
        self._layers.widths_edited.connect(partial(self.value_edited.emit, _LAYERS_FIELD))
        self._layers.edit_finished.connect(self.edit_finished)
        self._layers_caption: QLabel = label(role="muted")
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        for name, field in self._fields.items():
            form.addRow(self._captions[name], field)
            if name == FEATURES_FIELD:
                form.addRow(self._layers_caption)
                form.addRow(self._layers)
        self.show_config(config)

    def show_inputs(self, inputs: InputsText) -> None:
        """Show the text on the input of the network."""
        self._layers.show_inputs(inputs)

    def show_config(self, config: TrainingConfig, errors: Mapping[str, ConfigError] | None = None) -> None:
        """Fill the fields, and draw the layers."""
        words = FEATURES_TEXTS[config.features].layers
        self._layers_caption.setText(words.title)
        self._layers.show_words(words)
        self._layers.show_widths(config.hidden_layers)
        super().show_config(config, errors)
