"""The color schemes of the program, light and dark."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette


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
