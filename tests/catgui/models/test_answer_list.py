"""The models of pictures with their answers."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from catgui.domain.picture import ROW_ROLE, Picture
from catgui.models.answer_list import AnswerListModel
from engine.analysis.evaluation import Evaluation
from engine.data.edited_dataset import EditedDataset
from tests.support.small_data import make_dataset


def evaluation_of(dataset, part="test", probability=0.75):
    labels = dataset.parts[part].labels
    return Evaluation(np.full(labels.shape, probability), labels, dataset.classes)


def shown(model):
    return [model.index(row).data(ROW_ROLE).picture for row in range(model.rowCount())]


@pytest.fixture
def model(qapp, dataset):
    model = AnswerListModel()
    model.tester = QAbstractItemModelTester(model)
    assert model.show_evaluation(dataset, "test", evaluation_of(dataset))
    return model


def test_rows_are_the_pictures_in_their_order_each_with_its_answer_in_words(model):
    assert shown(model) == [Picture("test", index) for index in range(10)]
    words = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert words[0] == "Test picture 0, right. Predicted: cat (75%). Actual: cat."
    assert words[1] == "Test picture 1, wrong. Predicted: cat (75%). Actual: non-cat."


def test_other_answers_and_other_labels_leave_the_rows(model, dataset, qtbot):
    resets = []
    for signal in (model.modelReset, model.rowsRemoved, model.rowsInserted, model.layoutChanged):
        signal.connect(lambda *_: resets.append(True))
    assert not model.show_evaluation(dataset, "test", evaluation_of(dataset, probability=0.2))
    edited = EditedDataset.of(dataset)
    relabeled = edited.relabel(model.keys([1]), 1).dataset
    assert not model.show_evaluation(relabeled, "test", evaluation_of(relabeled))
    assert resets == []
    assert model.index(1).data(ROW_ROLE).label == 1


def test_pictures_that_go_to_the_other_part_leave_the_other_rows(model, dataset):
    resets = []
    model.modelReset.connect(lambda: resets.append(True))
    keys = model.keys(range(10))
    moved = EditedDataset.of(dataset).move([keys[2], keys[5]], "train").dataset
    assert model.show_evaluation(moved, "test", evaluation_of(moved))
    assert model.keys(range(model.rowCount())) == [key for row, key in enumerate(keys) if row not in (2, 5)]
    assert [picture.index for picture in shown(model)] == list(range(8))
    back = EditedDataset.of(moved).move([keys[2], keys[5]], "test").dataset
    model.show_evaluation(back, "test", evaluation_of(back))
    assert resets == []
    assert {*keys} == {*model.keys(range(10))}


def test_other_data_are_other_rows(model):
    other = make_dataset(test=7)
    assert model.show_evaluation(other, "test", evaluation_of(other))
    assert model.rowCount() == 7
    assert model.row_of(Picture("test", 6)) == 6
    assert model.row_of(Picture("train", 6)) is None
    assert model.row_of(None) is None
