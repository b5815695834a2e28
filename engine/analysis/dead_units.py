"""Detection of dead networks: ReLUs inactive, cost flat, one class for all pictures.

The usual cause is a learning rate that is too high: a step moves the weights so far that a layer is inactive on all
training pictures or nearly all. A layer that is inactive on all of them passes no gradient, so it hardly ever recovers:
only momentum, weight decay or altered pictures could bring it back. If a few pictures still reach the output, the cost
stays just below that of a constant prediction; early in a run this may pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.analysis.evaluation import constant_predictor_cost, predicted_labels
from engine.nn.interface import TrainableNetwork
from engine.nn.propagation import cost_from_logits
from engine.text import format_cost

DEAD_NETWORK = (
    "Dead network: every unit in one hidden layer outputs 0 for all training pictures, so no gradient gets through"
)
# Below this share of pictures that reach the output, the network counts as dead, but only if it predicts one class: a
# healthy network may be inactive on all pictures of the other.
_DEAD_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class DeadNetwork:
    """The state of a network that predicts one class for every training picture.

    Attributes: `permanent`, whether a hidden layer is inactive on all pictures; `reached`, how many of `count` training
    pictures activate a unit in every hidden layer; `cost`; `baseline_cost`, the lowest cost of a constant prediction.
    """

    permanent: bool
    reached: int
    count: int
    cost: float
    baseline_cost: float

    def __str__(self) -> str:
        """A warning for the user, with what to try."""
        if self.permanent:
            state = (
                f"{DEAD_NETWORK}. They all get the same prediction, and as long as they do, the cost cannot fall below "
                f"{format_cost(self.baseline_cost)}, the cost of always predicting the class proportions."
            )
        else:
            state = (
                f"Nearly dead network: only {self.reached} of {self.count} training pictures have an active unit in "
                f"every hidden layer, and all get the same prediction. Their cross-entropy is "
                f"{format_cost(self.cost)}, that of always predicting the class proportions is "
                f"{format_cost(self.baseline_cost)}."
            )
        return f"{state} Try a lower learning rate, wider layers or another seed."


def detect_dead_network(network: TrainableNetwork) -> DeadNetwork | None:
    """The state of `network` on its training pictures if it is dead, else None."""
    train = network.train
    AL, ZL = network.forward(train)
    active_layers = network.active_layers(train)
    permanent = not active_layers.any(axis=1).all()
    reached = int(np.count_nonzero(active_layers.all(axis=0)))
    if not permanent and (reached > _DEAD_SHARE * train.count or len(np.unique(predicted_labels(AL))) > 1):
        return None
    return DeadNetwork(permanent, reached, train.count, cost_from_logits(ZL, train.Y), constant_predictor_cost(train.Y))
