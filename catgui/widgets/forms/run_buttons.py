"""The buttons that control a run, in fixed places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStackedLayout, QStyle, QStyleOptionButton, QWidget

from catgui.domain.run_commands import (
    CONTINUE,
    INSTANT,
    PAUSE,
    STOP,
    TRAIN,
    WATCH,
    Command,
    RunAction,
)
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.focus import keep_focus

if TYPE_CHECKING:
    _Button = QPushButton
else:
    _Button = object  # beside a class of Qt, a base must be none itself

# The texts that the button "train" may have, of which it has the width of the longest.
_TRAIN_TEXTS = (TRAIN, CONTINUE)
# Between icon and text, as in Qt's own size hint.
_ICON_GAP = 4
_SPACING = 8
_PRIMARY = ("train", "pause")
_SPEEDS = {"watch": WATCH, "instant": INSTANT}


class RunButtons(QWidget):
    """Train, or in its place Pause; then Watch, Instant and Stop.

    Attributes: `speed`, the part that has Watch and Instant.

    Signals: `clicked(str)`, the name of the command.
    """

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = {
            "train": _FixedButton("train", _TRAIN_TEXTS, primary=True),
            "pause": _FixedButton("pause", (PAUSE,), primary=True),
            **{name: _FixedButton(name, (text,)) for name, text in _SPEEDS.items()},
            "stop": _FixedButton("stop", (STOP,)),
        }
        self._commands: Mapping[str, Command] = {}
        # Two widgets in one place: the focus goes from one to the other, and each keeps its name.
        self._primary = QStackedLayout()
        self.speed = QWidget()
        layout, of_speed = QHBoxLayout(self), QHBoxLayout(self.speed)
        for row in (layout, of_speed):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(_SPACING)
        layout.addLayout(self._primary)
        layout.addWidget(self.speed)
        layout.addWidget(self._buttons["stop"])
        for name, button in self._buttons.items():
            button.setObjectName(f"{name}_button")
            button.clicked.connect(self._on_clicked)
        for name in _PRIMARY:
            self._primary.addWidget(self._buttons[name])
        for name in _SPEEDS:
            of_speed.addWidget(self._buttons[name])
            self._buttons[name].setProperty("role", "choice")
            self._buttons[name].setAutoExclusive(True)  # a click on the one that is chosen changes nothing

    def show_commands(self, commands: Mapping[str, Command]) -> None:
        """Show what each button would do, or why it is disabled."""
        if commands == self._commands:
            return
        self._commands = commands
        pauses = commands["train"].action is RunAction.PAUSE
        shown, hidden = reversed(_PRIMARY) if pauses else _PRIMARY
        with keep_focus(self, lambda: self._buttons[shown]):
            for name, button in self._buttons.items():
                button.show_command(commands["train" if name == "pause" else name])
            self._buttons[hidden].setEnabled(False)
            self._primary.setCurrentWidget(self._buttons[shown])

    def set_compact(self, compact: bool) -> None:
        """Show icons alone on all buttons but the first."""
        for button in self._buttons.values():
            button.set_compact(compact)

    def width_if(self, compact: bool, with_speed: bool = True) -> int:
        """The width that the buttons need with icons alone, or with their texts."""
        widths = {name: button.width_if(compact) for name, button in self._buttons.items()}
        shown = [max(widths[name] for name in _PRIMARY), widths["stop"]]
        shown += [widths[name] for name in _SPEEDS if with_speed]
        return sum(shown) + (len(shown) - 1) * _SPACING

    @property
    def train_rect(self) -> QRect:
        """The place of Train or Pause."""
        return self._buttons["train"].geometry()

    def _on_clicked(self) -> None:
        name = self.sender().objectName().removesuffix("_button")
        self.clicked.emit("train" if name == "pause" else name)


class MeasuringButton(_Button):
    """What a push button of one width for several texts is besides one of Qt's."""

    _widths: dict[tuple[str, ...], int] | None = None

    def width_with(self, texts: tuple[str, ...]) -> int:
        """The width with the longest of `texts`."""
        # Layouts ask hundreds of times as a window is built, and at each step as it is resized.
        if self._widths is None:
            self._widths = {}
        if texts not in self._widths:
            self._widths[texts] = _measure(self, texts)
        return self._widths[texts]

    def changeEvent(self, event: QEvent) -> None:
        """Measure again in another font or style."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._widths = None
        super().changeEvent(event)


class _FixedButton(MeasuringButton, IconButton):
    """A button as wide as the longest of `texts`; when compact as its icon, unless it is primary."""

    def __init__(self, icon: str, texts: tuple[str, ...], primary: bool = False) -> None:
        super().__init__(icon, texts[0], "", primary)
        self._texts = texts
        self._command = Command(texts[0], "")
        self._is_primary = primary
        self._is_compact = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_command(self, command: Command) -> None:
        """Show the text and the tip of `command`; it is enabled if it has an action."""
        self._command = command
        self._show_text()
        self.setEnabled(command.action is not None)
        if command.is_on is not None:
            self.setCheckable(True)
            self.setChecked(command.is_on)

    def set_compact(self, compact: bool) -> None:
        """Show the icon alone, except on a primary button."""
        if compact != self._is_compact:
            self._is_compact = compact
            self._show_text()
            self.updateGeometry()

    def _show_text(self) -> None:
        text, tip = self._command.text, self._command.tip
        shows_icon_alone = self._is_compact and not self._is_primary
        self.setText("" if shows_icon_alone else text)
        self.setAccessibleName(text)
        set_tooltip(self, f"{text}: {tip}" if shows_icon_alone and tip else tip)

    def sizeHint(self) -> QSize:
        return QSize(self.width_if(self._is_compact), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The same room: none of the texts is ever cut off."""
        return self.sizeHint()

    def width_if(self, compact: bool) -> int:
        """The width of the longest text that the button may have."""
        return self.width_with(self._texts if self._is_primary or not compact else ("",))


def _measure(button: QPushButton, texts: tuple[str, ...]) -> int:
    option, icon = QStyleOptionButton(), 0 if button.icon().isNull() else button.iconSize().width()
    button.initStyleOption(option)
    widths = []
    for option.text in texts:
        text = button.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, option.text)
        gap = _ICON_GAP if icon and option.text else 0
        contents = QSize(text.width() + icon + gap, text.height())
        kind = QStyle.ContentsType.CT_PushButton
        widths.append(button.style().sizeFromContents(kind, option, contents, button).width())
    return max(widths)
