"""The buttons that control a run, in fixed places."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QStyle, QStyleOptionButton, QWidget

from catgui.domain.run_commands import Command
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconButton
from catgui.widgets.basic.focus import keep_focus

# The texts that the button "train" may have, of which it has the width of the longest, where there is room.
_TRAIN_TEXTS = ("Train", "Continue", "Continue from end")
_SHORT_TRAIN_TEXTS = ("Train", "Continue")
# Between icon and text, as in Qt's own size hint.
_ICON_GAP = 4
_TEXTS = {"step": "Step", "stop": "Stop", "reset": "Start over"}


class RunButtons(QWidget):
    """Train or Pause in one place, then Step, Stop and Start over.

    Signals: `clicked(str)`, the name of the command: "train", "step", "stop" or "reset".
    """

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = {
            "train": _FixedButton("train", _TRAIN_TEXTS, _SHORT_TRAIN_TEXTS, primary=True),
            "pause": _FixedButton("pause", ("Pause",), primary=True),
            **{name: _FixedButton(name, (text,)) for name, text in _TEXTS.items()},
        }
        self._commands: Mapping[str, Command] = {}
        # Two widgets in one place: the focus goes from one to the other, and each keeps its name.
        self._primary = QStackedLayout()
        # The button that gets the focus when the one that had it can do no more.
        self._last_started = "train"
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._primary)
        for name, button in self._buttons.items():
            button.setObjectName(f"{name}_button")
            button.clicked.connect(self._on_clicked)
            (self._primary if name in ("train", "pause") else layout).addWidget(button)
        layout.addStretch()

    def show_commands(self, commands: Mapping[str, Command]) -> None:
        """Show what each button would do, or why it is disabled."""
        if commands == self._commands:
            return
        self._commands = commands
        train = commands["train"]
        pauses = train.text == "Pause"
        with keep_focus(self, lambda: self._buttons["pause" if pauses else self._last_started]):
            for name, button in self._buttons.items():
                if name not in ("train", "pause"):
                    button.show_command(commands[name])
            self._buttons["pause" if pauses else "train"].show_command(train)
            self._buttons["train" if pauses else "pause"].setEnabled(False)
            self._primary.setCurrentIndex(int(pauses))

    def _on_clicked(self) -> None:
        name = self.sender().objectName().removesuffix("_button")
        if name in ("train", "step", "reset"):
            self._last_started = "step" if name == "step" else "train"
        self.clicked.emit("train" if name == "pause" else name)


class _FixedButton(IconButton):
    """A button as wide as the longest of `texts`, or where there is less room, of `short_texts`."""

    def __init__(
        self, icon: str, texts: tuple[str, ...], short_texts: tuple[str, ...] = (), primary: bool = False
    ) -> None:
        super().__init__(icon, texts[0], "", primary)
        self._texts = texts
        self._short_texts = short_texts or texts
        self._command = Command(texts[0], "")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # Qt's buttons cannot be narrower

    def show_command(self, command: Command) -> None:
        """Show the text and the tip of `command`; it is enabled if it has an action."""
        self._command = command
        self._fit_text()
        set_tooltip(self, command.tip)
        self.setEnabled(command.action is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the text in full or in short."""
        super().resizeEvent(event)
        self._fit_text()

    def _fit_text(self) -> None:
        text, shorter = self._command.text, self._command.shorter
        self.setText(shorter if shorter and self.width() < self._room_for((text,)).width() else text)

    def sizeHint(self) -> QSize:
        """Room for each of the texts."""
        return self._room_for(self._texts)

    def minimumSizeHint(self) -> QSize:
        """Room for each of the short texts: none is ever cut off."""
        return self._room_for(self._short_texts)

    def _room_for(self, texts: tuple[str, ...]) -> QSize:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        hint = QSize(0, super().sizeHint().height())  # not its width, which is that of the text shown
        for option.text in texts:
            text = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, option.text)
            contents = QSize(text.width() + self.iconSize().width() + _ICON_GAP, text.height())
            hint = hint.expandedTo(
                self.style().sizeFromContents(QStyle.ContentsType.CT_PushButton, option, contents, self)
            )
        return hint
