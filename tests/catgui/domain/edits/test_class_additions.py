"""Pictures to be added to a class: which are, which are not, and what is said."""

import numpy as np

from catgui.domain.edits.class_additions import TARGETS, AdditionTarget, ClassAdditions
from engine.data.edits import AddedPicture
from tests.support.small_data import make_dataset

CAT_TRAINING = AdditionTarget(1, "train")


def picture(number):
    return AddedPicture(np.full((8, 8, 3), number, np.uint8), f"{number}.png")


def test_the_targets_are_each_class_and_part_in_the_order_of_the_keys():
    texts = [target.text(("non-cat", "cat")) for target in TARGETS]
    assert texts == ["cat, for training", "cat, for the test", "non-cat, for training", "non-cat, for the test"]


def test_new_pictures_are_added():
    additions = ClassAdditions.of(make_dataset(), CAT_TRAINING, [picture(1), picture(2)])
    assert [it.file for it in additions.pictures] == ["1.png", "2.png"]
    assert additions.sentence() == "Added 2 pictures: cat, for training."


def test_those_that_are_there_or_are_given_twice_are_named_and_not_added():
    dataset = make_dataset()
    there = AddedPicture(dataset.train.pictures[3], "there.png")
    twice = AddedPicture(picture(1).pixels, "twice.png")
    additions = ClassAdditions.of(dataset, CAT_TRAINING, [picture(1), there, twice])
    assert [it.file for it in additions.pictures] == ["1.png"]
    assert additions.sentence() == ("Added 1 picture: cat, for training. Already in training: there.png, twice.png.")


def test_a_picture_of_the_other_part_is_refused():
    dataset = make_dataset()
    leaking = AddedPicture(dataset.test.pictures[3], "leak.png")
    additions = ClassAdditions.of(dataset, CAT_TRAINING, [leaking])
    assert additions.pictures == ()
    assert additions.sentence() == ("Not added, as they test the network: leak.png.")
    assert (
        "Not added, as the network trains on them"
        in ClassAdditions.of(
            dataset, AdditionTarget(1, "test"), [AddedPicture(dataset.train.pictures[0], "a.png")]
        ).sentence()
    )
