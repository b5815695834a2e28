"""The course notebook's API (`L_layer_model`, `predict`, ...), implemented with the engine.

These functions print and draw what the notebook's do, so that its cells run unchanged with them. What they print and
draw is returned by functions of other names, for programs. The notebook's other functions are in `engine.nn`, in
`activations`, `propagation` and `parameters`, under their names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.analysis.evaluation import predicted_labels
from engine.errors import ConfigError
from engine.nn.examples import Examples
from engine.nn.propagation import L_model_forward, Parameters
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer, is_recorded
from engine.typing import FloatArray, LabelArray

# The sides of the notebook's figure of mislabeled images, in inches.
_FIGURE_SIDE = 40.0
_NOT_DRAWN = "Nothing is drawn, since matplotlib is not installed: pip install matplotlib"


def L_layer_model(
    X: FloatArray,
    Y: NDArray[Any],
    layers_dims: Sequence[int],
    learning_rate: float = 0.0075,
    num_iterations: int = 3000,
    print_cost: bool = False,
) -> tuple[dict[str, FloatArray], list[float]]:
    """Train the network [LINEAR -> RELU] x (L-1) -> LINEAR -> SIGMOID by gradient descent.

    X (n[0], m), Y (1, m), `layers_dims` = n[0], n[1], ... 1. Returns the parameters and the costs recorded at
    iterations 0, 100, 200, ... and at the last one; with `print_cost` each is also printed, as the notebook does.
    Raises ConfigError for layers that do not fit X, and DivergedError.
    """
    if len(layers_dims) < 2 or layers_dims[0] != len(X) or layers_dims[-1] != 1:
        raise ConfigError("layers_dims", list(layers_dims), f"must begin with {len(X)}, the rows of X, and end with 1")
    config = TrainingConfig(tuple(layers_dims[1:-1]), learning_rate, num_iterations)
    trainer = Trainer(Examples.from_matrix(X, Y), config)
    costs = []
    for step in trainer:
        if is_recorded(step.iteration, num_iterations):
            costs.append(step.cost)
            if print_cost:
                print(cost_line(step.iteration, step.cost))  # noqa: T201  as the notebook does
    return trainer.parameters, costs


def predict(X: FloatArray, y: NDArray[Any], parameters: Parameters) -> LabelArray:
    """The predicted labels: 1 where the probability is above 0.5, else 0; prints the accuracy.

    X (n[0], m), y (1, m) -> (1, m). `predicted_labels` prints nothing. Raises ValueError for y of another shape.
    """
    if y.shape != (1, X.shape[1]):
        raise ValueError(f"y has shape {y.shape}, but X has {X.shape[1]} examples: it must be (1, {X.shape[1]})")
    labels = predicted_labels(L_model_forward(X, parameters)[0])
    print(accuracy_line(float(np.mean(labels == y))))  # noqa: T201  as the notebook does
    return labels


def cost_line(iteration: int, cost: float) -> str:
    """The notebook's line for a recorded cost."""
    return f"Cost after iteration {iteration}: {cost}"


def accuracy_line(accuracy: float) -> str:
    """The notebook's line for an accuracy."""
    return f"Accuracy: {accuracy}"


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
    """Draw the pictures whose prediction is wrong with matplotlib, and return them with their titles.

    X (n[0], m), a column of red, green and blue for each pixel of a square picture; labels y (1, m), predicted labels p
    (1, m). The notebook calls the pictures mislabeled, though it is the model that is wrong. Prints a sentence in place
    of the pictures where matplotlib is not installed. Raises ValueError for counts that differ.
    """
    images = find_mislabeled_images(classes, X, y, p)
    if images and (pyplot := _pyplot()) is not None:
        side = round((len(X) / 3) ** 0.5)
        pyplot.figure(figsize=(_FIGURE_SIDE, _FIGURE_SIDE))
        for place, image in enumerate(images, start=1):
            pyplot.subplot(2, len(images), place)
            pyplot.imshow(X[:, image.index].reshape(side, side, 3), interpolation="nearest")
            pyplot.axis("off")
            pyplot.title(image.title)
    return images


def find_mislabeled_images(
    classes: Sequence[str | bytes], X: FloatArray, y: NDArray[Any], p: NDArray[Any]
) -> list[MislabeledImage]:
    """The wrong predictions, titled with both class names, in the order of the columns of X.

    X (n[0], m), labels y (1, m), predicted labels p (1, m). Raises ValueError for counts that differ.
    """
    if not X.shape[1] == y.shape[1] == p.shape[1]:
        raise ValueError(f"X {X.shape}, y {y.shape} and p {p.shape} differ in their examples")
    # As bytes in the files of the course.
    names = [name.decode("utf-8") if isinstance(name, bytes) else name for name in classes]
    return [
        MislabeledImage(int(i), f"Prediction: {names[int(p[0, i])]} \n Class: {names[int(y[0, i])]}")
        for i in np.flatnonzero(p[0] != y[0])
    ]


def _pyplot() -> ModuleType | None:
    """matplotlib's pyplot, or None, which a printed sentence then says."""
    try:
        from matplotlib import pyplot
    except ImportError:
        print(_NOT_DRAWN)  # noqa: T201  in place of the notebook's plot
        return None
    return pyplot
