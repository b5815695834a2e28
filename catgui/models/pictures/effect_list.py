"""A list model of the pictures of a column of effects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from catgui.domain.effects.effect_page import EffectRow
from catgui.domain.picture import Picture
from catgui.models.pictures.picture_list import PictureListModel


class EffectListModel(PictureListModel):
    """One row per picture, as given.

    Attributes: `rows`.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[EffectRow, ...] = ()

    def show_rows(self, rows: tuple[EffectRow, ...]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def count(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def picture(self, row: int) -> Picture | None:
        """Which picture of the data set it is; None for a photo."""
        return self.rows[row].picture

    def title(self, row: int) -> str:
        """Its name."""
        return self.rows[row].title

    def pixels(self, row: int) -> NDArray[np.uint8]:
        """Its pixels (height, width, 3)."""
        return self.rows[row].pixels

    def label(self, row: int) -> int | None:
        """Its label, if it has one."""
        return self.rows[row].label

    def caption_lines(self, row: int) -> tuple[str, str]:
        """Its effect and its share, or its name and its probabilities."""
        return self.rows[row].lines

    def widest_caption_lines(self) -> list[str]:
        """The longest of each line."""
        return [max(lines, key=len) for lines in zip(*(row.lines for row in self.rows), strict=True)]

    def is_noise(self, row: int) -> bool:
        """Whether its effect may be chance."""
        return self.rows[row].is_noise

    def description(self, row: int) -> str:
        """The same as a sentence."""
        return self.rows[row].description
