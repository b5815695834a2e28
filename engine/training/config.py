"""The settings of a run: a row for each, with its texts, default, limits and costs.

The defaults are the notebook's; `TrainingConfig.for_features` has those of other features. The terminal takes its
arguments from the rows, and the forms their fields. No limit of a setting is stated anywhere else.

A form makes one field per row. It captions the field with `title` and explains it by `description`; the kind of
`values` tells which field it is: `Integers` and `Decimals` a number, which the arrow keys change by `step`, or by a
tenth of its place if it cannot be 0; `Choice` a list of `names`, `LayerWidths` a line of numbers. `option.check(value)`
raises the ConfigError to show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from inspect import cleandoc
from typing import Any, NamedTuple

from engine.core import INITIALIZATIONS, NOTEBOOKS_INITIALIZATION, ZEROS
from engine.errors import ConfigError, EngineError, UnknownOptionError, describe_shortage
from engine.training.features import (
    CONVOLUTION,
    FEATURES,
    PIXELS,
    is_convolution,
)
from engine.validation import MAX_SEED, Choice, Decimals, Integers, check_integer

# Far more steps than gradient descent needs to converge.
MAX_ITERATIONS = 10_000_000
# The text of no hidden layers, which is logistic regression.
NO_LAYERS = "none"


@dataclass(frozen=True, slots=True)
class LayerWidths:
    """The units of each hidden layer, at least 1; there may be no layer.

    Attributes: `most_layers`, how many there may be: few enough to show them one by one; `most_units` of a layer, more
    than a memory holds: the plan of a run says what does fit.
    """

    most_layers: int = 50
    most_units: int = 10**12

    def check(self, field: str, value: Iterable[Any]) -> tuple[int, ...]:
        """`value` as a tuple of ints."""
        widths = tuple(check_integer(field, width) for width in value)
        if len(widths) > self.most_layers or min(widths, default=1) < 1:
            raise ConfigError(field, value, self.requirement)
        if max(widths, default=0) > self.most_units:
            raise ConfigError(field, value, f"must have at most {self.most_units:,} units each")
        return widths

    @property
    def requirement(self) -> str:
        """The limits in words."""
        return f"must be {NO_LAYERS}, or 1 to {self.most_layers} whole numbers above 0, such as 20, 7, 5"


class Option(NamedTuple):
    """One setting of a run.

    Attributes: `field`, its name in TrainingConfig; `title`, for the user; `description`, what it does; `default`, the
    notebook's value; `values`, those it may have; `allows_population`, whether the networks of a study can take
    steps with it together: else they are trained one after another.
    """

    field: str
    title: str
    description: str
    default: Any
    values: LayerWidths | Integers | Decimals | Choice
    allows_population: bool

    def check(self, value: Any) -> Any:
        """`value` in its own type. Raises ConfigError, naming the field, the value and the reason."""
        return self.values.check(self.field, value)

    def value_in(self, config: TrainingConfig) -> Any:
        """The value of the option in `config`."""
        return getattr(config, self.field)


def _row(
    title: str,
    description: str,
    default: Any,
    values: LayerWidths | Integers | Decimals | Choice,
    *,
    allows_population: bool = False,
) -> Any:
    """A field of `TrainingConfig`, with the attributes of its `Option`."""
    return field(default=default, metadata=locals())


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """The settings of a run: the network, its random start and its steps.

    Raises ConfigError, naming the field, the value and the reason. Dropout and convolution need a hidden layer.
    """

    # The arguments of the notebook's `L_layer_model`, and its seed.
    hidden_layers: tuple[int, ...] = _row(
        "Hidden layers",
        f"Neurons of each hidden layer, or {NO_LAYERS}; with convolution, filters of each block.",
        (20, 7, 5),
        LayerWidths(),
        allows_population=True,
    )
    learning_rate: float = _row(
        "Learning rate",
        "How big each step is.",
        0.0075,
        Decimals(includes_zero=False),
        allows_population=True,
    )
    iterations: int = _row(
        "Iterations",
        "How often to update all weights.",
        2500,
        Integers(1, MAX_ITERATIONS, step=100),
        allows_population=True,
    )
    seed: int = _row(
        "Seed",
        "Sets the random start.",
        1,
        Integers(0, MAX_SEED),
        allows_population=True,
    )
    # What the notebook names as open questions: off, as it leaves them.
    l2: float = _row(
        "L2 penalty λ",
        "Makes large weights costly, to overfit less; 0 = off.",
        0.0,
        Decimals(),
        allows_population=True,
    )
    momentum: float = _row(
        "Momentum β",
        "Each update keeps this part of the last one; 0 = off.",
        0.0,
        Decimals(below=1.0),
        allows_population=True,
    )
    initialization: str = _row(
        "Initialization",
        "How large the random first weights are, or zeros.",
        NOTEBOOKS_INITIALIZATION,
        Choice(tuple(INITIALIZATIONS)),
        allows_population=True,
    )
    batch_size: int = _row(
        "Batch size",
        "About this many pictures per iteration; 0 = all.",
        0,
        Integers(0, 10_000_000, step=16),
    )
    dropout: float = _row(
        "Dropout",
        "Switches each hidden neuron off with this probability; 0 = off.",
        0.0,
        Decimals(below=1.0),
    )
    patience: int = _row(
        "Early stopping",
        "Stops after this many iterations without a lower cost on held-out pictures; 0 = off.",
        0,
        Integers(0, MAX_ITERATIONS, step=50),
    )
    features: str = _row(
        "Features",
        "What the network sees: pixels, or what filters find.",
        PIXELS,
        Choice(FEATURES),
        allows_population=True,
    )

    def __post_init__(self) -> None:
        for option in ALL_OPTIONS:
            # The class is frozen; this is how dataclasses themselves set the fields.
            object.__setattr__(self, option.field, option.check(option.value_in(self)))
        if not self.hidden_layers and is_convolution(self.features):
            raise ConfigError("hidden_layers", self.hidden_layers, "must have at least one block with convolution")
        if not self.hidden_layers and self.dropout:
            raise ConfigError("dropout", self.dropout, "must be 0 without hidden layers")

    @classmethod
    def for_features(cls, features: str) -> TrainingConfig:
        """The default settings for `features`. Raises ConfigError for unknown ones."""
        return _default_config(features) if features in FEATURES else cls(features=features)

    @classmethod
    def from_dict(cls, settings: Mapping[str, Any]) -> TrainingConfig:
        """Settings from JSON, by field. Raises ConfigError, and UnknownOptionError for unknown fields."""
        known = {name: value for name, value in settings.items() if name not in {*_NEWER_VALUES, *_REMOVED_OPTIONS}}
        for name in sorted(set(known) - set(TITLES)):
            raise UnknownOptionError(name, known[name])
        if known.get("features") == _FINE_TUNED:
            known["features"] = CONVOLUTION
        return cls(**{**known, "hidden_layers": tuple(known["hidden_layers"])})

    def as_dict(self) -> dict[str, Any]:
        """The settings for JSON, by field, with the names of the `_NEWER_VALUES` among them.

        The fingerprint of the filters, if the features need any, stands beside.
        """
        newer = {name: True for name, (field, value) in _NEWER_VALUES.items() if getattr(self, field) == value}
        return {**asdict(self), **newer}

    def with_seed(self, seed: int) -> TrainingConfig:
        """The same settings with another seed."""
        return replace(self, seed=seed)

    @property
    def zero_weights_note(self) -> str:
        """A sentence on hidden layers that begin with zeros, and so never change; '' if they do not.

        With weights of zero, all activations and all gradients are zero, except the gradient of the last bias.
        """
        if self.initialization != ZEROS or not self.hidden_layers:
            return ""
        return _STANDSTILLS[is_convolution(self.features)]

    @property
    def population_obstacle(self) -> str:
        """The title of an option with which studies cannot train their networks together; '' if they can."""
        found = (option for option in ALL_OPTIONS if option.value_in(self) != option.default)
        return next((option.title for option in found if not option.allows_population), "")

    @property
    def has_partial_costs(self) -> bool:
        """Whether the cost of a step is not the cost of the network on all training pictures.

        It is the cost on a batch, on fewer pictures, without some of the units, or with other normalization.
        """
        is_plain = self.batch_size == 0 and self.dropout == 0 and self.patience == 0
        return not is_plain or is_convolution(self.features)

    @property
    def moves_by_gradient_alone(self) -> bool:
        """Whether a weight changes only by its gradient."""
        return not (self.momentum or self.l2 or self.dropout)

    def layer_dims(self, features: int) -> tuple[int, ...]:
        """The notebook's layer sizes: `features`, the hidden layers, one output."""
        return (features, *self.hidden_layers, 1)

    @property
    def first_units(self) -> int:
        """The units of the first layer: 1, the output, without hidden layers."""
        return (*self.hidden_layers, 1)[0]


ALL_OPTIONS = tuple(Option(row.name, **row.metadata) for row in fields(TrainingConfig))
NOTEBOOK_OPTIONS, OPTIONS = ALL_OPTIONS[:4], ALL_OPTIONS[4:]
TITLES = {option.field: option.title for option in ALL_OPTIONS}
DEFAULTS = {option.field: option.default for option in ALL_OPTIONS}
# By whether there are filters in blocks.
_STANDSTILLS = {
    False: "All neurons of layer 1 are the same: zeros give each the same gradient",
    True: "All filters of block 1 are the same: zeros give each the same gradient",
}
# For help(), which does not show rows. With -OO there are no docstrings.
TrainingConfig.__doc__ = cleandoc(TrainingConfig.__doc__ or "") + "".join(
    f"\n\n{option.field}: {option.description}\n    {option.values.requirement}." for option in ALL_OPTIONS
)
# What is different by default with other features than pixels.
OTHER_DEFAULTS: dict[str, dict[str, Any]] = {
    # Chosen by cross-validation on the 209 course photos of the training part.
    CONVOLUTION: {
        "hidden_layers": (16, 32, 64),
        "learning_rate": 0.2,
        "iterations": 240,
        "momentum": 0.9,
        "initialization": "he",
        "batch_size": 64,
    },
}
# Logistic regression, as the course's notebook before this one has it.
LOGISTIC_REGRESSION = TrainingConfig((), 0.005, 2000, initialization=ZEROS)
# Values that options have had since 1.1. To 1.0 they are damage, but beside one of these names it says that a newer
# program wrote the file, with that as an unknown option.
_NEWER_VALUES: dict[str, tuple[str, Any]] = {
    "no hidden layers": ("hidden_layers", ()),
    "initialization with zeros": ("initialization", ZEROS),
}
# Options of 1.x, each with the value that left the steps as they are.
_REMOVED_OPTIONS: dict[str, Any] = {"flips": False, "shifts": 0, "trained_blocks": 0}
# Features of 1.x: convolution that began with the pretrained filters.
_FINE_TUNED = "fine-tuned"


def uses_removed_options(settings: Mapping[str, Any]) -> bool:
    """Whether settings from JSON, by field, have options of 1.x that no run can take any more."""
    has_options = any(settings.get(name, plain) != plain for name, plain in _REMOVED_OPTIONS.items())
    return has_options or settings.get("features") == _FINE_TUNED


def layers_text(widths: Iterable[int]) -> str:
    """The units of hidden layers as text: "20, 7, 5", or "none"."""
    return ", ".join(map(str, widths)) or NO_LAYERS


def describe_error(error: Exception) -> str:
    """The text of `error` for users of the window: settings are named by their titles."""
    if isinstance(error, ConfigError) and error.field in TITLES:
        return f"{TITLES[error.field]}: {error.reason}"
    if isinstance(error, EngineError):
        return str(error)
    reason = str(error).rstrip(".") or type(error).__name__
    return describe_shortage(error) or f"Something went wrong: {reason}. The log says more."


def non_default_options(config: TrainingConfig) -> dict[str, Any]:
    """The `OPTIONS` of `config` that differ from the notebook's, by field."""
    found = {option.field: option.value_in(config) for option in OPTIONS}
    return {name: value for name, value in found.items() if value != DEFAULTS[name]}


@cache  # asked for each run in a list, again for each change of a setting
def _default_config(features: str) -> TrainingConfig:
    return TrainingConfig(features=features, **OTHER_DEFAULTS.get(features, {}))
