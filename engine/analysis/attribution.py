"""Why a network says what it says of a picture: its logit as a sum with one share for each training picture.

At a picture x, with the gates that x itself opens, the logit is linear, g W1 x + bias terms, where
g = W_L D_{L-1} ... W_2 D_1 and D_l keeps the units of layer l that x lights. Held over the training pictures, the first
layer is W1 = s W1_0 + C X^T. So the logit is exactly

    sum_i (g C)_i <x_i, x>  +  s g W1_0 x  +  g b1 + ... + b_L.

Pixels are never negative, so that <x_i, x> is above all how bright both pictures are: the same few training pictures
would lead for every x, with shares that are large and cancel. So what all pictures have of the average one, m, is taken
out of it, <x_i, x> = <x_i - m, x - m> + (<x_i, m> + <m, x> - <m, m>), and the logit is, as exactly,

    sum_i (g C)_i <x_i - m, x - m>  +  sum_i (g C)_i (<x_i, m> + <m, x> - <m, m>)  +  s g W1_0 x  +  g b1 + ... + b_L:

a share of each training picture x_i, one of the average picture, one of the random start, and one of the biases. A
share is what a picture has put into this sum; it is not what would change if the network were trained without it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import NoContributionsError
from engine.nn.examples import Examples
from engine.nn.gram_layer import GramFirstLayer
from engine.nn.network import Network
from engine.nn.propagation import Gradients
from engine.typing import FloatArray

# So many features are compared first where a picture is looked for among others: few of the others pass.
_FIRST_FEATURES = 96


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """The logit of one picture taken apart: `contributions.sum() + average + start + biases` is `logit`, up to
    rounding.

    Attributes: `contributions` (m,), one for each training picture, above 0 where it speaks for class 1; `average`, the
    share of what all pictures have of the average one; `start`, that of the random start; `biases`, that of all biases;
    `logit`; `probability` of class 1; `class_totals`, the sums of the shares of the training pictures of class 0 and of
    class 1; `identical` (m,), which of them are this very picture; `inactive_layer`, the first hidden layer of which
    the picture lights no unit, so that nothing of it comes through and only biases are left in the sum, or None.
    """

    contributions: FloatArray
    average: float
    start: float
    biases: float
    logit: float
    probability: float
    class_totals: tuple[float, float]
    identical: NDArray[np.bool_]
    inactive_layer: int | None

    @property
    def own_contribution(self) -> float | None:
        """What the picture itself, where it is a training picture, has put into the sum; None where it is none."""
        return float(self.contributions[self.identical].sum()) if self.identical.any() else None

    def supporting_examples(self, label: int) -> NDArray[np.int64]:
        """The training pictures whose share speaks for class `label`, 0 or 1, the strongest first."""
        towards = self.contributions if label else -self.contributions
        order = np.argsort(-towards, kind="stable")
        return order[towards[order] > 0]


def explain(network: Network, picture: Examples) -> Explanation:
    """Split the logit of `picture`, a single example, by what has put something into it.

    Raises NoSharesError for a network whose first layer is not held as a sum over its training pictures.
    """
    layer = network.first_layer
    if not isinstance(layer, GramFirstLayer):
        raise NoContributionsError
    linearization = network.linearize(picture)
    g = linearization.bias_gradients["db1"].T
    with np.errstate(over="ignore", invalid="ignore"):
        projected, products = layer.products_with(picture)
        coefficients = (g @ layer.C)[0]
        common = _common(layer.products_with(layer.train)[1], products[:, 0])
        contributions, average = coefficients * (products[:, 0] - common), float(coefficients @ common)
        start = layer.initial_scale * (g @ projected).item()
        biases = _bias_contribution(linearization.bias_gradients, {"b1": layer.b, **network.upper})
        ones = layer.train.Y[0] == 1
        class_totals = float(contributions[~ones].sum()), float(contributions[ones].sum())
    identical, dark = _equal_rows(layer.train, picture), _inactive_layer(network, picture)
    return Explanation(
        contributions,
        average,
        start,
        biases,
        linearization.logit,
        linearization.probability,
        class_totals,
        identical,
        dark,
    )


def _common(K: FloatArray, k: FloatArray) -> FloatArray:
    """<x_i, m> + <m, x> - <m, m> for each training picture, from K = X^T X and k = X^T x: (m,)."""
    common: FloatArray = K.mean(axis=1) + (k.mean() - K.mean())
    return common


def _bias_contribution(bias_gradients: Gradients, parameters: dict[str, FloatArray]) -> float:
    """The sum over all layers of the biases times the slopes of the logit by them."""
    return sum(float(np.vdot(gradient, parameters[name[1:]])) for name, gradient in bias_gradients.items())


def _inactive_layer(network: Network, picture: Examples) -> int | None:
    """The first hidden layer, from 1, of which `picture` lights no unit."""
    dark = np.flatnonzero(~network.active_layers(picture)[:, 0])
    return int(dark[0]) + 1 if len(dark) else None


def _equal_rows(train: Examples, picture: Examples) -> NDArray[np.bool_]:
    """Which training examples are `picture`, number for number: (m,)."""
    first = slice(_FIRST_FEATURES)
    equal: NDArray[np.bool_] = (train.rows[:, first] == picture.rows[:, first]).all(axis=1)
    for index in np.flatnonzero(equal):
        equal[index] = np.array_equal(train.rows[index], picture.rows[0])
    return equal
