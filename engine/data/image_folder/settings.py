"""A data set made of the user's own pictures, as values. Knows no Pillow: a window is to be there before a photo is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from engine.data.dataset import Dataset
from engine.errors import ConfigError
from engine.images.photo import Framing
from engine.validation import LARGEST_SEED, in_range

SMALLEST_SIDE, LARGEST_SIDE = 16, 128
SMALLEST_TEST_PERCENT, LARGEST_TEST_PERCENT = 1, 90


@dataclass(frozen=True, slots=True)
class OwnDataSettings:
    """How pictures become a data set.

    Attributes: `side`, the pictures' height and width in pixels; `framing`, what is kept of each photo;
    `test_percent`, the share of the test part; `seed`, from which it is drawn which pictures that are.
    Raises ConfigError, naming the field, the value and the reason.
    """

    side: int = 64
    framing: Framing = Framing.WHOLE
    test_percent: int = 20
    seed: int = 1

    def __post_init__(self) -> None:
        for field, least, most in (
            ("side", SMALLEST_SIDE, LARGEST_SIDE),
            ("test_percent", SMALLEST_TEST_PERCENT, LARGEST_TEST_PERCENT),
            ("seed", 0, LARGEST_SEED),
        ):
            object.__setattr__(self, field, in_range(field, getattr(self, field), least, most))
        try:
            object.__setattr__(self, "framing", Framing(self.framing))
        except ValueError as error:
            known = ", ".join(framing.value for framing in Framing)
            raise ConfigError("framing", self.framing, f"it must be one of {known}") from error

    @classmethod
    def restored(cls, settings: Mapping[str, Any]) -> OwnDataSettings:
        """Settings that `as_dict` gave. Raises ConfigError, and TypeError for unknown names."""
        return cls(**settings)

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values that JSON can hold."""
        return {**asdict(self), "framing": self.framing.value}


AT_FIRST = OwnDataSettings()


@dataclass(frozen=True, slots=True)
class PictureFault:
    """A picture that could not be read. Attributes: `path`, for people; `reason`, what is wrong and what to do."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class OwnData:
    """A data set made of pictures, and what is to be said of how it was made.

    Attributes: `settings`; `files`, how many pictures were tried; `faults`, those that could not be read, by their
    paths.
    """

    dataset: Dataset
    settings: OwnDataSettings
    files: int
    faults: tuple[PictureFault, ...]
