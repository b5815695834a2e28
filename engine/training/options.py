"""The settings of a run, one row each: texts, default and limits.

`TrainingConfig` takes its defaults and checks from these rows, the terminal its arguments, and the forms their fields.
No limit of a setting is stated anywhere else.

A form makes one field per row. It captions the field with `title` and explains it by `description` and `formula`; the
kind of `values` tells which field it is: `Integers` a spin box from `lowest` to `highest`, `Decimals` one over `usual`,
both with arrows of `step`; `Choice` a list of `names`, `Switch` a check box, `LayerWidths` a line of numbers. A slider
covers `usual`. `option.check(value)` raises the ConfigError to show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import ConfigError, EngineError
from engine.nn.parameters import INITIALIZATIONS, NOTEBOOKS_INITIALIZATION
from engine.resources import older_filters
from engine.training.features import CONVOLUTION, FEATURES, FINE_TUNED, PIXELS, filters_version, uses_filters
from engine.validation import MAX_SEED, Choice, Decimals, Integers, Switch, check_integer

if TYPE_CHECKING:
    from engine.training.config import TrainingConfig

SLOW_OPTION_WARNING = (
    "Flips and shifts make other pictures in each iteration, which then goes through all their pixels: a run takes "
    "many times as long."
)
# The rules of momentum and mini-batches: runs of Catgui 0.2 and before keep theirs.
STEPS, FIRST_STEPS = "0.3", "0.2"
# The filters of each pretrained block.
PRETRAINED_FILTERS = (32, 48, 96, 192, 256)
# Far more steps than gradient descent needs to converge.
MAX_ITERATIONS = 10_000_000


@dataclass(frozen=True, slots=True)
class LayerWidths:
    """The units of each hidden layer, at least 1.

    Attributes: `usual`, the range of a slider for one layer; `most_layers`, how many there may be: few enough to show
    them one by one; `most_units` of a layer, more than a memory holds: the plan of a run says what does fit.
    """

    usual: tuple[int, int] = (1, 64)
    most_layers: int = 50
    most_units: int = 10**12

    def check(self, field: str, value: Iterable[Any]) -> tuple[int, ...]:
        """`value` as a tuple of ints."""
        widths = tuple(check_integer(field, width) for width in value)
        if not widths:
            raise ConfigError(field, value, "must be one or more, such as 20, 7, 5")
        if len(widths) > self.most_layers:
            raise ConfigError(field, value, f"must be at most {self.most_layers}, not {len(widths):,}")
        if min(widths) < 1:
            raise ConfigError(field, value, "must have at least one unit each")
        if max(widths) > self.most_units:
            raise ConfigError(field, value, f"must have at most {self.most_units:,} units each")
        return widths


@dataclass(frozen=True, slots=True)
class FeaturesChoice(Choice):
    """One of FEATURES, or those of the filters of an earlier version of the program."""

    def check(self, field: str, value: Any) -> str:
        """`value`, a str."""
        if isinstance(value, str) and uses_filters(value) and filters_version(value) in older_filters():
            return value
        return Choice.check(self, field, value)


@dataclass(frozen=True, slots=True)
class Option:
    """One setting of a run.

    Attributes: `field`, its name in TrainingConfig; `title`, for the user; `description`, what it does; `formula`, in
    Unicode; `default`, the notebook's value; `values`, those it may have; `allows_gram_layer`, whether the first layer
    may take its Gram form.
    """

    field: str
    title: str
    description: str
    formula: str
    default: Any
    values: LayerWidths | Integers | Decimals | Choice | Switch
    allows_gram_layer: bool = True

    def check(self, value: Any) -> Any:
        """`value` in its own type. Raises ConfigError, naming the field, the value and the reason."""
        return self.values.check(self.field, value)

    def value_in(self, config: TrainingConfig) -> Any:
        """Its value in `config`."""
        return getattr(config, self.field)


# The arguments of the notebook's `L_layer_model`, and its seed.
NOTEBOOK_OPTIONS = (
    Option(
        "hidden_layers",
        "Hidden layers",
        "Units of each hidden layer, from the pixels up, as in 20, 7, 5.",
        "n[1], n[2], … n[L−1]",
        (20, 7, 5),
        LayerWidths(),
    ),
    Option(
        "learning_rate",
        "Learning rate",
        "How far each iteration goes down the slope of the cost.",
        "W ← W − α dW,  b ← b − α db",
        0.0075,
        Decimals(usual=(0.0001, 1.0), includes_zero=False),
    ),
    Option(
        "iterations",
        "Iterations",
        "How many iterations to do; each looks at all training pictures.",
        "k = 0, 1, … iterations − 1",
        2500,
        Integers(1, MAX_ITERATIONS, usual=(10, 20_000)),
    ),
    Option(
        "seed",
        "Seed",
        "Picks the random weights at the start; the same seed gives the same run.",
        "W = RandomState(seed).randn(…) / √n",
        1,
        Integers(0, MAX_SEED, usual=(0, 100)),
    ),
)

# What the notebook names as open questions: off, as it leaves them.
OPTIONS = (
    Option(
        "l2",
        "L2 penalty λ",
        "Large weights cost extra, so the network fits the training pictures less closely; 0 = off.",
        "J + λ/(2m) · Σ‖W‖²,  dW ← dW + (λ/m) W",
        0.0,
        Decimals(usual=(0.0, 1e6)),
    ),
    Option(
        "momentum",
        "Momentum β",
        "Each update keeps part of the previous one's velocity, which carries it along flat slopes; 0 = off.",
        "v ← β v + (1 − β) dW,  W ← W − α v / (1 − βᵗ) at the t-th step",
        0.0,
        Decimals(usual=(0.0, 0.9999), below=1.0),
    ),
    Option(
        "initialization",
        "Initialization",
        "How large the random weights are at the start: as in the notebook, or √2 times as large, as He proposed for "
        "ReLU.",
        "notebook: W = randn / √n,  he: W = randn · √(2/n)",
        NOTEBOOKS_INITIALIZATION,
        Choice(tuple(INITIALIZATIONS)),
    ),
    Option(
        "batch_size",
        "Batch size",
        "Each iteration looks at about this many training pictures: for each pass through all of them they are "
        "shuffled again and divided into batches of nearly the same size; 0 = off, all of them.",
        "dW = (1/B) Σ dWᵢ over the B pictures i of the batch",
        0,
        Integers(0, 10_000_000, step=16),
    ),
    Option(
        "dropout",
        "Dropout",
        "In each iteration every hidden unit is switched off for a picture with this probability, so that none can "
        "rely on another; 0 = off.",
        "A ← A · D / (1 − p),  D = 0 with probability p, else 1",
        0.0,
        Decimals(usual=(0.0, 0.9999), below=1.0),
    ),
    Option(
        "patience",
        "Early stopping",
        "A fifth of the training pictures is held out; training stops after this many iterations without a lower cost "
        "on them, and the best weights are kept; 0 = off.",
        "stop at step k where k − argmin J(held out) ≥ patience",
        0,
        Integers(0, MAX_ITERATIONS, step=50),
    ),
    Option(
        "flips",
        "Flips",
        "In each iteration every picture is mirrored, left to right, with probability ½.",
        "x(row, column) ← x(row, width − 1 − column)",
        False,
        Switch(),
        allows_gram_layer=False,
    ),
    Option(
        "shifts",
        "Shifts",
        "In each iteration every picture is moved by up to this many pixels, its edge repeated where it leaves a gap; "
        "0 = off.",
        "x(row, column) ← x(row − i, column − j),  |i|, |j| ≤ shift",
        0,
        Integers(0, 64),
        allows_gram_layer=False,
    ),
    Option(
        "features",
        "Features",
        "What the first layer takes of each picture: its pixels, as in the notebook; what pretrained filters, which "
        "have learned from other photos, make of it; or, with convolution, what filters make of it that are trained "
        "here, as many in each block as a hidden layer has units; fine-tuned, these begin with the pretrained ones.",
        "pixels: x = pixels / 255,  pretrained: x = mean over all places of the filters’ outputs,  convolution, "
        "fine-tuned: A = max(0, normalize(pool(W ∗ A)))",
        PIXELS,
        FeaturesChoice(FEATURES),
    ),
    Option(
        "steps",
        "Momentum and batches of Catgui",
        "How momentum and mini-batches are computed: runs of Catgui 0.2 keep its rules, by which momentum makes steps "
        "up to 1/(1 − β) times as long, and the pictures left over at the end of a pass are a batch, however few.",
        f"{FIRST_STEPS}: v ← β v + dW,  W ← W − α v",
        STEPS,
        Choice((STEPS, FIRST_STEPS)),
    ),
    Option(
        "trained_blocks",
        "Trained blocks",
        "With fine-tuned filters only so many blocks, the last ones, are trained, and those before them stay as they "
        "were pretrained, which takes less time and fits few pictures less closely; 0 = all are trained.",
        "W[l] ← W[l] − α dW[l] for the last blocks l alone",
        0,
        Integers(0, len(PRETRAINED_FILTERS) - 1),
    ),
)

ALL_OPTIONS = NOTEBOOK_OPTIONS + OPTIONS
# What cannot change from one stage of a run to the next: they say which network it is.
NETWORK_FIELDS = ("hidden_layers", "features", "trained_blocks")
TITLES = {option.field: option.title for option in ALL_OPTIONS}
DEFAULTS = {option.field: option.default for option in ALL_OPTIONS}
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
        "flips": True,
    },
    FINE_TUNED: {
        "hidden_layers": PRETRAINED_FILTERS,
        "learning_rate": 0.05,
        "iterations": 100,
        "momentum": 0.9,
        "batch_size": 64,
        "flips": True,
    },
}


def describe_error(error: EngineError) -> str:
    """The text of `error` for a user of the window, who knows a setting by its title."""
    if not isinstance(error, ConfigError) or error.field not in TITLES:
        return str(error)
    return f"{TITLES[error.field]} {error.reason}"


def slow_option_warning(config: TrainingConfig) -> str:
    """A warning for the user if `config` rules out the Gram form, else ''; convolution has none to lose."""
    return SLOW_OPTION_WARNING if config.uses_augmentation and config.features == PIXELS else ""


def non_default_options(config: TrainingConfig) -> dict[str, Any]:
    """The `OPTIONS` of `config` that differ from the notebook's, by field."""
    found = {option.field: option.value_in(config) for option in OPTIONS}
    return {name: value for name, value in found.items() if value != DEFAULTS[name]}
