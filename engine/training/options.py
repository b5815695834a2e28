"""The notebook's open questions as settings: what each is called, what it does, and its formula.

The window and the terminal show these texts; the fields themselves, their defaults and their limits are those of
`TrainingConfig`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.training.config import TrainingConfig

SLOW_OPTION_WARNING = (
    "Flips and shifts make other pictures at each step, so each step goes through all their pixels: a run takes many "
    "times as long."
)


@dataclass(frozen=True, slots=True)
class Option:
    """A setting that the notebook leaves open.

    Attributes: `field`, its name in TrainingConfig; `title`, for the user; `description`, what it does; `formula`, in
    Unicode; `allows_gram_layer`, whether steps still touch no pixel where the Gram form pays.
    """

    field: str
    title: str
    description: str
    formula: str
    allows_gram_layer: bool = True

    @property
    def default(self) -> Any:
        """Its value in the notebook."""
        return getattr(_NOTEBOOKS, self.field)

    def value_in(self, config: TrainingConfig) -> Any:
        """Its value in `config`."""
        return getattr(config, self.field)


_NOTEBOOKS = TrainingConfig()

OPTIONS = (
    Option(
        "l2",
        "L2 penalty λ",
        "Large weights cost extra, so the network fits the training pictures less closely; 0 is no penalty.",
        "J + λ/(2m) · Σ‖W‖²,  dW ← dW + (λ/m) W",
    ),
    Option(
        "momentum",
        "Momentum β",
        "Each step keeps a share of the speed of the one before, which carries it along flat slopes; 0 is none.",
        "v ← β v + dW,  W ← W − α v",
    ),
    Option(
        "initialization",
        "Initialisation",
        "How large the random weights are at the start: as in the notebook, or √2 times as large, as He proposed for "
        "rectifiers.",
        "notebook: W = randn / √n,  he: W = randn · √(2/n)",
    ),
    Option(
        "batch_size",
        "Batch size",
        "Each step looks at so many training pictures, shuffled anew whenever all have had their turn; 0 is all of "
        "them.",
        "dW = (1/B) Σ dWᵢ over the B pictures i of the batch",
    ),
    Option(
        "dropout",
        "Dropout",
        "At each step every hidden unit is silent for a picture with this probability, so that none can rely on "
        "another; 0 is never.",
        "A ← A · D / (1 − p),  D = 0 with probability p, else 1",
    ),
    Option(
        "patience",
        "Early stopping",
        "A fifth of the training pictures is kept back; training stops after so many steps without a lower cost on "
        "them, and the best weights are kept; 0 is off.",
        "stop at step k where k − argmin J(kept back) ≥ patience",
    ),
    Option(
        "flips",
        "Flips",
        "At each step every picture is mirrored, left to right, with probability ½.",
        "x(row, column) ← x(row, width − 1 − column)",
        allows_gram_layer=False,
    ),
    Option(
        "shifts",
        "Shifts",
        "At each step every picture is moved by up to so many pixels, its edge repeated where it leaves a gap; 0 is "
        "not at all.",
        "x(row, column) ← x(row − i, column − j),  |i|, |j| ≤ shift",
        allows_gram_layer=False,
    ),
)


def slow_option_warning(config: TrainingConfig) -> str:
    """What to tell of a config whose steps go through the pixels whatever the data; empty for any other."""
    return SLOW_OPTION_WARNING if config.uses_augmentation else ""


def non_default_options(config: TrainingConfig) -> dict[str, Any]:
    """The options of `config` that are not the notebook's: values by field."""
    found = {option.field: option.value_in(config) for option in OPTIONS}
    return {option.field: found[option.field] for option in OPTIONS if found[option.field] != option.default}
