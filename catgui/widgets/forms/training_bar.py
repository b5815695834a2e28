"""The bar over the window: the buttons of a run and the settings that matter most."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QPalette, QResizeEvent
from PySide6.QtWidgets import QToolBar, QToolButton

from catgui.domain.run_commands import INSTANT, PAUSE, STOP, TRAIN, WATCH, Command
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_tooltip
from catgui.widgets.basic.buttons import palette_icon
from catgui.widgets.forms.training_form import MainSettingsForm
from engine.training.config import TrainingConfig

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
            action.triggered.connect(partial(self._on_triggered, name))
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

    def _on_triggered(self, name: str, _checked: bool = False) -> None:
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
