"""The cost axis, with fewer labels on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Sequence

from catgui.widgets.plots.plot_axis import PlotAxis

# The leading digits of the labeled ticks: between them there is room for a number.
_LABELED_DIGITS = "125"


class CostAxis(PlotAxis):
    """The axis at the left of the cost plot."""

    def __init__(self) -> None:
        super().__init__("left")

    def logTickStrings(  # noqa: N802  pyqtgraph's name
        self, values: Sequence[float], scale: float, spacing: float | None
    ) -> list[str]:
        """The labels of the ticks: only those whose leading digit is 1, 2 or 5."""
        strings: list[str] = super().logTickStrings(values, scale, spacing)
        return [text if text.lstrip("0.")[:1] in _LABELED_DIGITS else "" for text in strings]
