"""What is where: which panels are open, in which row of tabs, and how large rows are for the size of the window."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from typing import Any

from catgui.style.text_size import scaled

# The panels that are open at a first start; the others are opened by the user, and stay open until they are closed.
FIRST_PANELS = (
    *("data_panel", "training_panel", "results_panel"),
    *("wrong_predictions_panel", "answers_panel", "photos_panel"),
)
# The one that has no tab: the rows are around it.
CENTER = "training_panel"
# The one that opens beside the data instead of at the bottom; in a column of its own from this width of the window on.
SETTINGS_PANEL = "more_settings_panel"
_WIDE, _SETTINGS_WIDTH = 1600, 340

# The rows of tabs, with their names on the screen; see `folded_rows` for smaller windows.
ROWS = {
    "left": "Left side",
    "beside": "Second column",
    "right": "Right side",
    "corner": "Under the right side",
    "bottom": "Bottom",
}
_HOMES = {"data_panel": "left", SETTINGS_PANEL: "beside", "results_panel": "right"}

# Windows fold below this height, beside text of 9 points; below this width if they are low, and else without room for
# the plot beside text of 9 points and for two sides of their least width, whatever the size of the text.
_LOW, _LOW_NARROW, _LEAST_PLOT, _TWO_SIDES = 560, 900, 300, 400
# The name of the size of the row on the right where it has the panels of the bottom; its share of the window.
FOLDED, _FOLDED_SHARE, _ONLY_ROW_SHARE = "folded", 0.4, 0.58
# Of a low window, for the left side, which has its whole height.
_LOW_LEFT = 0.24

# What the curves are drawn on: its least height in pixels, whatever the size of the text, and its share of the window.
_LEAST_DRAWING, _DRAWING_SHARE = 220, 0.37
# The panel at the bottom that wants more height once it has contents.
TALL_PANEL = "photos_panel"
# Of the title, the axis and the margins of the plot around that, with two rows of a legend, as beside the run before.
_PLOT_FRAME = 72
# With its tabs; shows a row of photo cards whole, below two rows of tools.
_LOW_BOTTOM = 236

# Of a stored length.
_MOST_PIXELS = 100_000

Length = Callable[[int], int]
Place = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """An arrangement of panels, which are given by their object names.

    Attributes: `layout`, the name of the layout that it was at first; `tabs`, the open panels in the order of their
    tabs; `front`, those in front of the tabs beside them, of several the first; `homes`, the rows of panels that are
    not in their usual ones; `floating`, x, y, width and height of those in windows of their own; `sizes`, of the rows
    whose size is the user's.
    """

    layout: str
    tabs: tuple[str, ...]
    front: tuple[str, ...] = ()
    homes: dict[str, str] = field(default_factory=dict)
    floating: dict[str, Place] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def row_of(self, name: str) -> str:
        """The row of a panel, be it open or not."""
        return self.homes.get(name) or _HOMES.get(name, "bottom")

    def as_json(self) -> dict[str, Any]:
        """The arrangement as `read_arrangement` takes it."""
        return asdict(self)


def read_arrangement(value: Any, names: Collection[str]) -> Arrangement:
    """The stored arrangement of the panels `names`, without unknown or damaged parts.

    Raises errors such as KeyError, TypeError and ValueError for a value that is damaged as a whole.
    """
    layout = value["layout"] if value["layout"] in LAYOUTS else FIRST_LAYOUT
    tabs = tuple(name for name in dict.fromkeys(value["tabs"]) if name in names)
    return Arrangement(
        layout=layout,
        tabs=tabs,
        front=tuple(name for name in value["front"] if name in tabs),
        homes={name: row for name, row in value["homes"].items() if name in names and row in ROWS},
        floating={name: _read_place(place) for name, place in value["floating"].items() if name in tabs},
        sizes={row: size for row, size in value["sizes"].items() if row in (*ROWS, FOLDED) and _checked(size) > 0},
    )


def _read_place(value: Any) -> Place:
    x, y, width, height = map(_checked, value)
    return x, y, width, height


def _checked(length: Any) -> int:
    """`length`, if Qt can reckon with it."""
    if not isinstance(length, int) or abs(length) > _MOST_PIXELS:
        raise ValueError(length)
    return length


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A named layout.

    Attributes: `tabs`, the panels that it opens; `hidden`, those that it closes; `front`, those in front of the tabs
    beside them; `homes`, the rows of panels that are not in their usual ones; `left` and `right`, the widths of the
    sides for the width of the window.
    """

    tabs: tuple[str, ...]
    hidden: tuple[str, ...] = ()
    front: tuple[str, ...]
    homes: dict[str, str] = field(default_factory=dict)
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
_TABS = tuple(name for name in FIRST_PANELS if name != CENTER)
FIRST_LAYOUT = "train"
LAYOUTS = {
    FIRST_LAYOUT: Layout(tabs=_TABS, front=("wrong_predictions_panel",), left=_LEFT, right=_RIGHT),
    "inspect": Layout(
        tabs=(*_TABS, "why_panel"),
        front=("wrong_predictions_panel", "why_panel"),
        homes={"wrong_predictions_panel": "left"},
        left=_between(312, 0.3, 660, narrow_share=_NARROW_LEFT),
        right=_RIGHT,
    ),
    # The photos beside the plot, as high as the window.
    "photos": Layout(
        tabs=("results_panel", "photos_panel"),
        hidden=("data_panel", "wrong_predictions_panel"),
        front=("photos_panel",),
        homes={"photos_panel": "right"},
        left=_LEFT,
        right=_between(420, 0.48, 1200, narrow_share=0.48),
    ),
}

# For the last row of a class room: the results, and below them the wrong predictions, beside a plot as high as both.
PRESENTATION, PRESENTED_PANEL = "presentation", "presented panel"
_PRESENTED = ("results_panel", "wrong_predictions_panel")
_PRESENTATIONS = {
    PRESENTATION: Layout(
        tabs=_PRESENTED,
        front=_PRESENTED,
        homes={"wrong_predictions_panel": "corner"},
        left=_LEFT,
        right=_between(272, 0.3, 480, narrow_share=0.34),
    ),
    # One that is opened in it takes their place.
    PRESENTED_PANEL: Layout(tabs=(), front=(), left=_LEFT, right=_between(272, 0.6, 1200, narrow_share=0.6)),
}


def arrange_layout(name: str, opened: Collection[str] = ()) -> Arrangement:
    """The layout `name` of `LAYOUTS`, in which the panels `opened` are open as well."""
    layout = LAYOUTS[name]
    tabs = dict.fromkeys((*layout.tabs, *(panel for panel in opened if panel not in layout.hidden)))
    return Arrangement(layout=name, tabs=tuple(tabs), front=layout.front, homes=layout.homes)


def arrange_presentation(panel: str = "") -> Arrangement:
    """What a presentation shows: its own panels, or the one that was opened in it."""
    if not panel or panel in _PRESENTED:
        layout = _PRESENTATIONS[PRESENTATION]
        return Arrangement(layout=PRESENTATION, tabs=layout.tabs, front=layout.front, homes=layout.homes)
    return Arrangement(layout=PRESENTED_PANEL, tabs=(panel,), front=(panel,), homes={panel: "right"})


def row_width(
    arrangement: Arrangement, row: str, window_width: int, *, is_broad: bool = False, is_low: bool = False
) -> int:
    """The width that a row on a side has if the user has chosen none.

    `is_broad` if it has settings; `is_low` if the panels of the bottom stand beside the plot.
    """
    layout = (LAYOUTS | _PRESENTATIONS)[arrangement.layout]
    settings = min(scaled(_SETTINGS_WIDTH), round(_NARROW_LEFT * window_width))
    if row == "beside":
        return settings
    width = (layout.left if row == "left" else layout.right)(window_width)
    if is_low and layout.left is _LEFT:
        width = min(width, round(_LOW_LEFT * window_width))
    return max(width, settings) if is_broad else width


def folded_rows(width: int, height: int) -> dict[str, str]:
    """The rows whose panels stand in another one in a window of this size, with that one.

    Only a wide window has a second column. A low one has no bottom, but its panels beside the plot; a narrow one has no
    sides, or if it is low, a single row.
    """
    is_low = height < scaled(_LOW)
    is_narrow = width < (scaled(_LOW_NARROW) if is_low else scaled(_LEAST_PLOT) + _TWO_SIDES)
    folded = {} if width >= scaled(_WIDE) else {"beside": "left"}
    if is_low:
        folded |= dict.fromkeys(("corner", "bottom"), "right")
    if is_narrow:
        folded |= dict.fromkeys(("left", "beside", "corner"), "right" if is_low else "bottom")
    if is_narrow and not is_low:
        folded["right"] = "bottom"
    return folded


def folded_width(window_width: int, is_only: bool) -> int:
    """The width of the row on the right that has the panels of the bottom; `is_only` if all panels are there."""
    return round((_ONLY_ROW_SHARE if is_only else _FOLDED_SHARE) * window_width)


def bottom_height(window_height: int, room: int, controls: int, wanted: int) -> int:
    """The height of the bottom: what the plot leaves of `room`, in which `controls` stand above and below the plot.

    The plot takes its share of a high window; in a lower one a row of cards comes first, or the height `wanted` by what
    is at the bottom, but never before the least height of the plot.
    """
    free = room - controls - scaled(_PLOT_FRAME)
    drawing = max(_LEAST_DRAWING, min(round(_DRAWING_SHARE * window_height), free - max(scaled(_LOW_BOTTOM), wanted)))
    return max(0, free - drawing)
