"""Buttons with icons in the color of the text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from catgui.style.text_size import text_size
from catgui.style.tooltips import escape_caption, set_tooltip
from catgui.widgets.basic.icons import palette_icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton as _Button
else:
    _Button = object  # beside a class of Qt, a base must be none itself

DrawIcon = Callable[[QPalette], QIcon]
_ICON_CHANGES = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange)
# The longest caption that names a file, in characters.
_MAX_CAPTION = 32


class TintedButton(_Button):
    """A mixin for buttons whose icon `draw_icon` draws, again in each theme and size of the text."""

    _drawn_for: tuple[int, int] | None = None

    def tint(self, draw_icon: DrawIcon) -> None:
        """Have `draw_icon` draw the icon in the colors of a palette."""
        self._draw_icon = draw_icon
        self._draw()

    def _draw(self) -> None:
        self._drawn_for = self._look
        self.setIcon(self._draw_icon(self.palette()))

    @property
    def _look(self) -> tuple[int, int]:
        """By what an icon is drawn: the colors, and the size of the text."""
        return self.palette().cacheKey(), text_size.percent

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon again when the theme or the size of the text changes."""
        super().changeEvent(event)
        # Qt announces a style each time that a widget gets another parent, most often the same one.
        if event.type() in _ICON_CHANGES and self._drawn_for not in (None, self._look):
            self._draw()


def show_caption(button: QPushButton, caption: str) -> None:
    """Show `caption` on `button`; a long one, which names a file, is elided and whole in the tooltip."""
    is_long = len(caption) > _MAX_CAPTION
    half = _MAX_CAPTION // 2
    button.setText(escape_caption(f"{caption[: half - 1]}…{caption[-half:]}" if is_long else caption))
    set_tooltip(button, caption if is_long else "")


class IconButton(TintedButton, QPushButton):
    """A push button with an icon and a text."""

    def __init__(self, icon_name: str, text: str, tip: str = "") -> None:
        super().__init__(text)
        set_tooltip(self, tip)
        self.tint(partial(palette_icon, icon_name))


class IconToolButton(TintedButton, QToolButton):
    """A flat button with an icon; `name` is its tool tip and accessible name."""

    def __init__(self, icon_name: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        set_tooltip(self, name)
        self.setAccessibleName(name)
        self.tint(partial(palette_icon, icon_name))


class TextToolButton(IconToolButton):
    """A flat button with an icon and a text; `tip` is its tool tip."""

    def __init__(self, icon_name: str, text: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(icon_name, tip, parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
