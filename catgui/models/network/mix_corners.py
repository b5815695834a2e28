"""The three pictures between which a network is asked: chosen, put in by the user, and brought back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from catgui.domain import between
from catgui.domain.between import Corner, Corners
from catgui.domain.picture import Picture
from catgui.domain.prediction_texts import OPEN_DATA
from catgui.models.background_task import BackgroundTask
from catgui.models.messages import open_panel
from catgui.models.photos.collection import PhotoCollection
from catgui.models.selected_picture import SelectedPicture
from catgui.models.workspace import Workspace
from engine.analysis.similarity import SimilarityIndex, find_equal_rows
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.nn.examples import Examples
from engine.progress import Work

_COUNT = 3


class MixCorners(QObject):
    """Owns the three pictures. They are chosen in the background once they are wanted.

    The first three are the selected picture, or else the first training picture of class 1, with the training pictures
    most alike of its class and of the other.

    Attributes: `corners`, or None; `obstacle`, a text for the user, why there are none.

    Signals: `changed()`, of these two, or what is said of a corner.
    """

    changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        picked: SelectedPicture,
        photos: PhotoCollection,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._picked, self._photos = workspace, picked, photos
        self.corners: Corners | None = None
        self.obstacle = OPEN_DATA
        self._original: Dataset | None = None
        self._is_wanted = False
        self._next = 0
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_chosen)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        photos.changed.connect(self._on_photos_changed)
        self._on_dataset_changed()

    def choose_missing(self) -> None:
        """Choose three pictures in the background if there are none."""
        self._is_wanted = True
        dataset = self._workspace.dataset
        if self.corners is None and dataset is not None and not self._task.busy:
            self._set_obstacle(between.CHOOSING)
            first = self._selected_corner()
            if first is None or first.pixels.shape[:2] != dataset.picture_shape:
                first = _first_of(dataset)
            if first is not None:
                self._task.start(partial(_choose, dataset, first))
            else:
                self._on_chosen(None)

    def draw(self) -> None:
        """Choose three others: a training picture at random, and those most alike of either class."""
        dataset = self._workspace.dataset
        if dataset is not None and dataset.train.count:
            at = random.randrange(dataset.train.count)
            self._task.start(partial(_choose, dataset, _corner(dataset, Picture("train", at))))

    def put_selected(self) -> None:
        """Replace the corner changed longest ago by the selected picture, if any."""
        corner = self._selected_corner()
        if corner is not None and self.corners is None:
            self.choose_missing()
        elif corner is not None and self.corners is not None:
            corners = list(self.corners)
            corners[self._next] = corner
            self._next = (self._next + 1) % _COUNT
            self._set(_as_three(corners))

    def put_selected_and_open(self) -> None:
        """Put in the selected picture, and show the panel."""
        self.put_selected()
        open_panel("between_panel")

    def picture_of(self, corner: Corner) -> Picture | None:
        """The picture of the open data at a corner; None for a photo, and for a picture left out."""
        dataset = self._workspace.dataset
        if corner.key is None or dataset is None:
            return None
        place = EditedDataset.of(dataset).place(corner.key)
        return None if place is None else Picture(*place)

    def _set(self, corners: Corners | None) -> None:
        self.corners = corners
        if corners is not None:
            self.obstacle = ""
            self._update_texts()
        self.changed.emit()

    def _set_obstacle(self, obstacle: str) -> None:
        if obstacle != self.obstacle:
            self.obstacle = obstacle
            self.changed.emit()

    def _on_chosen(self, corners: Corners | None) -> None:
        if corners is not None:
            self._set(corners)
        elif self.corners is None:
            self._set_obstacle(between.TOO_FEW)

    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        original = None if dataset is None else dataset.original
        if original is self._original:
            self._on_photos_changed()
            return
        self._original = original
        self._task.cancel()
        self.obstacle = OPEN_DATA
        self._set(None)
        if self._is_wanted:
            self.choose_missing()

    def _on_photos_changed(self) -> None:
        before = self.corners
        self._update_texts()
        if self.corners is not before:
            self.changed.emit()

    def _update_texts(self) -> None:
        """Update the titles and labels of the corners after edits, which move, relabel and leave out pictures."""
        if self.corners is not None:
            now = [self._updated(corner) for corner in self.corners]
            if any(corner is not before for corner, before in zip(now, self.corners, strict=True)):
                self.corners = _as_three(now)

    def _updated(self, corner: Corner) -> Corner:
        dataset, title, label = self._workspace.dataset, corner.title, corner.label
        if corner.key is not None and dataset is not None:
            found = self.picture_of(corner)
            title, label = (between.LEFT_OUT, None) if found is None else (found.name(dataset), found.label(dataset))
        elif (entry := next((entry for entry in self._photos if entry.view is corner.pixels), None)) is not None:
            label = entry.actual_label
        return corner if (title, label) == (corner.title, corner.label) else replace(corner, title=title, label=label)

    def _selected_corner(self) -> Corner | None:
        """The selected picture, if it is a photo, or one of the open data and not of others before."""
        pixels, picture, dataset = self._picked.pixels, self._picked.picture, self._workspace.dataset
        if pixels is None or picture is None:
            return None if pixels is None else self._updated(Corner(pixels, self._picked.title, None))
        if dataset is None or picture.index >= dataset.parts[picture.part].count:
            return None
        corner = _corner(dataset, picture)
        return corner if np.array_equal(corner.pixels, pixels) else None


def _as_three(corners: Sequence[Corner]) -> Corners:
    one, two, three = corners
    return one, two, three


def _corner(dataset: Dataset, picture: Picture) -> Corner:
    key = EditedDataset.of(dataset).members[picture.part][picture.index]
    return Corner(picture.pixels(dataset), picture.name(dataset), picture.label(dataset), key)


def _first_of(dataset: Dataset) -> Corner | None:
    """The first training picture of class 1, or else of all."""
    labels = dataset.train.labels[0]
    return _corner(dataset, Picture("train", int(labels.argmax()))) if len(labels) else None


def _choose(dataset: Dataset, first: Corner, work: Work) -> Corners | None:
    """`first` with the training pictures most alike of its class and of the other; None where one is missing."""
    train = dataset.train
    index = SimilarityIndex(Examples.from_pictures(train.pictures), work=work)
    example = Examples.from_pictures(first.pixels[np.newaxis])
    likeness = index.similarities(example, work)
    likeness[find_equal_rows(index.pictures, example)] = -np.inf
    labels = train.labels[0]
    own = int(labels[likeness.argmax()]) if first.label is None else first.label
    of_each = [np.where(labels == label, likeness, -np.inf) for label in (own, 1 - own)]
    if any(np.isneginf(values).all() for values in of_each):
        return None
    one, other = (_corner(dataset, Picture("train", int(values.argmax()))) for values in of_each)
    return first, one, other
