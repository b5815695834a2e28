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
    """One row per unit."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer: UnitLayer | None = None

    def show_layer(self, layer: UnitLayer | None) -> None:
        """Show the units of `layer`; None for none."""
        self._layer = layer
        units = range(0 if layer is None else layer.count)
        self.show_rows(units, keeps_places=len(units) == len(self._rows))

    def make_row(self, row: int) -> PictureRow:
        """A unit with its picture and its name; how often it is active in its description."""
        assert self._layer is not None
        caption, description = unit_texts.caption(self._layer, row), unit_texts.describe_unit(self._layer, row)
        return PictureRow(self._layer.picture(row), caption, (caption,), description, None, None)

    def widest_caption_lines(self) -> list[str]:
        """The longest caption."""
        layer = self._layer
        captions = [] if layer is None else [unit_texts.caption(layer, unit) for unit in self._rows]
        return [max(captions, key=len)] if captions else []


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
        """The training picture of a rank, its activation in its description; framed is what that depends on."""
        assert self._layer is not None
        assert self._layer.dataset is not None
        (rank, index, activation), dataset = row, self._layer.dataset
        picture = Picture("train", index)
        label = picture.label(dataset)
        return PictureRow(
            picture.pixels(dataset),
            picture.name(dataset),
            None,
            f"{picture.full_name(dataset)}: activation {activation:.2f}. {actual_text(dataset.classes[label])}.",
            label,
            picture,
            region=self._layer.region(self._unit, rank),
        )
