"""The pile: training pictures on which a hidden layer is inactive, and which so get the very same answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.nn.interface import TrainableNetwork
from engine.nn.network import Network
from engine.text import format_probability

# Fewer pictures, as a share of the training part, are no pile.
LEAST_SHARE = 0.1
_SAME_ANSWER = (
    "{count:,} of {of:,} training pictures get the same answer, {answer}: no unit of layer {layer} is active on them"
)
_ONLY_OTHERS = "Only learning from the others can change that"


@dataclass(frozen=True, slots=True)
class Pile:
    """Training pictures with the same answer, since no unit of a layer is active on them.

    Attributes: `count` of them; `of`, of so many training pictures; `layer`, from 1; `probability` of class 1, their
    answer; `wrong`, how many of them are of the other class, at the usual threshold.

    A step of plain gradient descent by these pictures changes nothing in or below that layer, since no gradient gets
    there: only the other pictures can have them told apart.
    """

    count: int
    of: int
    layer: int
    probability: float
    wrong: int

    def text(self, only_others: bool = False) -> str:
        """A sentence about the pile; with `only_others`, also that only the other pictures can change that."""
        answer = format_probability(self.probability)
        text = _SAME_ANSWER.format(count=self.count, of=self.of, answer=answer, layer=self.layer)
        return f"{text}. {_ONLY_OTHERS}" if only_others else text


def find_pile(network: TrainableNetwork) -> Pile | None:
    """The largest pile of a fully connected network; None where it has none, or is dead."""
    if not isinstance(network, Network):
        return None  # another kind has the notebook's layers only in part
    train = network.train
    active = network.active_layers(train)
    if not active.any(axis=1).all():
        return None  # what is said of a dead network says it
    # Above the last inactive layer all pictures are the same, whatever the layers below have made of them.
    layers = active.shape[0]
    last = np.where(active.all(axis=0), 0, layers - np.argmax(~active[::-1], axis=0))
    counts = np.bincount(last, minlength=layers + 1)
    counts[0] = 0
    layer = int(np.argmax(counts))
    count = int(counts[layer])
    if count < max(2, LEAST_SHARE * train.count):
        return None
    members = last == layer
    probability = float(network.forward(train)[0][0, members][0])
    wrong = int(np.count_nonzero((train.Y[0, members] == 1) != (probability > 0.5)))
    return Pile(count, train.count, layer, probability, wrong)
