"""The line under the settings: what is wrong with them, or what is to be known of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.icons import icon
from catgui.widgets.basic.labels import label

_ICON_SIDE = 16


class SettingsLine(QWidget):
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
