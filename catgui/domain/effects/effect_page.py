"""What the tab "Effects" shows, as values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catgui.domain.picture import PictureRow


@dataclass(frozen=True, slots=True, eq=False)
class EffectColumn:
    """Pictures under a heading, the largest effect first; `tip` explains the heading."""

    heading: str
    rows: tuple[PictureRow, ...]
    tip: str = ""


@dataclass(frozen=True, slots=True)
class EffectNote:
    """A line of text; `shorter` is shown where there is too little room."""

    text: str
    shorter: str


@dataclass(frozen=True, slots=True, eq=False)
class EffectPage:
    """The effects on one picture, or those of one training picture.

    Attributes: `pixels` (height, width, 3) and `title` of the picture; `heading`; `notes`, at most two; `columns`, at
    most three; `remark`, added to the title.
    """

    pixels: NDArray[np.uint8]
    title: str
    heading: str
    notes: tuple[EffectNote, ...]
    columns: tuple[EffectColumn, ...]
    remark: str = ""

    @property
    def subtitle(self) -> str:
        """The title, unless the heading has it, with the remark."""
        return ", ".join(filter(None, ("" if self.title in self.heading else self.title, self.remark)))


@dataclass(frozen=True, slots=True)
class EffectNotice:
    """A text in the place of effects.

    Attributes: `action`, the text of the button that finds them, or ''; `is_busy`, whether they are being found.
    """

    text: str
    action: str = ""
    is_busy: bool = False
