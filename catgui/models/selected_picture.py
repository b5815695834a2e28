"""The selected picture: the one picked last in any panel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.picture import Picture
from engine.nn.examples import Examples
from engine.training.features import PIXELS, make_examples


@dataclass(frozen=True, slots=True, eq=False)
class _Selected:
    """A picture (height, width, 3), its title, and which one of the data set it is, or None for another."""

    pixels: NDArray[np.uint8]
    title: str
    picture: Picture | None


class SelectedPicture(QObject):
    """Owns the selected picture, and a history of those replaced by `push`.

    Signals: `changed()`, another picture is selected; `between_asked()`, it is to be put between two others.
    """

    changed = Signal()
    between_asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selected: _Selected | None = None
        self._examples: dict[str, Examples] = {}
        self._history: list[_Selected] = []

    @property
    def title(self) -> str:
        """The title of the picture, or ''."""
        return self._selected.title if self._selected else ""

    @property
    def pixels(self) -> NDArray[np.uint8] | None:
        """The picture (height, width, 3), or None."""
        return self._selected.pixels if self._selected else None

    @property
    def picture(self) -> Picture | None:
        """The selected picture of the data set; None without one, or if a photo is selected."""
        return self._selected.picture if self._selected else None

    @property
    def previous_title(self) -> str:
        """The title of the picture that `go_back` selects, or ''."""
        return self._history[-1].title if self._history else ""

    def pick(self, pixels: NDArray[np.uint8], title: str, picture: Picture | None = None) -> None:
        """Select a picture (height, width, 3), and clear the history."""
        self._history.clear()
        self._select(_Selected(pixels, title, picture))

    def pick_photo(self, view: NDArray[np.uint8], title: str) -> None:
        """Select a photo by its `view`, as the network sees it, and clear the history.

        Nothing changes if it is selected and there is no history, as after the second of two clicks.
        """
        if self.pixels is view and not self._history:
            return
        self._history.clear()
        self._select(_Selected(view, title, None))

    def push(self, pixels: NDArray[np.uint8], title: str, picture: Picture | None = None) -> None:
        """Select another picture (height, width, 3), and add the current one to the history."""
        if self._selected is not None:
            self._history.append(self._selected)
        self._select(_Selected(pixels, title, picture))

    def go_back(self) -> None:
        """Select the last picture of the history, if any."""
        if self._history:
            self._select(self._history.pop())

    def example_for(self, shape: tuple[int, int], features: str = PIXELS) -> Examples | None:
        """The `features` of the picture as an example, if it has the shape (height, width), else None."""
        if self._selected is None or self._selected.pixels.shape[:2] != shape:
            return None
        # The same object for all callers: the first layer caches products by object.
        if features not in self._examples:
            labels = np.zeros((1, 1), np.int64)
            self._examples[features] = make_examples(features, self._selected.pixels[np.newaxis], labels)
        return self._examples[features]

    def _select(self, selected: _Selected) -> None:
        self._selected = selected
        self._examples = {}
        self.changed.emit()
