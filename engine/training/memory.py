"""How much memory a network takes at most, to be trained and to answer: asked before it is made.

What is counted are the arrays of the network. Not counted are the program, the pixels and their products, which do not
grow with it, and what the C library keeps of arrays that were freed.
"""

from __future__ import annotations

from itertools import pairwise

from engine.errors import ConfigError
from engine.nn.gram_layer import GramFirstLayer
from engine.system.memory import available_memory, format_bytes
from engine.training.config import TrainingConfig
from engine.training.plan import select_first_layer_kind

_FLOAT_BYTES = 8
# Of what a step changes there are in the end: the values, the gradients, what is taken off, and the new values.
_COPIES = 4
# For each unit and picture: its linear part, its answer, the gradients by both, and less than half a number for gates.
_TRAINING_UNIT_BYTES = 36
# Where it is only asked: its linear part, its answer, and the answer again for whoever looks at single units.
_PREDICTION_UNIT_BYTES = 24
# Weights that are looked at, as they are and as pictures.
_COPIES_TO_LOOK = 3


def estimate_training_bytes(config: TrainingConfig, features: int, examples: int, tested: int = 0) -> int:
    """What training on `examples` and trying the network on `tested` others takes: the most of three moments."""
    first, unchanged, changed = _numbers(config, features, examples, tested)
    # Options keep the gradients that they work on, momentum its speed, and early stopping the best weights so far.
    copies = _COPIES + (not config.uses_plain_steps) + (config.momentum > 0) + (config.patience > 0)
    answers = _activation_bytes(config, examples, tested)
    # What is taken off and the new values come last, when the linear parts and the answers are no longer needed.
    while_gradients_come = _FLOAT_BYTES * (unchanged + (copies - 2) * changed) + answers
    at_the_update = _FLOAT_BYTES * (unchanged + copies * changed) + answers // 2
    # Whoever asks for the first weights as a whole has them summed of two arrays.
    between_steps = _FLOAT_BYTES * (unchanged + 2 * first + (copies - 3) * changed)
    return max(while_gradients_come, at_the_update, between_steps)


def _numbers(config: TrainingConfig, features: int, examples: int, tested: int) -> tuple[int, int, int]:
    """How many weights the first layer has; how many numbers of the network stay; how many a step changes."""
    units, *above = config.layer_dims(features)[1:]
    first, changed = units * features, units + sum((a + 1) * b for a, b in pairwise([units, *above]))
    if config.uses_augmentation or select_first_layer_kind(features, examples, tested) != GramFirstLayer.kind:
        return first, 0, changed + first
    # The random weights stay, and what they make of each picture.
    return first, first + units * (examples + tested), changed + units * examples


def _activation_bytes(config: TrainingConfig, examples: int, tested: int) -> int:
    in_a_step = min(config.batch_size or examples, examples)
    each = _TRAINING_UNIT_BYTES + _FLOAT_BYTES * (config.dropout > 0)
    return _units(config) * max(each * in_a_step, _PREDICTION_UNIT_BYTES * max(examples, tested))


def estimate_prediction_bytes(config: TrainingConfig, features: int, pictures: int) -> int:
    """What the network takes beside its weights when it answers `pictures` at a time and its weights are looked at."""
    weights = sum(fan_in * fan_out for fan_in, fan_out in pairwise(config.layer_dims(features)))
    return _COPIES_TO_LOOK * _FLOAT_BYTES * weights + _PREDICTION_UNIT_BYTES * _units(config) * pictures


def _units(config: TrainingConfig) -> int:
    return sum(config.hidden_layers) + 1


def require_memory_to_train(config: TrainingConfig, features: int, examples: int, tested: int = 0) -> None:
    """Refuse a network whose training needs more memory than is free. Raises ConfigError with the estimate."""
    needed, free = estimate_training_bytes(config, features, examples, tested), available_memory()
    if needed > free:
        raise ConfigError(
            "hidden_layers",
            config.hidden_layers,
            f"this network needs about {format_bytes(needed)} of memory and {format_bytes(free)} is free; use "
            f"narrower layers",
        )
