"""Attribution: a logit as a sum of contributions of the training pictures.

At a picture x the logit is linear while the same units stay active: g W1 x + bias terms, where g = W_L D_{L-1} ... W_2
D_1, and D_l keeps the units of layer l that are active on x. In its Gram form the first layer is W1 = s W1_0 + C X^T.
So the logit is exactly

    sum_i (g C)_i <x_i, x>  +  s g W1_0 x  +  g b1 + ... + b_L.

Pixels are never negative, so <x_i, x> mostly measures how bright both pictures are: the same few training pictures
would lead for every x, with contributions that are large and cancel. So the average picture m is taken out,
<x_i, x> = <x_i - m, x - m> + (<x_i, m> + <m, x> - <m, m>), and the logit is, just as exactly,

    sum_i (g C)_i <x_i - m, x - m>  +  sum_i (g C)_i (<x_i, m> + <m, x> - <m, m>)  +  s g W1_0 x  +  g b1 + ... + b_L:

a contribution of each training picture x_i, of the average picture, of the random start, and of the biases. A
contribution is a term of this sum; it is not what would change if the network were trained without the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.similarity import find_equal_rows
from engine.errors import NoContributionsError
from engine.nn.examples import Examples
from engine.nn.first_layer import GramFirstLayer
from engine.nn.interface import TrainableNetwork
from engine.nn.network import Network
from engine.nn.propagation import Gradients
from engine.typing import FloatArray

_CONVOLUTION = "A convolutional network has no exact shares. See its map, or train on pixels or pretrained filters."


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """The contributions to the logit of one picture.

    `logit` is `contributions.sum() + average + start + biases`, up to rounding.

    Attributes: `contributions` (m,), those of the training pictures, above 0 for class 1; `average`, that of the
    average picture; `start`, that of the random start; `biases`, that of all biases; `logit`; `probability` of class 1;
    `class_totals`, the sums of `contributions` over the training pictures of class 0 and of class 1; `identical` (m,),
    which of those are this very picture; `inactive_layer`, the first hidden layer without an active unit, so that only
    biases contribute, or None.
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
        """The contribution of the picture itself if it is a training picture, else None."""
        return float(self.contributions[self.identical].sum()) if self.identical.any() else None

    def supporting_examples(self, label: int) -> NDArray[np.int64]:
        """The training pictures with a contribution to class `label`, 0 or 1, largest first."""
        support = self.contributions if label else -self.contributions
        order = np.argsort(-support, kind="stable")
        return order[support[order] > 0]


def explain(network: TrainableNetwork, picture: Examples) -> Explanation:
    """The contributions to the logit of `picture`, a single example.

    Raises NoContributionsError for a network whose first layer is not in its Gram form, and for a convolutional one.
    """
    network = require_exact_shares(network)
    layer = network.first_layer
    if not isinstance(layer, GramFirstLayer):
        raise NoContributionsError
    linearization = network.linearize(picture)
    g = linearization.bias_gradients["db1"].T
    with np.errstate(over="ignore", invalid="ignore"):
        projected, products = layer.products_with(picture)
        coefficients = (g @ layer.C)[0]
        # Without the constant feature, whose part is the bias.
        k = products[:, 0] - 1.0
        common = _common_products(layer.products_with(layer.train)[1], k)
        contributions, average = coefficients * (k - common), float(coefficients @ common)
        start = layer.initial_scale * (g @ projected).item()
        biases = _bias_contribution(linearization.bias_gradients, {"b1": layer.b, **network.upper})
        ones = layer.train.Y[0] == 1
        class_totals = float(contributions[~ones].sum()), float(contributions[ones].sum())
    identical = find_equal_rows(layer.train, picture)
    return Explanation(
        contributions,
        average,
        start,
        biases,
        linearization.logit,
        linearization.probability,
        class_totals,
        identical,
        _inactive_layer(network, picture),
    )


def has_contributions(network: TrainableNetwork) -> bool:
    """Whether `explain` has contributions for `network`."""
    return isinstance(network, Network) and isinstance(network.first_layer, GramFirstLayer)


def require_exact_shares(network: TrainableNetwork) -> Network:
    """`network`, if its kind has contributions. Raises NoContributionsError for a convolutional one."""
    if not isinstance(network, Network):
        raise NoContributionsError(_CONVOLUTION)
    return network


def _common_products(K: FloatArray, k: FloatArray) -> FloatArray:
    """<x_i, m> + <m, x> - <m, m> for each training picture, from K = X^T X + 1 and k = X^T x: (m,)."""
    common: FloatArray = K.mean(axis=1) + (k.mean() - K.mean())
    return common


def _bias_contribution(bias_gradients: Gradients, parameters: dict[str, FloatArray]) -> float:
    """The sum of all biases times the gradients of the logit."""
    return sum(float(np.vdot(gradient, parameters[name[1:]])) for name, gradient in bias_gradients.items())


def _inactive_layer(network: Network, picture: Examples) -> int | None:
    """The first hidden layer, from 1, without an active unit on `picture`."""
    inactive = np.flatnonzero(~network.active_layers(picture)[:, 0])
    return int(inactive[0]) + 1 if len(inactive) else None
