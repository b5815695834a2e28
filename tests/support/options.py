"""Values with which options are in use."""

from engine.training.config import LayerWidths
from engine.validation import Choice, Integers


def used_value(option):
    """A value with which one of `ALL_OPTIONS` is in use."""
    if isinstance(option.values, Choice):
        return next(name for name in option.values.names if name != option.default)
    if isinstance(option.values, LayerWidths):
        return option.default[1:]
    return option.default + 1 if isinstance(option.values, Integers) else 0.5
