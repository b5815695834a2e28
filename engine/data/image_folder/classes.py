"""Class 0 and class 1 of a data set, from folders of two or more kinds of pictures."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.data.dataset import MAX_CLASS_NAME_LENGTH, cat_rank, is_class_name
from engine.data.image_folder.discovery import FolderListing, list_names
from engine.data.image_folder.settings import ORDER_OF_0_2
from engine.errors import DatasetError

_NEGATION = "non-"
# Beginnings of the names of class 0, the negative class, such as the notebook's non-cat.
_NEGATIVE_PREFIXES = ("non", "no", "not", "other")


@dataclass(frozen=True, slots=True)
class PictureClass:
    """A class with the folders of its pictures."""

    name: str
    kinds: tuple[FolderListing, ...]

    @property
    def pictures(self) -> list[Path]:
        """The pictures of all its folders."""
        return [path for kind in self.kinds for path in kind.pictures]


class ClassChoiceError(DatasetError):
    """It is not known which of several kinds of pictures is to be recognized. Attributes: `kinds`, their folders."""

    def __init__(self, place: Path, kinds: Sequence[FolderListing], reason: str) -> None:
        proposed = shlex.quote(kinds[propose_kind([kind.name for kind in kinds])].name)
        super().__init__(
            place,
            f"{reason} Name the one to be recognized with --positive, such as --positive {proposed}; "
            "all others together become the other class.",
        )
        self.kinds = tuple(kinds)


def propose_kind(names: Sequence[str]) -> int:
    """The index of the kind to propose as class 1: that of cats, else the first."""
    return max(range(len(names)), key=lambda index: (cat_rank(names[index]), -index))


def assign_classes(
    place: Path, kinds: Sequence[FolderListing], positive: str | None = None
) -> tuple[PictureClass, PictureClass]:
    """Class 0 and class 1 of the `kinds` found at `place`.

    Class 1 is the kind called `positive`. The others together are class 0, called "non-NAME" if they are several.
    Without a name, class 1 is the kind of cats, as `cat_rank` finds it. If that is none, or one of several, two kinds
    have the order of Catgui 0.2, as with ORDER_OF_0_2: a name such as "non-cat", "not a cat", "no cat" or "others" is
    that of class 0; otherwise the order is alphabetical. Raises ClassChoiceError, and DatasetError for names that no
    class can have.
    """
    chosen = _find_positive(place, kinds, positive)
    others = tuple(kind for kind in kinds if kind is not chosen)
    for other in others:
        if other.name == chosen.name:
            raise DatasetError(chosen.path, f"it and {other.path} are both called “{chosen.name}”. Rename one of them.")
    _check_name(chosen)
    if len(others) == 1:
        _check_name(others[0])
    else:
        _check_name(chosen, _NEGATION)
    name = name_of_class_0(chosen.name, [other.name for other in others])
    return PictureClass(name, others), PictureClass(chosen.name, (chosen,))


def name_of_class_0(class_1: str, others: Sequence[str]) -> str:
    """The name of the class that all `others` make together: that of the only one, or "non-NAME"."""
    return others[0] if len(others) == 1 else _NEGATION + class_1


def chosen_name(kinds: Sequence[FolderListing], positive: PictureClass) -> str:
    """What a reference to data names class 1 by: ORDER_OF_0_2 where that gives the same, so that references agree."""
    is_same = len(kinds) == 2 and max(kinds, key=_order_of_0_2).name == positive.name
    return ORDER_OF_0_2 if is_same else positive.name


def _find_positive(place: Path, kinds: Sequence[FolderListing], positive: str | None) -> FolderListing:
    """The kind that is class 1."""
    if positive:
        chosen = next((kind for kind in kinds if kind.name == positive), None)
        if chosen is None:
            raise ClassChoiceError(place, kinds, f"none of its folders is called “{positive}”: {list_names(kinds)}.")
        return chosen
    if positive is None:
        ranks = sorted(cat_rank(kind.name) for kind in kinds)
        if ranks[-1] > ranks[-2]:
            return max(kinds, key=lambda kind: cat_rank(kind.name))
    if len(kinds) > 2:
        raise ClassChoiceError(place, kinds, f"it holds {len(kinds)} kinds of pictures, {list_names(kinds)}.")
    return max(kinds, key=_order_of_0_2)


def _order_of_0_2(kind: FolderListing) -> tuple[bool, str, str]:
    name = kind.name
    return not name.casefold().startswith(_NEGATIVE_PREFIXES), name.casefold(), name


def _check_name(kind: FolderListing, added: str = "") -> None:
    """Raise DatasetError unless the folder's name, after `added`, can be that of a class."""
    if not is_class_name(added + kind.name):
        longest = MAX_CLASS_NAME_LENGTH - len(added)
        raise DatasetError(kind.path, f"it cannot name a class. Give it a name of up to {longest} letters.")
