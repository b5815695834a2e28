"""List models of the units of a layer, and of the training pictures that activate one unit most."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from catgui.domain import unit_texts
from catgui.domain.picture import Picture, PictureRow
from catgui.domain.prediction_texts import actual_text
from catgui.domain.unit_texts import UnitLayer
from catgui.models.pictures.picture_list import PictureListModel


class UnitListModel(PictureListModel):
    """One row per unit, in the order of the units or with the strongest on the selected picture first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer: UnitLayer | None = None

    def show_layer(self, layer: UnitLayer | None, strongest_first: bool = False) -> None:
        """Show the units of `layer`; None for none."""
        self._layer = layer
        order: list[int] = [] if layer is None else layer.order(strongest_first).tolist()
        self.show_rows(order, keeps_places=len(order) == len(self._rows))

    @property
    def _shown(self) -> UnitLayer:
        assert self._layer is not None
        return self._layer

    def unit(self, row: int) -> int:
        """The unit of a row."""
        unit: int = self._rows[row]
        return unit

    def row_of(self, unit: int) -> int:
        """The row of a unit."""
        return self._rows.index(unit)

    def make_row(self, row: int) -> PictureRow:
        """A unit with its picture, its name and its activation; how often it is active in its description."""
        layer, name = self._shown, unit_texts.unit_name(self._shown, row)
        lines = name, unit_texts.state_text(layer, row)
        return PictureRow(layer.picture(row), name, lines, unit_texts.describe_unit(layer, row), None, None)

    def widest_caption_lines(self) -> tuple[str, ...]:
        """The name of the last unit, and states as wide as any."""
        if not self._rows:
            return ()
        return unit_texts.unit_name(self._shown, len(self._rows) - 1), "active: 99.99", "inactive"


class CollageListModel(PictureListModel):
    """One row per training picture, the one with the largest activation first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer: UnitLayer | None = None
        self._unit = 0

    def show_unit(self, layer: UnitLayer | None, unit: int = 0) -> None:
        """Show the pictures of a unit of `layer`, if they are known; None for none."""
        rows: Sequence[tuple[int, int, float]] = ()
        if layer is not None and layer.activity is not None and layer.dataset is not None:
            indices, activations = layer.activity.top.of_unit(unit)
            rows = list(zip(range(len(indices)), indices.tolist(), activations.tolist(), strict=True))
        self._layer, self._unit = layer, unit
        self.show_rows(rows, keeps_places=len(rows) == len(self._rows))

    def make_row(self, row: tuple[int, int, float]) -> PictureRow:
        """The training picture of a rank, with its index and its activation; framed is what that depends on."""
        assert self._layer is not None
        assert self._layer.dataset is not None
        (rank, index, activation), dataset = row, self._layer.dataset
        picture = Picture("train", index)
        label = picture.label(dataset)
        shown, class_name = f"{activation:.2f}", dataset.classes[label]
        return PictureRow(
            picture.pixels(dataset),
            picture.name(dataset),
            (shown, class_name),
            f"{picture.full_name(dataset)}: activation {shown}. {actual_text(class_name)}.",
            label,
            picture,
            region=self._layer.region(self._unit, rank),
        )

    def widest_caption_lines(self) -> Sequence[str]:
        """The largest activation, and the names of the classes."""
        if not self._rows or self._layer is None or self._layer.dataset is None:
            return []
        return [f"{self._rows[0][2]:.2f}", *self._layer.dataset.classes]
