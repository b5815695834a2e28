"""What the window says of edits."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.data_texts import data_text
from catgui.domain.edit_texts import (
    TARGETS,
    Additions,
    Candidate,
    edit_mark,
    edit_text,
    short_data_text,
)
from engine.data.dataset import DataOrigin
from engine.data.duplicates import DuplicateFinder
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import LEFT_OUT, TEST, TRAIN, AddedPicture, PictureEdit, PictureKey, Placement
from engine.data.image_folder import ImageFolderSettings
from engine.images.photo import Framing, Photo
from tests.support.photo_entries import make_entry
from tests.support.small_data import make_dataset

CLASSES = ("non-cat", "cat")
CAT, OTHER = Placement(TRAIN, 1), Placement(TRAIN, 0)


@pytest.mark.parametrize(
    ("before", "after", "mark", "text"),
    [
        (None, CAT, "+", "added"),
        (CAT, OTHER, "≠", "relabeled: non-cat instead of cat"),
        (CAT, Placement(TEST, 1), "→", "moved"),
        (CAT, Placement(TEST, 0), "≠→", "relabeled: non-cat instead of cat, moved"),
        (CAT, Placement(LEFT_OUT, 1), "×", "left out"),
    ],
)
def test_what_was_done_to_a_picture(before, after, mark, text):
    edit = PictureEdit(PictureKey(TRAIN, 3), before, after)
    assert (edit_mark(edit), edit_text(edit, CLASSES)) == (mark, text)


def test_the_counts_of_edits_are_short():
    course = DataOrigin("course")
    pets = DataOrigin(("/pets",), ImageFolderSettings().as_dict())
    name = "course photos, 1,038 added, 4 relabeled, 1 moved, 2 left out"
    assert short_data_text(name, course) == "course photos +1,038 ≠4 →1 ×2"
    assert data_text(name, course) == name
    assert short_data_text("pets, 2 left out", pets) == "pets ×2: whole picture"
    for plain in ("course photos", "3 moved", "cats, 4 added and more"):
        assert short_data_text(plain, None) == plain


def entry(name, level=0, actual="cat", side=64):
    pixels = np.full((side, side, 3), level, np.uint8)
    return replace(
        make_entry(name, actual=actual), photo=Photo(name, (side, side), pixels, dict.fromkeys(Framing, pixels), pixels)
    )


@pytest.fixture
def edited():
    return EditedDataset(make_dataset(side=64))


def additions_of(entries, edited, part):
    candidates = [Candidate.of_photo(entry, edited.original.classes) for entry in entries]
    return Additions.of(candidates, edited, DuplicateFinder(edited.original).known_pictures(edited.edits), part)


def test_photos_are_added_with_the_class_that_the_user_has_set(edited):
    additions = additions_of([entry("rex.jpg", 1, "non-cat"), entry("tom.jpg", 2)], edited, "test")
    assert [(picture.file, label) for picture, label in additions.pictures] == [("rex.jpg", 0), ("tom.jpg", 1)]
    assert (additions.pictures[1][0].pixels == 2).all()
    assert additions.sentence() == "Added 2 pictures to test."


def test_a_photo_is_added_once(edited):
    edited = edited.add([AddedPicture(entry("tom.jpg").view)], 1, "train")
    additions = additions_of([entry("tom.jpg"), entry("rex.jpg", 9), entry("copy of rex.jpg", 9)], edited, "train")
    assert [picture.file for picture, _ in additions.pictures] == ["rex.jpg"]
    assert additions.sentence() == "Added 1 picture to training. Already in training: 2 pictures."


def test_a_photo_of_the_other_part_is_moved(edited):
    edited = edited.add([AddedPicture(entry("tom.jpg").view)], 1, "train")
    additions = additions_of([entry("tom.jpg", actual=""), entry("copy of tom.jpg")], edited, "test")
    assert (additions.pictures, additions.moved) == ((), (PictureKey("added", 0),))
    assert additions.command == "Move to test"
    assert additions.sentence() == "Moved 1 picture to test. Already in test: 1 picture."


def test_a_photo_that_was_added_with_another_class_is_relabeled(edited):
    edited = edited.add([AddedPicture(entry("tom.jpg").view)], 1, "train")
    corrected = entry("tom.jpg", actual="non-cat")
    additions = additions_of([corrected, corrected], edited, "train")
    assert (additions.pictures, additions.moved) == ((), ())
    assert additions.relabeled == {PictureKey("added", 0): 0}
    assert additions.command == "Relabel"
    assert additions.sentence() == "Relabeled 1 picture. Already in training: 1 picture."
    moved = additions_of([corrected], edited, "test")
    assert (moved.moved, moved.relabeled) == ((PictureKey("added", 0),), {PictureKey("added", 0): 0})


def test_a_photo_of_a_picture_that_was_there_from_the_start_is_not_added(edited):
    dataset = edited.original
    pictures = dataset.train.pictures.copy()
    pictures[3] = 7
    edited = EditedDataset(replace(dataset, train=replace(dataset.train, pictures=pictures)))
    label = int(dataset.train.labels[0, 3])
    present = additions_of([entry("tom.jpg", 7, dataset.classes[label])], edited, "train")
    assert present.are_all_present
    assert present.sentence() == "Already in training: 1 picture."
    assert additions_of([entry("tom.jpg", 7, "")], edited, "test").moved == (PictureKey("train", 3),)
    other = additions_of([entry("tom.jpg", 7, dataset.classes[1 - label])], edited, "train")
    assert other.relabeled == {PictureKey("train", 3): 1 - label}
    left_out = edited.leave_out([PictureKey("train", 3)])
    assert additions_of([entry("tom.jpg", 7)], left_out, "train").moved == (PictureKey("train", 3),)


def test_photos_without_class_or_pixels_are_not_added(edited):
    others = [entry("a", actual=""), make_entry("c", error="torn"), entry("d", side=8)]
    additions = additions_of(others, edited, "train")
    assert additions.pictures == ()
    assert additions.sentence() == ("Not added: 1 picture. Say first what they show. Not added, not read: 2 pictures.")


def test_photos_of_neither_class_are_not_added(edited):
    others = [entry("a", actual="car"), entry("b", 1, actual="dog")]
    additions = additions_of(others, edited, "train")
    assert (additions.pictures, additions.are_all_present) == ((), False)
    assert additions.sentence() == "Not added, of neither class: 2 pictures."


def test_the_targets_are_each_class_and_part_in_the_order_of_the_keys():
    texts = [target.text(("non-cat", "cat")) for target in TARGETS]
    assert texts == ["cat, for training", "cat, for the test", "non-cat, for training", "non-cat, for the test"]
