"""Recognising a network whose hidden units have fallen silent: its cost is flat, and it answers one class to all.

Too high a learning rate does it: a step throws the weights to where the rectifiers of a layer are off for all pictures
or nearly all. Where a layer is silent for every picture, no gradient passes it: that is for ever. Where a few pictures
are still heard, the cost creeps along just below that of guessing; early in a run this may pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.analysis.evaluation import constant_predictor_cost, predicted_labels
from engine.nn.network import Network
from engine.nn.propagation import cost_from_logits

# A healthy network may be silent for all pictures of one class, so this counts only while it answers one class to all.
_DEAD_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class DeadNetwork:
    """What is left of a network that answers one class to every training picture.

    Attributes: `permanent`, whether a hidden layer answers to no picture at all; `reached` of `count` training pictures
    find an active unit in every hidden layer; `cost`, as it is; `baseline_cost`, the least cost of a constant answer.
    """

    permanent: bool
    reached: int
    count: int
    cost: float
    baseline_cost: float

    def __str__(self) -> str:
        """What to tell the user, and what to try."""
        if self.permanent:
            state = (
                "The network has died: a hidden layer no longer answers to any training picture and cannot recover. "
                "All of them get the same answer, so the cost cannot fall below "
                f"{self.baseline_cost:.3f}, that of guessing."
            )
        else:
            state = (
                f"The network has all but died: only {self.reached} of {self.count} training pictures still reach its "
                f"output, and all of them are called one class. The cost is {self.cost:.3f}; that of guessing is "
                f"{self.baseline_cost:.3f}."
            )
        return f"{state} Try a lower learning rate, wider layers or another seed."


def detect_dead_network(network: Network) -> DeadNetwork | None:
    """How silent `network` has fallen on its training pictures, or None while it is alive."""
    train = network.first_layer.train
    AL, ZL = network.forward(train)
    active_layers = network.active_layers(train)
    permanent = not active_layers.any(axis=1).all()
    reached = int(np.count_nonzero(active_layers.all(axis=0)))
    if not permanent and (reached > _DEAD_SHARE * train.count or len(np.unique(predicted_labels(AL))) > 1):
        return None
    return DeadNetwork(permanent, reached, train.count, cost_from_logits(ZL, train.Y), constant_predictor_cost(train.Y))
