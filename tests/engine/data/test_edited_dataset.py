"""An edited data set: what the edits make, how they are taken back, and what they may not do."""

import gc
import os
import weakref
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.dataset import DataOrigin
from engine.data.edited_dataset import DataReference, EditedDataset
from engine.data.edits import ADDED, LEFT_OUT, AddedPicture, DatasetEdits, PictureKey, Placement
from engine.errors import EditError
from tests.support.small_data import make_dataset

DATASET = make_dataset(train=12, test=7)
FINGERPRINT = DATASET.fingerprint


def key(source, index):
    return PictureKey(source, index)


def new_picture(number=0, side=8):
    return AddedPicture(np.full((side, side, 3), number % 256, np.uint8), f"cats/{number}.png")


def edited(dataset=DATASET):
    return EditedDataset.of(dataset)


# --- what the edits make


def test_a_relabeled_picture_has_the_other_label_and_the_pictures_are_shared():
    after = edited().relabel([key("train", 1), key("test", 0)], label=1).dataset

    assert DATASET.train.labels[0, 1] == 0  # unchanged
    assert after.train.labels[0, 1] == 1
    assert np.count_nonzero(after.train.labels != DATASET.train.labels) == 1
    # The features of an array of pictures are kept as long as it lives.
    assert after.train.pictures is DATASET.train.pictures
    assert after.test.pictures is DATASET.test.pictures


def test_an_edit_that_is_taken_back_shares_the_pictures_too():
    before = edited().leave_out([key("train", 0)]).dataset
    after = EditedDataset.of(before).relabel([key("train", 1)], label=1).dataset

    assert EditedDataset.of(after).with_edits(before.edits).dataset.train.pictures is before.train.pictures
    assert EditedDataset.of(after).with_edits(DatasetEdits()).dataset is DATASET


def test_a_moved_picture_comes_after_those_of_its_new_part():
    after = edited().move([key("train", 3)], "test").dataset

    assert (after.train.count, after.test.count) == (11, 8)
    np.testing.assert_array_equal(after.test.pictures[-1], DATASET.train.pictures[3])
    assert after.test.labels[0, -1] == DATASET.train.labels[0, 3]
    np.testing.assert_array_equal(after.train.pictures, np.delete(DATASET.train.pictures, 3, axis=0))
    np.testing.assert_array_equal(after.train.labels, np.delete(DATASET.train.labels, 3, axis=1))


def test_added_pictures_come_last_with_their_label_and_file():
    changed = edited().move([key("train", 0)], "test").add([new_picture(1), new_picture(2)], label=0, part="test")
    after = changed.dataset

    assert after.test.count == 10
    np.testing.assert_array_equal(after.test.pictures[-2:, 0, 0, 0], [1, 2])
    assert after.test.labels[0, -2:].tolist() == [0, 0]
    assert after.test.files == ("",) * 8 + ("cats/1.png", "cats/2.png")
    assert after.train.files == ()
    assert after.test.pictures.flags.c_contiguous


def test_an_edited_data_set_is_edited_further():
    first = edited().relabel([key("train", 1)], 1)

    again = EditedDataset.of(first.dataset)

    assert again.edits == first.edits
    assert again.dataset is first.dataset
    assert again.leave_out([key("train", 2)]).dataset.name == "random pictures, 1 relabeled, 1 left out"


def test_the_pictures_are_freed_with_the_last_reference_to_a_data_set():
    gc.disable()
    try:
        changed = edited().leave_out([key("train", 1)])
        pictures = weakref.ref(changed.dataset.train.pictures)
        again = EditedDataset.of(changed.dataset)
        assert again.dataset is changed.dataset
        del changed, again

        assert pictures() is None
    finally:
        gc.enable()


def test_marks_are_at_the_pictures_that_were_edited():
    changed = edited().relabel([key("train", 1)], 1).leave_out([key("train", 0)]).add([new_picture()], 0, "train")

    marks = changed.marks("train")

    assert {index: (mark.is_relabeled, mark.is_added) for index, mark in marks.items()} == {
        0: (True, False),
        11: (False, True),
    }
    assert changed.marks("test") == {}


def test_changes_list_all_edits_with_what_was_before():
    changed = edited().add([new_picture()], 0, "train").leave_out([key("test", 4)]).relabel([key("train", 1)], 1)

    assert [(change.key, change.before, change.after) for change in changed.changes] == [
        (key("train", 1), Placement("train", 0), Placement("train", 1)),
        (key("test", 4), Placement("test", 0), Placement(LEFT_OUT, 0)),
        (key(ADDED, 0), None, Placement("train", 0)),
    ]


# --- taking back


def test_the_own_label_again_is_no_edit():
    changed = edited().relabel([key("train", 1)], 1).relabel([key("train", 1)], 0)

    assert changed.edits == DatasetEdits()
    assert changed.dataset is DATASET


def test_reverting_takes_back_all_that_was_done_to_a_picture():
    changed = edited().relabel([key("train", 1)], 1).move([key("train", 1)], "test").leave_out([key("test", 1)])

    assert changed.revert([key("train", 1)]).edits == edited().leave_out([key("test", 1)]).edits


def test_an_added_picture_that_is_left_out_is_forgotten():
    changed = edited().add([new_picture(1), new_picture(2)], 1, "train")

    left = changed.leave_out([key(ADDED, 0), key("train", 1)])

    assert left.edits.added == {1: new_picture(2)}
    assert left.revert([key(ADDED, 1), key("train", 1)]).edits == DatasetEdits()


indices = st.integers(0, 18)
edit_steps = st.one_of(
    st.tuples(st.just("relabel"), st.lists(indices, max_size=4), st.integers(0, 1)),
    st.tuples(st.just("move"), st.lists(indices, max_size=4), st.sampled_from(["train", "test"])),
    st.tuples(st.just("leave_out"), st.lists(indices, max_size=4), st.none()),
    st.tuples(st.just("add"), st.lists(indices, max_size=3), st.integers(0, 1)),
    st.tuples(st.just("revert"), st.lists(indices, max_size=4), st.none()),
)


def key_of(changed, number):
    """A picture of DATASET, or one of those added."""
    known = [*(key("train", index) for index in range(12)), *(key("test", index) for index in range(7))]
    added = [key(ADDED, index) for index in changed.edits.added]
    return added[number % len(added)] if added and number % 3 == 0 else known[number]


def take_step(changed, step):
    """The value after a step of hypothesis; the same if it is refused."""
    what, numbers, argument = step
    if what == "add":
        return changed.add([new_picture(number) for number in numbers], argument, "train")
    keys = {key_of(changed, number) for number in numbers}
    try:
        return getattr(changed, what)(keys, *(() if argument is None else (argument,)))
    except EditError:
        return changed


@settings(max_examples=5)
@given(st.lists(edit_steps, min_size=50, max_size=50), st.randoms(use_true_random=False))
def test_any_fifty_edits_are_undone_to_the_first_state(steps, random):
    values = [edited()]
    for step in steps:
        values.append(take_step(values[-1], step))
    described = [(value.edits, value.dataset.fingerprint) for value in values]

    # Undo is the value before, which later edits have left alone ...
    for value, (edits, fingerprint) in reversed(list(zip(values, described, strict=True))):
        assert value.edits == edits
        assert EditedDataset(DATASET, value.edits).dataset.fingerprint == fingerprint
    # ... and reverting the pictures leads there as well.
    changed = values[-1]
    keys = [change.key for change in changed.changes]
    random.shuffle(keys)
    back = changed.revert(keys)
    assert back.edits == DatasetEdits()
    assert back.dataset is DATASET
    assert DATASET.fingerprint == replace(DATASET).fingerprint == FINGERPRINT


@given(st.lists(edit_steps, max_size=20))
def test_the_counts_and_the_data_agree(steps):
    changed = edited()
    for step in steps:
        changed = take_step(changed, step)

    counts, dataset = changed.counts, changed.dataset
    assert dataset.train.count + dataset.test.count == 19 + counts.added - counts.left_out
    assert len(changed.marks("train")) + len(changed.marks("test")) == len(changed.changes) - counts.left_out
    assert all(min(part.class_counts()) >= 1 for part in dataset.parts.values())


# --- added pictures


def test_a_picture_that_is_added_after_another_was_reverted_overwrites_none():
    both = edited().add([new_picture(1), new_picture(2)], 1, "train")
    changed = both.revert([key(ADDED, 0)]).add([new_picture(3)], 0, "test")
    assert sorted(it.file for it in changed.edits.added.values()) == ["cats/2.png", "cats/3.png"]
    assert changed.edits.added[1].file == "cats/2.png"


# --- refusals


def test_a_part_keeps_pictures_of_each_class():
    cats = [key("train", index) for index in range(0, 12, 3)]

    with pytest.raises(EditError, match="Each part needs a picture of “cat”"):
        edited().leave_out(cats)
    with pytest.raises(EditError, match="Each part needs"):
        edited().relabel(cats, 0)
    with pytest.raises(EditError, match="Each part needs"):
        edited().move(cats, "test")


def test_the_last_added_pictures_of_a_class_are_kept():
    cats = [key("train", index) for index in range(0, 12, 3)]
    changed = edited().add([new_picture()], 1, "train").leave_out(cats)

    with pytest.raises(EditError, match="Each part needs"):
        changed.leave_out([key(ADDED, 0)])


def test_a_part_that_never_had_a_class_may_be_edited():
    part = replace(DATASET.test, labels=np.zeros((1, 7), np.int64))

    assert edited(replace(DATASET, test=part)).leave_out([key("test", 0)]).dataset.test.count == 6


@pytest.mark.parametrize("unknown", [key("train", 12), key("train", -1), key("validation", 0), key(ADDED, 0)])
def test_an_unknown_picture_is_an_error(unknown):
    with pytest.raises(KeyError):
        edited().relabel([unknown], 1)


def test_labels_and_parts_are_those_there_are():
    with pytest.raises(ValueError, match="no such part or label"):
        edited().relabel([key("train", 0)], 2)
    with pytest.raises(ValueError, match="no such part or label"):
        edited().move([key("train", 0)], "validation")


# --- what is shared with another state of the data


def test_other_pictures_that_were_added_by_the_same_name_are_no_shared_ones():
    one = edited().add([new_picture(1)], 1, "train").dataset
    other = edited().add([new_picture(2)], 1, "train")

    after = EditedDataset.of(one).with_edits(other.edits).dataset

    np.testing.assert_array_equal(after.train.pictures, other.dataset.train.pictures)


@pytest.fixture
def referred():
    picture = AddedPicture(np.zeros((8, 8, 3), np.uint8))
    return EditedDataset.of(make_dataset()).add([picture], 1, "train").move([PictureKey("test", 9)], "train").dataset


def test_an_unedited_data_set_is_the_one_that_is_opened():
    dataset = make_dataset()

    reference = DataReference.of(dataset)

    assert reference == DataReference("random pictures", dataset.fingerprint)
    assert reference.restore(dataset) is dataset


def test_an_edited_data_set_is_made_again(referred):
    reference = DataReference.of(referred)

    found = reference.restore(make_dataset())

    assert found.fingerprint == referred.fingerprint
    assert (found.name, reference.name) == (referred.name, referred.name)
    assert found.edited.edits == referred.edited.edits


@pytest.mark.parametrize("other", [make_dataset(seed=4), make_dataset(test=5), make_dataset(side=9)])
def test_of_other_data_nothing_is_made(referred, other):
    assert DataReference.of(referred).restore(other) is other


def test_edits_without_their_fingerprint_are_not_trusted(referred):
    original = make_dataset()

    assert DataReference.of(referred)._replace(fingerprint="0" * 64).restore(original) is original


def test_a_reference_is_of_data_with_the_same_name_place_and_edits(referred):
    assert DataReference.of(referred).is_of(referred)
    assert not DataReference.of(referred).is_of(make_dataset())
    assert not DataReference.of(referred).is_of(replace(referred, origin=DataOrigin("builtin")))
    there = replace(referred, origin=DataOrigin((os.path.abspath("pets"),)))
    assert DataReference.of(there).without_paths().is_of(there)
    assert not DataReference.of(there).without_paths().is_of(referred)
    reworded = DataReference.of(there)._replace(name="random pictures, edited in other words")
    assert reworded.is_of(there)
    assert not reworded.is_of(replace(there, origin=DataOrigin("builtin")))
    assert not DataReference.of(referred)._replace(name="others").is_of(referred), "nothing else tells them apart"
