"""The list of doubtful labels: it keeps its order, and shows what is done to its pictures."""

import numpy as np
import pytest

from catgui.domain.picture import ROW_ROLE, Picture
from catgui.models.edits.label_doubts import FoundDoubts
from catgui.models.pictures.doubt_list import DoubtListModel
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture, PictureKey
from engine.experiments.doubtful_labels import DoubtfulLabels, LabelDoubt
from engine.training.config import TrainingConfig

KEYS = [PictureKey("test", 3), PictureKey("train", 4), PictureKey("train", 0)]


@pytest.fixture
def edited(dataset):
    """Data with an added picture, which is train picture 24."""
    picture = AddedPicture(np.zeros((8, 8, 3), np.uint8), "black.png")
    return EditedDataset.of(dataset).add([picture], 1, "train")


@pytest.fixture
def found(edited):
    places = [("test", 3, 1, 0.02), ("train", 4, 0, 0.1), ("train", 24, 1, 0.3), ("train", 0, 1, 0.9)]
    labels = DoubtfulLabels(tuple(LabelDoubt(*place) for place in places), 0.9, 0.05)
    return FoundDoubts(edited.dataset, TrainingConfig(), labels, 10, 10)


@pytest.fixture
def model(qapp, edited, found):
    model = DoubtListModel()
    model.show_doubts(found, edited.dataset)
    return model


def row(model, place):
    return model.index(place).data(ROW_ROLE)


def test_keeps_qts_contract(qtmodeltester, model, found, edited):
    qtmodeltester.check(model)
    model.show_doubts(found, edited.leave_out(KEYS[:2]).dataset)
    qtmodeltester.check(model)
    model.show_doubts(None, edited.dataset)
    qtmodeltester.check(model)
    assert model.rowCount() == 0


def test_each_row_has_the_label_its_probability_and_the_part(model, dataset):
    assert row(model, 0).lines == ("label cat, 2% likely", "test")
    assert row(model, 1).lines == ("label non-cat, 10% likely", "training")
    assert row(model, 0).picture == Picture("test", 3)
    assert np.array_equal(row(model, 1).pixels, dataset.train.pictures[4])
    assert row(model, 1).label == 0
    assert row(model, 1).edit_mark == ""
    assert row(model, 0).is_correct is None
    assert row(model, 0).description == ("Test picture 3. Label: cat. To networks not trained on it: 2% likely.")
    assert model.keys([2, 0]) == [PictureKey("added", 0), KEYS[0]]


def test_a_relabeled_picture_stays_and_is_marked(model, found, edited):
    model.show_doubts(found, edited.relabel([KEYS[0]], 0).dataset)
    assert row(model, 0).lines == ("label cat, 2% likely", "now non-cat", "test")
    assert row(model, 0).edit_mark == "≠"
    assert row(model, 0).label == 0
    assert "Label: cat (now non-cat)" in model.row_at(0).description


def test_edits_before_the_list_was_made_are_marked_and_what_was_done_since_is_said(qapp, edited, found):
    before = edited.relabel([KEYS[1]], 1)
    labels = DoubtfulLabels((LabelDoubt("train", 4, 1, 0.01),), 0.9, 0.05)
    found = FoundDoubts(before.dataset, TrainingConfig(), labels, 10, 10)
    model = DoubtListModel()
    model.show_doubts(found, before.dataset)
    assert (model.row_at(0).edit_mark, model.changed_text(0)) == ("≠", "")
    model.show_doubts(found, edited.dataset)  # its first label again
    assert (model.row_at(0).edit_mark, model.changed_text(0)) == ("≠", "now non-cat")
    model.show_doubts(found, before.leave_out([KEYS[1]]).dataset)
    assert model.row_at(0).edit_mark == "×"


def test_a_picture_that_is_left_out_stays_and_those_after_it_have_another_place(model, found, edited):
    edited = edited.leave_out([KEYS[2]])
    model.show_doubts(found, edited.dataset)
    assert row(model, 3).lines == ("label cat, 90% likely", "left out", "training")
    assert row(model, 3).edit_mark == "×"
    assert model.place(3) is None
    assert model.row_at(3).title == "Training picture 0, left out"
    assert model.row_at(3).picture == Picture("train", 0)
    assert model.place(1) == Picture("train", 3)
    assert model.row_of(Picture("train", 3)) == 1
    assert model.row_of(Picture("train", 0)) is None
    assert model.row_of(Picture("train", 99)) is None


def test_a_moved_picture_says_where_it_is(model, found, edited):
    model.show_doubts(found, edited.move([KEYS[0]], "train").dataset)
    assert row(model, 0).lines == ("label cat, 2% likely", "now training", "test")
    assert model.place(0) == Picture("train", 24)


def test_an_added_picture_that_was_left_out_is_no_key_any_more(model, found, edited):
    assert model.row_at(2).edit_mark == "+"
    model.show_doubts(found, edited.leave_out([PictureKey("added", 0)]).dataset)
    assert model.row_at(2).edit_mark == "×"
    assert model.keys([1, 2]) == [KEYS[1]]
    assert model.other_labels([1, 2]) == {KEYS[1]: 1}
