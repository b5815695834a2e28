"""The size of all text, which the user chooses, and the lengths that follow it."""

from __future__ import annotations

from collections.abc import Callable
from types import MethodType
from typing import cast

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

# In percent of the system's text.
NORMAL = 100
TEXT_SIZES = (80, 90, NORMAL, 110, 125, 150, 175, 200)
# The height of the text, in pixels, for which lengths are given: 9 points at 96 dots per inch.
_REFERENCE = 12.0
_POINTS_PER_INCH = 72
# The setters of sizes that a screen bounds, and the room for the usual frame of a window.
_OF_WINDOWS = ("resize", "setMinimumSize")
_FRAME = QSize(16, 40)


class TextSize(QObject):
    """The singleton `text_size`, which owns the font of the application.

    Signals: `changed()`, the font has another size. The theme is the first to answer, by a style sheet of that size.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._percent = NORMAL
        self._system_font: QFont | None = None

    @property
    def percent(self) -> int:
        """The size in percent of the system's text."""
        return self._percent

    def set_percent(self, percent: int) -> None:
        """Set the size of all text. A QApplication must exist; before there are widgets, it takes no time."""
        if self._system_font is None:
            self._system_font = _with_tabular_figures(QApplication.font())
        elif percent == self._percent:
            return
        self._percent = percent
        QApplication.setFont(resized_font(self._system_font, percent / NORMAL))
        self.changed.emit()

    def step(self, direction: int) -> None:
        """Set the next of `TEXT_SIZES`, a larger one if `direction` is 1, a smaller one if it is -1."""
        others = [size for size in TEXT_SIZES if (size - self._percent) * direction > 0]
        if others:
            self.set_percent(others[0] if direction > 0 else others[-1])


text_size = TextSize()


def scaled(points: float) -> int:
    """The length in pixels that is `points` long beside text of 9 points."""
    return round(points * _font_height(QApplication.font()) / _REFERENCE)


def scaled_size(size: QSize) -> QSize:
    """`size` scaled as by `scaled`."""
    return QSize(scaled(size.width()), scaled(size.height()))


def keep_scaled(setter: Callable[..., object], *lengths: int | QSize) -> None:
    """Call `setter`, a method of a QObject, with `lengths` scaled: now, and whenever the text gets another size.

    The size or minimum size of a window is at most that of its screen; one with a minimum width gets the height that
    its texts then need.
    """
    _LengthKeeper(cast(MethodType, setter), lengths).apply()


def resized_font(font: QFont, scale: float) -> QFont:
    """`font` times `scale`."""
    resized = QFont(font)
    if font.pointSizeF() > 0:
        resized.setPointSizeF(font.pointSizeF() * scale)
    else:
        resized.setPixelSize(round(font.pixelSize() * scale))
    return resized


class _LengthKeeper(QObject):
    """Calls a method of its parent with lengths that follow the text."""

    def __init__(self, setter: MethodType, lengths: tuple[int | QSize, ...]) -> None:
        super().__init__(cast(QObject, setter.__self__))
        # Only the name: with the method, it would keep its parent alive.
        self._setter, self._lengths = setter.__name__, lengths
        text_size.changed.connect(self.apply)

    def apply(self) -> None:
        parent = self.parent()
        lengths = [scaled(length) if isinstance(length, int) else scaled_size(length) for length in self._lengths]
        if self._setter in _OF_WINDOWS and isinstance(parent, QWidget) and parent.isWindow():
            size = lengths[0] if isinstance(lengths[0], QSize) else QSize(*lengths)
            lengths = [size.boundedTo(parent.screen().availableSize() - _FRAME)]
        getattr(parent, self._setter)(*lengths)
        if self._setter == "setMinimumWidth" and isinstance(parent, QWidget) and parent.isWindow():
            _fit_height(parent)


def _fit_height(window: QWidget) -> None:
    """Make `window` as wide as it must be, and as high as its texts then are. Qt would not make it high enough."""
    layout = window.layout()
    if layout is not None:
        window.ensurePolished()
        width = layout.totalMinimumSize().expandedTo(window.minimumSize()).width()
        window.resize(width, layout.totalHeightForWidth(width))


def _font_height(font: QFont) -> float:
    """The size of `font` in pixels; a font has it either in points or in pixels."""
    if font.pointSizeF() <= 0:
        return float(font.pixelSize())
    return font.pointSizeF() * QGuiApplication.primaryScreen().logicalDotsPerInchY() / _POINTS_PER_INCH


def _with_tabular_figures(font: QFont) -> QFont:
    """`font` with digits of equal width, so that changing numbers do not jump."""
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
