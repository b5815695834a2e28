"""The layouts with a name: which panels are where, and how large for the size of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catgui.style.text_size import scaled

# The panels that are open at a first start; the others are opened by the user, and stay open until they are closed.
FIRST_PANELS = ("data_panel", "training_panel", "results_panel", "wrong_predictions_panel", "photos_panel")
# The one that opens beside the data instead of at the bottom; in a column of its own from this width of the window on.
SETTINGS_PANEL = "more_settings_panel"
_WIDE, _SETTINGS_WIDTH = 1600, 340

# What the curves are drawn on: its least height in pixels, whatever the size of the text, and its share of the window.
_LEAST_DRAWING, _DRAWING_SHARE = 220, 0.37
# The panel at the bottom that wants more height once it has contents.
TALL_PANEL = "photos_panel"
# Of the title, the axis and the margins of the plot around that, with two rows of a legend, as beside the run before.
_PLOT_FRAME = 72
# With its tabs; shows a row of photo cards whole, below two rows of tools.
_LOW_BOTTOM = 236

Length = Callable[[int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A named layout.

    Attributes: `front`, the docks that are in front of the tabs beside them; `beside`, pairs of a dock and the one that
    it shares tabs with, where that is not its first place; `hidden` docks; `left` and `right`, the widths of the sides
    for the width of the window. Docks are named by their panels.
    """

    front: tuple[str, ...]
    beside: tuple[tuple[str, str], ...] = ()
    hidden: tuple[str, ...] = ()
    left: Length
    right: Length


def _between(least: int, share: float, most: int, narrow_share: float) -> Length:
    """A share of the window, within bounds that follow the text; at most `narrow_share` of a narrow one."""
    return lambda whole: min(max(scaled(least), round(share * whole)), scaled(most), round(narrow_share * whole))


# Of a narrow window, for a left side that shows more than the data.
_NARROW_LEFT = 0.305
# Three columns of pictures at least, but not beside large text: then the plot needs the room.
_LEFT = _between(252, 0.19, 460, narrow_share=0.25)
_RIGHT = _between(272, 0.16, 400, narrow_share=0.25)
FIRST_LAYOUT = "train"
LAYOUTS = {
    FIRST_LAYOUT: Layout(front=("wrong_predictions_panel",), left=_LEFT, right=_RIGHT),
    "inspect": Layout(
        front=("wrong_predictions_panel", "why_panel"),
        beside=(("wrong_predictions_panel", "data_panel"),),
        left=_between(312, 0.3, 660, narrow_share=_NARROW_LEFT),
        right=_RIGHT,
    ),
    # The photos beside the plot, as high as the window.
    "photos": Layout(
        front=("photos_panel",),
        beside=(("photos_panel", "results_panel"),),
        hidden=("data_panel", "wrong_predictions_panel"),
        left=_LEFT,
        right=_between(420, 0.48, 1200, narrow_share=0.48),
    ),
}

# For the last row of a class room: the results, and below them the wrong predictions, beside a plot as high as both.
PRESENTATION = Layout(
    front=("results_panel", "wrong_predictions_panel"), left=_LEFT, right=_between(272, 0.3, 480, narrow_share=0.34)
)

_PRESENTED_WITH_PANEL = _between(272, 0.6, 1200, narrow_share=0.6)


def presented_width(width: int, has_panel: bool) -> int:
    """The width of the right side of a presentation, with its panels or the one opened in their place."""
    return (_PRESENTED_WITH_PANEL if has_panel else PRESENTATION.right)(width)


def is_wide(width: int) -> bool:
    """Whether a window of this width has room for a column of settings."""
    return width >= scaled(_WIDE)


def settings_width(width: int) -> int:
    """The width of the settings in a window of `width`, in a column of their own or before the data."""
    return min(scaled(_SETTINGS_WIDTH), round(_NARROW_LEFT * width))


def bottom_height(window_height: int, room: int, controls: int, wanted: int) -> int:
    """The height of the bottom: what the plot leaves of `room`, in which `controls` stand above and below the plot.

    The plot takes its share of a high window; in a lower one a row of cards comes first, or the height `wanted` by what
    is at the bottom, but never before the least height of the plot.
    """
    free = room - controls - scaled(_PLOT_FRAME)
    drawing = max(_LEAST_DRAWING, min(round(_DRAWING_SHARE * window_height), free - max(scaled(_LOW_BOTTOM), wanted)))
    return max(0, free - drawing)
