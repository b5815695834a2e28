"""The picture that was picked last, wherever in the window: the network is asked about it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.nn.examples import Examples


class SelectedPicture(QObject):
    """Holds the picture, and the way back to those from which one came to it by `push`.

    Signals: `changed()`, another one is picked.
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
        """What the picture is called, empty without one."""
        return self._title

    @property
    def pixels(self) -> NDArray[np.uint8] | None:
        """The picture (height, width, 3), or None."""
        return self._pixels

    @property
    def previous_title(self) -> str:
        """What the picture is called that `go_back` comes to, empty without one."""
        return self._history[-1][1] if self._history else ""

    def pick(self, pixels: NDArray[np.uint8], title: str) -> None:
        """Pick a picture (height, width, 3)."""
        self._history.clear()
        self._set_picture(pixels, title)

    def push(self, pixels: NDArray[np.uint8], title: str) -> None:
        """Go on from the picture that is picked to another one (height, width, 3)."""
        if self._pixels is not None:
            self._history.append((self._pixels, self._title))
        self._set_picture(pixels, title)

    def go_back(self) -> None:
        """Pick the picture again from which one came to this one; does nothing without one."""
        if self._history:
            self._set_picture(*self._history.pop())

    def example_for(self, shape: tuple[int, int]) -> Examples | None:
        """The picture for a network over pictures of (height, width); None without one of that shape."""
        return self._example if self._example is not None and self._example.picture_shape == shape else None

    def _set_picture(self, pixels: NDArray[np.uint8], title: str) -> None:
        self._pixels, self._title = pixels, title
        # One for all who ask: a first layer keeps its products with this very object.
        self._example = Examples.from_pictures(pixels[np.newaxis], np.zeros((1, 1), np.int64))
        self.changed.emit()
