"""Which panels are open at a first start, in which row of tabs each one is, and how large the rows are at first."""

from __future__ import annotations

from catgui.style.text_size import scaled

# The panels that are open at a first start; the others are opened by the user, and stay open until they are closed.
FIRST_PANELS = (
    *("data_panel", "training_panel", "results_panel"),
    *("wrong_predictions_panel", "answers_panel", "photos_panel"),
)
# The one that has no tab: the rows are around it.
CENTER = "training_panel"
# Those in front of the tabs beside them at a first start.
FIRST_IN_FRONT = ("wrong_predictions_panel",)

# The rows of tabs, with their names on the screen.
ROWS = {"left": "Left side", "right": "Right side", "bottom": "Bottom"}
_HOMES = {"data_panel": "left", "more_settings_panel": "left", "results_panel": "right"}

# Of the window: the width of a side, at least that of the confusion matrix, and at most that of a narrow window.
_LEAST_SIDE, _SIDE_SHARE, _MOST_SIDE_SHARE = 276, 0.18, 0.25
# Of the window, for what a panel on a side needs.
_MOST_NEEDED = 0.45
# Of the height of all rows, for the bottom; and the height above it that the plot needs with what is around it.
_LEAST_BOTTOM_SHARE, _MOST_BOTTOM_SHARE, _LEAST_UPPER = 0.33, 0.45, 374


def row_of_panel(name: str) -> str:
    """The row that a panel is in."""
    return _HOMES.get(name, "bottom")


def side_width(window_width: int, needed: int) -> int:
    """The width of a side at first, whose panels need the width `needed`."""
    width = min(max(scaled(_LEAST_SIDE), round(_SIDE_SHARE * window_width)), round(_MOST_SIDE_SHARE * window_width))
    return max(width, min(needed, round(_MOST_NEEDED * window_width)))


def bottom_height(height: int) -> int:
    """The height of the bottom at first, of the `height` of all rows."""
    left = max(height - scaled(_LEAST_UPPER), round(_LEAST_BOTTOM_SHARE * height))
    return min(left, round(_MOST_BOTTOM_SHARE * height))
