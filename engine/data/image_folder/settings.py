"""The settings of a data set made of folders of pictures. Imports no Pillow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from engine.data.dataset import Dataset
from engine.errors import ConfigError, UnknownOptionError
from engine.images.photo import Framing
from engine.validation import MAX_SEED, Integers, Texts

MIN_SIDE, MAX_SIDE = 16, 128
MIN_TEST_PERCENT, MAX_TEST_PERCENT = 1, 90
_MAX_NAME_LENGTH = 255  # that file systems allow
# As `positive`: two folders in the order of Catgui 0.2, by their names and without a thought of cats. What that version
# has saved says so.
ORDER_OF_0_2 = ""


@dataclass(frozen=True, slots=True)
class ImageFolderSettings:
    """The settings by which pictures become a data set.

    Attributes: `side`, the pictures' height and width in pixels; `framing`, what is kept of each photo;
    `test_percent`, the share of the test part; `seed`, that of the random split; `positive`, the name of the folder
    that is class 1, or ORDER_OF_0_2; None to take it from the names of the folders, which a data set then replaces.
    Raises ConfigError, naming the field, the value and the reason.
    """

    side: int = 64
    framing: Framing = Framing.WHOLE
    test_percent: int = 20
    seed: int = 1
    positive: str | None = None

    def __post_init__(self) -> None:
        for field, values in (
            ("side", Integers(MIN_SIDE, MAX_SIDE)),
            ("test_percent", Integers(MIN_TEST_PERCENT, MAX_TEST_PERCENT)),
            ("seed", Integers(0, MAX_SEED)),
        ):
            object.__setattr__(self, field, values.check(field, getattr(self, field)))
        if self.positive is not None:
            Texts(_MAX_NAME_LENGTH).check("positive", self.positive)
        try:
            object.__setattr__(self, "framing", Framing(self.framing))
        except ValueError as error:
            known = ", ".join(framing.value for framing in Framing)
            raise ConfigError("framing", self.framing, f"must be one of {known}") from error

    @classmethod
    def from_dict(cls, settings: Mapping[str, Any]) -> ImageFolderSettings:
        """The settings from `as_dict`, also that of Catgui 0.2.

        Raises ConfigError, and UnknownOptionError for unknown names.
        """
        for field in sorted(set(settings) - {field.name for field in fields(cls)}):
            raise UnknownOptionError(field, settings[field])
        return cls(**{"positive": ORDER_OF_0_2, **settings})

    def as_dict(self) -> dict[str, Any]:
        """The fields as values for JSON."""
        return {**asdict(self), "framing": self.framing.value}


DEFAULTS = ImageFolderSettings()


@dataclass(frozen=True, slots=True)
class UnreadablePicture:
    """A picture that could not be read. Attributes: `path`, for the user; `reason`, what is wrong and what to do."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class ImageFolderData:
    """A data set made of pictures, its settings, and the unreadable files.

    Attributes: `settings`; `file_count`, the number of files; `faults`, the unreadable ones, sorted by path; `kinds`,
    the names of the folders.
    """

    dataset: Dataset
    settings: ImageFolderSettings
    file_count: int
    faults: tuple[UnreadablePicture, ...]
    kinds: tuple[str, ...] = ()
