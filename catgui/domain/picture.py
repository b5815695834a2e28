"""One picture of a data set, what a list has of one, and a kind of pictures to make a data set of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset
from engine.data.edits import ADDED, TEST, TRAIN, PictureKey

# Qt's UserRole + 1: the row itself, a PictureRow or the PhotoEntry of one of the user's photos, and in the header the
# widest lines of all rows.
ROW_ROLE = 0x0101
_TITLES = {TRAIN: "Training picture {index}", TEST: "Test picture {index}"}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a data set: its part, "train" or "test", and its index there."""

    part: str
    index: int

    def name(self, dataset: Dataset) -> str:
        """The name for the user, by its place in the original: "Training picture 3"; an added one has that of its file.

        So no edit gives a picture the name that another one had.
        """
        edited = dataset.edited
        key = PictureKey(self.part, self.index) if edited is None else edited.members[self.part][self.index]
        if key.source == ADDED:
            return self.file(dataset) or f"Added picture {key.index}"
        return _TITLES[key.source].format(index=key.index)

    def file(self, dataset: Dataset) -> str:
        """The file of the picture in `dataset`, such as "dog/rex.jpg", or '' without a file of its own."""
        files = dataset.parts[self.part].files
        return files[self.index] if files else ""

    def full_name(self, dataset: Dataset) -> str:
        """The name of the picture, with its file in `dataset`, if any: "Training picture 3 (dog/rex.jpg)"."""
        name, file = self.name(dataset), self.file(dataset)
        return name if file in ("", name) else f"{name} ({file})"

    def pixels(self, dataset: Dataset) -> NDArray[np.uint8]:
        """The pixels of the picture in `dataset`, (height, width, 3)."""
        pixels: NDArray[np.uint8] = dataset.parts[self.part].pictures[self.index]
        return pixels

    def label(self, dataset: Dataset) -> int:
        """The label of the picture in `dataset`."""
        return int(dataset.parts[self.part].labels[0, self.index])


@dataclass(frozen=True, slots=True, eq=False)
class PictureRow:
    """One picture for a list.

    Attributes: `pixels`, uint8 (height, width, 3), empty for a photo that is not read; `title`, its name for the
    user; `lines`, the text beside or below it, the first the answer, or None; `description`, its tooltip and accessible
    text, plain; `label`, the actual class, 0, 1 or None; `picture`, which one of the data set it is, or None for a
    photo; `is_correct`, True for a tick, False for a cross, None for neither; `region`, the top, left, bottom and right
    of the part to frame, in pixels; `edit_mark`, the mark of what was edited, '' for nothing; `error`, which takes the
    place of the lines, why it could not be read.
    """

    pixels: NDArray[np.uint8]
    title: str
    lines: tuple[str, ...] | None
    description: str
    label: int | None
    picture: Picture | None
    is_correct: bool | None = None
    region: tuple[int, int, int, int] | None = None
    edit_mark: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class PictureKind:
    """The pictures of one folder.

    Attributes: `name`, that of the folder; `count`, the number of pictures; `pixels`, one of them (height, width, 3),
    or None if it was not read.
    """

    name: str
    count: int
    pixels: NDArray[np.uint8] | None
