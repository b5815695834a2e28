"""The argument `--add CLASS=FOLDER`: pictures added to a data set, whatever that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.cli.output import progress_line
from engine.data.dataset import Dataset
from engine.data.duplicates import DuplicatePair, find_duplicates
from engine.data.edited_dataset import EditedDataset
from engine.data.image_folder import DEFAULT_FOLDER_SETTINGS, ImageFolderSettings, UnreadablePicture
from engine.data.image_folder_reader import add_pictures, read_folder_pictures
from engine.errors import ConfigError, DatasetError


@dataclass(frozen=True, slots=True, eq=False)
class Additions:
    """A data set with pictures added.

    Attributes: `counts` by class; `faults`, the files that could not be read; `duplicates`, the pairs of pictures in
    both parts of which one was added.
    """

    dataset: Dataset
    counts: dict[str, int]
    faults: tuple[UnreadablePicture, ...]
    duplicates: tuple[DuplicatePair, ...]

    def __str__(self) -> str:
        """A line for the terminal: 'Added: 0 non-cat, 5 cat.'"""
        return f"Added: {', '.join(f'{count:,} {name}' for name, count in self.counts.items())}."


def check_additions(additions: Sequence[Any]) -> None:
    """Raise ConfigError unless each is CLASS=FOLDER."""
    for text in additions:
        # argparse makes a list of "--add=--".
        name, separator, folder = text.partition("=") if isinstance(text, str) else ("", "", "")
        if not (name and separator and folder):
            raise ConfigError("add", text, "must be CLASS=FOLDER such as cat=my_cats")


def add_folders(
    dataset: Dataset,
    additions: Sequence[str],
    settings: ImageFolderSettings = DEFAULT_FOLDER_SETTINGS,
    test_percent: int = 0,
) -> Additions:
    """`dataset` with the pictures of the folders of `additions`, each CLASS=FOLDER.

    Of each folder, `test_percent` goes to the test part. Raises DatasetError for unknown classes and for folders
    without readable pictures.
    """
    # All names before any picture is read.
    places = [_split(dataset.classes, text) for text in additions]
    edited = EditedDataset.of(dataset)
    counts = dict.fromkeys(dataset.classes, 0)
    faults: list[UnreadablePicture] = []
    for label, folder in places:
        with progress_line("photos") as progress:
            found = read_folder_pictures(folder, dataset.picture_shape, settings.framing, progress)
        edited = add_pictures(edited, found.pictures, label, test_percent, settings.seed)
        counts[dataset.classes[label]] += len(found.pictures)
        faults += found.faults
    return Additions(edited.dataset, counts, tuple(faults), _added_duplicates(dataset, edited.dataset))


def _added_duplicates(before: Dataset, after: Dataset) -> tuple[DuplicatePair, ...]:
    added_from = before.train.count, before.test.count
    return tuple(pair for pair in find_duplicates(after) if pair.train >= added_from[0] or pair.test >= added_from[1])


def _split(classes: tuple[str, str], text: str) -> tuple[int, str]:
    """The label and the folder of CLASS=FOLDER; both may have a “=” in their name."""
    for name in sorted(classes, key=len, reverse=True):
        if text.startswith(f"{name}="):
            return classes.index(name), text[len(name) + 1 :]
    name, _, folder = text.partition("=")
    known = " or ".join(f"--add {known}=FOLDER" for known in classes)
    raise DatasetError(
        folder, f"its pictures cannot be added as “{name}”, which is no class of this data. Use {known}."
    )
