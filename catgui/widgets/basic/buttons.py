"""The program's line icons, tinted in the color of the text, buttons with them, and tabs that choose one thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QPushButton, QSizePolicy, QTabBar, QToolButton, QWidget

from catgui.style.text_size import scaled, text_size
from catgui.style.tooltips import escape_caption, escape_tab_tip, set_tooltip
from engine.system.user_dirs import resource_path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton as _Button
else:
    _Button = object  # beside a class of Qt, a base must be none itself

DrawIcon = Callable[[QPalette], QIcon]
_ICON_CHANGES = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange)
_SIDES = (16, 24, 32, 48, 64)
# Buttons draw their icons at most this high, scaled, in units that do not depend on the screen.
_BUTTON_SIDE = 16
# A screen that is connected later most often has this ratio, if not that of the others.
_SPARE_RATIO = 2.0
# The longest caption that names a file, in characters.
_MAX_CAPTION = 32


def icon(name: str, color: str) -> QIcon:
    """The icon `name` in `color` (#rrggbb), at five sizes from 16 to 64 pixels."""
    return _tinted(name, color, _SIDES)


def palette_icon(name: str, palette: QPalette, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """The icon `name` for a button, in the color `role` of `palette` and in its disabled color.

    It has only the sizes that the screens need: a window has many buttons, and drawing them all takes long.
    """
    faint = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    color = palette.color(QPalette.ColorGroup.Active, role)
    return _tinted(name, color.name(), _button_sides(), faint.name(QColor.NameFormat.HexArgb))


def _button_sides() -> tuple[int, ...]:
    """The sizes in pixels of the icons of buttons: the smallest that no screen enlarges."""
    ratios = {_SPARE_RATIO, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
    pixels = [scaled(_BUTTON_SIDE) * ratio for ratio in ratios]
    return tuple(sorted({next((side for side in _SIDES if side >= one), _SIDES[-1]) for one in pixels}))


@lru_cache(maxsize=256)
def _tinted(name: str, color: str, sides: tuple[int, ...], faint: str = "") -> QIcon:
    """The icon in `color`, and if disabled in `faint`, at these sizes."""
    result = QIcon()
    for side in sides:
        result.addPixmap(_recolored(_shape(name, side), color))
        if faint:
            result.addPixmap(_recolored(_shape(name, side), faint), QIcon.Mode.Disabled)
    return result


def _recolored(shape: QPixmap, color: str) -> QPixmap:
    result = QPixmap(shape)
    with QPainter(result) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(result.rect(), QColor(color))
    return result


@lru_cache(maxsize=128)
def _shape(name: str, side: int) -> QPixmap:
    """The icon in black, cached: rendering is slower than tinting."""
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        _renderer(name).render(painter, QRectF(0, 0, side, side))
    return pixmap


@lru_cache(maxsize=64)
def _renderer(name: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(resource_path("resources", "icons", f"{name}.svg").read_bytes()))


class TintedButton(_Button):
    """A mixin for buttons whose icon `draw_icon` draws, again in each theme and size of the text."""

    _drawn_for: tuple[int, int] | None = None

    def tint(self, draw_icon: DrawIcon) -> None:
        """Draw the icon by `draw_icon`, in the colors of a palette."""
        self._draw_icon = draw_icon
        self._draw()

    def _draw(self) -> None:
        self._drawn_for = self._icon_key
        self.setIcon(self._draw_icon(self.palette()))

    @property
    def _icon_key(self) -> tuple[int, int]:
        """What a drawn icon depends on: the colors, and the size of the text."""
        return self.palette().cacheKey(), text_size.percent

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon again when the theme or the size of the text changes."""
        super().changeEvent(event)
        # Qt announces a style each time that a widget gets another parent, most often the same one.
        if event.type() in _ICON_CHANGES and self._drawn_for not in (None, self._icon_key):
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


class TabSwitch(QTabBar):
    """Chooses one of `choices`, each a key with its text and its tooltip; `name` says to screen readers what."""

    def __init__(self, name: str, choices: Mapping[str, tuple[str, str]]) -> None:
        super().__init__()
        self._choices = list(choices)
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        for tab, (text, tip) in enumerate(choices.values()):
            self.addTab(text)
            self.setTabToolTip(tab, escape_tab_tip(tip))
            # Qt gives screen readers the name of the current tab, not that of the tab bar.
            self.setAccessibleTabName(tab, f"{text}: {name}")

    @property
    def choice(self) -> str:
        """The key of the current tab."""
        return self._choices[self.currentIndex()]

    def choose(self, key: str) -> None:
        """Choose the tab with a key."""
        self.setCurrentIndex(self._choices.index(key))


class PartSwitch(TabSwitch):
    """Chooses a part of the data, at first the test part: the key is "test" or "train"."""

    def __init__(self, name: str) -> None:
        super().__init__(name, {"test": ("Test", ""), "train": ("Training", "")})
        # Texts beside it make way; it would get arrows.
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
