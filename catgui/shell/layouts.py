"""The layouts with a name: which panels are where, and how large for the size of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

# The height of the menu, of the training panel with a low plot, and of the tabs.
_CONTROLS = 424
# With its tabs; shows a row of photo cards whole, below two rows of tools.
_LOWEST_BOTTOM = 246

# The panels that are open at a first start; the others are opened by the user, and stay open until they are closed.
FIRST_PANELS = ("data_panel", "training_panel", "results_panel", "wrong_predictions_panel", "photos_panel")
# The one that opens beside the data instead of at the bottom.
SETTINGS_PANEL = "more_settings_panel"

Length = Callable[[int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A named layout.

    Attributes: `front`, the docks that are in front of the tabs beside them; `beside`, pairs of a dock and the one that
    it shares tabs with, where that is not its first place; `hidden` docks; `left` and `right`, the widths of the sides
    for the width of the window, and `bottom`, the height of the bottom for its height. Docks are named by their panels.
    """

    front: tuple[str, ...]
    beside: tuple[tuple[str, str], ...] = ()
    hidden: tuple[str, ...] = ()
    left: Length
    right: Length
    bottom: Length


def _between(least: int, share: float, most: int, narrow_share: float = 1.0) -> Length:
    """A share of the window, within bounds; at most `narrow_share` of a narrow one, which leaves room for the form."""
    return lambda whole: min(max(least, round(share * whole)), most, round(narrow_share * whole))


def _below_controls(height: int, share: float) -> int:
    """A share of the height, but so that the form, the buttons and a low plot have room above."""
    return max(_LOWEST_BOTTOM, min(round(share * height), height - _CONTROLS))


_LEFT = _between(344, 0.19, 460, narrow_share=0.305)
_RIGHT = _between(288, 0.16, 400, narrow_share=0.25)
# The bottom gets more of a high window than the plot, which is well seen at 300 pixels.
FIRST_LAYOUT = "train"
LAYOUTS = {
    FIRST_LAYOUT: Layout(
        front=("wrong_predictions_panel",),
        left=_LEFT,
        right=_RIGHT,
        bottom=lambda height: max(_LOWEST_BOTTOM, height // 2 - 150),
    ),
    "inspect": Layout(
        front=("wrong_predictions_panel", "why_panel"),
        beside=(("wrong_predictions_panel", "data_panel"),),
        left=_between(344, 0.3, 660, narrow_share=0.305),
        right=_RIGHT,
        bottom=lambda height: _below_controls(height, 0.52),
    ),
    "photos": Layout(
        front=("photos_panel",),
        hidden=("data_panel", "results_panel"),
        left=_LEFT,
        right=_RIGHT,
        bottom=lambda height: _below_controls(height, 0.64),
    ),
}
