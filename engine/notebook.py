"""The plots of the course's notebook; its functions that train and predict are those of `engine.core`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.typing import FloatArray

# The sides of the notebook's figure of mislabeled images, in inches.
_FIGURE_SIDE = 40.0
_NOT_DRAWN = "To see the plot: pip install matplotlib"


class CostPlotData(NamedTuple):
    """The title, axis labels and points of the notebook's plot of the recorded costs."""

    title: str
    x_label: str
    y_label: str
    x: tuple[float, ...]
    y: tuple[float, ...]


def plot_costs(costs: Sequence[float], learning_rate: float = 0.0075) -> CostPlotData:
    """Draw the costs that `L_layer_model` returned with matplotlib, and return what is drawn.

    Prints a sentence in place of the plot where matplotlib is not installed.
    """
    data = cost_plot_data(costs, learning_rate)
    if (pyplot := _pyplot()) is not None:
        pyplot.plot(data.x, data.y)
        pyplot.xlabel(data.x_label)
        pyplot.ylabel(data.y_label)
        pyplot.title(data.title)
        pyplot.show()
    return data


def cost_plot_data(costs: Sequence[float], learning_rate: float) -> CostPlotData:
    """The notebook's plot of recorded costs, to draw with any library."""
    return CostPlotData(
        title=f"Learning rate ={learning_rate}",
        x_label="iterations (per hundreds)",
        y_label="cost",
        x=tuple(float(k) for k in range(len(costs))),
        y=tuple(costs),
    )


@dataclass(frozen=True, slots=True)
class MislabeledImage:
    """A wrong prediction: its column in X and the notebook's title."""

    index: int
    title: str


def print_mislabeled_images(
    classes: Sequence[str | bytes], X: FloatArray, y: NDArray[Any], p: NDArray[Any]
) -> list[MislabeledImage]:
    """Draw the pictures whose prediction is wrong with matplotlib, titled with both class names, and return them.

    X (n[0], m), a column of red, green and blue for each pixel of a square picture; labels y (1, m), predicted labels p
    (1, m). The notebook calls the pictures mislabeled, though it is the model that is wrong. Prints a sentence in place
    of the pictures where matplotlib is not installed. Raises ValueError for counts that differ.
    """
    if not X.shape[1] == y.shape[1] == p.shape[1]:
        raise ValueError(f"X {X.shape}, y {y.shape} and p {p.shape} differ in their examples")
    # As bytes in the files of the course.
    names = [name.decode("utf-8") if isinstance(name, bytes) else name for name in classes]
    images = [
        MislabeledImage(int(i), f"Prediction: {names[int(p[0, i])]} \n Class: {names[int(y[0, i])]}")
        for i in np.flatnonzero(p[0] != y[0])
    ]
    if images and (pyplot := _pyplot()) is not None:
        side = round((len(X) / 3) ** 0.5)
        pyplot.figure(figsize=(_FIGURE_SIDE, _FIGURE_SIDE))
        for place, image in enumerate(images, start=1):
            pyplot.subplot(2, len(images), place)
            pyplot.imshow(X[:, image.index].reshape(side, side, 3), interpolation="nearest")
            pyplot.axis("off")
            pyplot.title(image.title)
    return images


def _pyplot() -> ModuleType | None:
    """matplotlib's pyplot; where it is not installed, print a sentence and return None."""
    try:
        from matplotlib import pyplot
    except ImportError:
        print(_NOT_DRAWN)  # noqa: T201  in place of the notebook's plot
        return None
    return pyplot
