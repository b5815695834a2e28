"""The three pictures: chosen at first, put in, drawn anew, edited and brought back."""

import random

import numpy as np
import pytest

from catgui.domain.between import LEFT_OUT, TOO_FEW
from catgui.domain.picture import Picture
from catgui.domain.prediction_texts import OPEN_DATA
from catgui.inputs.sources import PathSource
from catgui.models.background_task import end_work
from catgui.models.data_editor import DataEditor
from catgui.models.network.mix_corners import MixCorners
from catgui.models.photos.collection import PhotoCollection
from catgui.models.selected_picture import SelectedPicture
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from engine.analysis.similarity import SimilarityIndex
from engine.nn.examples import Examples
from tests.support.photo_collections import add
from tests.support.picture_files import make_photo
from tests.support.small_data import make_dataset


@pytest.fixture
def owner(workspace, collection):
    """The corners of a window without anything else."""
    corners = MixCorners(workspace, SelectedPicture(), collection)
    corners.picked, corners.workspace = corners._picked, workspace
    yield corners
    end_work(corners)


@pytest.fixture
def three(owner, qtbot):
    """With its first three pictures."""
    owner.choose_missing()
    qtbot.waitUntil(lambda: owner.corners is not None)
    return owner


def pick(owner, part, index):
    picture = Picture(part, index)
    owner.picked.pick(picture.pixels(owner.workspace.dataset), picture.name(owner.workspace.dataset), picture)


def titles(owner):
    return [corner.title for corner in owner.corners]


def test_nothing_is_chosen_before_it_is_wanted(owner):
    assert owner.corners is None


def test_the_first_are_the_selected_picture_and_those_most_alike_of_each_class(owner, dataset, qtbot):
    pick(owner, "test", 3)
    owner.choose_missing()
    qtbot.waitUntil(lambda: owner.corners is not None)

    train, label = dataset.train, int(dataset.test.labels[0, 3])
    likeness = SimilarityIndex(Examples.from_pictures(train.pictures, train.labels)).similarities(
        Examples.from_pictures(dataset.test.pictures[3:4], np.zeros((1, 1), np.int64))
    )
    expected = [int(np.where(train.labels[0] == of, likeness, -2).argmax()) for of in (label, 1 - label)]
    assert titles(owner) == ["Test picture 3", *(f"Training picture {at}" for at in expected)]
    assert [corner.label for corner in owner.corners] == [label, label, 1 - label]


def test_without_a_selected_picture_the_first_is_of_class_1(three, dataset):
    assert three.corners[0].title == f"Training picture {int(dataset.train.labels[0].argmax())}"
    assert three.obstacle == ""


def test_data_without_three_fitting_pictures_have_no_corners(owner, qtbot):
    few = make_dataset(train=2)
    owner.workspace.set_dataset(few)
    owner.choose_missing()
    qtbot.waitUntil(lambda: owner.obstacle == TOO_FEW)


def put(owner, part, index):
    pick(owner, part, index)
    owner.put_selected()


def test_pictures_are_put_into_one_corner_after_the_other(three):
    for at in range(4):
        put(three, "test", at)
    assert titles(three) == ["Test picture 3", "Test picture 1", "Test picture 2"]


def test_nothing_is_put_in_without_a_selected_picture(three):
    before = three.corners
    three.put_selected()
    assert three.corners is before


def test_putting_one_in_before_there_are_three_chooses_those_like_it(owner, qtbot):
    put(owner, "test", 4)
    qtbot.waitUntil(lambda: owner.corners is not None)
    assert titles(owner)[0] == "Test picture 4"


def test_three_others_are_drawn(three, qtbot):
    before = titles(three)
    random.seed(4)
    with qtbot.waitSignal(three.changed):
        three.draw()
    assert titles(three) != before
    labels = [corner.label for corner in three.corners]
    assert labels[0] == labels[1] != labels[2]


def test_edits_of_the_data_are_said_of_the_corners(three, dataset):
    stack = UndoStack()
    editor = DataEditor(three.workspace, stack)
    key, title, label = three.corners[1].key, three.corners[1].title, three.corners[1].label
    editor.relabel([key], 1 - label)
    assert three.corners[1].label == 1 - label
    editor.move([key], "test")
    assert three.corners[1].title == title, "it keeps its name"
    editor.leave_out([key])
    assert (three.corners[1].title, three.corners[1].label) == (LEFT_OUT, None)
    assert three.picture_of(three.corners[1]) is None
    for _ in range(3):
        stack.undo()
    assert (three.corners[1].title, three.corners[1].label) == (title, label)
    assert three.picture_of(three.corners[1]).name(three.workspace.dataset) == title


def test_other_data_have_three_of_their_own(three, qtbot):
    put(three, "test", 1)
    other = make_dataset(seed=9)
    three.workspace.set_dataset(other)
    assert three.corners is None
    qtbot.waitUntil(lambda: three.corners is not None)
    assert any(np.array_equal(three.corners[0].pixels, pixels) for pixels in other.train.pictures)


def test_a_picture_that_was_selected_in_other_data_is_no_picture_of_these(three):
    old = make_dataset(seed=9)
    three.picked.pick(old.test.pictures[2], "Test picture 2", Picture("test", 2))
    before = three.corners
    three.put_selected()
    assert three.corners is before


def test_a_photo_has_the_class_that_the_user_gave_it(three, collection, tmp_path, qtbot):
    add(qtbot, collection, [PathSource(str(make_photo(tmp_path / "mine.png")))])
    (entry,) = collection
    three.picked.pick_photo(entry.view, entry.name)
    three.put_selected()
    assert (three.corners[0].title, three.corners[0].label) == ("mine.png", None)
    with qtbot.waitSignal(three.changed):
        collection.set_actual([entry.key], "cat")
    assert three.corners[0].label == 1


def test_without_data_it_says_so(qapp, session):
    workspace = Workspace()
    photos = PhotoCollection(workspace, session, UndoStack())
    owner = MixCorners(workspace, SelectedPicture(), photos)
    owner.choose_missing()
    assert owner.obstacle == OPEN_DATA
    photos.shutdown()
