"""The text field of one setting."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import label
from catgui.widgets.forms.fields.typing_undo import TypingUndo
from engine.training.config import Option

_LEAST_WIDTH = 56


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
