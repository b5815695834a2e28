"""The plan of a run: the form of its first layer, and its memory.

Both are decided once, from one reading of the free memory. `NetworkKind.better_form` says which form is faster.

The estimate counts the arrays of the network, at most. It leaves out the program, the pixels and their products, which
do not grow with the network, and what the C library keeps of freed arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.nn.first_layer import GramFirstLayer
from engine.system.memory import available_memory
from engine.training.config import TrainingConfig
from engine.training.networks import kind_of


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """The plan of a run.

    Attributes: `config`; `first_layer`, the form of the first layer: "gram", "pixels" or "convolution";
    `needed_bytes`, the estimated memory.
    """

    config: TrainingConfig
    first_layer: str
    needed_bytes: int

    @property
    def uses_gram_layer(self) -> bool:
        """Whether the first layer takes its Gram form."""
        return self.first_layer == GramFirstLayer.kind

    @property
    def allows_batches(self) -> bool:
        """Whether networks can take each step together: in the Gram form, without an option that rules it out."""
        return self.uses_gram_layer and not self.config.batch_obstacle


def plan_training(
    config: TrainingConfig, features: int, examples: int, tested: int = 0, first_layer: str | None = None
) -> TrainingPlan:
    """The plan to train on `examples` pictures and evaluate `tested` others.

    A picture has `features` numbers. `first_layer` asks for a form of the first layer; augmentation rules out all but
    the pixels. Raises ConfigError, with the estimate, for a network that needs more memory than is free.
    """
    free = available_memory()
    kind = kind_of(config.features)
    if first_layer is None or config.uses_augmentation or first_layer not in kind.forms:
        first_layer = kind.better_form(config, features, examples, tested, free)
    needed = kind.training_bytes(config, features, examples, tested, first_layer)
    if needed > free:
        raise kind.too_large(config, needed, free)
    return TrainingPlan(config, first_layer, needed)
