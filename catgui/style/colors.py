"""The color schemes of the program, light and dark, and the theme: the one the user chose, or that of the system."""

from __future__ import annotations

import re
from enum import Enum
from string import Template
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from catgui.style.text_size import scaled, text_size
from engine.system.user_dirs import resource_path

# The unit of lengths in the style sheet that follow the text, "sp", which Qt does not have.
_SCALED_LENGTH = re.compile(r"\b(\d+(?:\.\d+)?)sp\b")

# The raised color with as much of the accent as keeps the contrast of muted text.
_CARDS = {"light": "#edf3f1", "dark": "#253034"}
# The images of the style sheet, each of which is there for a dark and for a light theme.
_IMAGES = ("tick", "chevron", "chevron-up", "arrow-back", "arrow-forward", "arrow-up")


class ColorScheme(NamedTuple):
    """The colors of one scheme, as #rrggbb.

    A `line` separates; an `edge` is the only outline of a field, so its contrast with the background is at least 3:1.
    `classes` are the colors of class 0 and class 1. They are distinct for the color-blind, and a word or a shape is
    always beside them. `overlays` are the colors of other runs in the cost plot.
    """

    window: str
    base: str
    raised: str
    line: str
    edge: str
    text: str
    muted: str
    accent: str
    on_accent: str
    test_curve: str
    overlays: tuple[str, ...]
    error: str
    classes: tuple[str, str]


LIGHT = ColorScheme(
    window="#f6f6f4",
    base="#ffffff",
    raised="#fbfbfa",
    line="#d7d9dc",
    edge="#868e96",
    text="#1d2126",
    muted="#5b6570",
    accent="#0f6e66",
    on_accent="#ffffff",
    test_curve="#8250a8",
    overlays=("#0072b2", "#c14a00", "#8a6d00", "#b0457e"),
    error="#b3261e",
    classes=("#0072b2", "#c47d00"),
)

DARK = ColorScheme(
    window="#1c1f23",
    base="#15181b",
    raised="#24282d",
    line="#3a4047",
    edge="#6b737c",
    text="#e7e9ec",
    muted="#9aa5b1",
    accent="#38b2a5",
    on_accent="#0c1413",
    test_curve="#c39be0",
    overlays=("#56b4e9", "#f0883e", "#e3c33d", "#e58fc0"),
    error="#ff8a80",
    classes=("#4aa8e0", "#e69f00"),
)


def is_dark(palette: QPalette) -> bool:
    """Whether `palette` has a dark background."""
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def color_scheme_of(palette: QPalette) -> ColorScheme:
    """The light or the dark scheme, whichever `palette` is made of."""
    return DARK if is_dark(palette) else LIGHT


def make_palette(colors: ColorScheme) -> QPalette:
    """The Qt palette of a scheme."""
    role, disabled = QPalette.ColorRole, QPalette.ColorGroup.Disabled
    palette = QPalette()
    for name, color in {
        role.Window: colors.window,
        role.WindowText: colors.text,
        role.Base: colors.base,
        role.AlternateBase: colors.raised,
        role.Text: colors.text,
        role.Button: colors.raised,
        role.ButtonText: colors.text,
        role.BrightText: colors.error,
        role.ToolTipBase: colors.raised,
        role.ToolTipText: colors.text,
        role.PlaceholderText: colors.muted,
        role.Highlight: colors.accent,
        role.HighlightedText: colors.on_accent,
        role.Accent: colors.accent,
        role.Link: colors.accent,
        role.LinkVisited: colors.accent,
        role.Light: colors.raised,
        role.Midlight: colors.line,
        role.Mid: colors.line,
        role.Dark: colors.muted,
        role.Shadow: colors.edge,
    }.items():
        palette.setColor(name, QColor(color))
    faint = QColor(colors.muted)
    faint.setAlpha(140)
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, name, faint)
    palette.setColor(disabled, role.Highlight, QColor(colors.line))
    return palette


class ThemeChoice(Enum):
    """The themes that the user can choose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


# "Unknown" is that of the system.
_SCHEMES = {
    ThemeChoice.SYSTEM: Qt.ColorScheme.Unknown,
    ThemeChoice.LIGHT: Qt.ColorScheme.Light,
    ThemeChoice.DARK: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Owns the look of the application: style, palette and style sheet.

    Signals: `changed()`, the choice is another.
    """

    changed = Signal()

    def __init__(self, application: QApplication, choice: ThemeChoice = ThemeChoice.SYSTEM) -> None:
        super().__init__()
        self._application = application
        self._choice = choice
        application.setStyle("Fusion")
        text_size.changed.connect(self._on_text_size_changed)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        if choice is not ThemeChoice.SYSTEM:
            self._request_scheme()
        self._apply()

    @property
    def choice(self) -> ThemeChoice:
        """The user's choice."""
        return self._choice

    def apply_style_sheet(self) -> None:
        """Set the style sheet. Call it when the panels are in their window, before it gets its size.

        With a style sheet, Qt restyles a widget and its children whenever its parent changes, as happens often while a
        window is built. A restored layout needs the sizes that the style sheet gives.
        """
        sheet = resource_path("resources", "style.qss").read_text(encoding="utf-8")
        # A style sheet takes images from files only, and cannot color them.
        theme = "dark" if is_dark(self._application.palette()) else "light"
        card = _CARDS[theme]
        images = {
            name.replace("-", "_"): resource_path("resources", "icons", f"{name}-{theme}.svg").as_posix()
            for name in _IMAGES
        }
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        sheet = Template(sheet).substitute(images, fixed=fixed, card=card)
        # In the place of another one it takes Qt three times as long.
        self._application.setStyleSheet("")
        self._application.setStyleSheet(_SCALED_LENGTH.sub(lambda length: f"{scaled(float(length[1]))}px", sheet))

    def set_choice(self, choice: ThemeChoice) -> None:
        """Change the theme."""
        if choice is not self._choice:
            self._choice = choice
            self._request_scheme()
            self._apply()
            self.changed.emit()

    def _request_scheme(self) -> None:
        """Set light or dark title bars, where the system draws them: they do not follow the palette."""
        QGuiApplication.styleHints().setColorScheme(_SCHEMES[self._choice])

    def _on_text_size_changed(self) -> None:
        if self._application.styleSheet():
            # With a style sheet, widgets take another font of the application only when the sheet is set.
            self.apply_style_sheet()

    def _on_system_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        palette = self._palette()
        if palette != self._application.palette():
            self._application.setPalette(palette)
            if self._application.styleSheet():
                # It has the colors of the palette at the time it is set.
                self.apply_style_sheet()

    def _palette(self) -> QPalette:
        system_is_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = self._choice is ThemeChoice.DARK or (self._choice is ThemeChoice.SYSTEM and system_is_dark)
        return make_palette(DARK if dark else LIGHT)
