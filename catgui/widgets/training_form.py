"""The settings of a run as fields; it only builds a TrainingConfig and shows what that refuses."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from catgui.widgets.labels import label
from engine.config import TrainingConfig
from engine.errors import ConfigError


class TrainingForm(QWidget):
    """Hidden layers, learning rate, iterations and seed. Signals: `edited()`, a field has been changed."""

    edited = Signal()

    def __init__(self, config: TrainingConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = {
            "hidden_layers": QLineEdit(),
            "learning_rate": QLineEdit(),
            "iterations": QLineEdit(),
            "seed": QLineEdit(),
        }
        self._error = label(role="error", wrap=True)
        self._error.hide()
        self._build()
        self.show_config(config)
        for field in self._fields.values():
            field.textEdited.connect(self._on_edited)

    def _build(self) -> None:
        texts = {
            "hidden_layers": ("Hidden layers", "Units of each hidden layer, from the pixels up, as in 20, 7, 5"),
            "learning_rate": ("Learning rate", "How far each step goes down the slope of the cost"),
            "iterations": ("Iterations", "How many steps to take; each looks at all training pictures"),
            "seed": ("Seed", "Picks the random weights at the start; the same seed gives the same run"),
        }
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(16)
        layout.setVerticalSpacing(4)
        for column, (name, (title, tip)) in enumerate(texts.items()):
            field = self._fields[name]
            field.setObjectName(f"{name}_field")
            field.setToolTip(tip)
            field.setAccessibleName(title)
            field.setMinimumWidth(56)
            caption = QLabel(title)
            caption.setProperty("role", "muted")
            caption.setBuddy(field)
            layout.addWidget(caption, 0, column)
            layout.addWidget(field, 1, column)
        layout.addWidget(self._error, 2, 0, 1, len(texts))

    def show_config(self, config: TrainingConfig) -> None:
        """Fill the fields from `config`."""
        self._fields["hidden_layers"].setText(", ".join(str(width) for width in config.hidden_layers))
        self._fields["learning_rate"].setText(QLocale().toString(config.learning_rate, "g", 10))
        self._fields["iterations"].setText(str(config.iterations))
        self._fields["seed"].setText(str(config.seed))
        self.show_error("")

    def config(self) -> TrainingConfig | None:
        """What the fields say, or None after the reason was shown."""
        try:
            config = TrainingConfig(
                hidden_layers=_widths(self._fields["hidden_layers"].text()),
                learning_rate=_number("learning_rate", self._fields["learning_rate"].text()),
                iterations=_whole("iterations", self._fields["iterations"].text()),
                seed=_whole("seed", self._fields["seed"].text()),
            )
        except ConfigError as error:
            self.show_error(str(error))
            self._fields[error.field].setFocus()
            self._fields[error.field].selectAll()
            return None
        self.show_error("")
        return config

    def show_error(self, text: str) -> None:
        """Say under the fields what is wrong with them; an empty text for nothing."""
        self._error.setText(text)
        self._error.setVisible(bool(text))

    def _on_edited(self) -> None:
        self.show_error("")
        self.edited.emit()


def _widths(text: str) -> tuple[int, ...]:
    return tuple(_whole("hidden_layers", part) for part in text.replace(",", " ").replace(";", " ").split())


def _whole(field: str, text: str) -> int:
    try:
        return int(text.replace(" ", ""))
    except ValueError as error:
        raise ConfigError(field, text, "a whole number is needed") from error


def _number(field: str, text: str) -> float:
    """A number written with a decimal point or the comma of the user's country."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError as error:
        raise ConfigError(field, text, "a number is needed") from error
