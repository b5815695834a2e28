"""Edits of a data set as values: labels, parts, pictures left out and pictures added.

Edits say what differs from the original data set and not how it came about: a picture that is given its own label
again is not edited any more, and the order of independent edits does not matter. So every edit can be taken back, by
itself or by keeping the value before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.typing import Pixels

TRAIN, TEST = "train", "test"
# The source of pictures that are not in the original data set.
ADDED = "added"
# The part of a picture that is in none.
LEFT_OUT = ""
# Characters of the file of an added picture, in all that keeps edits.
LONGEST_FILE = 4_096


@dataclass(frozen=True, slots=True)
class PictureKey:
    """The identity of a picture, which no edit changes.

    Attributes: `source`, the part of the original data set that it is in, or ADDED; `index`, its place there, or the
    number of the added picture.
    """

    source: str
    index: int


class Placement(NamedTuple):
    """The part and the label of a picture. Attributes: `part`, TRAIN, TEST or LEFT_OUT; `label`, 0 or 1."""

    part: str
    label: int


@dataclass(frozen=True, slots=True)
class AddedPicture:
    """A picture to add: its own copy of the pixels, so that the file it came from is not needed again.

    Attributes: `pixels` (height, width, 3) uint8, which must not change; `file`, its name for the user, or "",
    cut to `LONGEST_FILE`; `sha256` of the pixels, in hexadecimal, by which two of them are compared.
    """

    pixels: Pixels = field(compare=False, repr=False)
    file: str = ""
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        import hashlib  # it loads OpenSSL, which is not needed at start-up

        object.__setattr__(self, "file", self.file[:LONGEST_FILE])
        object.__setattr__(self, "sha256", hashlib.sha256(self.pixels.tobytes()).hexdigest())


@dataclass(frozen=True, slots=True)
class DatasetEdits:
    """The differences between a data set and its original.

    Attributes: `placements` of the pictures that are elsewhere or otherwise labeled than in the original, and of all
    added ones; `added`, these by their number.
    """

    placements: Mapping[PictureKey, Placement] = field(default_factory=dict)
    added: Mapping[int, AddedPicture] = field(default_factory=dict)

    @property
    def are_none(self) -> bool:
        """Whether nothing is edited."""
        return not self.placements


class PictureEdit(NamedTuple):
    """The edit of one picture.

    Attributes: `key`; `before`, its placement in the original, or None if it was added; `after`, that in the edited
    data set.
    """

    key: PictureKey
    before: Placement | None
    after: Placement

    @property
    def is_added(self) -> bool:
        """Whether the picture is not in the original data set."""
        return self.before is None

    @property
    def is_left_out(self) -> bool:
        """Whether the picture is in neither part."""
        return self.after.part == LEFT_OUT

    @property
    def is_relabeled(self) -> bool:
        """Whether the picture is in the data with another label."""
        return self.before is not None and not self.is_left_out and self.before.label != self.after.label

    @property
    def is_moved(self) -> bool:
        """Whether the picture is in the other part."""
        return self.before is not None and not self.is_left_out and self.before.part != self.after.part


_OLD_SPELLING = re.compile(r"(?<=\d )relabelled(?=, \d|$)")


def current_name(name: str) -> str:
    """The stored name of a data set in its present form; earlier versions wrote "2 relabelled" for edited data."""
    return _OLD_SPELLING.sub("relabeled", name)


class EditCounts(NamedTuple):
    """The numbers of edited pictures. A picture that was moved and relabeled counts as both."""

    added: int = 0
    relabeled: int = 0
    moved: int = 0
    left_out: int = 0

    @classmethod
    def of(cls, edits: tuple[PictureEdit, ...]) -> EditCounts:
        """The numbers of `edits` of each kind."""
        return cls(
            sum(edit.is_added for edit in edits),
            sum(edit.is_relabeled for edit in edits),
            sum(edit.is_moved for edit in edits),
            sum(edit.is_left_out for edit in edits),
        )

    def __str__(self) -> str:
        """The numbers that are not 0: '12 added, 2 relabeled, 1 left out'; '' if all are."""
        counted = (
            (self.added, "added"),
            (self.relabeled, "relabeled"),
            (self.moved, "moved"),
            (self.left_out, "left out"),
        )
        return ", ".join(f"{count:,} {what}" for count, what in counted if count)
