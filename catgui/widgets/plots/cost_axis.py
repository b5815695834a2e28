"""The axis of the costs, whose numbers do not run into each other on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Sequence

from catgui.widgets.plots.plot_axis import PlotAxis

# The digits that are written: between them there is room for a number.
_LABELED_DIGITS = "125"


class CostAxis(PlotAxis):
    """At the left of a plot."""

    def __init__(self) -> None:
        super().__init__("left")

    def logTickStrings(  # noqa: N802  pyqtgraph's name
        self, values: Sequence[float], scale: float, spacing: float | None
    ) -> list[str]:
        """The numbers beside the ticks, and nothing beside those between 2, 5 and 10."""
        strings: list[str] = super().logTickStrings(values, scale, spacing)
        return [text if text.lstrip("0.")[:1] in _LABELED_DIGITS else "" for text in strings]
