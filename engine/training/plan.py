"""The plan of a run: the form of its first layer, and its memory.

Both are decided once, from one reading of the free memory. The Gram form is the faster one while the examples are well
below the features and its matrices fit into memory.

The estimate counts the arrays of the network, at most. It leaves out the program, the pixels and their products, which
do not grow with the network, and what the C library keeps of freed arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from engine.errors import ConfigError
from engine.nn.gram_layer import GramFirstLayer
from engine.nn.pixel_layer import PixelFirstLayer
from engine.system.memory import available_memory, format_bytes
from engine.training.config import TrainingConfig
from engine.training.features import PIXELS

_FLOAT_BYTES = 8
# The share of the free memory that Gram matrices may take.
_GRAM_SHARE = 0.25
# Of other features than pixels there are few. Up to this number of examples the Gram form takes no longer than for as
# many pixels, and only it can tell the contributions of the training pictures.
_MAX_GRAM_EXAMPLES = 1000
# Arrays of the size of the parameters at the end of a step: values, gradients, what is subtracted, new values.
_COPIES = 4
# Per unit and picture: Z, A, their gradients, and less than half a number for the gates.
_TRAINING_UNIT_BYTES = 36
# Per unit and picture in a forward pass: Z, A, and A again for the inspection of units.
_PREDICTION_UNIT_BYTES = 24
# Arrays of the size of the weights when they are inspected, as numbers and as pictures.
_INSPECTED_COPIES = 3


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """The plan of a run.

    Attributes: `config`; `first_layer`, the form of the first layer: "gram" or "pixels"; `needed_bytes`, the estimated
    memory.
    """

    config: TrainingConfig
    first_layer: str
    needed_bytes: int

    @property
    def uses_gram_layer(self) -> bool:
        """Whether the first layer takes its Gram form."""
        return self.first_layer == GramFirstLayer.kind


def plan_training(
    config: TrainingConfig, features: int, examples: int, tested: int = 0, first_layer: str | None = None
) -> TrainingPlan:
    """The plan to train on `examples` pictures and evaluate `tested` others.

    A picture has `features` numbers. `first_layer` asks for a form of the first layer; augmentation rules out all but
    the pixels. Raises ConfigError, with the estimate, for a network that needs more memory than is free.
    """
    free = available_memory()
    if config.uses_augmentation:
        first_layer = PixelFirstLayer.kind
    first_layer = first_layer or _better_first_layer(config, features, examples, tested, free)
    plan = TrainingPlan(config, first_layer, _estimate_training_bytes(config, features, examples, tested, first_layer))
    if plan.needed_bytes > free:
        reason = (
            f"must be narrower: this network needs about {format_bytes(plan.needed_bytes)} of memory and "
            f"{format_bytes(free)} is free"
        )
        raise ConfigError("hidden_layers", config.hidden_layers, reason)
    return plan


def _better_first_layer(config: TrainingConfig, features: int, examples: int, tested: int, free: int) -> str:
    pays = 2 * examples <= features or (config.features != PIXELS and examples <= _MAX_GRAM_EXAMPLES)
    fits = _FLOAT_BYTES * examples * (examples + tested) <= _GRAM_SHARE * free
    return GramFirstLayer.kind if pays and fits else PixelFirstLayer.kind


def _estimate_training_bytes(
    config: TrainingConfig, features: int, examples: int, tested: int, first_layer: str
) -> int:
    """The memory of training and evaluation: the peak of three phases of a step."""
    units, *above = config.layer_dims(features)[1:]
    first = units * features
    changed = units + sum((a + 1) * b for a, b in pairwise([units, *above]))
    if first_layer == GramFirstLayer.kind:
        # W1_0 stays, and its product with each picture; C changes.
        constant, changed = first + units * (examples + tested), changed + units * examples
    else:
        constant, changed = 0, changed + first
    # Options keep the gradients they work on, momentum its velocities, early stopping the best weights so far.
    copies = _COPIES + (not config.uses_plain_steps) + (config.momentum > 0) + (config.patience > 0)
    activations = _activation_bytes(config, examples, tested)
    in_backward_pass = _FLOAT_BYTES * (constant + (copies - 2) * changed) + activations
    # By then Z is no longer needed, nor A.
    in_update = _FLOAT_BYTES * (constant + copies * changed) + activations // 2
    # W1 as a whole is the sum of two arrays.
    between_steps = _FLOAT_BYTES * (constant + 2 * first + (copies - 3) * changed)
    return max(in_backward_pass, in_update, between_steps)


def _activation_bytes(config: TrainingConfig, examples: int, tested: int) -> int:
    in_a_step = min(config.batch_size or examples, examples)
    per_unit = _TRAINING_UNIT_BYTES + _FLOAT_BYTES * (config.dropout > 0)
    return _units(config) * max(per_unit * in_a_step, _PREDICTION_UNIT_BYTES * max(examples, tested))


def estimate_prediction_bytes(config: TrainingConfig, features: int, pictures: int) -> int:
    """The memory to predict `pictures` at a time and inspect the weights, beside those."""
    weights = sum(fan_in * fan_out for fan_in, fan_out in pairwise(config.layer_dims(features)))
    return _INSPECTED_COPIES * _FLOAT_BYTES * weights + _PREDICTION_UNIT_BYTES * _units(config) * pictures


def _units(config: TrainingConfig) -> int:
    return sum(config.hidden_layers) + 1
