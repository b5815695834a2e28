"""Dead networks, and how else a run can fail.

A network is dead if its ReLUs are inactive, its cost is flat and it gives all pictures one class. The usual cause is a
learning rate that is too high: a step moves the weights so far that a layer is inactive on all training pictures or
nearly all. A layer that is inactive on all of them passes no gradient, so it hardly ever recovers: only momentum,
weight decay or altered pictures could bring it back. If a few pictures still reach the output, the cost stays just
below that of a constant prediction; early in a run this may pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from engine.analysis.evaluation import predicted_labels
from engine.nn.interface import TrainableNetwork

_DEAD = "Dead network: the same answer for all training pictures"
_NEARLY_DEAD = "Nearly dead network: only {reached:,} of {count:,} training pictures activate every hidden layer"
_REMEDY = "Try a lower learning rate, wider layers or another seed."
# Below this share of pictures that reach the output, the network counts as dead, but only if it predicts one class: a
# healthy network may be inactive on all pictures of the other.
_DEAD_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class DeadNetwork:
    """The state of a network that predicts one class for every training picture.

    Attributes: `permanent`, whether a hidden layer is inactive on all pictures; `reached`, how many of `count` training
    pictures activate a unit in every hidden layer.
    """

    permanent: bool
    reached: int
    count: int

    def __str__(self) -> str:
        """A warning for the user, with what to try."""
        state = _DEAD if self.permanent else _NEARLY_DEAD.format(reached=self.reached, count=self.count)
        return f"{state}. {_REMEDY}"


def detect_dead_network(network: TrainableNetwork) -> DeadNetwork | None:
    """The state of `network` on its training pictures if it is dead, else None."""
    train = network.train
    AL, _ = network.forward(train)
    active_layers = network.active_layers(train)
    permanent = not active_layers.any(axis=1).all()
    reached = int(np.count_nonzero(active_layers.all(axis=0)))
    if not permanent and (reached > _DEAD_SHARE * train.count or len(np.unique(predicted_labels(AL))) > 1):
        return None
    return DeadNetwork(permanent, reached, train.count)


class Failure(Enum):
    """How a run can fail. The values are written to files, and are no texts for users."""

    DIVERGED = "diverged"
    DEAD = "dead network"
    NEARLY_DEAD = "nearly dead network"
