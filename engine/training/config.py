"""The settings of a run. The defaults are the notebook's; `for_features` has those of other features."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from engine.errors import ConfigError, UnknownOptionError
from engine.training.features import (
    FEATURES,
    FINE_TUNED,
    features_kind,
    is_convolution,
    takes_pixels,
)
from engine.training.options import ALL_OPTIONS, DEFAULTS, FIRST_STEPS, OPTIONS, OTHER_DEFAULTS, TITLES


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """The settings of a run: the network, its random start and its steps.

    `engine.training.options` describes each field and states its default and its limits. Raises ConfigError, naming the
    field, the value and the reason.
    """

    hidden_layers: tuple[int, ...] = DEFAULTS["hidden_layers"]
    learning_rate: float = DEFAULTS["learning_rate"]
    iterations: int = DEFAULTS["iterations"]
    seed: int = DEFAULTS["seed"]
    l2: float = DEFAULTS["l2"]
    momentum: float = DEFAULTS["momentum"]
    initialization: str = DEFAULTS["initialization"]
    batch_size: int = DEFAULTS["batch_size"]
    dropout: float = DEFAULTS["dropout"]
    patience: int = DEFAULTS["patience"]
    flips: bool = DEFAULTS["flips"]
    shifts: int = DEFAULTS["shifts"]
    features: str = DEFAULTS["features"]
    steps: str = DEFAULTS["steps"]
    trained_blocks: int = DEFAULTS["trained_blocks"]

    def __post_init__(self) -> None:
        for option in ALL_OPTIONS:
            # The class is frozen; this is how dataclasses themselves set the fields.
            object.__setattr__(self, option.field, option.check(option.value_in(self)))
        if not self.momentum and not self.batch_size:  # the rules of both are the same then
            object.__setattr__(self, "steps", DEFAULTS["steps"])
        if self.uses_augmentation and not takes_pixels(self.features):
            reason = "must be pixels, convolution or fine-tuned with flips or shifts, which change pixels"
            raise ConfigError("features", self.features, reason)
        if features_kind(self.features) == FINE_TUNED:
            self._check_fine_tuning()
        elif self.trained_blocks:
            reason = "must be 0 (all) but with fine-tuned filters: other networks have no pretrained blocks to keep"
            raise ConfigError("trained_blocks", self.trained_blocks, reason)

    def _check_fine_tuning(self) -> None:
        """Raise ConfigError for settings of random filters."""
        filters = OTHER_DEFAULTS[FINE_TUNED]["hidden_layers"]
        if self.hidden_layers != filters:
            widths = ", ".join(map(str, filters))
            raise ConfigError(
                "hidden_layers", self.hidden_layers, f"must be {widths}: the pretrained filters are so many"
            )
        if self.initialization != DEFAULTS["initialization"]:
            reason = f"must be {DEFAULTS['initialization']} with fine-tuned filters, which do not begin at random"
            raise ConfigError("initialization", self.initialization, reason)

    @classmethod
    def for_features(cls, features: str) -> TrainingConfig:
        """The default settings for `features`. Raises ConfigError for unknown ones."""
        is_known = isinstance(features, str) and features_kind(features) in FEATURES
        return _default_config(features) if is_known else cls(features=features)

    @classmethod
    def from_dict(cls, settings: Mapping[str, Any]) -> TrainingConfig:
        """Settings from JSON, by field. Raises ConfigError, and UnknownOptionError for unknown fields.

        Catgui 0.2 and before wrote no `steps`.
        """
        for field in sorted(set(settings) - set(TITLES)):
            raise UnknownOptionError(field, settings[field])
        return cls(**{"steps": FIRST_STEPS, **settings, "hidden_layers": tuple(settings["hidden_layers"])})

    def as_dict(self) -> dict[str, Any]:
        """The settings for JSON, by field. The fingerprint of the filters, if the features need any, stands beside."""
        return {**asdict(self), "features": features_kind(self.features)}

    def with_seed(self, seed: int) -> TrainingConfig:
        """The same settings with another seed."""
        return replace(self, seed=seed)

    @property
    def is_notebook_default(self) -> bool:
        """Whether only layers, learning rate, iterations and seed differ from the notebook's."""
        return self._has_defaults()

    @property
    def uses_plain_steps(self) -> bool:
        """Whether each step is the notebook's, whatever the initialization and the features."""
        return self._has_defaults(besides=("initialization", "features"))

    def _has_defaults(self, besides: Collection[str] = ()) -> bool:
        return all(option.value_in(self) == option.default for option in OPTIONS if option.field not in besides)

    @property
    def has_partial_costs(self) -> bool:
        """Whether the costs of its steps are not those of the network on all training pictures.

        They are of a batch, of altered or fewer pictures, without some of the units, or with other normalization.
        """
        is_plain = self.batch_size == 0 and self.dropout == 0 and self.patience == 0 and not self.uses_augmentation
        return not is_plain or is_convolution(self.features)

    @property
    def uses_first_steps(self) -> bool:
        """Whether momentum and mini-batches are those of Catgui 0.2."""
        return self.steps == FIRST_STEPS

    @property
    def uses_augmentation(self) -> bool:
        """Whether each step sees altered pictures, which rules out the Gram form."""
        return self.flips or self.shifts > 0

    def layer_dims(self, features: int) -> tuple[int, ...]:
        """The notebook's layer sizes: `features`, the hidden layers, one output."""
        return (features, *self.hidden_layers, 1)


@cache  # asked for each run in a list, again for each change of a setting
def _default_config(features: str) -> TrainingConfig:
    return TrainingConfig(features=features, **OTHER_DEFAULTS.get(features_kind(features), {}))
