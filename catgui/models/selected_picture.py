"""The selected picture: the one picked last in any panel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.nn.examples import Examples


class SelectedPicture(QObject):
    """Owns the selected picture, and a history of those replaced by `push`.

    Signals: `changed()`, another picture is selected.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._pixels: NDArray[np.uint8] | None = None
        self._example: Examples | None = None
        self._history: list[tuple[NDArray[np.uint8], str]] = []

    @property
    def title(self) -> str:
        """The title of the picture, or ''."""
        return self._title

    @property
    def pixels(self) -> NDArray[np.uint8] | None:
        """The picture (height, width, 3), or None."""
        return self._pixels

    @property
    def previous_title(self) -> str:
        """The title of the picture that `go_back` selects, or ''."""
        return self._history[-1][1] if self._history else ""

    def pick(self, pixels: NDArray[np.uint8], title: str) -> None:
        """Select a picture (height, width, 3), and clear the history."""
        self._history.clear()
        self._set_picture(pixels, title)

    def push(self, pixels: NDArray[np.uint8], title: str) -> None:
        """Select another picture (height, width, 3), and add the current one to the history."""
        if self._pixels is not None:
            self._history.append((self._pixels, self._title))
        self._set_picture(pixels, title)

    def go_back(self) -> None:
        """Select the last picture of the history, if any."""
        if self._history:
            self._set_picture(*self._history.pop())

    def example_for(self, shape: tuple[int, int]) -> Examples | None:
        """The picture as an example, if it has the shape (height, width), else None."""
        return self._example if self._example is not None and self._example.picture_shape == shape else None

    def _set_picture(self, pixels: NDArray[np.uint8], title: str) -> None:
        self._pixels, self._title = pixels, title
        # The same object for all callers: the first layer caches products by object.
        self._example = Examples.from_pictures(pixels[np.newaxis], np.zeros((1, 1), np.int64))
        self.changed.emit()
