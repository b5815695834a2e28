"""The colours of the program, for a light and a dark ground."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class ColorScheme:
    """One scheme, as #rrggbb.

    A `line` parts one thing from another; an `edge` is all that shows where a field is, and stands out from its ground
    by three to one.

    The two class colours (of class 0 and class 1) can be told apart by the colour-blind, and never stand alone: a word
    or a shape is beside them.
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
    error="#b3261e",
    classes=("#0072b2", "#e69f00"),
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
    error="#ff8a80",
    classes=("#4aa8e0", "#e69f00"),
)


def is_dark(palette: QPalette) -> bool:
    """Whether `palette` is one of light text on a dark ground."""
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def color_scheme_of(palette: QPalette) -> ColorScheme:
    """The scheme that goes with `palette`."""
    return DARK if is_dark(palette) else LIGHT


def make_palette(colours: ColorScheme) -> QPalette:
    """The Qt palette of a scheme."""
    role, disabled = QPalette.ColorRole, QPalette.ColorGroup.Disabled
    palette = QPalette()
    for name, color in {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.base,
        role.AlternateBase: colours.raised,
        role.Text: colours.text,
        role.Button: colours.raised,
        role.ButtonText: colours.text,
        role.BrightText: colours.error,
        role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.muted,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Light: colours.raised,
        role.Midlight: colours.line,
        role.Mid: colours.line,
        role.Dark: colours.muted,
        role.Shadow: colours.edge,
    }.items():
        palette.setColor(name, QColor(color))
    faint = QColor(colours.muted)
    faint.setAlpha(140)
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, name, faint)
    palette.setColor(disabled, role.Highlight, QColor(colours.line))
    return palette
